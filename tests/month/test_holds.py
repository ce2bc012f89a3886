"""What keeps a month from going out by itself: each hold is seen, and a sound month has none."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.config import HoldSettings
from monitor.holds import holds, months_before
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, person, resident
from tests.warehouse.builder import holds as identity_row

FEW = HoldSettings(least_settlements=4)
PEOPLE = [person(number) for number in range(1, 9)]


def bills(month: int, count: int, **more: str) -> list[Row]:
    return [bill(f"S{month}-{n}", PEOPLE[n % 8], f"2023-{month:02d}-05", "100", **more) for n in range(count)]


def found(bureau: Bureau, settings: HoldSettings = FEW, month: int = 4) -> list[str]:
    with open_warehouse(bureau.config) as con:
        return [one.code for one in holds(con, settings, 2023, month)]


def sentence(bureau: Bureau, code: str) -> str:
    with open_warehouse(bureau.config) as con:
        return next(one.what for one in holds(con, FEW, 2023, 4) if one.code == code)


@pytest.fixture(scope="module")
def fed_once(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rosters of the end of April, and three months of sixteen settlements that are issued."""
    root = tmp_path_factory.mktemp("fed") / "hefei"
    shutil.copytree(empty_workspace("hefei"), root)
    fed = Bureau(root)
    towns = ["水湖镇"] * 4 + ["庄墓镇"] * 4
    fed.intake("persons", map(resident, PEOPLE, towns), on=date(2023, 4, 30))
    fed.intake("identities", [identity_row(PEOPLE[0])], on=date(2023, 4, 30))
    for month in (1, 2, 3):
        fed.intake("settlements", bills(month, 16, fixmedins_code="H0"), on=date(2023, 5, 2))
        fed.month(f"2023-{month:02d}")
    return root


@pytest.fixture
def fed(fed_once: Path, tmp_path: Path) -> Bureau:
    """A copy of that bureau."""
    shutil.copytree(fed_once, tmp_path / "fed", symlinks=True)
    return Bureau(tmp_path / "fed")


def test_a_sound_month_has_none(fed: Bureau) -> None:
    fed.intake("settlements", bills(4, 16, fixmedins_code="H0"), on=date(2023, 5, 2))
    assert found(fed) == []


def test_a_month_without_settlements(fed: Bureau) -> None:
    assert "H-FEED-NONE" in found(fed)


@pytest.mark.parametrize(("count", "held"), [(11, True), (12, False)])
def test_a_month_that_is_suddenly_small(fed: Bureau, count: int, held: bool) -> None:
    fed.intake("settlements", bills(4, count, fixmedins_code="H0"), on=date(2023, 5, 2))
    assert ("H-FEED-SMALL" in found(fed)) is held


def test_few_settlements_are_not_judged(fed: Bureau) -> None:
    fed.intake("settlements", bills(4, 11, fixmedins_code="H0"), on=date(2023, 5, 2))
    assert found(fed, HoldSettings()) == []


def test_a_hospital_that_is_gone_is_named(fed: Bureau) -> None:
    fed.intake("settlements", bills(4, 16, fixmedins_code="H9"), on=date(2023, 5, 2))
    assert sentence(fed, "H-PLACE-GONE") == "与上月相比结算骤减：医疗机构 H0 16→0 条"


def test_a_township_that_is_gone_is_named(fed: Bureau) -> None:
    rows = [bill(f"S4-{n}", PEOPLE[n % 4], "2023-04-05", "100", fixmedins_code="H0") for n in range(16)]
    fed.intake("settlements", rows, on=date(2023, 5, 2))
    assert sentence(fed, "H-PLACE-GONE") == "与上月相比结算骤减：乡镇 长丰县庄墓镇 8→0 条"


def test_an_earlier_month_that_was_not_issued(fed: Bureau) -> None:
    fed.intake("settlements", [*bills(4, 16, fixmedins_code="H0"), *bills(5, 16)], on=date(2023, 5, 2))
    assert "H-GAP" in found(fed, month=5)


@pytest.mark.parametrize(("month", "held"), [(4, False), (5, False), (6, True)])
def test_an_identity_roster_may_be_a_month_old(fed: Bureau, month: int, held: bool) -> None:
    assert ("H-ROSTER-OLD" in found(fed, month=month)) is held


def test_rosters_that_never_came(bureau: Bureau) -> None:
    bureau.intake("settlements", bills(4, 16), on=date(2023, 5, 2))
    assert found(bureau).count("H-ROSTER-NONE") == 2


@pytest.mark.parametrize(("count", "earlier"), [(0, 202301), (1, 202212), (3, 202210), (13, 202112)])
def test_months_are_counted_back_over_new_year(count: int, earlier: int) -> None:
    assert months_before(2023, 1, count) == earlier
