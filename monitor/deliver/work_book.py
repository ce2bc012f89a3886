"""The bureau's worklists as one XLSX file, a sheet for each list, for sorting and ticking off.

Comes in: the lists with the bureau's fields, the issue. Goes out: the bytes of a workbook, the same for the same input.
Text is always a string cell, an amount a number cell written from its exact decimal. Writes nothing to disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final, Literal

import xlsxwriter

from monitor.deliver.sheets import OPTIONS, cell_formats, write_text
from monitor.deliver.wording import SEX, date_zh, month_zh, titled, to_be_set, waiting, yuan
from monitor.deliver.work_wording import NOT_ADDED_UP, REASONS, STATES, amount_headings
from monitor.lists.issue import Issue
from monitor.lists.masking import visible
from monitor.lists.work import WorkList
from monitor.lists.work_slices import ReducedWork, WorkPart

_SUMMARY: Final = "汇总"
_SHEET_NAME: Final = 31  # the longest that the format allows
_HEADER_ROW: Final = 4
_NONE: Final = "本月无"
_NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    heading: str
    kind: Literal["text", "money", "count"]
    width: int


def work_book(parts: Sequence[WorkPart], issue: Issue) -> bytes:
    """The XLSX of all lists: a summary first, then one sheet each in the order of the pack."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    title = f"{issue.place_name} {month_zh(issue.month)} 经办工作清单"
    book.set_properties(
        {"title": title, "author": issue.place_name, "created": datetime.combine(issue.issued_on, time())}
    )
    formats = cell_formats(book)
    _summary_sheet(book.add_worksheet(_SUMMARY), title, parts, issue, formats)
    for number, part in enumerate(parts, start=1):
        name = f"{number} {visible(part.worklist.name).translate(_NOT_IN_A_NAME)}"[:_SHEET_NAME]
        _list_sheet(book.add_worksheet(name), part, issue, formats)
    book.close()
    return made.getvalue()


def _summary_sheet(sheet: Any, title: str, parts: Sequence[WorkPart], issue: Issue, formats: dict[str, Any]) -> None:
    write_text(sheet, 0, 0, title, formats["title"])
    note = f"{date_zh(issue.issued_on)}制发，第 {issue.version} 版。内部资料，仅供经办使用。金额单位：元。"
    write_text(sheet, 1, 0, note + waiting(issue.not_computed) + to_be_set(issue.not_computed), formats["plain"])
    for at, (heading, width) in enumerate((("清单", 30), ("人数", 8), ("条数", 8), ("涉及金额", 16), ("怎么办", 80))):
        sheet.set_column(at, at, width)
        write_text(sheet, 3, at, heading, formats["heading"])
    for row, part in enumerate(parts, start=_HEADER_ROW):
        one = part.worklist
        write_text(sheet, row, 0, visible(one.name), formats["bold"])
        sheet.write_number(row, 1, one.persons, formats["count"])
        sheet.write_number(row, 2, len(part.rows), formats["count"])
        if one.id not in NOT_ADDED_UP:
            sheet.write_number(row, 3, yuan(one.amount_fen), formats["money"])
        write_text(sheet, row, 4, visible(one.hindrance or (one.todo if part.rows else _NONE)), formats["wrapped"])


def _list_sheet(sheet: Any, part: WorkPart, issue: Issue, formats: dict[str, Any]) -> None:
    one = part.worklist
    write_text(sheet, 0, 0, f"{visible(one.name)}　{month_zh(issue.month)}", formats["title"])
    write_text(sheet, 1, 0, visible(f"依据：{titled(one.document)}{one.article}“{one.quote}”"), formats["plain"])
    write_text(sheet, 2, 0, visible(f"公式：{one.formula}　怎么办：{one.todo}"), formats["plain"])
    if not part.rows:
        write_text(sheet, _HEADER_ROW, 0, visible(one.hindrance) or _NONE, formats["bold"])
        return
    columns = [column for column in _columns(one) if column.field in part.rows[0]]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        write_text(sheet, _HEADER_ROW, at, column.heading, formats["heading"])
        _cells(sheet, at, column, part.rows, formats[column.kind])
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(part.rows), len(columns) - 1)


def _columns(one: WorkList) -> tuple[_Column, ...]:
    amount, compared = amount_headings(one.id)
    amounts = tuple(
        _Column(field, heading, "money", 14)
        for field, heading in (("amount_fen", amount), ("compared_fen", compared))
        if heading
    )
    return (
        _Column("row_no", "编号", "count", 7),
        _Column("psn_name", "姓名", "text", 12),
        _Column("gend", "性别", "text", 6),
        _Column("age", "年龄", "count", 6),
        _Column("certno", "证件号码", "text", 21),
        _Column("certno_masked", "证件号码（部分遮盖）", "text", 21),
        _Column("resdbook_no", "户号", "text", 18),
        _Column("county", "县区", "text", 12),
        _Column("township", "乡镇", "text", 14),
        _Column("village", "村居", "text", 14),
        _Column("mob", "联系电话", "text", 14),
        _Column("identity", "身份", "text", 18),
        *((_Column("layer", "支付方", "text", 14),) if any(row.layer for row in one.rows) else ()),
        _Column("reason", "原因", "text", 26),
        _Column("insured_state", "参保状态", "text", 10),
        *amounts,
        _Column("setl_id", "结算ID", "text", 24),
    )


def _cells(sheet: Any, at: int, column: _Column, rows: Sequence[ReducedWork], form: Any) -> None:
    for number, row in enumerate(rows, start=_HEADER_ROW + 1):
        value = _value(column, row)
        if value is None or value == "":
            continue
        if column.kind == "text":
            write_text(sheet, number, at, value, form)
        else:
            sheet.write_number(number, at, yuan(value) if column.kind == "money" else value, form)


def _value(column: _Column, row: ReducedWork) -> Any:
    words = {"reason": REASONS, "insured_state": STATES, "gend": SEX}.get(column.field)
    value = row[column.field]
    return value if words is None else words.get(value, "")
