"""A second roster without a day does not win over the first, and the operator is told so."""

from tests.conftest import Bureau
from tests.warehouse.builder import Row, person, resident

FIRST = [resident(person(1)), resident(person(2)), resident(person(3))]


def notes(bureau: Bureau, rows: list[Row], kind: str = "persons") -> str:
    """What the operator is told beside the counts."""
    return "；".join(bureau.intake(kind, rows).notes)


def test_a_second_roster_without_a_day_is_told_that_it_decides_nothing(bureau: Bureau) -> None:
    assert "--as-of" not in notes(bureau, FIRST)
    later = notes(bureau, [resident(person(1), "庄墓镇"), resident(person(2)), resident(person(9))])
    assert "有 1 条与以前载入的不同；没有写 --as-of" in later


def test_people_who_are_new_need_no_day(bureau: Bureau) -> None:
    notes(bureau, FIRST)
    assert "--as-of" not in notes(bureau, [resident(person(4)), resident(person(2))])


def test_a_second_list_of_divisions_is_told_too(bureau: Bureau) -> None:
    assert "有 1 条" in notes(bureau, [{"code": "340121100000", "name": "水湖新镇"}], "regions")
    assert "--as-of" not in notes(bureau, [{"code": "340121999000", "name": "新镇"}], "regions")
