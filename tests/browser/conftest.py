"""Chromium, started once for each file of tests; everything in this folder is skipped where it is not installed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.deliver.townships import html_of, many, people

_CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lacks = [program for program in (_CHROMIUM.name, "pdftotext") if shutil.which(program) is None]
    is_missing = bool(lacks) and os.environ.get("CI") != "true"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(is_missing, reason=f"not installed: {' '.join(lacks)}"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(_CHROMIUM), args=_FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """The one page of a file of tests: each new one is a process that costs more than most tests."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def page(tab: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """That page, empty, with nobody listening; a script that fails on it fails the test."""
    listening: list[tuple[Any, Any]] = []

    def on(event: Any, listener: Any) -> None:
        listening.append((event, listener))
        Page.on(tab, event, listener)

    monkeypatch.setattr(tab, "on", on)
    tab.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    yield tab
    for event, listener in listening:
        tab.remove_listener(event, listener)
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.goto("about:blank")
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.emulate_media(media="null", color_scheme="null")


@pytest.fixture
def own_page(browser: Browser) -> Iterator[Page]:
    """A page for a test after which no other can use it."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def townships(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`few.html` with one of every kind, `many.html` with 500 persons."""
    out = tmp_path_factory.mktemp("township")
    (out / "few.html").write_text(html_of(people()), encoding="utf-8")
    (out / "many.html").write_text(html_of(many(500)), encoding="utf-8")
    return out


@pytest.fixture
def few(page: Page, townships: Path) -> Page:
    page.goto((townships / "few.html").as_uri())
    return page
