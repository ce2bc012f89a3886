"""The files of the report to the city and the province: a page to read and print, a workbook to put together.

Comes in: an issue, its frozen figures, its worklists. Goes out: (file name, recipient, rows, content); nothing for an
issue that was frozen without figures. No name of a person is in them.
"""

from collections.abc import Iterator
from typing import Final

from monitor.deliver.director import Overview
from monitor.deliver.pages import Pages
from monitor.deliver.readable import readable
from monitor.deliver.rollup import HEADINGS, HIDDEN, Heading, Rollup, rollup
from monitor.deliver.rollup_book import note, rollup_book
from monitor.deliver.wording import money
from monitor.lists.issue import Issue
from monitor.lists.work import MonthWork

PAGE: Final = "rollup.html"
BOOK: Final = "rollup.xlsx"


def rollup_files(
    work: MonthWork, issue: Issue, overview: Overview | None, pages: Pages
) -> Iterator[tuple[str, str, int, bytes]]:
    """The page and the workbook."""
    if overview is None or overview.picture is None:
        return
    shown = readable(issue)
    report = rollup(shown, overview.picture, work)
    yield PAGE, "bureau", 0, rollup_page(report, shown, pages).encode("utf-8")
    yield BOOK, "bureau", 0, rollup_book(report, shown)


def rollup_page(report: Rollup, issue: Issue, pages: Pages) -> str:
    """The report as a page; `issue` as `readable` gives it."""
    heads = [(at, head) for at, head in enumerate(HEADINGS) if head not in report.silent]
    shown = {
        "heads": [head for _at, head in heads],
        "lines": [
            (line, [_text(head, line.figures[at]) for at, head in heads]) for line in (*report.lines, report.total)
        ],
        "silent": "、".join(head.name for head in report.silent),
        "says_nothing": report.says_nothing,
        "limit": report.limit,
        "coverage": report.coverage,
        "has_targets": any(one.line.target for one in report.coverage),
        "hidden": report.hidden,
        "note": note(report, issue),
    }
    return pages.render("rollup.html", f"{issue.place_name}医疗保障部门", shown)


def _text(head: Heading, figure: int | None) -> str:
    return HIDDEN if figure is None else money(figure) if head.kind == "money" else f"{figure:,}"
