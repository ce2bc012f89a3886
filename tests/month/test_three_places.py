"""R94: insured in one county, treated in a second, living in a third, under two insurances: one sum, one owner.

The owner is the county and township of the roster; the settlements' insurance area decides only where no roster does.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.lists.issue import IssueRow
from monitor.month import MonthDone
from tests.warehouse.builder import bill, holds, person, resident, yingkou_person
from tests.warehouse.workplace import new_bureau

INSURED, TREATED, LIVES = "340121", "340111", "340122"
MOVER, UNROSTERED = person(1), person(2)
NAMES = {MOVER: "测三地", UNROSTERED: "测无册"}


@pytest.fixture(scope="module")
def done(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> MonthDone:
    """Both over the line in March; one is on the roster of a third county, one on none."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("places"))
    bureau.intake("persons", [resident(MOVER, "店埠镇", "肥东县", insu_admdvs=INSURED, psn_name=NAMES[MOVER])])
    bureau.intake("identities", [holds(who) for who in NAMES])
    rows = [
        {
            **bill(f"{who}{at}", who, day, "6000.01", insutype=kind, insu_admdvs=insured, fix_blng_admdvs=TREATED),
            "psn_name": NAMES[who],
        }
        for who in NAMES
        for at, (day, kind, insured) in enumerate([("2023-01-05", "310", TREATED), ("2023-03-05", "390", INSURED)])
    ]
    bureau.intake("settlements", rows)
    return bureau.month("2023-03")


def row_of(done: MonthDone, who: str) -> IssueRow:
    (row,) = [row for row in done.issue.rows if row.certno == who]
    return row


@pytest.mark.parametrize(("who", "county"), [(MOVER, LIVES), (UNROSTERED, INSURED)])
def test_one_row_with_one_sum_and_one_county(done: MonthDone, who: str, county: str) -> None:
    row = row_of(done, who)
    assert (row.amount_fen, row.settlements, row.county_code) == (1_200_002, 2, county + "000000")


def test_the_insurance_is_that_of_the_latest_settlement(done: MonthDone) -> None:
    assert row_of(done, MOVER).insurance == "resident"


@pytest.mark.parametrize(("who", "county"), [(MOVER, LIVES), (UNROSTERED, INSURED)])
@pytest.mark.parametrize("office", ["civil_affairs", "rural_revitalization"])
def test_exactly_one_list_of_an_office_has_the_person(done: MonthDone, who: str, county: str, office: str) -> None:
    pages = done.folder.rglob(f"*_{office}.html")
    assert [page.name for page in pages if NAMES[who] in page.read_text("utf-8")] == [f"{county}_{office}.html"]


def test_exactly_one_township_has_the_person(done: MonthDone) -> None:
    pages = [page for page in done.folder.rglob("*.html") if page.name.startswith(LIVES) and "_township" in page.name]
    everywhere = [page for page in done.folder.rglob("*_township.html") if NAMES[MOVER] in page.read_text("utf-8")]
    assert len(everywhere) == 1
    assert everywhere[0] in pages


def test_the_line_follows_the_latest_insurance(empty_workspace: Callable[[str], Path], tmp_path: Path) -> None:
    bureau = new_bureau(empty_workspace("yingkou"), tmp_path)
    stays = [("2023-01-05", "15000", "310"), ("2023-02-05", "6000", "390"), ("2023-03-05", "1", "310")]
    for at, (day, cost, kind) in enumerate(stays):
        bureau.intake("settlements", [bill(f"S{at}", yingkou_person(1), day, cost, insutype=kind)])
        bureau.month(day[:7])
    listed = bureau.sql("select month, rule, status from screen.warning where not early_watch order by month")
    assert [tuple(row.values()) for row in listed] == [
        (202302, "yingkou_fall_resident", "new"), (202303, "yingkou_fall_resident", "gone"),
    ]  # fmt: skip
