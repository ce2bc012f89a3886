"""R96: a township that is renamed, or joined to another, in mid-year: the day decides, and old lists keep the name."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person, resident

WATER, HILL = "340121100000", "340121101000"
RENAMED = {"code": WATER, "name": "新水镇"}


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    """Somebody of 水湖镇 over the line in January and February."""
    return begin(with_somebody)


def with_somebody(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1), "水湖镇")])
    bureau.intake("identities", [holds(person(1))])
    bills = [bill("S1", person(1), "2023-01-05", "12000"), bill("S2", person(1), "2023-02-05", "100")]
    bureau.intake("settlements", bills)


def named(bureau: Bureau, month: str) -> tuple[str, str]:
    """(code, name) of the township of the only row of a month's list."""
    (row,) = bureau.month(month).issue.rows
    return row.township_code, row.township


def page(bureau: Bureau, month: str) -> bytes:
    folder: Path = bureau.config.path("out") / month / "current"
    return (folder / "340121_civil_affairs.html").read_bytes()


def test_the_list_has_the_name_of_the_end_of_its_month(loaded: Bureau) -> None:
    loaded.intake("regions", [RENAMED], as_of=date(2023, 2, 15))
    assert named(loaded, "2023-01") == (WATER, "水湖镇")
    assert named(loaded, "2023-02") == (WATER, "新水镇")


def test_an_old_list_keeps_the_old_name(loaded: Bureau) -> None:
    loaded.month("2023-01")
    before = page(loaded, "2023-01")
    loaded.intake("regions", [RENAMED], as_of=date(2023, 2, 15))
    loaded.month("2023-01")
    assert page(loaded, "2023-01") == before
    assert "水湖镇".encode() in before


def test_a_roster_that_writes_the_old_name_still_means_it(loaded: Bureau) -> None:
    loaded.intake("regions", [RENAMED], as_of=date(2023, 1, 15))
    assert named(loaded, "2023-02") == (WATER, "新水镇")


def test_a_roster_that_writes_the_new_name_means_it(loaded: Bureau) -> None:
    loaded.intake("regions", [RENAMED], as_of=date(2023, 1, 15))
    loaded.intake("persons", [resident(person(1), "新水镇")], as_of=date(2023, 2, 1))
    assert named(loaded, "2023-02") == (WATER, "新水镇")


def test_a_name_that_another_has_now_is_the_other_s(loaded: Bureau) -> None:
    swapped = [RENAMED, {"code": HILL, "name": "水湖镇"}]
    loaded.intake("regions", swapped, as_of=date(2023, 1, 15))
    loaded.intake("persons", [resident(person(1), "水湖镇")], as_of=date(2023, 2, 1))
    assert named(loaded, "2023-02") == (HILL, "水湖镇")


def test_who_is_joined_to_another_township_goes_with_the_roster_of_the_day(loaded: Bureau) -> None:
    loaded.intake("persons", [resident(person(1), "水湖镇")], as_of=date(2023, 1, 1))
    loaded.intake("persons", [resident(person(1), "庄墓镇")], as_of=date(2023, 2, 10))
    assert named(loaded, "2023-01") == (WATER, "水湖镇")
    assert named(loaded, "2023-02") == (HILL, "庄墓镇")
