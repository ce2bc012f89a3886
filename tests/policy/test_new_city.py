"""The page of a new city, followed: its commands, its text, its pack and its scenarios, to the lists of a month."""

import shlex
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Bureau, run_cli
from tests.docs.reading import blocks, text
from tests.warehouse.builder import bill, holds, person, resident

PAGE = blocks(text("new-city.md"))
COMMANDS = [shlex.split(line)[1:] for language, block in PAGE if language == "sh" for line in block.splitlines()]
FILES = {"text": "texts/yunling.txt", "toml": "yunling.toml", "markdown": "scenarios/yunling.md"}
COUNTY, POOR = "539901", {"county": "云岭县", "township": "青溪镇"}
REGIONS = [
    {"code": "539901", "name": "云岭县", "level": "county", "parent": ""},
    {"code": "539901100", "name": "青溪镇", "level": "township", "parent": "539901"},
]


def filled(folder: Path) -> None:
    """What the staff write, as the page has it."""
    for language, block in PAGE:
        if language in FILES:
            (folder / FILES[language]).write_text(block, encoding="utf-8")


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """The workspace after the first step."""
    monkeypatch.chdir(tmp_path)
    init, _cd, new = COMMANDS[:3]
    assert run_cli(*init).exit_code == 0
    monkeypatch.chdir(tmp_path / init[1])
    assert run_cli(*new).exit_code == 0
    return Bureau(tmp_path / init[1])


def test_an_empty_pack_is_told_everything_that_is_missing(begun: Bureau) -> None:
    ended = begun.cli(*COMMANDS[3])
    assert ended.exit_code == 8
    assert "documents[main].title：不能为空" in ended.stderr
    assert "values[warning.threshold].quote：不能为空，引文至少四个字" in ended.stderr


def test_a_figure_without_its_quotation_is_named(begun: Bureau) -> None:
    filled(begun.root / "packs")
    path = begun.root / "packs" / "yunling.toml"
    path.write_text(path.read_text("utf-8").replace('quote = "起付线以上部分支付60%"\n', ""), encoding="utf-8")
    assert "values[catastrophic.rate].quote：缺少这一项" in begun.cli("policy", "check").stderr


def test_the_filled_pack_holds_and_lacks_nothing(begun: Bureau) -> None:
    filled(begun.root / "packs")
    ended = begun.cli("policy", "check")
    assert (ended.exit_code, "！" in ended.stdout) == (0, False)
    assert "9 个情形" in ended.stdout


def test_a_layer_and_an_article_without_scenarios_are_named(begun: Bureau) -> None:
    filled(begun.root / "packs")
    path = begun.root / "packs" / "scenarios" / "yunling.md"
    path.write_text(path.read_text("utf-8").split("## 第四条")[0], encoding="utf-8")
    said = begun.cli("policy", "check").stdout
    assert "支付层次“医疗救助”没有情形" in said
    assert "预警规则没有情形" in said
    assert "第六条有数值或规则，只有 0 个情形" in said


def test_a_scenario_that_does_not_hold_ends_the_check(begun: Bureau) -> None:
    filled(begun.root / "packs")
    path = begun.root / "packs" / "scenarios" / "yunling.md"
    path.write_text(path.read_text("utf-8").replace("6,500.00", "6,500.01"), encoding="utf-8")
    ended = begun.cli("policy", "check")
    assert (ended.exit_code, "应为 6,500.01，算得 6,500.00" in ended.stdout) == (8, True)


def test_a_pack_is_never_begun_over_another(begun: Bureau) -> None:
    assert begun.cli(*COMMANDS[2]).exit_code == 2


def test_a_month_runs_with_it(begun: Bureau) -> None:
    filled(begun.root / "packs")
    people = [person(number, COUNTY) for number in (1, 2)]
    begun.intake("regions", REGIONS)
    begun.intake("persons", [resident(one, **POOR) for one in people])
    begun.intake("identities", [holds(one, begins="2024-01-01") for one in people])
    amounts = ("8000.01", "8000.00")
    bills = [bill(f"S{n}", people[n], "2024-03-10", amount) for n, amount in enumerate(amounts)]
    begun.intake("settlements", bills, on=date(2024, 4, 5))
    issue = begun.month("2024-03").issue
    assert [(row.certno, row.over_by_fen) for row in issue.rows if not row.early_watch] == [(people[0], 1)]
    entitled = begun.sql("select layer, entitled from settle.entitlement order by person_id, layer limit 2")
    assert [(one["layer"], str(one["entitled"])) for one in entitled] == [
        ("assistance", "5360.00"),
        ("catastrophic", "1300.01"),
    ]
