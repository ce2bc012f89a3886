"""The turn of the year: what is settled in January is January's, what comes late is the old year's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, refund
from tests.warehouse.workplace import new_bureau

OLD, STAY, LATE, NEW, BACK = (person(number) for number in range(1, 6))
DECEMBER = bill("S1", OLD, "2023-12-31 23:59:59", "12000")
CROSSING = bill("S2", STAY, "2024-01-05", "12000", begndate="2023-12-28", enddate="2024-01-05")
REFUNDED = bill("S5", BACK, "2023-12-20", "12000")


@pytest.fixture(scope="module")
def turn(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """December issued, then January, with a row of December and a refund of one that come in between."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("turn"))
    bureau.intake("identities", [holds(one) for one in (OLD, STAY, LATE, NEW, BACK)])
    bureau.intake("settlements", [DECEMBER, bill("S3", LATE, "2023-12-01", "6000"), REFUNDED])
    bureau.month("2023-12")
    bureau.intake("settlements", [CROSSING, bill("S4", NEW, "2024-01-02 00:00:00", "10000.01")])
    bureau.intake("settlements", [bill("L3", LATE, "2023-12-30", "4000.01"), refund(REFUNDED, "R5", "2024-01-20")])
    bureau.month("2024-01")
    return bureau


def listed(bureau: Bureau, month: int) -> dict[str, str]:
    """Person → status of everybody in a month's screening, early watch left out."""
    found = bureau.sql(f"select person_id, status from screen.warning where month = {month} and not early_watch")
    return {str(row["person_id"]): row["status"] for row in found}


def self_pay(bureau: Bureau, who: str, year: int) -> list[str]:
    """The figures to date of a person at the end of a year's last settled month."""
    query = (
        f"select self_pay from settle.burden where person_id = {who[:17]} and year = {year} order by month desc limit 1"
    )
    return [str(row["self_pay"]) for row in bureau.sql(query)]


def test_december_has_its_own_list(turn: Bureau) -> None:
    assert listed(turn, 202312) == {OLD[:17]: "new", BACK[:17]: "new"}


def test_january_starts_anew(turn: Bureau) -> None:
    assert listed(turn, 202401) == {STAY[:17]: "new", NEW[:17]: "new"}


def test_a_stay_over_the_turn_belongs_to_the_year_of_its_settlement(turn: Bureau) -> None:
    assert (self_pay(turn, STAY, 2023), self_pay(turn, STAY, 2024)) == ([], ["12000.00"])


def test_what_is_settled_in_december_and_delivered_later_is_the_old_years(turn: Bureau) -> None:
    assert (self_pay(turn, LATE, 2023), self_pay(turn, LATE, 2024)) == (["10000.01"], [])


def test_a_refund_in_january_takes_the_cost_out_of_the_old_year(turn: Bureau) -> None:
    assert (self_pay(turn, BACK, 2023), self_pay(turn, BACK, 2024)) == ([], [])


def test_the_december_list_stays_as_issued(turn: Bureau) -> None:
    query = "select person_id from lists.issue_row where issue_id = 1 and not early_watch order by person_id"
    assert [row["person_id"] for row in turn.sql(query)] == [int(OLD[:17]), int(BACK[:17])]
