"""Each reason for which a receipt is not taken in: one test row per code, and what stays possible."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor.checks import verify_all
from monitor.cli.session import open_warehouse
from monitor.errors import InputRefused
from monitor.lists.row_code import row_code
from tests.conftest import Bureau
from tests.feedback.receipts import CIVIL, NEAR, OTHER_TOWN, RURAL, TOWN, codes, decision, receipt, send, state
from tests.warehouse.workplace import configure

NO_OUTCOME = {"入户情况": "未见到", "核查结果": ""}
OF_TOWNSHIP = {
    "month": ({"名单月份": "三月"}, "E-RCPT-MONTH"),
    "version is no number": ({"名单版本": "第一版"}, "E-RCPT-MONTH"),
    "no such month": ({"名单月份": "2022-12"}, "E-RCPT-ISSUE"),
    "no such version": ({"名单版本": "2"}, "E-RCPT-ISSUE"),
    "wrong check digits": ({"名单编号": "1-00"}, "E-RCPT-CODE"),
    "no number": ({"名单编号": ""}, "E-RCPT-CODE"),
    "no such row": ({"名单编号": row_code("2023-01", 1, 99)}, "E-RCPT-ROW"),
    "an office that does not exist": ({"填报单位代码": "340121999_township"}, "E-RCPT-OFFICE"),
    "no code of an office": ({"填报单位代码": "水湖镇"}, "E-RCPT-OFFICE"),
    "another township's row": ({"填报单位代码": OTHER_TOWN}, "E-RCPT-SLICE"),
    "another name": ({"姓名": "测试2"}, "E-RCPT-NAME"),
    "no day": ({"入户日期": ""}, "E-DATE-NONE"),
    "a day that does not exist": ({"入户日期": "2023-02-30"}, "E-DATE-FORM"),
    "a day to come": ({"入户日期": "2024-02-06"}, "E-DATE-FUTURE"),
    "before the month of the list": ({"入户日期": "2022-12-31"}, "E-RCPT-EARLY"),
    "nobody went": ({"入户人": ""}, "E-RCPT-WHO"),
    "found in other words": ({"入户情况": "见到邻居"}, "E-RCPT-WORD"),
    "an outcome in other words": ({"核查结果": "挺好"}, "E-RCPT-WORD"),
    "a decision in other words": ({"部门处理": "同意"}, "E-RCPT-WORD"),
    "nothing found": ({"入户情况": "", "核查结果": ""}, "E-RCPT-EMPTY"),
    "met without outcome": ({"核查结果": ""}, "E-RCPT-OUTCOME"),
    "died with outcome": ({"入户情况": "已去世"}, "E-RCPT-SURPLUS"),
    "not met with outcome": ({"入户情况": "未见到"}, "E-RCPT-SURPLUS"),
    "moved with outcome": ({"入户情况": "已迁出"}, "E-RCPT-SURPLUS"),
    "a township decides": ({"部门处理": "认定身份"}, "E-RCPT-DECIDE"),
    "a township names an identity": ({"认定身份": "低保对象"}, "E-RCPT-DECIDE"),
    "a township names a beginning": ({"开始日期": "2023-02-01"}, "E-RCPT-DECIDE"),
    "a township names an end": ({"结束日期": "2023-02-01"}, "E-RCPT-DECIDE"),
    "a text too long": ({"备注": "很" * 501}, "E-RCPT-LONG"),
    "measures too long": ({"帮扶措施": "帮" * 501}, "E-RCPT-LONG"),
    "a name too long": ({"入户人": "甲" * 51}, "E-RCPT-LONG"),
}
OF_DEPARTMENT = {
    "found": ({"入户情况": "未见到"}, "E-RCPT-VISIT"),
    "outcome": ({"核查结果": "无返贫致贫风险"}, "E-RCPT-VISIT"),
    "nothing decided": ({"部门处理": ""}, "E-RCPT-EMPTY"),
    "an unknown identity": ({"认定身份": "好人"}, "E-IDENT-WORD"),
    "no identity": ({"认定身份": ""}, "E-IDENT-NONE"),
    "no beginning": ({"开始日期": ""}, "E-DATE-NONE"),
    "a beginning that is no day": ({"开始日期": "二月"}, "E-DATE-FORM"),
    "an end that is no day": ({"结束日期": "年底"}, "E-DATE-FORM"),
    "an end before the beginning": ({"结束日期": "2023-02-19"}, "E-DATE-ORDER"),
    "an end of an end": ({"部门处理": "取消身份", "结束日期": "2023-03-31"}, "E-RCPT-END"),
    "another county's office": ({"填报单位代码": "340123_civil_affairs"}, "E-RCPT-SLICE"),
    "a county that does not exist": ({"填报单位代码": "990000_civil_affairs"}, "E-RCPT-OFFICE"),
}


@pytest.fixture(scope="module")
def reasons(issued_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The code of every wrong receipt above, all sent in one file beside a sound one."""
    root = tmp_path_factory.mktemp("wrong") / "issued"
    shutil.copytree(issued_once, root, symlinks=True)
    bureau = Bureau(root)
    configure(bureau, small_file_rows=200)
    wrong = [receipt(bureau, 1, **said) for said, _code in OF_TOWNSHIP.values()]
    wrong += [decision(bureau, 2, "认定身份", "低保对象", **said) for said, _code in OF_DEPARTMENT.values()]
    send(bureau, receipt(bureau, 3), *wrong)
    found = bureau.sql("select record, code from intake.rejected order by record")
    names = [*OF_TOWNSHIP, *(f"department: {name}" for name in OF_DEPARTMENT)]
    assert state(bureau, 3) == "closed"
    return {names[row["record"] - 2]: row["code"] for row in found}


