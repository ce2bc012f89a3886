"""The department's page: the workbook's columns, values to sort by, choices with counts, and what opens."""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from monitor.deliver.columns import COLUMNS
from monitor.deliver.department import DepartmentPage, department_page
from monitor.lists.issue import IssueRow, Visit
from monitor.lists.row_code import row_code
from monitor.lists.slices import slices
from tests.deliver.reading import ACCESS, Page, books_of, pages_of
from tests.lists.sample_issue import sample_issue, sample_row

HOME = {"county_code": "340121000000", "township_code": "340121100000", "county": "长丰县", "township": "水湖镇"}
CODE = "340123_civil_affairs"
ISSUE = sample_issue()
PAGE = pages_of(ISSUE)[CODE]


def page_of(rows: list[IssueRow], kind: str = "civil_affairs") -> DepartmentPage:
    issue = sample_issue(rows)
    piece = next(one for one in slices(issue, ACCESS) if one.code == f"340121_{kind}")
    return department_page(piece, issue)


def cells(row: IssueRow) -> dict[str, tuple[str, str]]:
    """(text, value to sort by) of a row's cells, by the class of the column."""
    (line,) = page_of([row]).tables[0].lines
    return {one.css.split()[-1]: (one.text, one.order) for group in line.cells for one in group}


def test_the_table_has_the_first_columns_of_the_workbook_in_their_order() -> None:
    headings = [text for path, text in Page(PAGE).texts if path.endswith("span.by")]
    sheet = openpyxl.load_workbook(io.BytesIO(books_of(ISSUE)[CODE]))["正式名单"]
    first = [cell.value for cell in sheet[3]][: len(headings) // 3]
    assert headings == first * 3
    wanted = {"名单编号", "姓名", "证件号码（部分遮盖）", "身份起始日期", "办理情况", "最近办理结果", "身份事项"}
    assert wanted <= set(first)


def test_what_is_not_in_the_table_is_in_what_opens() -> None:
    flags = [bool(column.group) for column in COLUMNS]
    assert flags == sorted(flags, reverse=True)
    details = Page(PAGE).texts
    assert [text for path, text in details if "details" in path and text == "基本医保"]


def test_a_line_has_one_row_of_cells_under_each_heading() -> None:
    for table in page_of([sample_row(number, **HOME) for number in (1, 2, 9)]).tables:
        assert {len(line.cells) for line in table.lines} == {len(table.headings)}


def test_every_cell_is_what_it_is_sorted_by_or_says_so() -> None:
    said = cells(sample_row(6, **HOME, amount_fen=1_234_567, over_by_fen=234_567, status="new", first_month="2023-03"))
    assert said["k-row-no"] == (row_code("2023-03", 1, 6), "6")
    assert said["k-amount-fen"] == ("12,345.67", "1234567")
    assert said["k-over-by-fen"] == ("超出 2,345.67", "234567")
    assert said["k-status"] == ("新增", "0")
    assert said["k-identity-since"] == ("自2022年1月1日", "2022-01-01")
    assert said["name"][1] == said["k-township"][1] == ""


def test_a_value_that_is_not_known_makes_no_cell() -> None:
    said = cells(sample_row(1, **HOME, age=None, identity_since=None, previous_amount_fen=None, crossed_on=None))
    assert not {"k-age", "k-identity-since", "k-previous-amount-fen", "k-crossed-on"} & set(said)


def test_the_state_of_the_case_and_its_age_are_told() -> None:
    row = sample_row(1, **HOME, visits=(), case_state="to_visit", case_months=2, case_since="2023-01")
    assert cells(row)["k-case-state"] == ("待入户", "0")
    assert cells(row)["k-case-months"] == ("已 2 个月", "2")
    assert cells(replace(row, case_months=0))["k-case-months"] == ("本月新列", "0")
    assert "k-case-months" not in cells(replace(row, case_state="closed"))


def test_the_last_visit_is_told_with_what_came_of_it() -> None:
    one = Visit(date(2023, 3, 2), "township", "陈某", "not_met", "", "", "", "", "")
    last = Visit(date(2023, 3, 20), "township", "陈某", "met", "to_minimum", "", "", "已告知", "")
    row = sample_row(1, **HOME, visits=(one, last), case_state="decided")
    assert cells(row)["k-visited"] == ("2023年3月20日", "2023-03-20")
    assert cells(row)["k-result"] == ("见到本人或家属，拟申请低保", "")
    (line,) = page_of([row]).tables[0].lines
    assert [(visit.day, visit.who, visit.measures) for visit in line.visits] == [
        ("2023年3月20日", "乡镇 陈某", "已告知"),
        ("2023年3月2日", "乡镇 陈某", ""),
    ]


def test_a_person_can_be_found_by_every_identity() -> None:
    rows = [
        sample_row(1, **HOME, identity="低保对象", identities=("低保对象", "脱贫人口")),
        sample_row(2, **HOME, identity="脱贫人口", identities=("脱贫人口",)),
        sample_row(3, **HOME, identity="", identities=()),
    ]
    page = page_of(rows)
    (facet,) = [one for one in page.facets if one.id == "identity"]
    assert [(one.text, one.count) for one in facet.choices] == [("低保对象", 1), ("脱贫人口", 2), ("无困难身份", 1)]
    tags = {one.text: one.tag for one in facet.choices}
    both = next(line for line in page.tables[0].lines if line.number == 1)
    assert {tags["低保对象"], tags["脱贫人口"]} <= set(both.tags.split())


@pytest.mark.parametrize("facet", ["township", "identity", "status", "case", "asked"])
def test_a_choice_has_a_label_and_its_counts_add_up(facet: str) -> None:
    issue = sample_issue([replace(row, identities=row.identities[:1]) for row in ISSUE.rows])
    piece = next(one for one in slices(issue, ACCESS) if one.code == CODE)
    page = department_page(piece, issue)
    (one,) = [one for one in page.facets if one.id == facet]
    officially = len(page.tables[0].lines) if facet in ("case", "asked") else page.total
    assert sum(choice.count for choice in one.choices) == officially
    assert f'<label for="facet-{facet}">' in PAGE


def test_somebody_without_a_township_is_under_its_own_choice() -> None:
    assert "待核（未落实乡镇）（1）</option>" in PAGE
    assert len(re.findall('<tbody class="person unplaced"', PAGE)) == 1


def test_the_departments_are_asked_different_things() -> None:
    rows = [sample_row(1, **HOME, identity="低保对象", identities=("低保对象",), visits=(), case_state="to_visit")]
    kinds = [page_of(rows, kind).tables[0].lines[0].ask.kind for kind in ("civil_affairs", "rural_revitalization")]
    assert kinds == ["check", "elsewhere"]


def test_the_tools_wait_for_the_script() -> None:
    assert re.search(r'<section class="toolbar facets"[^>]* hidden>', PAGE)


def test_an_empty_list_has_no_tools() -> None:
    html = pages_of(sample_issue([]))[CODE]
    assert 'class="toolbar' not in html
    assert "本月无预警" in html


def test_two_hundred_lines_are_less_than_a_megabyte() -> None:
    html = pages_of(sample_issue([sample_row(number, **HOME) for number in range(1, 201)]))["340121_civil_affairs"]
    assert len(html.encode("utf-8")) < 1_000_000
