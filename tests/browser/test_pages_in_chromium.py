"""The pages in a real browser, opened from disk: nothing overflows, nothing runs, paper names its recipient."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from monitor.deliver.folder import write_issue
from monitor.deliver.pages import Pages
from monitor.lists.masking import visible
from monitor.lists.slices import slices
from tests.browser.paper import sheets
from tests.deliver.payloads import HTML_PAYLOADS
from tests.deliver.reading import ACCESS, hostile_pages
from tests.lists.sample_issue import EMPTY_TOWNSHIP, sample_issue, sample_row
from tests.lists.sample_work import sample_work

FILES = (
    "340123101_township", "340123_civil_affairs", f"{EMPTY_TOWNSHIP}_township", "bureau", "index", "worklists",
    "340123101_mobilise",
)  # fmt: skip
WIDTHS = (360, 768, 1280)
HOME = {"county_code": "340121000000", "township_code": "340121100000", "county": "长丰县", "township": "水湖镇"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lists")
    write_issue(sample_issue(), ACCESS, root, sample_work())
    return root / "2023-03" / "current"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FILES)
def test_nothing_is_wider_than_the_screen(page: Page, out: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((out / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", FILES)
def test_no_text_is_cut_or_lies_over_another_column(page: Page, out: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((out / f"{name}.html").as_uri())
    spilled = "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    assert page.evaluate(spilled) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bureaus_table_needs_no_sideways_scrolling(page: Page, out: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((out / "bureau.html").as_uri())
    right = "Math.max(...[...document.querySelectorAll('.summary *')].map(c => c.getBoundingClientRect().right))"
    assert page.evaluate(right) <= width


@pytest.mark.parametrize("name", FILES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(page: Page, out: Path, name: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((out / f"{name}.html").as_uri())
    assert (len(asked), said) == (1, [])


def test_the_style_is_let_through_by_its_hash(page: Page, out: Path) -> None:
    page.goto((out / "340123101_township.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.runner')).display") == "none"


def test_the_links_of_the_index_lead_to_files(page: Page, out: Path) -> None:
    page.goto((out / "index.html").as_uri())
    links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    files, anchors = [link for link in links if link[0] != "#"], [link for link in links if link[0] == "#"]
    assert (len(files), len(anchors)) == (18, 5)
    assert all((out / link).is_file() for link in files)
    assert all(page.locator(link).count() == 1 for link in anchors)


HOSTILE = ("340121_civil_affairs", "340121100_township", "bureau", "index")
# Every element with a text of its own, but the style sheet: what the payload became, wherever it stands.
TEXTS = """() => [...document.querySelectorAll('body *, title')].map(one =>
    [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('')).filter(Boolean)"""


@pytest.fixture(scope="module")
def harmless(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The texts of each page with 甲 in every field."""
    found = {}
    path = tmp_path_factory.mktemp("harmless") / "page.html"
    opened = browser.new_page()
    for code in HOSTILE:
        path.write_text(hostile_pages("甲")[code], encoding="utf-8")
        opened.goto(path.as_uri())
        found[code] = texts(opened)
    opened.close()
    return found


def texts(page: Page) -> list[str]:
    """The texts of the page as it stands, but numbers behind a mask, which is as long as the number."""
    shown = [squeezed(text) for text in page.evaluate(TEXTS)]
    return [text for text in shown if not text.startswith(("*", "证件*"))]


def squeezed(text: str) -> str:
    """The text without line ends and blanks, which a browser may join."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_text_in_every_field_is_shown_and_does_not_run(
    page: Page, tmp_path: Path, harmless: dict[str, list[str]], payload: str
) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    path = tmp_path / "hostile.html"
    for code in HOSTILE:
        path.write_text(hostile_pages(payload)[code], encoding="utf-8")
        page.goto(path.as_uri())
        assert texts(page) == [text.replace("甲", squeezed(visible(payload))) for text in harmless[code]]
    assert (said, len(asked)) == ([], len(HOSTILE))


BIDI = (
    "\u202e", "\u202d", "\u2066", "\u2067", "\u200f", "\u200b", "\u200d", "\x00", "\x1b", "\ufeff", "\u2028", "\u061c",
)  # fmt: skip
CELLS = """() => [...document.querySelectorAll('.person .head > *')].map(one => {
    const box = one.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.width)] })"""


@pytest.mark.parametrize("letter", BIDI, ids=lambda letter: f"U+{ord(letter):04X}")
def test_a_direction_mark_in_a_name_moves_no_column(page: Page, tmp_path: Path, letter: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    places = []
    for name in ("王小明", f"王{letter}小明"):
        issue = sample_issue([sample_row(1, **HOME, psn_name=name)])
        piece = next(one for one in slices(issue, ACCESS) if one.code == "340121_civil_affairs")
        (tmp_path / "page.html").write_text(Pages(issue, ACCESS).office(piece), encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        places.append(page.evaluate(CELLS))
        assert page.locator("bdi.name").text_content() == visible(name)
    assert places[0] == places[1] != []


def test_a_number_is_not_cut_in_two(page: Page, out: Path) -> None:
    """Amounts up to a hundred million stand on one line at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((out / "340121_civil_affairs.html").as_uri())
        tall = "[...document.querySelectorAll('.figure')].filter(f => f.getClientRects().length > 1).length"
        assert page.evaluate(tall) == 0


