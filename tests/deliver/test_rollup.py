"""001 四(四), 四(五): the report to the city and the province: true figures or none, page and book alike."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from monitor.deliver.director import Overview
from monitor.deliver.pages import Pages
from monitor.deliver.readable import readable
from monitor.deliver.rollup import HEADINGS, HIDDEN, Rollup, protected, rollup
from monitor.deliver.rollup_pages import rollup_files, rollup_page
from monitor.deliver.wording import money
from monitor.lists.issue import Issue
from monitor.lists.picture import Screened
from monitor.lists.slices import each_person, official_rows
from monitor.lists.work import NO_WORK, CoverageLine
from tests.deliver.reading import ACCESS
from tests.lists.sample_issue import large_issue, sample_issue
from tests.lists.sample_picture import sample_picture
from tests.lists.sample_work import sample_work

ISSUE = sample_issue()
WORK = sample_work()
COLUMN = {head.id: at for at, head in enumerate(HEADINGS)}


def report_of(issue: Issue = ISSUE, **changes: object) -> Rollup:
    return rollup(readable(issue), sample_picture(issue, **changes), WORK)


def files_of(issue: Issue = ISSUE) -> dict[str, bytes]:
    found = rollup_files(WORK, issue, Overview(sample_picture(issue)), Pages(issue, ACCESS))
    return {name: content for name, _recipient, _rows, content in found}


def sheet_rows(content: bytes, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=5)]


def page_rows(html: str) -> list[list[str]]:
    (body,) = re.findall(r'<table class="grid wide rollup">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    rows = [re.findall(r'<td class="n">(.*?)</td>', row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    return [[HIDDEN if HIDDEN in cell else cell for cell in row] for row in rows]


def test_page_and_workbook_print_the_same_figures() -> None:
    files = files_of()
    page = page_rows(files["rollup.html"].decode("utf-8"))
    book = [row[4:] for row in sheet_rows(files["rollup.xlsx"], "汇总")]
    silent = report_of().silent
    shown = [
        [
            value if value == HIDDEN else text(head.kind, value)
            for head, value in zip(HEADINGS, row, strict=True)
            if head not in silent
        ]
        for row in book
    ]
    assert shown == page


def test_a_column_of_which_nothing_is_printed_is_named_and_left_out_of_the_page() -> None:
    html = files_of()["rollup.html"].decode("utf-8")
    report = report_of()
    assert report.silent
    assert not report.says_nothing
    for head in report.silent:
        assert f'<th scope="col" class="n">{head.name}</th>' not in html
        assert head.name in html


def test_a_table_of_stars_is_told_in_a_sentence() -> None:
    few = sample_issue([row for row in ISSUE.rows if row.county_code][:2])
    screened = (Screened("2023-01", few.rows[0].county_code, few.rows[0].township_code, 6),)
    html = rollup_page(report_of(few, screened=screened), readable(few), Pages(few, ACCESS))
    assert "本期没有可以列出的数" in html
    assert "grid wide rollup" not in html


def text(kind: str, value: object) -> str:
    return money(int(Decimal(str(value)) * 100)) if kind == "money" else f"{value:,}"


def test_a_line_says_period_level_code_and_unit() -> None:
    rows = sheet_rows(files_of()["rollup.xlsx"], "汇总")
    assert [row[:4] for row in rows] == [
        ["2023-03", "县区", "340121000000", "长丰县"],
        ["2023-03", "县区", "340123000000", "肥西县"],
        ["2023-03", "待核", "", "待核（未落实县区）"],
        ["2023-03", "合计", "", "合肥市"],
    ]


def test_a_printed_total_is_the_true_one() -> None:
    total = report_of().total.figures
    persons = each_person(official_rows(ISSUE.rows))
    assert total[COLUMN["warned"]] == len(persons)
    assert total[COLUMN["medfee_fen"]] == sum(row.medfee_fen for row in persons)


def test_every_printed_figure_is_true() -> None:
    shown, all_ = report_of(), report_of(small_cell=0)
    pairs = [
        (figure, truth)
        for line, whole in zip((*shown.lines, shown.total), (*all_.lines, all_.total), strict=True)
        for figure, truth in zip(line.figures, whole.figures, strict=True)
    ]
    assert all(figure in (None, truth) for figure, truth in pairs)
    assert all(truth is not None for _figure, truth in pairs)
    assert shown.hidden == sum(figure is None for figure, _truth in pairs) > 0


def test_units_that_are_all_printed_add_up_to_the_total() -> None:
    report = report_of(large_issue(400, counties=4, townships=12), small_cell=3)
    for at, _head in enumerate(HEADINGS):
        column = [line.figures[at] for line in report.lines]
        if None not in column:
            assert sum(figure or 0 for figure in column) == report.total.figures[at]


@pytest.mark.parametrize("persons", [30, 60, 200, 400])
def test_no_small_number_of_persons_is_printed(persons: int) -> None:
    report = report_of(large_issue(persons, counties=6, townships=24))
    counts = [
        figure
        for line in (*report.lines, report.total)
        for head, figure in zip(HEADINGS, line.figures, strict=True)
        if head.kind == "count" and figure is not None
    ]
    assert not [figure for figure in counts if 0 < figure < 10]


def test_money_is_hidden_where_its_persons_are() -> None:
    report = report_of(large_issue(120, counties=6, townships=24))
    for line in (*report.lines, report.total):
        hidden = {head.id: line.figures[at] is None for at, head in enumerate(HEADINGS)}
        assert hidden["medfee_fen"] == hidden["burden_fen"] == hidden["warned"]
        assert hidden["owed_fen"] == hidden["owed_people"]


def test_a_part_is_hidden_with_its_whole() -> None:
    report = report_of(large_issue(60, counties=6, townships=24))
    for line in report.lines:
        for at, head in enumerate(HEADINGS):
            if head.of and line.figures[COLUMN[head.of]] is None:
                assert not line.figures[at]


def coverage_of(*lines: tuple[str, int, int], key: str = "") -> dict[str, tuple[str, str, str]]:
    work = replace(WORK, coverage=tuple(CoverageLine(name, due, done, "") for name, due, done in lines))
    report = rollup(readable(ISSUE), sample_picture(cell_key=key), work)
    return {one.line.name: one.texts for one in report.coverage}


def test_the_coverage_says_that_few_are_missing_and_not_how_few() -> None:
    found = coverage_of(("待遇落实：大病保险", 49, 48), ("待遇落实：医疗救助", 60, 60), ("待遇落实：其他", 6, 6))
    assert list(found.values()) == [("49", "差额不足 10 人", HIDDEN), ("60", "60", "100.0%"), (HIDDEN, HIDDEN, HIDDEN)]


def test_a_small_group_does_not_follow_from_the_sum_of_all() -> None:
    """Of 6 orphans: another group is hidden with them, or the sum would give them away; the secret decides which."""
    lines = ("参保：孤儿", 6, 6), ("参保：低保对象", 220, 200), ("参保：特困人员", 60, 60)
    found = [coverage_of(*lines, key=f"{number:02x}") for number in range(16)]
    hidden = {tuple(name for name, texts in one.items() if texts[0] == HIDDEN) for one in found}
    assert hidden == {("参保：孤儿", "参保：低保对象"), ("参保：孤儿", "参保：特困人员")}
    assert {one["参保：困难群众合计"][0] for one in found} == {"286"}


def test_the_limit_and_the_sign_are_explained() -> None:
    html = files_of()["rollup.html"].decode("utf-8")
    assert f"{HIDDEN} 为隐去的数：不足 10 人" in html
    assert "所列数字都是实数" in html


def test_no_person_is_in_the_report() -> None:
    files = files_of()
    html = files["rollup.html"].decode("utf-8")
    assert [row for row in ISSUE.rows if row.certno in html or f"{row.psn_name}<" in html] == []


def test_the_files_are_the_same_every_time() -> None:
    assert files_of() == files_of()


def test_an_issue_without_figures_has_no_report() -> None:
    assert list(rollup_files(NO_WORK, ISSUE, Overview(None), Pages(ISSUE, ACCESS))) == []


def test_columns_name_the_column_that_they_are_part_of() -> None:
    figures = {head.id: 50 for head in HEADINGS}
    orders = dict.fromkeys(COLUMN, (0, 1))
    assert set(protected([figures, figures], {head.id: 100 for head in HEADINGS}, 10, orders)) == set(COLUMN)
