"""A department's list as one XLSX file: for sorting and matching, and to send back what was decided.

Comes in: a slice and its issue. Goes out: the bytes of a workbook, the same for the same input. Text is always a
string cell and never a formula, link or number; an amount is a number cell written from its exact decimal, so the
file holds `1234.56` and not a binary neighbour of it. Writes nothing to disk.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from monitor.deliver.columns import Column, Context, columns_of, context_of
from monitor.deliver.readable import readable
from monitor.deliver.receipt_sheet import SHEET, receipt_sheet
from monitor.deliver.sheets import OPTIONS, TITLE_HEIGHT, cell_formats, print_setup, write_text
from monitor.deliver.wording import date_zh, month_zh, sentence, waiting, yuan
from monitor.lists.issue import Issue, RuleText, Section
from monitor.lists.reducing import ReducedRow
from monitor.lists.slices import Slice

_SHEETS: Final[tuple[tuple[Section, str], ...]] = (
    ("official", "正式名单"),
    ("early", "预警观察（不在正式名单）"),
    ("past", "已更正、已退出"),
)
_NOBODY: Final = {False: "本月无预警", True: "没有补列或更正金额的"}
_HEADER_ROW: Final = 2
_PAGES_WIDE: Final = 4  # some forty columns are not readable on one sheet of A4
_LONG_TEXT: Final = 28  # a column of this width holds sentences, which are wrapped
_BASIS_WIDTH: Final = 100
_LINE_HEIGHT: Final = 17
_CLUE: Final = "本名单仅为入户核查线索，不是认定结果。内部资料，仅供入户核查，不得公示、转发。金额单位：元。"


def workbook(piece: Slice, issue: Issue) -> bytes:
    """The XLSX of one department: a sheet for each part of the list that has somebody, the receipt, the legal basis."""
    issue = readable(issue)
    made = BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    _properties(book, piece, issue)
    formats = cell_formats(book)
    parts = {section: [row for row in piece.rows if row["section"] == section] for section, _name in _SHEETS}
    for section, name in _SHEETS:
        if parts[section] or section == "official":
            _list_sheet(book.add_worksheet(name), parts[section], piece, issue, formats)
    if parts["official"]:
        receipt_sheet(book.add_worksheet(SHEET), parts["official"], piece, issue, formats)
    _basis_sheet(book.add_worksheet("依据"), piece, issue, formats)
    book.close()
    return made.getvalue()


def _kind(issue: Issue) -> str:
    return f"防返贫监测预警{'更正' if issue.is_correction else ''}名单"


def _properties(book: Any, piece: Slice, issue: Issue) -> None:
    title = f"{piece.title_zh} {month_zh(issue.month)} {_kind(issue)}"
    created = datetime.combine(issue.issued_on, time())
    book.set_properties({"title": title, "author": issue.place_name, "created": created})


def _list_sheet(sheet: Any, rows: Sequence[ReducedRow], piece: Slice, issue: Issue, formats: dict[str, Any]) -> None:
    columns, context = columns_of(rows[0]) if rows else (), context_of(piece, issue)
    print_setup(sheet, piece, issue, _PAGES_WIDE)
    title = f"{piece.title_zh} {month_zh(issue.month)} {_kind(issue)}（第 {issue.version} 版）"
    sheet.set_row(0, TITLE_HEIGHT)
    write_text(sheet, 0, 0, title, formats["title"])
    write_text(sheet, 1, 0, _CLUE + ("依据为征求意见稿，尚未正式印发。" if issue.draft else ""), formats["plain"])
    if not rows:
        write_text(sheet, _HEADER_ROW, 0, _NOBODY[issue.is_correction], formats["bold"])
        return
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        write_text(sheet, _HEADER_ROW, index, column.heading, formats["heading"])
    for number, row in enumerate(rows, start=_HEADER_ROW + 1):
        _row(sheet, number, row, columns, context, formats)
    sheet.set_row(_HEADER_ROW, 32)
    frozen = _frozen_columns(columns)
    sheet.freeze_panes(_HEADER_ROW + 1, frozen)
    if frozen:
        sheet.repeat_columns(0, frozen - 1)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(rows), len(columns) - 1)
    sheet.repeat_rows(_HEADER_ROW)


def _format(column: Column) -> str:
    return "sentence" if column.kind == "text" and column.width >= _LONG_TEXT else column.kind


def _frozen_columns(columns: Sequence[Column]) -> int:
    """Up to and with the name, so that it stays in sight."""
    names = [column.field for column in columns]
    return names.index("psn_name") + 1 if "psn_name" in names else 0


def _row(
    sheet: Any, number: int, row: ReducedRow, columns: Sequence[Column], context: Context, formats: dict[str, Any]
) -> None:
    """The cells of one row, as high as its longest sentence; an unknown value leaves its cell empty."""
    lines = 1
    for index, column in enumerate(columns):
        value, form = column.read(row, context), formats[_format(column)]
        if value is None or value == "":
            continue
        if column.kind in ("text", "day"):
            text = value.isoformat() if isinstance(value, date) else value
            write_text(sheet, number, index, text, form)
            lines = max(lines, 1 + (2 * len(text) - 1) // column.width if form is formats["sentence"] else 1)
        else:
            sheet.write_number(number, index, yuan(value) if column.kind == "money" else value, form)
    # A Chinese letter is two columns wide; Excel would find the height by itself, other programs do not.
    sheet.set_row(number, _LINE_HEIGHT * lines)


def _basis_sheet(sheet: Any, piece: Slice, issue: Issue, formats: dict[str, Any]) -> None:
    print_setup(sheet, piece, issue, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, _BASIS_WIDTH)
    for row, (name, text) in enumerate(_basis_lines(piece, issue)):
        sheet.set_row(row, _LINE_HEIGHT * (1 + 2 * len(text) // _BASIS_WIDTH))
        write_text(sheet, row, 0, name, formats["bold"])
        write_text(sheet, row, 1, text, formats["wrapped"])


def _basis_lines(piece: Slice, issue: Issue) -> list[tuple[str, str]]:
    lines = [
        ("接收单位", piece.title_zh),
        ("月份", f"{month_zh(issue.month)}，{date_zh(issue.issued_on)}制发，第 {issue.version} 版"),
        ("性质", _CLUE),
    ]
    if issue.draft:
        lines.append(("征求意见稿", f"本期所依据的{issue.document}尚未正式印发，预警结果仅供试行参考。"))
    if issue.not_computed:
        lines.append(("没有计算应享", waiting(issue.not_computed)))
    for rule in issue.rules:
        lines += _rule_lines(rule)
    lines += [(f"数据：{feed.name}", " ".join(filter(None, (feed.latest, feed.note)))) for feed in issue.freshness]
    return [*lines, ("版本", f"政策包 {issue.pack_version}，程序 {issue.program_version}")]


def _rule_lines(rule: RuleText) -> list[tuple[str, str]]:
    lines = [
        ("预警规则", f"{rule.name}：{sentence(rule)}"),
        ("依据", f"{rule.document}{rule.article}"),
        ("原文", rule.quote),
        ("计算公式", rule.formula),
        ("计入的医疗类别", rule.kinds_text),
        ("计算期间", rule.window_text),
    ]
    return [*lines, ("重点关注", "、".join(rule.attention))] if rule.attention else lines
