"""Every word of the product is in the one glossary."""

from typing import get_args

from monitor.deliver.published import TABLES, description
from monitor.deliver.wording import STATUS
from monitor.lists.issue import Status
from monitor.policy import Rule, load_pack, pack_names
from monitor.policy.wording import KIND_NAMES, MEASURE_NAMES
from tests.docs.reading import ROOT, text

PAGE = text("glossary.md")


def test_every_published_term_is_in_it() -> None:
    said = [description(name) for name in TABLES]
    terms = {(one.term, one.name) for table in said for one in (table.table, *table.columns)}
    assert {pair for pair in terms if f"| {pair[0]} | `{pair[1]}` |" not in PAGE} == set()


def test_every_stage_is_in_it() -> None:
    stages = [folder.name.split("_")[1] for folder in (ROOT / "sql").iterdir() if folder.name[0].isdigit()]
    assert [word for word in {*stages, "feedback"} if f"`{word}`" not in PAGE] == []


def test_every_status_is_in_it_with_its_word() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    missing = [word for word in get_args(Status) if not any(f"`{word}`" in row and STATUS[word] in row for row in rows)]
    assert missing == []


def test_measures_and_kinds_of_care_are_in_it() -> None:
    assert [name for name in (*MEASURE_NAMES.values(), *KIND_NAMES.values()) if name not in PAGE] == []


def test_the_lines_on_the_page_of_figures_are_those_of_the_packs() -> None:
    page = text("how-figures-are-computed.md")
    lines = {f"{rule.threshold_fen // 100:,} 元" for place in pack_names() for rule in _rules(place)}
    assert {line for line in lines if f"| {line} |" not in page} == set()


def _rules(place: str) -> tuple[Rule, ...]:
    pack = load_pack(place)
    return pack.rules_on(pack.effective)
