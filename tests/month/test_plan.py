"""`monitor month --plan`: who comes in, who goes out and why, before anything is issued."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.plan import EXAMPLES, Plan, choose, plan_month
from monitor.screen.changes import CAUSES
from tests.conftest import Bureau, MakeBureau
from tests.warehouse.builder import bill, holds, person, refund, resident
from tests.warehouse.workplace import new_bureau

PLACES = {1: "水湖镇", 2: "水湖镇", 3: "庄墓镇", 4: "庄墓镇", 5: "水湖镇", 6: "庄墓镇", 7: "庄墓镇"}
FIRST = [
    bill("A1", person(1), "2023-01-05", "12000"),
    bill("A2", person(2), "2023-01-05", "12000"),
    bill("A3", person(3), "2023-01-05", "9000"),
    bill("A4", person(4), "2023-01-05", "9000"),
    bill("A5", person(5), "2023-01-05", "12000"),
    bill("A6", person(6), "2023-01-05", "11000"),
    bill("A7", person(7), "2023-01-05", "15000"),
]
LATER = [
    refund(FIRST[1], "R2", "2023-02-02"),
    bill("B3", person(3), "2023-01-09", "2000"),
    bill("B4", person(4), "2023-02-09", "2000"),
    bill("B6", person(6), "2023-02-09", "9500"),
]


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """January issued; February loaded, with a refund, a late settlement and an identity that has ended. Read only."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("plan"))
    made.intake("persons", [resident(person(who), place, psn_name=f"丁某{who}") for who, place in PLACES.items()])
    ending = {5: "2023-02-10"}
    made.intake("identities", [holds(person(who), ends=ending.get(who, "")) for who in PLACES])
    made.intake("settlements", FIRST)
    made.month("2023-01")
    made.intake("settlements", LATER)
    return made


def planned(bureau: Bureau, month: int) -> Plan:
    with open_warehouse(bureau.config) as con:
        return plan_month(con, bureau.config, bureau.pack, 2023, month)


def said(bureau: Bureau, month: str) -> str:
    ended = bureau.cli("month", month, "--plan")
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


def contents(bureau: Bureau) -> dict[str, str]:
    """Every table's rows and every file beside the warehouse, as hashes."""
    tables = bureau.sql("select schema_name, table_name from duckdb_tables() where not temporary order by all")
    found = {}
    for one in tables:
        rows = bureau.sql(f'select * from "{one["schema_name"]}"."{one["table_name"]}"')
        found[one["table_name"]] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    files = [path for path in bureau.root.rglob("*") if path.is_file() and path != bureau.config.path("warehouse")]
    return found | {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def figures(text: str) -> list[list[int]]:
    """The rows of figures of the table, the sum last."""
    rows = [line for line in text.splitlines() if re.search(r"(\s+\d+){6}$", line)]
    return [[int(one) for one in line.split()[-6:]] for line in rows]


@pytest.mark.parametrize("month", ["2023-01", "2023-02"])
def test_a_plan_leaves_everything_as_it_was(bureau: Bureau, month: str) -> None:
    before = contents(bureau)
    said(bureau, month)
    assert contents(bureau) == before


@pytest.mark.parametrize("month", ["2023-01", "2023-02"])
def test_the_table_adds_up_in_both_directions(bureau: Bureau, month: str) -> None:
    *rows, total = figures(said(bureau, month))
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    assert all(before + came - left == after for before, came, left, _other, _same, after in [*rows, total])


def test_the_month_to_come_is_told_against_the_last_issue(bureau: Bureau) -> None:
    text = said(bureau, "2023-02")
    assert "上期 5 + 进入 2 − 退出 2 = 本期 5 人次（其中升级 1）" in text
    assert "进入的原因：迟到结算 1、本月费用 1" in text
    assert "退出的原因：退费冲减 1、身份变化 1" in text


def test_the_figures_are_those_that_the_month_then_has(bureau: Bureau) -> None:
    with open_warehouse(bureau.config) as con:
        plan = plan_month(con, bureau.config, bureau.pack, 2023, 2)
    listed = sum(part.rows for part in plan.parts if part.change != "out")
    assert (listed, plan.against, plan.was_issued) == (5, "2023-01", False)


def test_an_issued_month_is_told_against_itself(bureau: Bureau) -> None:
    text = said(bureau, "2023-01")
    assert "已出具 5 + 应补入 1 − 应撤出 1 = 现在 5 人次" in text
    assert ("应补入的原因：迟到结算 1" in text, "应撤出的原因：退费冲减 1" in text) == (True, True)


def test_an_issued_month_to_which_nothing_came_has_nothing_to_correct(make_bureau: MakeBureau) -> None:
    made = make_bureau("hefei")
    made.intake("identities", [holds(person(1))])
    made.intake("settlements", FIRST[:1])
    made.month("2023-01")
    assert "与出具时一致，没有要更正的" in said(made, "2023-01")


def test_each_cause_has_its_example_and_each_person_one(bureau: Bureau) -> None:
    plan = planned(bureau, 2)
    assert [one.cause for one in plan.examples] == ["late_settlement", "refund", "identity", "crossed", "crossed"]
    assert len({one.person_key for one in plan.examples}) == EXAMPLES


def test_an_example_names_amounts_line_and_settlement_and_masks_the_name(bureau: Bureau) -> None:
    text = said(bureau, "2023-02")
    assert "例 1 丁*，长丰县庄墓镇，低保对象：进入，迟到结算" in text
    assert "9,000.00 → 现在 11,000.00，预警线 10,000" in text
    assert "结算 B3（2023-01-09）合规自付 2,000.00，名单出具后才载入" in text
    assert ("丁某" in text, [who for who in PLACES if person(who) in text]) == (False, [])


def test_whoever_is_an_example_can_be_asked_for_before_anything_is_published(make_bureau: MakeBureau) -> None:
    made = make_bureau("hefei")
    made.intake("identities", [holds(person(1))])
    made.intake("settlements", FIRST[:1])
    key = planned(made, 1).examples[0].person_key
    ended = made.cli("explain", key, "--month", "2023-01")
    assert (ended.exit_code, "A1" in ended.stdout) == (0, True)


def test_a_plan_says_the_same_each_time(bureau: Bureau) -> None:
    assert said(bureau, "2023-02") == said(bureau, "2023-02")


def candidate(who: int, cause: str, change: str = "in") -> dict[str, object]:
    return {"person_id": who, "cause": cause, "change": change}


def test_of_more_causes_than_examples_the_first_are_shown() -> None:
    found = [candidate(number, cause) for number, cause in enumerate(reversed(CAUSES))]
    assert [one["cause"] for one in choose(found)] == list(CAUSES)[:EXAMPLES]


def test_then_come_other_kinds_of_change_and_then_other_people() -> None:
    found = [
        candidate(1, "crossed"),
        candidate(2, "crossed"),
        candidate(1, "crossed", "out"),
        candidate(3, "crossed", "out"),
    ]
    assert [(one["person_id"], one["change"]) for one in choose(found)] == [(1, "in"), (3, "out"), (2, "in")]
