"""What the code knows better is written by the code, and is current."""

from pathlib import Path

import pytest

from monitor.deliver.published import TABLES, description
from monitor.intake.columns import KINDS
from monitor.policy import IDENTITIES
from tests.docs.reading import generator, text

GENERATOR = generator()


@pytest.mark.parametrize("page", GENERATOR.pages(), ids=lambda page: page.name)
def test_the_page_is_current(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == GENERATOR.current(page), "run: python docs/generate.py"


def test_every_section_of_the_generator_is_used() -> None:
    whole = "".join(page.read_text(encoding="utf-8") for page in GENERATOR.pages())
    assert [name for name in GENERATOR.SECTIONS if f"<!-- generated: {name} -->" not in whole] == []


def test_every_heading_that_is_recognised_is_on_the_loading_page() -> None:
    page = text("loading.md")
    headings = {
        f"`{alias}`" for kind in KINDS.values() for column in kind.columns for alias in (column.name, *column.aliases)
    }
    assert {heading for heading in headings if heading not in page} == set()


def test_every_word_for_an_identity_is_on_the_loading_page() -> None:
    page = text("loading.md")
    assert {word for one in IDENTITIES for word in (one.name, *one.aliases) if word not in page} == set()


def test_every_published_column_is_in_the_dictionary_with_its_term() -> None:
    page = text("dictionary.md")
    columns = [column for name in TABLES for column in description(name).columns]
    assert [c.name for c in columns if f"| `{c.name}` | {c.term} |" not in page] == []


def test_every_analyst_query_is_on_the_analysis_page() -> None:
    page = text("analysis.md")
    assert [path.stem for path in GENERATOR.analyst_files() if f"`{path.stem}`" not in page] == []
