"""A recognition that no roster has confirmed after some months is told to the bureau."""

from datetime import date

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.overview import overview
from monitor.lists.picture import Unconfirmed
from monitor.lists.picture_figures import unconfirmed
from tests.conftest import Bureau
from tests.feedback.receipts import decision, send
from tests.warehouse.builder import holds, person

WORD = "特困人员"
LATE, EARLY = date(2023, 6, 30), date(2023, 4, 30)


def found(bureau: Bureau, day: date = LATE) -> tuple[Unconfirmed, ...]:
    with open_warehouse(bureau.config) as con:
        return unconfirmed(con, bureau.config, day)


@pytest.fixture
def recognised(issued: Bureau) -> Bureau:
    """Two persons whom civil affairs recognised in February."""
    send(issued, *(decision(issued, number, "认定身份", WORD) for number in (1, 2)), on=date(2023, 2, 25))
    return issued


def test_it_is_told_by_department_and_identity_after_three_months(recognised: Bureau) -> None:
    assert found(recognised, EARLY) == ()
    assert found(recognised) == (Unconfirmed("340121", "civil_affairs", WORD, 2, "2023-02-20"),)


def test_a_roster_that_names_the_person_confirms_it(recognised: Bureau) -> None:
    recognised.intake("identities", [holds(person(1), WORD, "")], as_of=date(2023, 3, 31), on=date(2023, 4, 5))
    assert [one.persons for one in found(recognised)] == [1]


def test_a_recognition_that_was_ended_or_ran_out_is_not_told(recognised: Bureau) -> None:
    ended = decision(recognised, 1, "取消身份", WORD, 入户日期="2023-03-01", 开始日期="2023-03-01")
    short = decision(recognised, 2, "认定身份", WORD, 入户日期="2023-03-01", 结束日期="2023-05-31")
    send(recognised, ended, short)
    assert found(recognised) == ()


def test_status_says_it(recognised: Bureau) -> None:
    with open_warehouse(recognised.config) as con:
        lines = overview(con, recognised.config, recognised.pack, LATE)
    assert f"  部门认定了身份、过了 3 个月名册上还没有的：{WORD} 2 人（最早 2023-02-20）" in lines
