"""Links inside the project lead somewhere, and every page can be reached."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.reading import DOCS, PAGES, ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LARGEST_PICTURE = 300 * 1024
_FOLDERS = "|".join(("work", "tmp", "root"))
FOREIGN = re.compile(rf"/(?:{_FOLDERS})/|py" + r"pi\.|https?://(?!127\.)")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {_anchor(heading) for heading in headings}


def _anchor(heading: str) -> str:
    kept = [one for one in heading.lower() if one in "-_ " or unicodedata.category(one)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    yield from (target for target in LINK.findall(text) if not target.startswith("http"))


def leads_nowhere(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    return not path.exists() or bool(anchor and anchor not in anchors(path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if leads_nowhere(page, target)] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_page_is_linked_from_both_readmes(readme: str) -> None:
    linked = {(ROOT / target.partition("#")[0]).resolve() for target in links(ROOT / readme)}
    assert [page.name for page in DOCS.glob("*.md") if page not in linked] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_machine_or_an_outside_address(page: Path) -> None:
    assert FOREIGN.findall(page.read_text(encoding="utf-8")) == []


def test_pictures_are_small_and_shown() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page) if target.endswith(".png")}
    pictures = set((DOCS / "images").glob("*.png"))
    assert pictures == shown
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []
