"""Settlements of one second: the one with the larger SETL_ID is the later, whatever its codes."""

import pytest

from monitor.cli.session import open_warehouse
from monitor.settle import bring_up_to_date
from monitor.warehouse.connection import transaction
from tests.conftest import Bureau
from tests.settle.worlds import Row
from tests.warehouse.builder import bill, holds, person

MOMENT = "2023-03-05 10:00:00"


def at_once(setl_id: str, insutype: str, area: str, time: str = MOMENT) -> Row:
    """A settlement of the one person."""
    return {**bill(setl_id, person(1), time, "100"), "insutype": insutype, "insu_admdvs": area}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([at_once("S1", "390", "340122"), at_once("S2", "310", "340121")], (310, 340121)),
        ([at_once("S1", "310", "340121"), at_once("S2", "390", "340122")], (390, 340122)),
        ([at_once("S2", "310", "340121"), at_once("S10", "390", "340122")], (310, 340121)),
        ([at_once("S1", "390", "340121"), at_once("S2", "", "")], (390, 340121)),
        ([at_once("S9", "390", "340122"), at_once("S1", "310", "340121", "2023-03-05 10:00:01")], (310, 340121)),
    ],
)
def test_the_larger_number_of_one_second_gives_insurance_and_area(
    bureau: Bureau, rows: list[Row], told: tuple[int, int]
) -> None:
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", rows)
    with open_warehouse(bureau.config) as con, transaction(con):
        bring_up_to_date(con, bureau.config, bureau.pack, 2023, 3)
    found = bureau.sql("select insutype, insu_admdvs from settle.burden")
    assert [(row["insutype"], row["insu_admdvs"]) for row in found] == [told]
