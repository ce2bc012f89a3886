"""Two rosters of a day that differ on a person: the same one holds whichever was loaded first."""

import pytest

from tests.conftest import MakeBureau
from tests.warehouse.builder import Row, bill, holds, person, resident

WHO = person(1)
PAIRS: dict[str, tuple[Row, Row, str]] = {
    "two townships": (resident(WHO, "庄墓镇", village="某村"), resident(WHO, "水湖镇", village="另一村"), "庄墓镇"),
    "one unknown": (resident(WHO, "没有的镇"), resident(WHO, "水湖镇"), "水湖镇"),
    "one no longer insured": (
        resident(WHO, "庄墓镇", paus_insu_date="2023-01-31"),
        resident(WHO, "水湖镇", paus_insu_date=""),
        "水湖镇",
    ),
}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_same_row_holds(make_bureau: MakeBureau, pair: str, backwards: bool) -> None:
    bureau = make_bureau("hefei")
    first, second, township = PAIRS[pair]
    for row in (second, first) if backwards else (first, second):
        bureau.intake("persons", [row])
    bureau.intake("identities", [holds(WHO)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])
    (listed,) = bureau.month("2023-03").issue.rows
    assert (listed.township, listed.village) == (
        township,
        next(r for r in (first, second) if r["township"] == township).get("village", ""),
    )
