"""Where a person's row goes: renamed townships, unknown ones, nobody dropped, and a page for each township."""

import pytest

from monitor.lists.issue import section_of
from monitor.month import MonthDone
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person, resident
from tests.workspaces import make_workspace

COUNTY, WATER = "340121000000", "340121100000"
WRITTEN: dict[str, tuple[Row, str, str]] = {
    "as the list of divisions has it": ({"township": "水湖镇"}, COUNTY, WATER),
    "without 镇": ({"township": "水湖"}, COUNTY, WATER),
    "with 人民政府": ({"township": "水湖镇人民政府"}, COUNTY, WATER),
    "with blanks": ({"township": " 水湖镇\u3000"}, COUNTY, WATER),
    "by code": ({"township": "", "county": "", "region_code": "340121100001"}, COUNTY, WATER),
    "by the code of the township": ({"township": "写错了", "region_code": "340121100"}, COUNTY, WATER),
    "without a county": ({"county": ""}, COUNTY, WATER),
    "county from the insurance area": ({"county": "", "township": "", "insu_admdvs": "340121"}, COUNTY, ""),
    "unknown township": ({"township": "没有的镇"}, COUNTY, ""),
    "no township": ({"township": ""}, COUNTY, ""),
    "unknown county and township": ({"county": "没有的县", "township": "没有的镇"}, "", ""),
    "nothing at all": ({"county": "", "township": "", "village": "某村"}, "", ""),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> MonthDone:
    """All of Hefei; everybody over the line, each with a place written in another way, and one person on no roster."""
    bureau = Bureau(tmp_path_factory.mktemp("townships") / "bureau")
    make_workspace(bureau.root, "hefei")
    told = list(enumerate((cells for cells, _, _ in WRITTEN.values()), 1))
    bureau.intake(
        "persons",
        [resident(person(n), **{"village": "", "insu_admdvs": "", "region_code": "", **cells}) for n, cells in told],
    )
    bureau.intake("identities", [holds(person(n)) for n in range(1, len(told) + 2)])
    rows = [bill(f"S{n}", person(n), "2023-03-05", "12000") for n in range(1, len(told) + 2)]
    bureau.intake("settlements", [{**row, "insu_admdvs": "340199"} for row in rows])
    return bureau.month("2023-03")


@pytest.mark.parametrize("way", WRITTEN)
def test_a_person_is_placed(done: MonthDone, way: str) -> None:
    number = list(WRITTEN).index(way) + 1
    (row,) = [row for row in done.issue.rows if row.certno == person(number)]
    assert (row.county_code, row.township_code) == WRITTEN[way][1:]


def test_who_is_on_no_roster_is_listed_all_the_same(done: MonthDone) -> None:
    (row,) = [row for row in done.issue.rows if row.certno == person(len(WRITTEN) + 1)]
    assert (row.township_code, section_of(row)) == ("", "official")


def test_nobody_is_dropped(done: MonthDone) -> None:
    assert len(done.issue.rows) == len(WRITTEN) + 1


def test_every_township_has_a_page_whether_anybody_is_on_it_or_not(done: MonthDone) -> None:
    townships = [region.code for region in done.issue.regions if region.level == "township"]
    pages = [path.read_text(encoding="utf-8") for path in done.folder.rglob("*.html")]
    named = [path.stem for path in done.folder.rglob("*.html")]
    assert len(townships) == 160
    assert [code for code in townships if not any(code[:9] in name for name in named)] == []
    assert sum("本月无预警" in page for page in pages) >= len(townships) - 1


def test_the_slices_of_townships_and_of_those_to_be_placed_add_up(done: MonthDone) -> None:
    placed = sum(row.township_code != "" for row in done.issue.rows)
    unplaced = sum(row.township_code == "" for row in done.issue.rows)
    assert (placed, unplaced) == (
        sum(town != "" for _, _, town in WRITTEN.values()),
        sum(town == "" for _, _, town in WRITTEN.values()) + 1,
    )


def test_those_to_be_placed_are_shown_to_their_county(done: MonthDone) -> None:
    pages = [path.read_text(encoding="utf-8") for path in done.folder.rglob("*.html") if "340121" in path.name]
    assert any("待核" in page for page in pages)
