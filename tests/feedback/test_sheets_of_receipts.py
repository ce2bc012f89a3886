"""The sheets that offices send: the table that a page saves, and a department's workbook of ours, filled in."""

import io
from datetime import date
from pathlib import Path

import openpyxl

from monitor.cli.session import open_warehouse
from monitor.deliver.workbook import workbook
from monitor.lists.access import load_access
from monitor.lists.freeze import thaw
from monitor.lists.slices import slices
from tests.conftest import Bureau
from tests.feedback.receipts import CIVIL, receipt, state

SHEET, HEADER_ROW = "回执", 4


def filled_in(bureau: Bureau, number: int, **said: object) -> Path:
    """The civil affairs office's workbook of January with one row of the receipt sheet filled in."""
    with open_warehouse(bureau.config) as con:
        issue = thaw(con, 1)
    piece = next(one for one in slices(issue, load_access()) if one.code == CIVIL)
    book = openpyxl.load_workbook(io.BytesIO(workbook(piece, issue)))
    sheet = book[SHEET]
    places = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    line = next(row for row in rows if sheet.cell(row, places["姓名"]).value == f"测试{number}")
    for heading, value in said.items():
        sheet.cell(line, places[heading]).value = value
    path = bureau.root / "filled.xlsx"
    book.save(path)
    return path


def test_a_workbook_that_comes_back_is_read_from_its_receipt_sheet(issued: Bureau) -> None:
    path = filled_in(
        issued,
        2,
        处理日期=date(2023, 2, 20),
        处理人="李科员",
        部门处理="认定身份",
        认定身份="特困人员",
        开始日期=date(2023, 2, 20),
    )
    loaded = issued.intake("receipts", path)
    assert (loaded.counts.accepted, loaded.counts.rejected, state(issued, 2)) == (1, 0, "closed")
    assert any("没有填写" in note for note in loaded.notes)


def test_a_page_s_table_is_read_with_its_protected_cells(issued: Bureau) -> None:
    row = receipt(issued, 1, 备注="'=cmd|'/c calc'!A0", 帮扶措施="'-米、油", 姓名="测试1")
    lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells) for cells in (row, row.values())]
    path = issued.root / "page.csv"
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    issued.intake("receipts", path)
    stored = issued.sql("select remarks, measures from warehouse.receipt_row")
    assert stored == [{"remarks": "=cmd|'/c calc'!A0", "measures": "-米、油"}]


def test_a_number_that_a_spreadsheet_took_for_a_day_is_read(issued: Bureau) -> None:
    code = str(receipt(issued, 1)["名单编号"]).replace("-", "月") + "日"
    assert issued.intake("receipts", [receipt(issued, 1, 名单编号=code)]).counts.accepted == 1
