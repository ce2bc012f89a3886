"""The day on which a line was crossed is that of the settlements as they count, in agreement with the first month."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.lists.issue import IssueRow
from tests.warehouse.builder import Row, bill, holds, person, refund
from tests.warehouse.workplace import new_bureau


def of(number: int, *settled: tuple[str, str]) -> list[Row]:
    """Settlements (day, self-pay) of a person."""
    return [bill(f"{number}S{at}", person(number), day, amount) for at, (day, amount) in enumerate(settled)]


FEBRUARY, APRIL, JULY = ("2023-02-03", "9000"), ("2023-04-05", "3000"), ("2023-07-06", "1000.01")
CASES: dict[str, tuple[Callable[[int], list[Row]], str]] = {
    "the settlement that passed it": (lambda n: of(n, FEBRUARY, APRIL, JULY), "2023-04-05"),
    "at the line is not over it": (lambda n: of(n, FEBRUARY, ("2023-03-01", "1000"), JULY), "2023-07-06"),
    "partly refunded later": (
        lambda n: [*of(n, FEBRUARY, APRIL, JULY), refund(of(n, FEBRUARY, APRIL)[1], f"{n}Z", "2023-06-01", "0.75")],
        "2023-07-06",
    ),
    "wholly refunded later": (
        lambda n: [*of(n, FEBRUARY, APRIL, JULY), refund(of(n, FEBRUARY, APRIL)[1], f"{n}Z", "2023-06-01")],
        "2023-07-06",
    ),
    "two at one moment": (lambda n: of(n, FEBRUARY, ("2023-04-05", "500"), ("2023-04-05", "500.01")), "2023-04-05"),
}


@pytest.fixture(scope="module")
def listed(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, IssueRow]:
    """Everybody on the list of July by identity number."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("crossing"))
    told = [(number, make) for number, (make, _) in enumerate(CASES.values(), 1)]
    bureau.intake("identities", [holds(person(number)) for number, _ in told])
    bureau.intake("settlements", [row for number, make in told for row in make(number)])
    return {row.certno: row for row in bureau.month("2023-07").issue.rows if not row.early_watch}


@pytest.mark.parametrize("case", CASES)
def test_the_line_was_crossed_on(listed: dict[str, IssueRow], case: str) -> None:
    number = list(CASES).index(case) + 1
    if case == "wholly refunded later":
        assert listed[person(number)].over_by_fen == 1
    assert listed[person(number)].crossed_on == date.fromisoformat(CASES[case][1])


@pytest.mark.parametrize("case", CASES)
def test_the_first_month_is_the_month_of_that_day(listed: dict[str, IssueRow], case: str) -> None:
    row = listed[person(list(CASES).index(case) + 1)]
    assert row.first_month == f"{row.crossed_on:%Y-%m}"
