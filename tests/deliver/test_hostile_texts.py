"""R113, R117, R118: whatever stands in a field is shown as text and adds no tag, no attribute and no file name."""

import re
from pathlib import Path

import pytest

from monitor.deliver import sealed as sealing_module
from monitor.deliver.folder import write_issue
from monitor.deliver.pages import Pages, file_name
from monitor.deliver.sealed import Sealing, passcode, seal
from monitor.errors import IntegrityError
from monitor.lists.issue import Region
from monitor.lists.masking import visible
from monitor.lists.slices import slices
from tests.deliver.accounts import account_html
from tests.deliver.payloads import FREE_TEXTS, HTML_PAYLOADS, PATH_NAMES, hostile_issue
from tests.deliver.reading import ACCESS, Page, hostile_pages
from tests.deliver.unsealing import TOWNSHIPS, sealed
from tests.lists.sample_issue import REGIONS, sample_issue, sample_row


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


def sealed_page(payload: str, sealing: Sealing = TOWNSHIPS) -> str:
    """The township's page with `payload` in every text, sealed for a recipient of that name."""
    issue = hostile_issue(payload)
    page = hostile_pages(payload)["340121100_township"]
    return seal(page, "340121100_township", visible(payload), issue, sealing, Pages(issue, ACCESS))


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_name_changes_neither_the_sealed_page_nor_what_is_in_it(
    payload: str, monkeypatch: pytest.MonkeyPatch, clean: dict[str, Page]
) -> None:
    monkeypatch.setattr(sealing_module, "ITERATIONS", 10)
    hostile, harmless = sealed_page(payload), sealed_page("甲")
    assert Page(hostile).tags == Page(harmless).tags
    page = sealed(hostile)
    body = page.open(page.key(passcode(TOWNSHIPS.key, hostile_issue(payload), "340121100_township")))
    assert page.said["name"] == visible(payload)
    assert "".join(hostile_pages(payload)["340121100_township"].split()).count("".join(body[:500].split())) == 1


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
@pytest.mark.parametrize("code", ["340121_civil_affairs", "340121100_township"])
def test_every_text_of_a_visit_is_shown_as_it_is(payload: str, code: str) -> None:
    text = "".join(Page(hostile_pages(payload)[code]).text.split())
    assert text.count("".join(visible(payload).split())) > 5


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_text_adds_no_tag_to_an_account(payload: str) -> None:
    assert Page(account_html(payload)).tags == Page(account_html("甲")).tags


@pytest.mark.parametrize("payload", ["\u202e", "\u200b", "\x00", "\x1b", "\u2066"])
def test_no_account_holds_an_invisible_character(payload: str) -> None:
    assert payload not in account_html(f"王{payload}明")


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


@pytest.mark.parametrize("name", [*PATH_NAMES, "A.html", "a.exe", "肥西.html", "a.html.", "../../x.html"])
def test_only_our_own_codes_name_a_file(name: str) -> None:
    with pytest.raises(IntegrityError):
        file_name(name)


@pytest.mark.parametrize("name", PATH_NAMES)
def test_a_region_called_so_has_files_of_our_own_names_in_the_folder(tmp_path: Path, name: str) -> None:
    regions = tuple(Region(one.code, name, one.level, one.parent) for one in REGIONS)
    rows = [sample_row(1, psn_name=name or "甲", village=name, township=name, county=name)]
    written = write_issue(sample_issue(rows, regions=regions, place=name, place_name=name), ACCESS, tmp_path)
    names = [one.path.name for one in written]
    assert len(set(names)) == len(names) == 15
    assert [one for one in names if not re.fullmatch(r"[0-9a-z_]{1,90}\.(html|xlsx)", one)] == []
    inside = (tmp_path / "2023-03" / "v1").resolve()
    assert {path.resolve().parent for path in (tmp_path / "2023-03" / "v1").iterdir()} == {inside}
    assert {path.name for path in tmp_path.iterdir()} == {"2023-03"}


@pytest.mark.parametrize("name", PATH_NAMES)
def test_a_region_coded_so_is_refused(name: str) -> None:
    with pytest.raises(IntegrityError, match="区划表"):
        slices(sample_issue([], regions=(*REGIONS, Region(name, "某镇", "township", REGIONS[0].code))), ACCESS)


def test_there_are_thirty_names() -> None:
    assert len(set(PATH_NAMES)) >= 30


def test_links_hold_codes_only() -> None:
    page = Page(hostile_pages("javascript:alert(1)")["index"])
    links = [value for tag, name, value in page.attributes if name == "href"]
    assert links
    assert all(re.fullmatch(r"[0-9a-z_]+\.(html|xlsx)|#(main|top|c[0-9]{6})", link) for link in links)
