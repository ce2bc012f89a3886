"""R116: an XLSX cell is what it says: text as text, amounts exact, never a formula."""

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from monitor.deliver.workbook import workbook
from monitor.errors import IntegrityError
from monitor.lists.issue import IssueRow
from monitor.lists.masking import visible
from monitor.lists.slices import slices
from tests.deliver.payloads import CELL_PAYLOADS
from tests.deliver.reading import ACCESS, book_text, books_of, hostile_book
from tests.lists.sample_issue import sample_issue, sample_row

HOME = {"county_code": "340121000000", "township_code": "340121100000"}


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def column(sheet: Any, heading: str) -> list[Any]:
    """The cells under a heading."""
    headings = [cell.value for cell in sheet[3]]
    return [line[headings.index(heading)] for line in sheet.iter_rows(min_row=4)]


def test_there_are_enough_payloads() -> None:
    assert len(set(CELL_PAYLOADS)) >= 60


@pytest.mark.parametrize("payload", CELL_PAYLOADS)
def test_a_hostile_text_is_a_string_cell(payload: str) -> None:
    content = hostile_book(payload)
    assert not re.search(r"<f[ >]|<hyperlink", book_text(content))
    cells = [cell for sheet in opened(content) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.parametrize("payload", CELL_PAYLOADS)
def test_a_hostile_name_reads_back_as_it_is(payload: str) -> None:
    content = hostile_book(payload)
    names = {cell.value.rstrip() for cell in column(opened(content)["正式名单"], "姓名")}
    assert names == {visible(payload).rstrip()}


OWED = ("还可报销", "其中须申请", "还可报销办理途径", "入户提示")


def owed_cells(row: IssueRow) -> list[Any]:
    """The cells about help and departure of one person's row."""
    sheet = opened(books_of(sample_issue([row]))["340121_civil_affairs"])["正式名单"]
    return [column(sheet, heading)[0].value for heading in OWED]


def test_what_is_owed_has_its_columns() -> None:
    row = sample_row(6, **HOME)
    total, applied, way, hint = owed_cells(row)
    assert [Decimal(str(total)) * 100, Decimal(str(applied)) * 100] == [row.owed_fen, row.owed[1].amount_fen]
    assert way.startswith(
        "大病保险 120,000.45 元，一站式结算，由医保经办机构核对后补报；医疗救助 50,000.07 元，依申请救助（二(六)）"
    )
    assert hint == "名册登记已迁出，入户前先向村居核实去向"


def test_nothing_stands_where_nothing_is_open() -> None:
    assert owed_cells(sample_row(8, **HOME)) == [None] * len(OWED)


def test_amounts_are_numbers_written_from_the_exact_decimal() -> None:
    row = sample_row(1, **HOME, medfee_fen=12_345_678_901_29)
    content = books_of(sample_issue([row]))["340121_civil_affairs"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<v>12345678901.29</v>" in parts.read("xl/worksheets/sheet1.xml")
    (cell,) = column(opened(content)["正式名单"], "医疗总费用")
    assert (cell.number_format, Decimal(str(cell.value))) == ("#,##0.00", Decimal("12345678901.29"))


@pytest.mark.parametrize("heading", ["证件号码（部分遮盖）", "户号", "姓名"])
def test_numbers_that_are_names_are_text(heading: str) -> None:
    content = books_of(sample_issue([sample_row(1, **HOME, resdbook_no="000123")]))["340121_civil_affairs"]
    (cell,) = column(opened(content)["正式名单"], heading)
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_the_same_issue_gives_the_same_bytes() -> None:
    assert books_of(sample_issue()) == books_of(sample_issue())


def test_a_sheet_is_frozen_filtered_and_printed_on_a4_across() -> None:
    sheet = opened(books_of(sample_issue())["340123_civil_affairs"])["正式名单"]
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref.startswith("A3:")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$3", "$A:$B")
    assert "肥西县民政部门 2023年3月 第 1 版" in sheet.oddHeader.left.text


def test_the_parts_of_the_list_have_their_own_sheets() -> None:
    sheets = opened(books_of(sample_issue())["340123_civil_affairs"]).sheetnames
    assert sheets == ["正式名单", "预警观察（不在正式名单）", "已更正、已退出", "回执", "依据"]


def test_sentences_have_room() -> None:
    """A wrapped cell is not higher than its row, whatever program opens the book."""
    sheet = opened(books_of(sample_issue())["340123_civil_affairs"])["正式名单"]
    widths = {name: one.width for name, one in sheet.column_dimensions.items()}
    wrapped = [cell for line in sheet.iter_rows(min_row=4) for cell in line if cell.value and cell.alignment.wrap_text]
    assert wrapped
    assert [
        cell.coordinate
        for cell in wrapped
        if 2 * len(cell.value) / widths[cell.column_letter] * 15 > sheet.row_dimensions[cell.row].height + 15
    ] == []


def test_the_legal_basis_has_a_sheet() -> None:
    issue = sample_issue()
    texts = [cell.value for cell in opened(books_of(issue)["340121_civil_affairs"])["依据"]["B"]]
    assert issue.rules[0].quote in texts
    assert any("尚未正式印发" in text for text in texts)


def test_a_county_with_nobody_gets_a_workbook_that_says_so() -> None:
    sheet = opened(books_of(sample_issue([]))["340121_civil_affairs"])["正式名单"]
    assert sheet["A3"].value == "本月无预警"


def test_a_name_cannot_command_the_printed_header() -> None:
    assert "&amp;L&amp;&amp;P&amp;&amp;N" in book_text(hostile_book("&P&N"))


def test_a_text_too_long_for_a_cell_stops_the_list() -> None:
    issue = sample_issue([sample_row(1, **HOME, psn_name="王" * 40_000)])
    piece = next(one for one in slices(issue, ACCESS) if one.code == "340121_civil_affairs")
    with pytest.raises(IntegrityError, match="过长"):
        workbook(piece, issue)
