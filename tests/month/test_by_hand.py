"""A month that the operator runs by hand is answered for: what would have held it is told, and is on record."""

import json

import pytest

from monitor.errors import StateError
from tests.conftest import Begin, Bureau, MakeBureau
from tests.warehouse.builder import bill, holds, person


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    """One person over the line in March; no roster of persons, and one of identities that is older than allowed."""
    return begin(with_a_person)


def with_a_person(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])


def released(bureau: Bureau) -> list[dict[str, object]]:
    rows = bureau.sql("select facts from warehouse.ledger_line where event = 'released' order by line")
    return [json.loads(row["facts"]) for row in rows]


def test_what_would_have_held_it_is_told_and_recorded(loaded: Bureau) -> None:
    ended = loaded.cli("month", "2023-03", "--on", "2023-04-09")
    assert ended.exit_code == 0, ended.stderr
    assert "名册还没有载入（H-ROSTER-NONE：手工出具，视为已核实，记入台账）" in ended.stdout
    (facts,) = released(loaded)
    assert ("H-ROSTER-NONE" in facts["holds"], facts["reason"]) == (True, "手工出具")  # type: ignore[operator]


def test_a_day_before_the_data_came_is_told(loaded: Bureau) -> None:
    told = "出具日期 2023-04-09 早于最近一次载入数据的 2024-02-05"
    assert told in loaded.cli("month", "2023-03", "--on", "2023-04-09").stdout
    assert told not in loaded.cli("month", "2023-03").stdout


def test_a_day_after_it_is_nothing_to_tell(loaded: Bureau) -> None:
    assert "早于最近一次" not in loaded.cli("month", "2023-03", "--on", "2024-02-05").stdout


def test_it_is_recorded_once(loaded: Bureau) -> None:
    for _ in range(2):
        loaded.cli("month", "2023-03", "--on", "2023-04-09")
    assert len(released(loaded)) == 1


def test_a_plan_tells_it_and_records_nothing(loaded: Bureau) -> None:
    assert "（H-ROSTER-NONE）" in loaded.cli("month", "2023-03", "--plan").stdout
    assert released(loaded) == []


@pytest.mark.parametrize(("month", "day"), [("2023-03", "2023-03-20"), ("2023-04", "2023-05-09")])
def test_a_month_that_cannot_be_run_is_not_answered_for(loaded: Bureau, month: str, day: str) -> None:
    assert loaded.cli("month", month, "--on", day).exit_code == 11
    assert released(loaded) == []


def test_an_option_is_no_reason(loaded: Bureau) -> None:
    ended = loaded.cli("month", "2023-03", "--release", "--on", "2023-04-09")
    assert (ended.exit_code, ended.stderr.split("]")[0]) == (2, "[E-USAGE-007")
    assert released(loaded) == []


def test_a_month_that_fails_is_not_answered_for(make_bureau: MakeBureau) -> None:
    made = make_bureau("huining")
    with_a_person(made)
    assert made.cli("month", "2023-03", "--on", "2023-04-09").exit_code == StateError.exit_code
    assert released(made) == []


def test_a_month_passed_over_is_named_though_nothing_came_for_it(loaded: Bureau) -> None:
    loaded.cli("month", "2023-03", "--on", "2023-04-09")
    loaded.intake("settlements", [bill("S2", person(1), "2023-05-05", "100")])
    assert "2023-04 没有结算，也没有核实过（H-GAP）" in loaded.cli("month", "2023-05", "--plan").stdout
    ended = loaded.cli("month", "2023-05", "--on", "2023-06-09")
    assert "2023-04 没有结算，也没有核实过（H-GAP：手工出具，视为已核实，记入台账）" in ended.stdout


def test_a_month_in_which_there_was_nothing_is_not_passed_over(loaded: Bureau) -> None:
    loaded.cli("month", "2023-03", "--on", "2023-04-09")
    assert loaded.cli("month", "2023-04", "--release", "当月没有结算", "--on", "2023-05-09").exit_code == 0
    loaded.intake("settlements", [bill("S2", person(1), "2023-05-05", "100")])
    assert "H-GAP" not in loaded.cli("month", "2023-05", "--plan").stdout