@pytest.mark.parametrize("case", OF_TOWNSHIP)
def test_a_township_may_not_say(reasons: dict[str, str], case: str) -> None:
    assert reasons.get(case) == OF_TOWNSHIP[case][1]


@pytest.mark.parametrize("case", OF_DEPARTMENT)
def test_a_department_may_not_say(reasons: dict[str, str], case: str) -> None:
    assert reasons.get(f"department: {case}") == OF_DEPARTMENT[case][1]


def test_two_that_contradict_each_other_are_both_refused(issued: Bureau) -> None:
    loaded = send(issued, receipt(issued, 1), receipt(issued, 1, 核查结果="拟申请低保"))
    assert (codes(loaded), state(issued, 1)) == (["E-RCPT-TWICE"], "to_visit")
    assert loaded.counts.rejected == 2


def test_one_that_contradicts_a_stored_one_is_refused_and_named(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    loaded = send(issued, receipt(issued, 1, 核查结果="拟申请低保"))
    assert (codes(loaded), state(issued, 1)) == (["E-RCPT-AGAINST"], "closed")
    assert any("批次 5 第 1 条" in note for note in loaded.notes)


def test_the_same_day_of_another_office_contradicts_nothing(issued: Bureau) -> None:
    more = decision(issued, 1, "已给予救助", 入户日期="2023-02-12")
    assert send(issued, receipt(issued, 1, 核查结果="拟申请低保"), more).counts.accepted == 2


def test_a_department_may_decide_on_two_identities_on_one_day(issued: Bureau) -> None:
    both = decision(issued, 1, "认定身份", "特困人员"), decision(issued, 1, "取消身份", "低保对象")
    assert send(issued, *both).counts.accepted == 2


def test_a_later_day_is_a_new_visit(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    assert send(issued, receipt(issued, 1, 入户日期="2023-02-20", 核查结果="拟申请低保")).counts.accepted == 1


def test_the_same_again_is_a_duplicate(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    again = send(issued, receipt(issued, 1), receipt(issued, 1), receipt(issued, 2))
    assert (again.counts.duplicate, again.counts.accepted) == (2, 1)


def test_the_same_words_with_another_remark_are_kept(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    assert send(issued, receipt(issued, 1, 备注="又补充一句")).counts.accepted == 1


def test_an_early_watch_row_may_be_visited_and_opens_no_case(issued: Bureau) -> None:
    assert send(issued, receipt(issued, NEAR)).counts.accepted == 1
    assert state(issued, NEAR) == ""


def test_refused_receipts_are_mended_and_loaded_again(issued: Bureau) -> None:
    loaded = send(issued, receipt(issued, 1, 核查结果="挺好", 备注="=1+1"))
    assert loaded.rejected_file is not None
    with loaded.rejected_file.open(encoding="utf-8-sig", newline="") as source:
        mended = [{**row, "核查结果": "无返贫致贫风险"} for row in csv.DictReader(source)]
    assert issued.intake("receipts", mended).counts.accepted == 1
    assert issued.sql("select remarks from warehouse.receipt_row") == [{"remarks": "=1+1"}]


def test_a_sheet_that_nobody_filled_in_is_refused(issued: Bureau) -> None:
    blank = {"入户日期": "", "入户人": "", "入户情况": "", "核查结果": ""}
    with pytest.raises(InputRefused) as refused:
        send(issued, receipt(issued, 1, **blank))
    assert refused.value.code == "E-FILE-NONE"


def test_rows_that_nobody_filled_in_are_told_and_not_counted(issued: Bureau) -> None:
    blank = {"入户日期": "", "入户人": "", "入户情况": "", "核查结果": ""}
    loaded = send(issued, receipt(issued, 1, 姓名="测试1", **blank), receipt(issued, 2))
    assert (loaded.counts.records, loaded.counts.accepted) == (1, 1)
    assert "1 行没有填写，没有计入" in loaded.notes


def test_a_late_receipt_is_welcome(issued: Bureau) -> None:
    assert send(issued, receipt(issued, 1, 入户日期="2023-12-30"), on=date(2025, 6, 1)).counts.accepted == 1


@pytest.mark.parametrize("written", ["2023/1", "202301", "2023年1月", "2023-01-01"])
def test_a_month_may_be_written_as_spreadsheets_do(issued: Bureau, written: str) -> None:
    assert send(issued, receipt(issued, 1, 名单月份=written)).counts.accepted == 1


@pytest.mark.parametrize("name", ["测试1", " 测 试１", "测\u200b试1", "测␉试␠1␡"])
def test_a_name_is_compared_by_its_letters(issued: Bureau, name: str) -> None:
    assert codes(send(issued, receipt(issued, 1, 姓名=name))) == []


def test_the_two_departments_of_a_county_and_the_township_may_all_answer(issued: Bureau) -> None:
    rows = [decision(issued, 1, "身份不变", 填报单位代码=office) for office in (CIVIL, RURAL)]
    assert send(issued, *rows, receipt(issued, 1, 填报单位代码=TOWN, **NO_OUTCOME)).counts.accepted == 3


def test_the_truths_hold_after_receipts(issued: Bureau) -> None:
    send(issued, receipt(issued, 1), receipt(issued, 2, 核查结果="拟申请低保"))
    with open_warehouse(issued.config) as con:
        assert verify_all(con, issued.config, issued.pack) > 0


def test_a_blank_form_does_not_keep_the_next_file_from_being_taken_in(issued: Bureau) -> None:
    nothing = {"入户日期": "", "入户人": "", "入户情况": "", "核查结果": ""}
    blank, filled = (issued.file("receipts", [receipt(issued, 1, **said)]) for said in (nothing, {}))
    ended = issued.cli("intake", "receipts", blank, filled)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "没有要载入的" in ended.stdout
    assert "接收 1" in ended.stdout
