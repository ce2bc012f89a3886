"""The table by which a department compares the list with its own roster: full certificate numbers, few other fields.

Comes in: an issue, a department's slice, the access table. Goes out: the same table as XLSX and as CSV, text in every
cell. It goes into an encrypted package and nowhere else; the watched are not on it, for they are not on the list.
"""

from dataclasses import replace
from datetime import datetime, time
from io import BytesIO
from typing import Final

import xlsxwriter

from monitor.deliver.analysis import Answer, as_csv
from monitor.deliver.columns import columns_of, context_of
from monitor.deliver.readable import readable
from monitor.deliver.sheets import OPTIONS, cell_formats, write_text
from monitor.lists.access import FIELDS, Recipient
from monitor.lists.issue import Issue, section_of
from monitor.lists.reducing import reduce_rows
from monitor.lists.slices import Slice

NAME: Final = "exchange"
_SHEET: Final = "比对表"


def exchange_table(issue: Issue, piece: Slice, recipient: Recipient) -> Answer:
    """Headings and rows: of the official list, and of what was taken off it, in the order of the list."""
    by_number = {row.row_no: row for row in issue.rows}
    listed = [by_number[number] for number in piece.row_nos if section_of(by_number[number]) != "early"]
    only = replace(recipient, letters={name: "F" if name in recipient.exchange else "-" for name in FIELDS})
    rows = reduce_rows(listed, only, show_phone=False)
    columns, context = columns_of(rows[0]) if rows else (), context_of(piece, readable(issue))
    return Answer(
        tuple(column.heading for column in columns),
        tuple(tuple(str(column.read(row, context)) for column in columns) for row in rows),
    )


def exchange_csv(table: Answer) -> bytes:
    """UTF-8 with BOM; a text that a spreadsheet would run as a formula stands after an apostrophe."""
    return as_csv(table).encode("utf-8-sig")


def exchange_book(table: Answer, issue: Issue) -> bytes:
    """A workbook of one sheet, the same for the same table."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    book.set_properties({"author": issue.place_name, "created": datetime.combine(issue.issued_on, time())})
    sheet, formats = book.add_worksheet(_SHEET), cell_formats(book)
    for index, heading in enumerate(table.names):
        sheet.set_column(index, index, 20)
        write_text(sheet, 0, index, heading, formats["heading"])
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            write_text(sheet, number, index, str(cell), formats["text"])
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
