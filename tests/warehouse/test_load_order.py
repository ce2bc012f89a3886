"""The same files in any order leave the same tables: twelve orders of six deliveries in which everything happens.

Two halves that are each other's rest, so that any two files come in both orders; each is followed by the other half in
all six orders. `--full` begins with more halves. Refunds before and after their originals,
corrections, contradictions, copies under other names, people with two numbers, snapshots with and without each other.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Bureau
from tests.settle.oracle import File
from tests.warehouse.builder import Row, bill, holds, person, refund, resident
from tests.warehouse.workplace import configure

ANNA, BORIS, CLARA = (person(number) for number in (1, 2, 3))
SPENT = bill("S1", ANNA, "2023-03-05", "8000", own="400", hifp_pay="1600")
HALVED = bill("S2", BORIS, "2023-03-06", "6000", hifp_pay="400")
FIXED = bill("S3", CLARA, "2023-03-07", "5000")
NUMBERED = {**bill("S5", CLARA, "2023-04-01", "700"), "certno": "", "psn_no": "P3"}


def named(row: Row, name: str, **more: Any) -> Row:
    """The record with a name."""
    return {"psn_no": "", "updt_time": "", **row, "psn_name": name, **more}


FILES = [
    File(
        "settlements",
        [
            named(SPENT, "测甲"), named(HALVED, ""), named(FIXED, "丙", updt_time="2023-05-01"),
            named(bill("S4", BORIS, "2023-03-08", "10"), "测乙"), named(refund(HALVED, "R3", "2023-05-04", "1.5"), ""),
        ],
    ),
    File(
        "settlements",
        [
            named(refund(SPENT, "R1", "2023-05-02"), "测甲"), named(refund(HALVED, "R2", "2023-05-03", "0.5"), ""),
            named(SPENT, "测試甲"), named(bill("S4", BORIS, "2023-03-08", "11"), "测乙"), named(NUMBERED, "丙"),
        ],
    ),
    File(
        "settlements",
        [
            named(bill("S3", CLARA, "2023-03-07", "4000"), "丙", updt_time="2023-06-01"), named(HALVED, "测乙"),
            named({**NUMBERED, "certno": CLARA}, ""), named(refund(SPENT, "R4", "2023-05-05"), ""),
            named({**bill("S6", ANNA, "2023-04-02", "1"), "certno": "", "psn_no": "P9"}, "生人"),
        ],
    ),
    File("persons", [resident(ANNA, psn_no="P1"), resident(BORIS, "庄墓镇"), resident(CLARA, psn_no="P3")]),
    File("identities", [holds(ANNA, begins="", source="民政"), holds(BORIS, begins="")], date(2023, 1, 31)),
    File(
        "identities",
        [holds(ANNA, begins="2023-01-31", source="民政"), holds(CLARA, "特困", "", "2023-09-30", source="民政")],
        date(2023, 3, 31),
    ),
]  # fmt: skip
TABLES = {
    "settlement": """select settlement.* exclude (row_id), standing, counts_at
        from warehouse.settlement left join warehouse.standing using (row_id)""",
    "person_row": "select * exclude (row_id, place_id) from warehouse.person_row",
    "identity_row": "select * exclude (row_id) from warehouse.identity_row",
    "identity_span": "select * from warehouse.identity_span",
    "alias": "select * from warehouse.alias",
    "repeated": "select * from warehouse.repeated_settlement",
    "place": "select * exclude (place_id) from warehouse.place",
}
HALVES = ((4, 0, 3), (5, 2, 1))
MORE = 4
Tables = dict[str, Counter[tuple[Any, ...]]]


def tables(bureau: Bureau) -> Tables:
    """Every table as a bag of rows; whoever has no identity number goes by the number that the bureau knows."""
    known = {row["person_id"]: row["value"] for row in bureau.sql("select * from warehouse.identifier")}
    return {
        name: Counter(
            tuple(known.get(cell, cell) if isinstance(cell, int) else cell for cell in row.values())
            for row in bureau.sql(query)
        )
        for name, query in TABLES.items()
    }


def after(bureau: Bureau, at: int, folder: Path) -> Bureau:
    """A copy of the bureau that has loaded one more file."""
    shutil.copytree(bureau.root, folder)
    grown = Bureau(folder)
    grown.intake(FILES[at].kind, FILES[at].rows, as_of=FILES[at].as_of)
    return grown


def orders(half: Sequence[int]) -> list[tuple[int, ...]]:
    """Half of the files in this order, followed by the other half in every order."""
    return [(*half, *rest) for rest in permutations(sorted(set(range(len(FILES))) - set(half)))]


def in_every_order(empty: Bureau, folder: Path, half: Sequence[int]) -> list[Tables]:
    """The tables after each of the orders; what two orders have in common at the beginning is loaded once."""
    configure(empty, max_rejected_percent=100)
    reached: dict[tuple[int, ...], Bureau] = {(): empty}
    for order in orders(half):
        for count in range(1, len(order) + 1):
            way = order[:count]
            if way not in reached:
                reached[way] = after(reached[way[:-1]], way[-1], folder / "".join(map(str, way)))
    return [tables(reached[order]) for order in orders(half)]


@pytest.fixture(scope="module")
def reference(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables after the files in the order in which they stand above."""
    bureau, folder = Bureau(empty_workspace("hefei")), tmp_path_factory.mktemp("order")
    for at in range(len(FILES)):
        bureau = after(bureau, at, folder / str(at))
    return tables(bureau)


@pytest.mark.parametrize("half", HALVES, ids=str)
def test_the_order_of_loading_leaves_no_trace(
    bureau: Bureau, tmp_path: Path, reference: Tables, half: Sequence[int]
) -> None:
    for found in in_every_order(bureau, tmp_path, half):
        assert [name for name in TABLES if found[name] != reference[name]] == []


@pytest.mark.parametrize("seed", range(MORE))
def test_neither_do_other_orders(bureau: Bureau, tmp_path: Path, reference: Tables, seed: int, only_full: None) -> None:
    half = random.Random(seed).sample(range(len(FILES)), len(FILES) // 2)
    test_the_order_of_loading_leaves_no_trace(bureau, tmp_path, reference, half)


def test_any_two_files_come_in_both_orders() -> None:
    tried = [order for half in HALVES for order in orders(half)]
    assert {pair for order in tried for pair in combinations(order, 2)} == set(permutations(range(len(FILES)), 2))


def test_everything_happens_in_these_files(reference: Tables) -> None:
    standing = {row[-2] for row in reference["settlement"]}
    wanted = {"superseded", "conflict", "refunded", "refund", "refund_part", "refund_excess"}
    assert standing == wanted | {None}
    assert [len(reference[name]) > 0 for name in ("alias", "repeated", "identity_span", "place")] == [True] * 4
