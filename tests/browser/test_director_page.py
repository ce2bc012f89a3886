"""The director's page and the report in a real browser: fit every screen, tell the pictures, fit paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from monitor.deliver.director import Overview
from monitor.deliver.pages import Pages
from monitor.deliver.rollup_pages import rollup_files
from monitor.lists.slices import slices
from tests.browser.paper import sheets
from tests.deliver.reading import ACCESS
from tests.lists.sample_issue import large_issue
from tests.lists.sample_picture import sample_picture
from tests.lists.sample_work import sample_work

WIDTHS = (360, 768, 1280)
NAMES = ("bureau", "rollup")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both pages of a city of 160 townships, with its figures."""
    root, issue = tmp_path_factory.mktemp("director"), large_issue(400)
    overview, pages = Overview(sample_picture(issue)), Pages(issue, ACCESS)
    bureau = pages.bureau(slices(issue, ACCESS)[0], overview, sample_work())
    (root / "bureau.html").write_text(bureau, encoding="utf-8")
    for name, _recipient, _rows, content in rollup_files(sample_work(), issue, overview, pages):
        (root / name).write_bytes(content)
    return root


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_screen(page: Page, folder: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(page: Page, folder: Path, name: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / f"{name}.html").as_uri())
    assert (len(asked), said) == (1, [])


@pytest.mark.parametrize("width", WIDTHS)
def test_every_picture_is_drawn_and_told_in_words(page: Page, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / "bureau.html").as_uri())
    pictures = page.eval_on_selector_all(
        ".chart img",
        "all => all.map(one => [one.complete && one.naturalWidth > 0, one.alt.length > 40, one.clientWidth])",
    )
    assert [one[:2] for one in pictures] == [[True, True]] * 3
    assert all(one[2] <= width for one in pictures)


def test_a_phone_gets_the_narrow_picture(page: Page, folder: Path) -> None:
    shapes = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((folder / "bureau.html").as_uri())
        shapes.append(
            page.evaluate("(() => { const i = document.querySelector('.chart img'); return i.naturalWidth })()")
        )
    assert shapes[0] < 400 < shapes[1]


def test_the_shades_differ_and_leave_the_number_readable(page: Page, folder: Path) -> None:
    page.goto((folder / "bureau.html").as_uri())
    found = page.evaluate(
        "['h0','h1','h2','h3','h4'].map(name => { const one = document.querySelector('.' + name);"
        " return one ? Number(getComputedStyle(one, '::before').opacity) : null })"
    )
    shown = [opacity for opacity in found if opacity is not None]
    assert shown == sorted(set(shown))
    assert max(shown) < 0.5


def test_paper_holds_the_folded_tables_and_names_its_owner(page: Page, folder: Path, tmp_path: Path) -> None:
    page.goto((folder / "bureau.html").as_uri())
    printed = sheets(page, tmp_path)
    assert any("第160镇" in sheet for sheet in printed)
    assert all("合肥市医疗保障部门" in sheet.strip().splitlines()[0] for sheet in printed)
