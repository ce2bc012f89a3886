"""The department's list in a real browser: sorted, chosen from, opened, printed, and whole without its script."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from monitor.deliver.pages import Pages
from monitor.lists.issue import IssueRow
from monitor.lists.slices import slices
from tests.browser.paper import sheets
from tests.deliver.reading import ACCESS
from tests.lists.sample_issue import sample_issue, sample_row

CODE = "340121_civil_affairs"
WIDTHS = (360, 768, 1280, 1600)
HOME = {"county_code": "340121000000", "county": "长丰县"}
WATER, WALL = (("340121100000", "水湖镇"), ("340121101000", "庄墓镇"))
PLAIN = {"departed": "", "visits": (), "case_state": "to_visit", "case_months": 0, "reopened": False}


def row(number: int, name: str, fen: int, town: tuple[str, str] = WATER, **changes: object) -> IssueRow:
    """A row of a known name and amount."""
    code, township = town
    made = sample_row(number, **HOME, township_code=code, township=township, psn_name=name, amount_fen=fen)
    return replace(made, **{**PLAIN, "over_by_fen": fen - made.threshold_fen, **changes})


ROWS = [
    row(1, "周平", 9_000_000, identity="低保对象", identities=("低保对象",)),
    row(2, "阿木", 12_345_600, WALL, identity="脱贫人口", identities=("脱贫人口",), age=None),
    row(3, "李华", 10_000_000, identity="低保对象", identities=("低保对象", "脱贫人口")),
    row(4, "李安", 10_000_000, WALL, identity="", identities=(), identity_since=None),
    row(5, "王强", 101_000, status="gone"),
]
NAMES = """[...document.querySelectorAll('.p-official tbody')].filter(body => !body.hidden)
    .map(body => body.querySelector('.name').textContent)"""


def written(folder: Path, rows: list[IssueRow]) -> Path:
    """The department's page of these rows as a file."""
    issue = sample_issue(rows)
    piece = next(one for one in slices(issue, ACCESS) if one.code == CODE)
    path = folder / "page.html"
    path.write_text(Pages(issue, ACCESS).office(piece), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("department"), ROWS)


@pytest.fixture
def page(page: Page, path: Path) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(path.as_uri())
    return page


def shown(page: Page) -> list[str]:
    """The names on the official list that are not hidden, top down."""
    names: list[str] = page.evaluate(NAMES)
    return names


def sort(page: Page, heading: str) -> None:
    page.locator(".p-official thead").get_by_role("button", name=heading, exact=True).click()


def says(page: Page) -> str:
    return page.locator(".says").inner_text()


def choose(page: Page, facet: str, word: str) -> None:
    option = page.locator(f"#facet-{facet} option", has_text=re.compile(f"^{re.escape(word)}（"))
    page.select_option(f"#facet-{facet}", value=option.get_attribute("value"))


def test_it_stands_in_the_order_of_the_list_at_first(page: Page) -> None:
    piece = next(one for one in slices(sample_issue(ROWS), ACCESS) if one.code == CODE)
    assert shown(page) == [one["psn_name"] for one in piece.rows if one["section"] == "official"]


def test_amounts_are_sorted_by_value_and_equal_ones_keep_their_order(page: Page) -> None:
    before = [name for name in shown(page) if name.startswith("李")]
    sort(page, "累计金额")
    assert shown(page) == ["周平", *before, "阿木"]
    sort(page, "累计金额")
    assert shown(page) == ["阿木", *before, "周平"]


def test_names_are_sorted_as_chinese_sorts_them(page: Page) -> None:
    sort(page, "姓名")
    assert shown(page) == ["阿木", "李安", "李华", "周平"]


def test_a_third_press_brings_back_the_order_of_the_list(page: Page) -> None:
    before = shown(page)
    for _ in range(3):
        sort(page, "姓名")
    assert shown(page) == before


@pytest.mark.parametrize("presses", [1, 2])
def test_who_has_no_value_comes_last_either_way(page: Page, presses: int) -> None:
    for _ in range(presses):
        sort(page, "年龄")
    assert shown(page)[-1] == "阿木"


def test_every_column_has_its_button_and_the_table_says_by_which_it_is_sorted(page: Page) -> None:
    buttons = page.locator(".p-official thead button").all_inner_texts()
    assert len(buttons) == page.locator(".p-official thead .by").count() > 20
    for name in buttons:
        sort(page, name)
        sorted_by = page.locator('.p-official th[aria-sort="ascending"]')
        assert sorted_by.count() == 1
        assert name in sorted_by.inner_text()
        assert f"按{name}从小到大排列" in says(page)


def test_it_is_sorted_by_keyboard(page: Page) -> None:
    page.locator(".p-official thead").get_by_role("button", name="姓名", exact=True).focus()
    page.keyboard.press("Enter")
    assert shown(page) == ["阿木", "李安", "李华", "周平"]


