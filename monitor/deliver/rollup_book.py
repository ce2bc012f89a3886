"""The report to the city and the province as one XLSX file, one line a unit, for the next level to put together.

Comes in: the report, its issue. Goes out: the bytes of a workbook, the same for the same input. An amount is a number
cell written from its exact decimal, a hidden figure the sign and never a number. Writes nothing to disk.
"""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from monitor.deliver.rollup import HEADINGS, HIDDEN, Line, Rollup
from monitor.deliver.sheets import OPTIONS, cell_formats, write_text
from monitor.deliver.wording import date_zh, month_zh, yuan
from monitor.lists.issue import Issue

_UNIT: Final = (("期间", 10), ("层级", 8), ("区划代码", 15), ("单位", 18))
_HEADER_ROW: Final = 3


def rollup_book(report: Rollup, issue: Issue) -> bytes:
    """The XLSX of a report: units with their sum, then the coverage; `issue` as `readable` gives it."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    title = f"{issue.place_name} {month_zh(issue.month)} 防返贫监测预警汇总（上报）"
    created = datetime.combine(issue.issued_on, time())
    book.set_properties({"title": title, "author": issue.place_name, "created": created})
    formats = cell_formats(book)
    _units_sheet(book.add_worksheet("汇总"), title, report, issue, formats)
    _coverage_sheet(book.add_worksheet("待遇覆盖"), report, issue, formats)
    book.close()
    return made.getvalue()


def note(report: Rollup, issue: Issue) -> str:
    """What a reader has to know of the figures."""
    nothing = "本期没有可以列出的数。" if report.says_nothing else ""
    return (
        f"{nothing}数据截至{date_zh(issue.issued_on)}制发，第 {issue.version} 版。所列数字都是实数；"
        f"{HIDDEN} 为隐去的数：不足 {report.limit} 人，或者不隐去就能由合计减出不足 {report.limit} 人的数。"
        "金额随人数隐去。"
    )


def _units_sheet(sheet: Any, title: str, report: Rollup, issue: Issue, formats: dict[str, Any]) -> None:
    write_text(sheet, 0, 0, title, formats["title"])
    write_text(sheet, 1, 0, note(report, issue), formats["plain"])
    heads = (*_UNIT, *((head.name, 16) for head in HEADINGS))
    for at, (name, width) in enumerate(heads):
        sheet.set_column(at, at, width)
        write_text(sheet, _HEADER_ROW, at, name, formats["heading"])
    sheet.set_row(_HEADER_ROW, 48)
    for row, line in enumerate((*report.lines, report.total), start=_HEADER_ROW + 1):
        _line(sheet, row, line, issue, formats)
    sheet.freeze_panes(_HEADER_ROW + 1, len(_UNIT))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _line(sheet: Any, row: int, line: Line, issue: Issue, formats: dict[str, Any]) -> None:
    for at, text in enumerate((issue.month, line.level, line.code, line.name)):
        write_text(sheet, row, at, text, formats["text"])
    for at, (head, figure) in enumerate(zip(HEADINGS, line.figures, strict=True), start=len(_UNIT)):
        if figure is None:
            write_text(sheet, row, at, HIDDEN, formats["text"])
        else:
            sheet.write_number(row, at, yuan(figure) if head.kind == "money" else figure, formats[head.kind])


def _coverage_sheet(sheet: Any, report: Rollup, issue: Issue, formats: dict[str, Any]) -> None:
    heads: Sequence[tuple[str, int]] = (
        ("期间", 10),
        ("项目", 34),
        ("应覆盖人数", 14),
        ("已覆盖人数", 14),
        ("覆盖率", 10),
        ("目标", 10),
    )
    for at, (name, width) in enumerate(heads):
        sheet.set_column(at, at, width)
        write_text(sheet, 0, at, name, formats["heading"])
    for row, one in enumerate(report.coverage, start=1):
        write_text(sheet, row, 0, issue.month, formats["text"])
        write_text(sheet, row, 1, one.line.name, formats["text"])
        for at, (shows, count) in enumerate(((one.shows_due, one.line.due), (one.shows_done, one.line.done)), start=2):
            if shows:
                sheet.write_number(row, at, count, formats["count"])
            else:
                write_text(sheet, row, at, one.texts[at - 2], formats["text"])
        write_text(sheet, row, 4, one.texts[2], formats["text"])
        write_text(sheet, row, 5, one.line.target, formats["text"])
