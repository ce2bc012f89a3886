"""R83, R95, R97: the figures on the pages are the figures of the issue, and an empty place still gets its page."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from monitor.deliver.people import DEPARTED
from monitor.deliver.wording import money
from monitor.lists.issue import IssueRow, section_of
from monitor.lists.placing import place_rows
from tests.deliver.reading import Page, books_of, fen, pages_of
from tests.lists.sample_issue import EMPTY_TOWNSHIP, sample_issue

ISSUE = sample_issue()
PAGES = {code: Page(html) for code, html in pages_of(ISSUE).items()}
PLACES = place_rows(ISSUE)
EXPECTED = {
    **{f"{region.code[:9]}_township": PLACES.of_township(region) for region in PLACES.townships},
    **{f"{region.code[:6]}_civil_affairs": PLACES.of_county(region.code) for region in PLACES.counties},
    **{f"{region.code[:6]}_rural_revitalization": PLACES.of_county(region.code) for region in PLACES.counties},
}
_FIGURES = {
    "amount_fen": r"(td\.n amount span\.figure|bdi\.figure k-amount-fen|p\.why b\.figure)$",
    "medfee_fen": r"p\.fee b\.$",
    "burden_fen": r"li\.f b\.$",
    "basic_fen": r"li\.a b\.$",
    "catastrophic_fen": r"li\.b b\.$",
    "assistance_fen": r"li\.c b\.$",
    "other_funds_fen": r"li\.d b\.$",
    "hospital_fen": r"li\.e b\.$",
}


@pytest.mark.parametrize("field", _FIGURES)
@pytest.mark.parametrize("code", EXPECTED)
def test_the_figures_of_the_people_add_up_to_the_issue(code: str, field: str) -> None:
    assert sum(PAGES[code].amounts(_FIGURES[field])) == sum(getattr(row, field) for row in EXPECTED[code])


@pytest.mark.parametrize("code", EXPECTED)
def test_what_everybody_paid_adds_up_to_the_fee(code: str) -> None:
    page = PAGES[code]
    assert sum(page.amounts(r"ul\.parts li\.[a-f] b\.$")) == sum(page.amounts(_FIGURES["medfee_fen"]))


def official(rows: tuple[IssueRow, ...]) -> list[IssueRow]:
    return [row for row in rows if section_of(row) == "official"]


@pytest.mark.parametrize("code", [code for code, rows in EXPECTED.items() if official(rows)])
def test_the_printed_sum_is_the_sum_of_the_official_list(code: str) -> None:
    ends = ("p-official p.sums b.", "p-official p.sums span. b.")
    printed = [text for path, text in PAGES[code].texts if path.endswith(ends)]
    rows = official(EXPECTED[code])
    assert printed[0] == str(len(rows))
    assert [fen(text) for text in printed[1:]] == [
        sum(getattr(row, field) for row in rows) for field in ("medfee_fen", "burden_fen", "amount_fen")
    ]


@pytest.mark.parametrize("code", EXPECTED)
def test_what_could_still_be_paid_is_told_row_by_row_and_in_all(code: str) -> None:
    page = PAGES[code]
    owed = [row.owed_fen for row in EXPECTED[code] if row.owed_fen]
    assert sorted(page.amounts(r"\.help .*b\.figure$")) == sorted(owed)
    assert sum(page.amounts(r"\.help .*li\. b\.$")) == sum(owed)
    listed = sum(row.owed_fen for row in official(EXPECTED[code]))
    assert page.amounts(r"glance p\.sums b\.$") == ([listed] if listed else [])


def test_the_bureau_adds_up_what_could_still_be_paid() -> None:
    listed = official(ISSUE.rows)
    (head,) = [
        text for path, text in PAGES["bureau"].texts if "还可报销" not in text and "span.count" in path and "元" in text
    ]
    assert head == f"{sum(bool(row.owed_fen) for row in listed)} 人，{money(sum(row.owed_fen for row in listed))} 元"


@pytest.mark.parametrize("code", EXPECTED)
def test_nothing_is_said_where_nothing_is_open(code: str) -> None:
    rows = [replace(row, owed=(), owed_fen=0, departed="") for row in ISSUE.rows]
    html = pages_of(sample_issue(rows, not_computed=()))[code]
    assert not re.search("还可报销|应享|名册登记", Page(html).text)


@pytest.mark.parametrize("code", EXPECTED)
def test_who_is_no_longer_there_is_flagged(code: str) -> None:
    notes = [text for path, text in PAGES[code].texts if text in DEPARTED.values()]
    assert sorted(notes) == sorted(DEPARTED[row.departed] for row in EXPECTED[code] if row.departed)


@pytest.mark.parametrize("code", [*EXPECTED, "bureau", "index"])
def test_every_page_says_which_layer_waits_for_a_figure(code: str) -> None:
    text = PAGES[code].text
    assert "特惠保的待遇标准还没有设定，只取平台已报支付，不计算应享待遇。" in text
    assert ("待设定：特惠保起付线（extra.deductible）" in text) is (code in ("bureau", "index"))


@pytest.mark.parametrize("code", EXPECTED)
def test_the_tiles_count_the_people(code: str) -> None:
    tiles = [text for path, text in PAGES[code].texts if path.endswith("li.tile main b.")]
    assert tiles == [str(len(official(EXPECTED[code])))]


def test_the_bureaus_lines_add_up() -> None:
    rows = [line for line in table_of("bureau") if line]
    assert sum(int(line[1]) for line in rows if line[0] in ("长丰县", "肥西县", "待核（未落实县区）")) == int(
        rows[-1][1]
    )


def test_townships_without_anybody_are_named_together() -> None:
    quiet = [text for path, text in PAGES["bureau"].texts if "tr.l-quiet" in path and path.endswith("bdi.")]
    assert quiet == [region.name for region in PLACES.townships if not PLACES.of_township(region)]


def table_of(code: str) -> list[list[str]]:
    """The cells of the summary table, a line for each place; townships without anybody are no lines."""
    lines: list[list[str]] = []
    for path, text in PAGES[code].texts:
        if "table.grid summary tbody." not in path or "l-quiet" in path or not text.strip():
            continue
        if path.endswith("bdi."):
            lines.append([])
        lines[-1].append(text)
    return lines


@pytest.mark.parametrize("code", [code for code in EXPECTED if "township" not in code])
def test_the_workbook_has_the_figures_of_the_page(code: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books_of(ISSUE)[code]))
    total = Decimal(0)
    for sheet in book.worksheets[:-2]:
        headings = [cell.value for cell in sheet[3]]
        column = headings.index("医疗总费用")
        total += sum((Decimal(str(line[column].value)) for line in sheet.iter_rows(min_row=4)), Decimal(0))
    assert total * 100 == sum(row.medfee_fen for row in EXPECTED[code])


def test_an_empty_township_says_so_and_when_it_was_screened() -> None:
    text = PAGES[f"{EMPTY_TOWNSHIP}_township"].text
    assert "本月无预警" in text
    assert "2023年3月的筛查已于2023年4月8日完成" in text


def test_a_county_shows_who_has_no_township_with_the_count_on_the_cover() -> None:
    page = PAGES["340123_civil_affairs"]
    assert [text for path, text in page.texts if path.endswith("li.tile warn b.")] == ["1"]
    assert "待核（未落实乡镇）" in page.text


@pytest.mark.parametrize("code", [*EXPECTED, "bureau"])
def test_every_page_says_draft_internal_and_clue_only(code: str) -> None:
    text = PAGES[code].text
    assert "征求意见稿" in text
    assert f"内部资料 {'仅供医保经办' if code == 'bureau' else '仅供入户核查'}" in text
    assert "本名单仅为入户核查线索，不是认定结果" in text


@pytest.mark.parametrize("code", [*EXPECTED, "bureau"])
def test_every_page_prints_law_formula_and_freshness(code: str) -> None:
    (rule,) = ISSUE.rules
    text = PAGES[code].text
    wanted = (rule.quote, rule.article, rule.formula, rule.kinds_text, rule.window_text, "合规自付超过 10,000 元")
    assert [words for words in wanted if words not in text] == []
    assert all(feed.latest in text for feed in ISSUE.freshness)


def test_a_pack_in_force_is_not_called_a_draft() -> None:
    assert "尚未正式印发" not in pages_of(sample_issue(draft=False))["340121100_township"]