@pytest.mark.parametrize(
    ("facet", "word", "names"),
    [
        ("township", "水湖镇", {"周平", "李华"}),
        ("identity", "脱贫人口", {"阿木", "李华"}),
        ("identity", "无困难身份", {"李安"}),
        ("asked", "请核对", {"周平", "李华"}),
        ("asked", "请核实", {"李安"}),
        ("asked", "他部门", {"阿木"}),
    ],
)
def test_a_choice_shows_who_fits_and_counts_them(page: Page, facet: str, word: str, names: set[str]) -> None:
    choose(page, facet, word)
    assert set(shown(page)) == names
    count = page.evaluate("[...document.querySelectorAll('tbody.person')].filter(b => !b.hidden).length")
    assert says(page).startswith(f"显示 {count} 人，共 5 人")


def test_choices_are_taken_together_and_cleared_at_once(page: Page) -> None:
    choose(page, "township", "水湖镇")
    choose(page, "identity", "脱贫人口")
    assert shown(page) == ["李华"]
    page.click("#clear")
    assert len(shown(page)) == 4
    assert says(page).startswith("显示 5 人，共 5 人")


@pytest.mark.parametrize(("typed", "names"), [("李", {"李华", "李安"}), ("李 庄墓", {"李安"}), ("2-", {"阿木"})])
def test_names_numbers_and_places_are_found(page: Page, typed: str, names: set[str]) -> None:
    page.fill("#find", typed)
    assert names <= set(shown(page))
    assert len(shown(page)) < 4


def test_a_choice_survives_sorting(page: Page) -> None:
    choose(page, "township", "水湖镇")
    sort(page, "累计金额")
    assert shown(page) == ["周平", "李华"]


def test_on_a_phone_the_order_is_chosen_from_a_list(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.select_option("#order", "累计金额")
    assert shown(page)[0] == "周平"
    page.click("#turn")
    assert shown(page)[0] == "阿木"


def test_a_line_opens_to_what_the_costs_are_made_of(page: Page) -> None:
    fee = page.locator(".p-official .fee").first
    assert not fee.is_visible()
    page.locator(".p-official summary").first.click()
    assert fee.is_visible()


def test_all_lines_open_and_close_at_once(page: Page) -> None:
    page.click("#unfold")
    assert page.locator("details:not([open])").count() == 0
    page.click("#unfold")
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("opened", [False, True])
def test_nothing_is_wider_than_the_screen_or_its_cell(page: Page, width: int, opened: bool) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    if opened:
        page.click("#unfold")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    spilled = "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    assert page.evaluate(spilled) == 0


def test_without_its_script_the_page_is_whole(browser: Browser, path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(path.as_uri())
    assert not opened.locator(".toolbar").is_visible()
    assert sorted(opened.locator("tbody.person .name").all_inner_texts()) == sorted(one.psn_name for one in ROWS)
    assert opened.get_by_text("累计金额", exact=True).first.is_visible()
    opened.locator("summary").first.click()
    assert opened.locator(".fee").first.is_visible()
    context.close()


def test_nothing_is_asked_for_and_nothing_complained_of(page: Page, path: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    sort(page, "姓名")
    choose(page, "township", "水湖镇")
    assert (len(asked), said) == (1, [])


def test_five_hundred_lines_are_sorted_and_chosen_from_without_waiting(page: Page, tmp_path: Path) -> None:
    towns = (WATER, WALL)
    rows = [row(number, f"王{number % 97}", number * 7919 % 100_003, towns[number % 2]) for number in range(1, 501)]
    page.goto(written(tmp_path, rows).as_uri())
    took = page.evaluate(
        """() => { const field = document.getElementById('find'); field.value = '王1';
        const start = performance.now(); field.dispatchEvent(new Event('input')); return performance.now() - start }"""
    )
    sorting = page.evaluate(
        """() => { const start = performance.now(); document.querySelectorAll('.p-official .sort')[1].click();
        return performance.now() - start }"""
    )
    assert took < 50
    assert sorting < 500


def test_on_paper_every_sheet_is_across_and_names_recipient_and_columns(page: Page, tmp_path: Path) -> None:
    page.goto(written(tmp_path, [row(number, f"王{number}", number * 99_991) for number in range(1, 41)]).as_uri())
    printed = sheets(page, tmp_path)
    info = subprocess.run(["pdfinfo", tmp_path / "printed.pdf"], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Page size: +84\d\.\d+ x 59\d", info)
    listed = [sheet for sheet in printed if re.search(r"^ *\d+-\d\d ", sheet, flags=re.MULTILINE)]
    assert len(listed) > 2
    for sheet in listed:
        assert "长丰县民政部门" in sheet.strip().splitlines()[0]
        assert all(words in sheet for words in ("名单编号", "累计金额", "身份事项"))


def test_a_part_of_the_list_on_paper_says_that_it_is_a_part(page: Page, tmp_path: Path) -> None:
    assert not any("显示 5 人" in sheet for sheet in sheets(page, tmp_path))
    choose(page, "township", "水湖镇")
    assert any(says(page) in sheet for sheet in sheets(page, tmp_path))


def test_what_is_opened_is_printed_and_what_is_not_is_not(page: Page, tmp_path: Path) -> None:
    assert "先行自付" not in sheets(page, tmp_path)[0].split("预警依据")[0]
    page.click("#unfold")
    assert any("先行自付" in sheet.split("预警依据")[0] for sheet in sheets(page, tmp_path))
