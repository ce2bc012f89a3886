"""R100: the 29th of February and its neighbours, in years that have it (2000, 2024) and in 1900, 2023 and 2100."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from monitor.config import EngineSettings
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse
from tests.conftest import Bureau
from tests.warehouse.builder import bill, check_digit, person
from tests.warehouse.workplace import as_dict

SETTLED = {
    "1900-02-29": None, "2000-02-29": datetime(2000, 2, 29), "2023-02-29": None, "2024-02-29": datetime(2024, 2, 29),
    "2100-02-29": None, "20240229": datetime(2024, 2, 29), "2023年2月29日": None, "2024-02-30": None,
    "45351": datetime(2024, 2, 29),
}  # fmt: skip
BORN = {
    "19000229": "E-ID-BIRTH", "20000229": None, "20230229": "E-ID-BIRTH", "20240229": None, "21000229": "E-ID-BIRTH",
}  # fmt: skip
APPLIED = {
    "2000-02-29": "1999-02-28", "2001-02-28": "2000-02-28", "2001-03-01": "2000-03-01", "2023-02-28": "2022-02-28",
    "2024-02-28": "2023-02-28", "2024-02-29": "2023-02-28", "2024-03-01": "2023-03-01", "2025-02-28": "2024-02-28",
}  # fmt: skip


def test_there_are_more_than_twenty_cases() -> None:
    assert len(SETTLED) + len(BORN) + len(APPLIED) > 20


@pytest.mark.parametrize("text", SETTLED)
def test_a_day_of_the_calendar_is_read_and_no_other(macros: Connection, text: str) -> None:
    assert macros.execute("select plausible(moment(moment_text($1)))", [text]).fetchall() == [(SETTLED[text],)]


@pytest.mark.parametrize("born", BORN)
def test_a_birthday_of_the_calendar_makes_an_identity_number(macros: Connection, born: str) -> None:
    number = f"340121{born}001"
    query = "select person_fault('', $1, id_number($1), null, null, date '2024-03-05')"
    (fault,) = macros.execute(query, [number + check_digit(number)]).fetchall()[0]
    assert (fault and fault.partition(" ")[0]) == BORN[born]


@pytest.fixture(scope="module")
def spans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Where applications are looked up: one span for each day on which somebody applied."""
    with warehouse(tmp_path_factory.mktemp("leap") / "leap.duckdb", EngineSettings(threads=1)) as con:
        con.execute("create schema warehouse")
        con.execute("create table warehouse.identity_span (person_id bigint, identity varchar, begins date, ends date)")
        con.execute("create temp table list_identity as select '因病致贫重病患者' as identity, 'look_back' as list")
        for number, day in enumerate(APPLIED):
            con.execute(
                "insert into warehouse.identity_span values (?, '因病致贫重病患者', ?::date, date '9999-12-31')",
                [number, day],
            )
        yield con


@pytest.mark.parametrize("day", APPLIED)
def test_twelve_months_before_an_application(spans: Connection, day: str) -> None:
    applied = date.fromisoformat(day)
    found = statements.records(spans, "4_screen/application", month_start=applied, month_end=applied, months=12)
    assert [str(row["first_day"]) for row in found] == [APPLIED[day]]


def test_a_day_that_does_not_exist_is_set_aside_and_its_neighbours_count(bureau: Bureau) -> None:
    days = ["2023-02-28", "2023-02-29", "2023-03-01", "2024-02-29 23:59:59", "2024-03-01 00:00:00"]
    rows = [bill(f"S{at}", person(1), day, "1") for at, day in enumerate(days)]
    loaded = bureau.intake("settlements", rows, on=date(2024, 3, 5))
    assert loaded.reasons[0][0] == "E-DATE-FORM"
    found = as_dict(bureau, "select setl_id, setl_month from warehouse.settlement")
    assert found == {"S0": 202302, "S2": 202303, "S3": 202402, "S4": 202403}


def test_who_is_born_on_the_29th_is_a_year_older_on_the_first_of_march(bureau: Bureau) -> None:
    number = "34012120000229001"
    certno = number + check_digit(number)
    bureau.intake("identities", [{"certno": certno, "identity": "低保对象", "begndate": "2020-01-01"}])
    stays = ["2023-02-05", "2023-03-05", "2024-02-05"]
    bureau.intake(
        "settlements", [bill(f"S{at}", certno, day, "11000") for at, day in enumerate(stays)], on=date(2024, 3, 5)
    )
    ages = [bureau.month(day[:7]).issue.rows[0].age for day in stays]
    assert ages == [22, 23, 24]
