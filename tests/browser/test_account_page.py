"""The page of one person in a real browser: nothing overflows or complains, and the picture fits the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from monitor.cli.session import open_warehouse
from monitor.deliver.account import account
from monitor.deliver.account_page import as_html
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import new_bureau


@pytest.fixture(scope="module")
def path(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of somebody who was paid too little by every layer."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("page"))
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", [bill("A1", person(1), "2023-01-10", 90000, own="1234.56", hifp_pay=1000)])
    with open_warehouse(bureau.config) as con:
        said = account(con, bureau.config, bureau.pack, person(1), 2023, 1)
    page = bureau.root / "page.html"
    page.write_text(as_html(said, bureau.pack), encoding="utf-8")
    return page


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "shown"), [(360, "srcset"), (1280, "src")])
def test_the_picture_is_drawn_and_is_the_one_for_the_screen(page: Page, path: Path, width: int, shown: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.querySelector('.drawn img').naturalWidth") > 0
    used = page.evaluate("document.querySelector('.drawn img').currentSrc")
    assert used == page.locator(f".drawn [{shown}]").first.get_attribute(shown)


def test_the_page_asks_for_nothing_outside_and_complains_of_nothing(page: Page, path: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert (sorted(set(asked) - {"data"}), asked.count("file"), said) == (["file"], 1, [])