def test_an_unescaped_page_would_be_stopped_by_the_policy(page: Page, out: Path, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    html = (out / "340123101_township.html").read_text(encoding="utf-8")
    planted = re.sub("(<main[^>]*>)", r"\1<script>document.title = 'ran'</script>", html, count=1)
    assert planted != html
    (tmp_path / "planted.html").write_text(planted, encoding="utf-8")
    page.goto((tmp_path / "planted.html").as_uri())
    assert page.title() != "ran"
    assert any("Content Security Policy" in text for text in said)


def paper(page: Page, path: Path, tmp_path: Path) -> list[str]:
    """The text of each sheet of paper that a page on disk prints."""
    page.goto(path.as_uri())
    return sheets(page, tmp_path)


@pytest.mark.parametrize(
    ("name", "recipient"),
    [
        ("340123101_township", "肥西县三河镇"),
        ("340123_civil_affairs", "肥西县民政部门"),
        ("bureau", "合肥市医疗保障部门"),
    ],
)
def test_every_sheet_of_paper_names_recipient_and_month(
    page: Page, out: Path, tmp_path: Path, name: str, recipient: str
) -> None:
    printed = paper(page, out / f"{name}.html", tmp_path)
    assert len(printed) > 1
    for sheet in printed:
        first_line = sheet.strip().splitlines()[0]
        assert all(words in first_line for words in (recipient, "2023年3月", "第 1 版", "内部资料", "征求意见稿"))


def test_no_sheet_ends_with_the_name_of_a_village(page: Page, out: Path, tmp_path: Path) -> None:
    for sheet in paper(page, out / "340123101_township.html", tmp_path):
        lines = [line for line in sheet.splitlines() if line.strip() and "页，共" not in line]
        assert not re.search(r"\d+ 人$", lines[-1])


def test_a_list_of_two_hundred_people_stays_small(page: Page, tmp_path: Path) -> None:
    write_issue(sample_issue([sample_row(number, **HOME) for number in range(1, 201)]), ACCESS, tmp_path)
    path = tmp_path / "2023-03" / "current" / "340121100_township.html"
    page.goto(path.as_uri())
    assert page.locator("article.card").count() == 200
    assert path.stat().st_size < 1_000_000


def test_a_jump_opens_the_list_that_it_leads_to(page: Page, out: Path) -> None:
    page.goto((out / "worklists.html").as_uri())
    page.evaluate("document.querySelectorAll('.fold').forEach(one => { one.open = false })")
    page.get_by_role("link", name=sample_work().lists[0].name).click()
    assert page.evaluate("[...document.querySelectorAll('.fold')].map(one => one.open)")[:2] == [True, False]


def test_what_is_folded_opens_for_an_old_browsers_printer_and_closes_again(page: Page, out: Path) -> None:
    page.goto((out / "worklists.html").as_uri())
    open_now = "[...document.querySelectorAll('.fold')].map(one => one.open)"
    before = page.evaluate(open_now)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(page.evaluate(open_now))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(open_now) == before != []


def test_the_law_of_every_list_is_on_paper_though_folded(page: Page, out: Path, tmp_path: Path) -> None:
    text = squeezed("".join(paper(page, out / "worklists.html", tmp_path)))
    assert [one.quote for one in sample_work().lists if squeezed(one.quote) not in text] == []
