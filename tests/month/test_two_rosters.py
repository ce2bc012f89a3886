"""Two rosters of a day that differ on a person: the same one holds whichever was loaded first."""

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person, resident

PAIRS: dict[str, tuple[Row, Row, tuple[str, str]]] = {
    "two townships": (
        resident(person(1), "庄墓镇", village="某村"),
        resident(person(1), "水湖镇", village="另一村"),
        ("庄墓镇", "某村"),
    ),
    "one unknown": (resident(person(2), "没有的镇"), resident(person(2), "水湖镇"), ("水湖镇", "")),
    "one no longer insured": (
        resident(person(3), "庄墓镇", paus_insu_date="2023-01-31"),
        resident(person(3), "水湖镇"),
        ("水湖镇", ""),
    ),
}


@pytest.mark.parametrize("backwards", [False, True])
def test_the_same_row_holds(bureau: Bureau, backwards: bool) -> None:
    people = [first["certno"] for first, _, _ in PAIRS.values()]
    files = [[pair[at] for pair in PAIRS.values()] for at in (0, 1)]
    for rows in files[::-1] if backwards else files:
        bureau.intake("persons", rows)
    bureau.intake("identities", [holds(who) for who in people])
    bureau.intake("settlements", [bill(f"S{who}", who, "2023-03-05", "12000") for who in people])
    placed = {row.certno: (row.township, row.village) for row in bureau.month("2023-03").issue.rows}
    assert [placed[who] for who in people] == [wanted for _, _, wanted in PAIRS.values()]
