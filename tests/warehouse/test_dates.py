"""How a date may be written, and to which year a settlement belongs."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import as_dict, configure

DAY = datetime(2024, 1, 5)
TAKEN = {
    "2024-01-05": DAY, "2024/1/5": DAY, "2024.1.5": DAY, "20240105": DAY, "2024年1月5日": DAY, "45296": DAY,
    "２０２４－０１－０５": DAY, "2024-01-05 08:30": datetime(2024, 1, 5, 8, 30), "45296.5": datetime(2024, 1, 5, 12),
    "2024-01-05T08:30:09": datetime(2024, 1, 5, 8, 30, 9), "20240105083009": datetime(2024, 1, 5, 8, 30, 9),
    "2024/1/5 8:30:09.123": datetime(2024, 1, 5, 8, 30, 9, 123_000), "2020-02-29": datetime(2020, 2, 29),
    "2023-12-31T16:30:00Z": datetime(2024, 1, 1, 0, 30), "2024-01-01 00:30:00+08:00": datetime(2024, 1, 1, 0, 30),
    "2024-01-01T00:30:00+0800": datetime(2024, 1, 1, 0, 30), "2023-12-31 11:30:00-05": datetime(2024, 1, 1, 0, 30),
}  # fmt: skip
REFUSED = [
    "24/1/5", "05/01/2024", "1/5/2024", "2024-13-01", "2023-02-29", "2024-01-32", "0000-00-00", "9999-12-31",
    "2024-01-05 24:00:00", "2024-01-05 08:60", "1904", "202401", "2024010508", "20240132", "2024-1", "一月五日",
    "1704412800", "昨天", "2024-01-05 08:30 AM", "0024-01-05",
]  # fmt: skip


@pytest.mark.parametrize("text", TAKEN)
def test_a_date_is_read(macros: Connection, text: str) -> None:
    assert macros.execute("select plausible(moment(moment_text($1)))", [text]).fetchall() == [(TAKEN[text],)]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_not_guessed(macros: Connection, text: str) -> None:
    assert macros.execute("select plausible(moment(moment_text($1)))", [text]).fetchall() == [(None,)]


def test_a_bad_date_rejects_its_row_and_no_other(bureau: Bureau) -> None:
    configure(bureau, max_rejected_percent=100)
    rows = [bill(f"S{i}", person(1), text) for i, text in enumerate([*REFUSED, *TAKEN])]
    loaded = bureau.intake("settlements", rows)
    assert {code: count for code, _reason, count in loaded.reasons} == {"E-DATE-FORM": len(REFUSED)}
    assert loaded.counts.accepted == len(TAKEN)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"setl_time": ""}, "E-DATE-NONE"),
        ({"setl_time": "2024-02-06"}, "E-DATE-FUTURE"),
        ({"begndate": "2024-01-06", "enddate": "2024-01-05"}, "E-DATE-ORDER"),
        ({"begndate": "24/1/5"}, "E-DATE-FORM"),
        ({"updt_time": "soon"}, "E-DATE-FORM"),
    ],
)
def test_a_date_that_cannot_be_has_its_reason(bureau: Bureau, cells: dict[str, str], code: str) -> None:
    row = {**bill("S1", person(1), "2024-01-05"), **cells}
    assert bureau.intake("settlements", [row], on=date(2024, 2, 5)).reasons[0][0] == code


TYPES = {
    "day": (pl.Date, date(2024, 1, 5), DAY),
    "nanoseconds": (pl.Datetime("ns"), datetime(2024, 1, 5, 8, 30), datetime(2024, 1, 5, 8, 30)),
    "milliseconds": (pl.Datetime("ms"), datetime(2024, 1, 5, 8, 30), datetime(2024, 1, 5, 8, 30)),
    "with zone": (pl.Datetime("us", "UTC"), datetime(2023, 12, 31, 16, 30, tzinfo=UTC), datetime(2024, 1, 1, 0, 30)),
    "number": (pl.Int64, 20240105, DAY),
    "serial": (pl.Float64, 45296.0, DAY),
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_typed_date_is_read(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    type_, value, moment = TYPES[kind]
    rows = pl.DataFrame([bill("S1", person(1), "")]).with_columns(pl.Series("setl_time", [value], type_))
    rows.write_parquet(tmp_path / "typed.parquet")
    bureau.intake("settlements", tmp_path / "typed.parquet")
    assert as_dict(bureau, "select setl_id, setl_time from warehouse.settlement") == {"S1": moment}


def test_midnight_in_china_parts_the_years(bureau: Bureau) -> None:
    times = ["2023-12-31 23:59:59", "2023-12-31T16:30:00Z", "2024-01-01 00:30:00+08:00", "2023-12-31T15:59:59Z"]
    bureau.intake("settlements", [bill(f"S{i}", person(1), text) for i, text in enumerate(times)])
    found = as_dict(bureau, "select setl_id, setl_month from warehouse.settlement")
    assert found == {"S0": 202312, "S1": 202401, "S2": 202401, "S3": 202312}


def test_an_open_end_is_no_date(bureau: Bureau) -> None:
    ends = ["9999-12-31", "9999/12/31 00:00:00", ""]
    bureau.intake("identities", [holds(person(i), ends=end) for i, end in enumerate(ends, 1)])
    assert as_dict(bureau, "select person_id, enddate from warehouse.identity_row") == {
        int(person(i)[:17]): None for i in (1, 2, 3)
    }


def test_an_identity_that_ends_before_it_begins_is_refused(bureau: Bureau) -> None:
    loaded = bureau.intake("identities", [holds(person(1), begins="2023-05-01", ends="2023-04-30")])
    assert loaded.reasons[0][0] == "E-DATE-ORDER"
