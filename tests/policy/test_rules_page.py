"""The rules page of the documentation is the one that the packs give."""

from datetime import date
from pathlib import Path

from monitor.policy import load_pack, pack_names
from monitor.policy.rules_page import main, rules_markdown
from monitor.policy.scenarios import load_scenarios

DAY = date(2023, 12, 31)
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_current(tmp_path: Path) -> None:
    main([str(tmp_path / "rules.md"), DAY.isoformat()])
    assert (tmp_path / "rules.md").read_text("utf-8") == PAGE.read_text("utf-8")


def test_every_rule_and_value_in_force_is_on_the_page() -> None:
    packs = [load_pack(name) for name in pack_names()]
    page = rules_markdown(packs, DAY)
    wanted = {f"`{item.id}`" for pack in packs for item in (*pack.rules_on(DAY), *pack.values_on(DAY))}
    assert {key for key in wanted if key not in page} == set()


def test_every_table_row_has_as_many_cells_as_its_heading() -> None:
    width, wrong = 0, []
    for line in rules_markdown([load_pack(name) for name in pack_names()], DAY).splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        width = cells if not (width and cells) else width
        wrong += [line] if cells != width else []
    assert wrong == []


def test_every_scenario_and_worklist_is_on_the_page_with_its_words() -> None:
    page = PAGE.read_text("utf-8")
    packs = [load_pack(name) for name in pack_names()]
    wanted = {f"**{one.name}**" for pack in packs for one in load_scenarios(pack)}
    wanted |= {f"原文：“{one.quote}”" for pack in packs for one in pack.worklist_shapes}
    assert len(wanted) > 150
    assert {words for words in wanted if words not in page} == set()
