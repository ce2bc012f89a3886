"""R113, R117, R118: whatever stands in a field is shown as text and adds no tag, no attribute and no file name."""

import re

import pytest

from monitor.deliver.pages import file_name
from monitor.errors import IntegrityError
from monitor.lists.masking import visible
from tests.deliver.payloads import FREE_TEXTS, HTML_PAYLOADS
from tests.deliver.reading import Page, hostile_pages


@pytest.fixture(scope="module")
def clean() -> dict[str, Page]:
    return {code: Page(html) for code, html in hostile_pages("甲").items()}


def test_there_are_enough_payloads_and_fields() -> None:
    assert len(HTML_PAYLOADS) >= 40
    assert {"psn_name", "village", "addr", "identity", "mob", "correction_cause"} <= set(FREE_TEXTS)


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_text_adds_no_tag(payload: str, clean: dict[str, Page]) -> None:
    for code, html in hostile_pages(payload).items():
        assert Page(html).tags == clean[code].tags, code


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_name_is_shown_as_it_is(payload: str) -> None:
    page = Page(hostile_pages(payload)["340121_civil_affairs"])
    names = [text for path, text in page.texts if path.endswith("bdi.name")]
    assert set(names) == {visible(payload)}


def test_a_name_is_isolated_from_the_direction_of_its_neighbours() -> None:
    html = hostile_pages("王\u202e明")["340121_civil_affairs"]
    assert '<bdi class="name">王‹U+202E›明</bdi>' in html


@pytest.mark.parametrize("payload", ["\u202e", "\u200b", "\x00", "\x1b", "\u2066"])
def test_no_page_holds_an_invisible_character(payload: str) -> None:
    assert all(payload not in html for html in hostile_pages(f"王{payload}明").values())


@pytest.mark.parametrize(
    "name",
    [
        "../../x.html",
        "/abs.html",
        "a\x00.html",
        "a\n.html",
        "CON",
        "x" * 300,
        "肥西.html",
        "a.html.",
        "-rf",
        "",
        "A.html",
        "a.exe",
    ],
)
def test_only_our_own_codes_name_a_file(name: str) -> None:
    with pytest.raises(IntegrityError):
        file_name(name)


def test_links_hold_codes_only() -> None:
    page = Page(hostile_pages("javascript:alert(1)")["index"])
    links = [value for tag, name, value in page.attributes if name == "href"]
    assert links
    assert all(re.fullmatch(r"[0-9a-z_]+\.(html|xlsx)", link) for link in links)
