"""Why somebody holds an identity, why two numbers are one person, and an account asked for by the number of a row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.account import Account, account
from monitor.deliver.account_page import as_html
from monitor.deliver.account_text import as_text
from monitor.errors import NotFound
from monitor.lists.row_code import row_code
from tests.conftest import Bureau
from tests.deliver.reading import Page
from tests.feedback.receipts import decision, row_of
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import new_bureau

OLD, NEW, TWO = person(1), person(7), person(2)
PSN_NO = "P2"


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """One of two people on January's list is recognised by a department, replaced, and gets another number."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("sources"))
    made.intake("persons", [resident(OLD), resident(TWO, psn_no=PSN_NO)], on=date(2023, 1, 5))
    made.intake("identities", [holds(one) for one in (OLD, TWO)], on=date(2023, 1, 5))
    rows = [bill("S1", OLD, "2023-01-10", 12000), bill("S2", TWO, "2023-01-10", 12000)]
    made.intake("settlements", [*rows, bill("S3", "", "2023-01-11", 10, psn_no=PSN_NO)], on=date(2023, 2, 5))
    made.month("2023-01")
    first = decision(made, 1, "认定身份", "特困人员")
    second = decision(made, 1, "认定身份", "特困人员", 入户日期="2023-02-22", 开始日期="2023-02-21")
    ended = decision(made, 1, "取消身份", "低保对象", 入户日期="2023-02-22", 开始日期="2023-03-01")
    made.intake("receipts", [first, second, ended])
    change = {"原证件号码": OLD, "新证件号码": NEW, "变更日期": "2023-02-25", "依据": "派出所证明", "经办人": "甲"}
    made.intake("renumbered", [change])
    return made


def told(bureau: Bureau, word: str, month: int = 1) -> Account:
    with open_warehouse(bureau.config) as con:
        return account(con, bureau.config, bureau.pack, word, 2023, month)


def code_of(bureau: Bureau, number: int) -> str:
    return row_code("2023-01", 1, row_of(bureau, number))


def test_a_row_of_a_list_names_its_person(bureau: Bureau) -> None:
    assert told(bureau, code_of(bureau, 2)).number == TWO


def test_a_row_leads_to_the_number_by_which_the_person_goes_now(bureau: Bureau) -> None:
    assert told(bureau, code_of(bureau, 1)).number == NEW


@pytest.mark.parametrize("wrong", ["1-00", "9999-01", "0-97"])
def test_a_row_that_is_not_on_the_month_s_list_is_refused(bureau: Bureau, wrong: str) -> None:
    with pytest.raises(NotFound) as refused:
        told(bureau, wrong)
    assert refused.value.code == "E-PERSON-003"


def test_a_code_of_another_month_is_refused(bureau: Bureau) -> None:
    with pytest.raises(NotFound) as refused:
        told(bureau, code_of(bureau, 2), month=2)
    assert refused.value.code == "E-PERSON-003"


def test_an_identity_names_the_decision_that_it_rests_on(bureau: Bureau) -> None:
    text = "\n".join(as_text(told(bureau, NEW)))
    assert "身份：特困人员，2023-02-21 起（长丰县民政部门 2023-02-22 认定身份，批次 5 第 2 条）" in text


def test_an_identity_names_the_roster_that_began_it_and_the_decision_that_ended_it(bureau: Bureau) -> None:
    text = "\n".join(as_text(told(bureau, NEW)))
    ended = "2023-02-28 止（长丰县民政部门 2023-02-22 取消身份，批次 5 第 3 条）"
    assert f"身份：低保对象，2023-01-01 起（身份名册，批次 3 第 1 条），{ended}" in text


def test_a_decision_that_was_replaced_is_told_as_such(bureau: Bureau) -> None:
    text = "\n".join(as_text(told(bureau, NEW)))
    assert "2023-02-20 认定身份：特困人员，2023-02-20 起（批次 5 第 1 条），已被后来的决定取代" in text


def test_a_changed_number_is_told_with_its_evidence(bureau: Bureau) -> None:
    text = "\n".join(as_text(told(bureau, NEW)))
    assert (
        f"合并：原证件号码 {OLD}：登记为 2023-02-25 变更成 {NEW}（依据：派出所证明；经办 甲；批次 6 第 1 条）" in text
    )
    assert "其下 1 笔结算记在本人名下" in text


def test_a_number_of_the_platform_is_told_with_its_reason(bureau: Bureau) -> None:
    assert f"合并：人员编号 {PSN_NO}：有记录把它和本人的证件号码写在一起，认作一人" in "\n".join(
        as_text(told(bureau, TWO))
    )


def test_the_page_tells_the_same(bureau: Bureau) -> None:
    said = told(bureau, NEW)
    shown = Page(as_html(said, bureau.pack)).text
    for line in as_text(said):
        if line.startswith(("身份：", "部门决定：", "合并：")):
            assert line.partition("：")[2] in shown


def test_the_page_carries_a_watermark(bureau: Bureau) -> None:
    html = as_html(told(bureau, NEW), bureau.pack)
    assert 'class="watermark" aria-hidden="true"' in html
    assert "仅供经办核查" in html
