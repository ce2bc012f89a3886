"""A bureau of Hefei whose January list is out: twelve people over the line in 水湖镇 and 庄墓镇, one near it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor import month
from tests.conftest import Bureau
from tests.feedback.receipts import NEAR, OVER, unwritten
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import new_bureau

TOWNS = ["庄墓镇" if number in (4, 5) else "水湖镇" for number in (*OVER, NEAR)]


@pytest.fixture(scope="session")
def issued_once(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January's settlements, issued on 9 February."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("feedback"))
    people = [person(number) for number in (*OVER, NEAR)]
    names = [f"测试{number}" for number in (*OVER, NEAR)]
    rosters = zip(people, TOWNS, names, strict=True)
    bureau.intake("persons", [resident(one, town, psn_name=name) for one, town, name in rosters], on=date(2023, 1, 5))
    bureau.intake("identities", [holds(one) for one in people], on=date(2023, 1, 5))
    costs = [*["12000"] * len(OVER), "9000"]
    bills = [bill(f"S{n}", one, "2023-01-10", cost) for n, (one, cost) in enumerate(zip(people, costs, strict=True))]
    bureau.intake("settlements", bills, on=date(2023, 2, 5))
    bureau.month("2023-01")
    return bureau.root


@pytest.fixture(autouse=True)
def undelivered(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Months are issued and not written out, but for tests that look at what is delivered (`delivered`)."""
    if "delivered" not in request.fixturenames:
        monkeypatch.setattr(month, "_write_out", unwritten)


@pytest.fixture
def delivered() -> None:
    """Asked for by tests in which months are written out."""


@pytest.fixture
def issued(issued_once: Path, tmp_path: Path) -> Bureau:
    """A copy of that bureau."""
    shutil.copytree(issued_once, tmp_path / "issued", symlinks=True)
    return Bureau(tmp_path / "issued")
