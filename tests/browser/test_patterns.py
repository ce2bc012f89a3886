"""The page of patterns in a real browser: every component in every state fits the screen, the finger and the paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from monitor.resources import templates_dir
from tests.browser.paper import sheets
from tests.browser.patterns import LONG, patterns_page

SCHEMES = ("light", "dark")
WIDTHS = (360, 768, 1280)
CONTROLS = ".button, .chip, .choice, .field input, .field select, .field textarea, .jump a, .files a, .towns a, summary"
# Classes that only a page's own script or a deeper context gives meaning to; each is seen on its own page instead.
NOT_SHOWN = {"sheet", "runner", "content", "secret", "skip", "unseen", "watermark"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("patterns") / "patterns.html"
    found.write_text(patterns_page(), encoding="utf-8")
    return found


@pytest.fixture(params=SCHEMES)
def page(page: Page, path: Path, request: pytest.FixtureRequest) -> Page:
    page.emulate_media(color_scheme=request.param)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_spills_out_of_its_frame(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    frames = ".button, .chip, .badge, .card, .notice, .tile, .tile b, .choice, td, th, .toast, .fold, .dialog"
    spilled = "all => all.filter(c => c.scrollWidth > c.clientWidth + 1).map(c => c.outerHTML.slice(0, 80))"
    assert page.eval_on_selector_all(frames, spilled) == []


def test_on_a_phone_a_finger_hits_every_control(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    low = "all => all.map(c => c.getBoundingClientRect()).filter(c => c.height && c.height < 44).length"
    assert page.eval_on_selector_all(CONTROLS, low) == 0


def test_the_focus_of_the_keyboard_is_seen_on_every_control(page: Page) -> None:
    """Each stop of the tab key, or the choice around it, is outlined."""
    stops = page.evaluate("document.querySelectorAll('a, button:enabled, input:enabled, select, textarea').length")
    marked = (
        "() => [document.activeElement, document.activeElement.closest('.choice')].some(one => one &&"
        " getComputedStyle(one).outlineStyle === 'solid' && parseFloat(getComputedStyle(one).outlineWidth) >= 3)"
    )
    for _ in range(min(stops, 40)):
        page.keyboard.press("Tab")
        assert page.evaluate(marked)


def test_the_first_stop_leads_past_the_head(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dark_is_dark_and_paper_is_light(page: Page) -> None:
    """The ground of the page by what shows it: dark only on a screen that asks for it."""
    lightness = "getComputedStyle(document.querySelector('.card')).backgroundColor.match(/\\d+/g).map(Number)"
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert (max(page.evaluate(lightness)) < 80) is is_dark
    page.emulate_media(media="print")
    assert page.evaluate(lightness) == [255, 255, 255]


def test_paper_has_what_is_folded_and_lines_to_write_on_and_no_controls(page: Page, tmp_path: Path) -> None:
    text = "\n".join(sheets(page, tmp_path))
    assert all(words in text for words in ("这一段也印在纸上", "只印在纸上的一行"))
    assert not any(words in text for words in ("只在屏幕上的一行", "打印入户表", "浮在页底的短消息", "上一页"))


def test_every_shared_class_of_the_style_is_shown() -> None:
    """A component that nobody sees here would be looked at by nobody."""
    shared = {"frame", "tiles", "badge", "controls", "card", "cost", "funnel", "index", "paper"}
    css = "\n".join((templates_dir() / "style" / f"{name}.css").read_text(encoding="utf-8") for name in shared)
    named = set(re.findall(r"\.([a-z][\w-]*)(?=[\s.:,>{\[+)])", re.sub(r"/\*.*?\*/", "", css)))
    html = patterns_page().partition("</style>")[2]
    used = {word for words in re.findall(r'class="([^"]*)"', html) for word in words.split()}
    assert named - used - NOT_SHOWN == set()


def test_long_texts_stand_in_every_kind_of_frame() -> None:
    assert patterns_page().count(LONG) > 15
