"""The sheet on which a department answers: what is written, what may be typed, and what may not."""

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from monitor.deliver.receipt_sheet import SHEET
from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import DECISION
from monitor.intake.staged import ReadSettings
from monitor.intake.staging import stage
from monitor.lists.issue import section_of
from monitor.lists.row_code import row_of
from monitor.policy.identity import IDENTITY_NAMES, certifier
from tests.deliver.reading import book_text, books_of, hostile_book
from tests.lists.sample_issue import sample_issue, sample_row

CODE = "340123_civil_affairs"
BOOK = books_of(sample_issue())[CODE]
HEADINGS = [
    "名单月份", "名单版本", "填报单位代码", "名单编号", "姓名",
    "处理日期", "处理人", "入户情况", "核查结果", "帮扶措施", "备注", "部门处理", "认定身份", "开始日期", "结束日期",
]  # fmt: skip
HOME = {"county_code": "340121000000", "township_code": "340121100000"}


def sheet_of(content: bytes, name: str = SHEET) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def body(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the headings, cell by heading."""
    return [dict(zip(HEADINGS, line, strict=True)) for line in sheet.iter_rows(min_row=5)]


def validation(sheet: Any, heading: str) -> Any:
    """The rule for the cells of a column."""
    letter = sheet.cell(4, HEADINGS.index(heading) + 1).column_letter
    (found,) = [one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(letter + "5")]
    return found


def test_the_headings_are_those_of_the_intake() -> None:
    assert [cell.value for cell in sheet_of(BOOK)[4]] == HEADINGS
    known = [{one.zh, *one.aliases} for one in KINDS["receipts"].columns]
    assert all(heading in names for heading, names in zip(HEADINGS, known, strict=True))


def test_every_row_of_the_official_list_has_its_row_in_the_order_of_the_list() -> None:
    codes = [row["名单编号"].value for row in body(sheet_of(BOOK))]
    assert codes == [line[0].value for line in sheet_of(BOOK, "正式名单").iter_rows(min_row=4)]
    official = {row.row_no for row in sample_issue().rows if section_of(row) == "official"}
    assert {row_of("2023-03", 1, code) for code in codes} <= official


def test_what_names_a_row_is_written_as_text_and_locked() -> None:
    for row in body(sheet_of(BOOK)):
        assert [row[name].value for name in HEADINGS[:3]] == ["2023-03", "1", CODE]
        assert all(row[name].data_type == "s" and row[name].protection.locked for name in HEADINGS[:5])


def test_the_answers_are_empty_and_only_they_can_be_typed() -> None:
    sheet = sheet_of(BOOK)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    for row in body(sheet):
        assert all(row[name].value is None for name in HEADINGS[5:])
        assert [name for name in HEADINGS if not row[name].protection.locked] == [*HEADINGS[5:7], *HEADINGS[9:]]


def test_what_the_township_answers_is_not_asked_of_a_department() -> None:
    hidden = [(one.min, one.max) for one in sheet_of(BOOK).column_dimensions.values() if one.hidden]
    assert hidden == [(1 + HEADINGS.index("入户情况"), 1 + HEADINGS.index("核查结果"))]


def test_a_decision_is_chosen_from_the_words_of_the_intake() -> None:
    words = validation(sheet_of(BOOK), "部门处理").formula1.strip('"').split(",")
    assert words == [word.zh for word in DECISION.values()]


@pytest.mark.parametrize("kind", ["civil_affairs", "rural_revitalization"])
def test_an_identity_is_chosen_those_of_the_department_first(kind: str) -> None:
    sheet = sheet_of(books_of(sample_issue())[f"340123_{kind}"])
    words = validation(sheet, "认定身份").formula1.strip('"').split(",")
    own = [name for name in IDENTITY_NAMES if certifier(name) == kind]
    assert words[: len(own)] == own
    assert sorted(words) == sorted(IDENTITY_NAMES)


@pytest.mark.parametrize("heading", ["处理日期", "开始日期", "结束日期"])
def test_a_day_must_be_a_day(heading: str) -> None:
    sheet = sheet_of(BOOK)
    assert (validation(sheet, heading).type, validation(sheet, heading).formula1) == ("date", "36526")
    assert body(sheet)[0][heading].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("heading", ["帮扶措施", "备注"])
def test_a_text_is_not_longer_than_the_intake_takes_and_stays_a_text(heading: str) -> None:
    sheet = sheet_of(BOOK)
    assert (validation(sheet, heading).type, validation(sheet, heading).formula1) == ("textLength", "500")
    assert body(sheet)[0][heading].number_format == "@"


def test_every_rule_tells_what_to_do() -> None:
    rules = sheet_of(BOOK).data_validations.dataValidation
    assert len(rules) == 8
    assert all(one.prompt and one.error and one.showErrorMessage for one in rules)


def test_lists_are_written_out_within_the_limit_of_the_format() -> None:
    sources = re.findall(r'<formula1>"([^<]*)"</formula1>', book_text(BOOK))
    assert len(sources) == 2
    assert max(map(len, sources)) <= 255


def test_the_sheet_has_no_formula() -> None:
    assert not re.search(r"<f[ >]", book_text(hostile_book("=1+1")))


def test_an_empty_list_has_nothing_to_answer() -> None:
    book = openpyxl.load_workbook(io.BytesIO(books_of(sample_issue([]))["340121_civil_affairs"]))
    assert SHEET not in book.sheetnames


def test_the_intake_finds_the_sheet_and_counts_no_row_that_nobody_filled_in(tmp_path: Path) -> None:
    rows = [sample_row(number, **HOME) for number in (1, 2, 3)]
    path = tmp_path / "list.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(books_of(sample_issue(rows))["340121_civil_affairs"]))
    sheet = book[SHEET]
    sheet.cell(5, 1 + HEADINGS.index("备注")).value = "已电话联系"
    book.save(path)
    staged = stage(path, "receipts", scratch=tmp_path, settings=ReadSettings())
    assert (staged.records, staged.unfilled, staged.malformed) == (1, 2, ())
