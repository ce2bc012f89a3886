"""What arrives after a month was settled gives the figures that it would have given before."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.settle import bring_up_to_date
from monitor.warehouse.connection import transaction
from tests.conftest import Bureau, MakeBureau
from tests.settle.oracle import File, Row
from tests.warehouse.builder import bill, holds, person, refund, resident
from tests.warehouse.workplace import new_bureau

FIGURES = "select * exclude (run) from settle.burden order by person_id, year, month"
ENTITLED = """select setl_id, entitlement.* exclude (row_id, run)
    from settle.entitlement as entitlement join warehouse.settlement using (row_id) order by setl_id, layer"""
CARRIED = "select * from settle.entitlement_state order by person_id, year, layer"
Story = tuple[list[File], File]


class One:
    """The records of the person of one case."""

    def __init__(self, number: int) -> None:
        self.who, self.number = person(number), f"P{number}"
        self.other = person(number + 500)
        self.spent = bill(f"{number}S", self.who, "2023-02-05", "8000")
        self.away = {**self.spent, "fix_blng_admdvs": "330100"}
        self.elsewhere = {**self.spent, "insu_admdvs": "330100"}
        self.numbered = {**self.spent, "certno": "", "psn_no": self.number}
        self.corrected = {**bill(f"{number}S", self.who, "2023-02-05", "7000"), "updt_time": "2023-05-01"}
        self.january = bill(f"{number}J", self.who, "2023-01-05", "1")
        self.undone = refund(self.spent, f"{number}R", "2023-09-01")
        self.half = refund(self.spent, f"{number}H", "2023-09-01", "0.5")

    def settled(self, *rows: Row) -> File:
        return File("settlements", list(rows))

    def holding(self, begins: str = "2023-01-01", ends: str = "") -> File:
        return File("identities", [holds(self.who, begins=begins, ends=ends)])

    def referred(self, begins: str = "2023-02-01", ends: str = "2023-02-28") -> File:
        return File("referrals", [{"certno": self.who, "kind": "转诊", "begndate": begins, "enddate": ends}])

    def living(self, township: str = "水湖镇", as_of: date | None = None) -> File:
        return File("persons", [resident(self.who, township, psn_no=self.number)], as_of)


LATER: dict[str, Callable[[One], Story]] = {
    "a settlement of a settled month": lambda one: ([one.settled(one.spent)], one.settled(one.january)),
    "a referral": lambda one: ([one.holding(), one.settled(one.away)], one.referred()),
    "a referral of the year in which a long stay began": lambda one: (
        [one.holding(), one.settled({**one.away, "begndate": "2021-11-01"})],
        one.referred("2021-10-01", "2021-12-31"),
    ),
    "a refund": lambda one: ([one.settled(one.spent)], one.settled(one.undone)),
    "a refund of a part": lambda one: ([one.settled(one.spent)], one.settled(one.half)),
    "the original of a refund": lambda one: ([one.settled(one.half)], one.settled(one.spent)),
    "a correction": lambda one: ([one.settled(one.spent)], one.settled(one.corrected)),
    "an identity that began before": lambda one: ([one.settled(one.spent)], one.holding("2023-02-10")),
    "an identity of next year, insured elsewhere": lambda one: (
        [one.settled(one.elsewhere)],
        one.holding("2024-01-01"),
    ),
    "an identity long ended, insured elsewhere": lambda one: (
        [one.settled(one.elsewhere)],
        one.holding("2020-01-01", "2020-12-31"),
    ),
    "a roster, insured elsewhere": lambda one: ([one.settled(one.elsewhere)], one.living()),
    "a move": lambda one: ([one.living(), one.settled(one.spent)], one.living("庄墓镇", date(2023, 2, 15))),
    "whose number it is": lambda one: ([one.settled(one.numbered)], one.living()),
    "whose number it is, and the identity": lambda one: ([one.settled(one.numbered), one.holding()], one.living()),
    "that the number is two people's": lambda one: (
        [one.settled(one.numbered), one.living()],
        File("persons", [resident(one.other, psn_no=one.number)]),
    ),
}
STORIES = [make(One(number)) for number, make in enumerate(LATER.values(), 1)]


def load(bureau: Bureau, files: Iterable[File]) -> None:
    """Load the files, those of a kind and day together."""
    together: dict[tuple[str, date | None], list[Row]] = {}
    for file in files:
        together.setdefault((file.kind, file.as_of), []).extend(file.rows)
    for (kind, as_of), rows in together.items():
        bureau.intake(kind, rows, as_of=as_of)


def settle(bureau: Bureau) -> list[dict[str, Any]]:
    """Settle up to March; the figures."""
    with open_warehouse(bureau.config) as con, transaction(con):
        bring_up_to_date(con, bureau.config, bureau.pack, 2023, 3)
    return [row for query in (FIGURES, ENTITLED, CARRIED) for row in bureau.sql(query)]


@pytest.fixture(scope="module")
def figures(
    empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[dict[str, Any]], ...]:
    """All cases at once: settled before the late files, settled after them too, and settled once with all known."""
    learning, knowing = (new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("late")) for _ in range(2))
    load(learning, [file for files, _ in STORIES for file in files])
    before = settle(learning)
    load(learning, [late for _, late in STORIES])
    load(knowing, [file for files, late in STORIES for file in [*files, late]])
    return before, settle(learning), settle(knowing)


def of(case: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of a case's people; whoever is known by a number only is nobody's."""
    number = list(LATER).index(case) + 1
    mine = {int(person(number)[:17]), int(person(number + 500)[:17])}
    return [row for row in rows if row["person_id"] in mine]


@pytest.mark.parametrize("case", LATER)
def test_it_is_as_if_it_had_been_known(figures: tuple[list[dict[str, Any]], ...], case: str) -> None:
    _, learned, known = figures
    assert of(case, learned) == of(case, known)


@pytest.mark.parametrize("case", LATER)
def test_it_makes_a_difference(figures: tuple[list[dict[str, Any]], ...], case: str) -> None:
    before, learned, _ = figures
    assert of(case, before) != of(case, learned)


def test_new_divisions_give_places_to_those_settled_before(make_bureau: MakeBureau) -> None:
    bureau, one = make_bureau("hefei"), One(1)
    load(bureau, [one.living("新镇"), one.settled(one.spent)])
    assert [row["township_code"] for row in settle(bureau) if "township_code" in row] == [None]
    bureau.intake("regions", [{"code": "340121999000", "name": "新镇"}])
    assert [row["township_code"] for row in settle(bureau) if "township_code" in row] == ["340121999000"]
