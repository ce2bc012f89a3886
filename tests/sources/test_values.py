"""A value of a database arrives as exact text: amounts digit by digit, times on China's clock, texts as they are."""

from pathlib import Path

import pytest

from monitor.errors import InputRefused
from tests.sources.asking import answer, cell
from tests.sources.servers import Server

EXACT = {
    "cast(9999999.99 as decimal(16,2))": "9999999.99",
    "cast(0.1 as decimal(16,2)) + cast(0.2 as decimal(16,2))": "0.30",
    "cast(-0.01 as decimal(16,2))": "-0.01",
    "cast(12345678901234.56 as decimal(16,2))": "12345678901234.56",
    "cast(7 as decimal(20,6))": "7.000000",
    "2147483647": "2147483647",
    "null": "",
    "'测试：𠮷·买买提'": "测试：𠮷·买买提",
    "'一,二\"三\"'": '一,二"三"',
    "'a\nb\rc'": "a\nb\rc",
    "''": "",
    "' 340104 '": " 340104 ",
    "date '2023-12-31'": "2023-12-31",
}
POSTGRESQL = {
    "1::numeric / 8": "0.12500000000000000000",
    "0.1::numeric + 0.2::numeric": "0.3",
    "12345678901234567890123456789012345678.12::numeric": "12345678901234567890123456789012345678.12",
    "true": "1",
    "false": "0",
    "null::boolean": "",
    "0.1::float8 + 0.2::float8": "0.30000000000000004",
    "9999999.99::float8": "9999999.99",
    "timestamp '2023-12-31 23:59:59.123456'": "2023-12-31 23:59:59.123456",
    "timestamptz '2023-12-31 16:30:00+00'": "2024-01-01 00:30:00",
    "timestamptz '2023-12-31 23:30:00+08'": "2023-12-31 23:30:00",
    "timestamptz '1988-07-01 00:00:00+00'": "1988-07-01 09:00:00",
    "'21'::char(6)": "21    ",
}
MARIADB = {
    "1": "1",
    "true": "1",
    "cast(null as decimal(16,2))": "",
    "0.1e0 + 0.2e0": "0.30000000000000004",
    "9999999.99e0": "9999999.99",
    "timestamp '2023-12-31 23:59:59.123456'": "2023-12-31 23:59:59.123456",
    "concat('前', char(0 using utf8mb4), '后')": "前\0后",
}


@pytest.mark.parametrize("expression", EXACT)
def test_a_value_is_the_text_that_it_is(server: Server, tmp_path: Path, expression: str) -> None:
    assert cell(server, expression, tmp_path) == EXACT[expression]


@pytest.mark.parametrize("expression", POSTGRESQL)
def test_a_value_of_postgresql(postgresql: Server, tmp_path: Path, expression: str) -> None:
    assert cell(postgresql, expression, tmp_path) == POSTGRESQL[expression]


@pytest.mark.parametrize("expression", MARIADB)
def test_a_value_of_mariadb(mariadb: Server, tmp_path: Path, expression: str) -> None:
    assert cell(mariadb, expression, tmp_path) == MARIADB[expression]


@pytest.mark.parametrize("zone", ["'UTC'", "'America/New_York'"])
def test_the_zone_of_the_server_changes_nothing(postgresql: Server, tmp_path: Path, zone: str) -> None:
    """R31: half past midnight of New Year in China is the new year, wherever the server stands."""
    postgresql.run(f"alter database bureau set timezone = {zone}")
    assert cell(postgresql, "timestamptz '2023-12-31T16:30Z'", tmp_path) == "2024-01-01 00:30:00"


def test_a_timestamp_of_mariadb_is_told_on_chinas_clock(mariadb: Server, tmp_path: Path) -> None:
    mariadb.run("set time_zone = '+00:00'", "create or replace table moment (t timestamp null)",
                "insert into moment values ('2023-12-31 16:30:00')")  # fmt: skip
    assert answer(mariadb, "select t, 1 as n from moment", tmp_path)[1][0] == "2024-01-01 00:30:00"


def test_bits_of_mariadb_are_numbers(mariadb: Server, tmp_path: Path) -> None:
    mariadb.fill("bits", {"yes": "bit(1)", "many": "bit(8)", "none": "bit(1)"}, [[1, 10, None]])
    assert answer(mariadb, "select * from bits", tmp_path)[1] == ["1", "10", ""]


def test_a_gbk_table_arrives_in_utf8(mariadb: Server, tmp_path: Path) -> None:
    mariadb.run("create or replace table gbk (psn_name varchar(20), n int) default charset gbk",
                "insert into gbk values ('囧囍喆', 1)")  # fmt: skip
    assert answer(mariadb, "select * from gbk", tmp_path)[1][0] == "囧囍喆"


def test_headings_are_the_querys(server: Server, tmp_path: Path) -> None:
    assert answer(server, "select 'x' as certno, 1 as setl_id where 1 = 0", tmp_path) == [["certno", "setl_id"]]


@pytest.mark.parametrize("ending", [";", " ;\n", "  -- 说明", "\n/* 说明 */"])
def test_what_stands_behind_a_query_does_no_harm(server: Server, tmp_path: Path, ending: str) -> None:
    assert answer(server, f"select 1 as a, 2 as b{ending}", tmp_path)[1] == ["1", "2"]


def test_a_per_cent_sign_and_a_backslash_are_themselves(server: Server, tmp_path: Path) -> None:
    query = "select 'a%sb' as a, 'x' as b where 'abc' like '%b%'"
    assert answer(server, query, tmp_path)[1] == ["a%sb", "x"]


REFUSED = {
    "bytes": ("postgresql", "'\\x00'::bytea"),
    "json": ("postgresql", "'{}'::jsonb"),
    "array": ("postgresql", "array[1]"),
    "money of a locale": ("postgresql", "1::money"),
    "interval": ("postgresql", "interval '1 day'"),
    "blob": ("mysql", "cast('x' as binary)"),
    "time of day": ("mysql", "cast('10:00' as time)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_plain_value_is_refused(request: pytest.FixtureRequest, tmp_path: Path, case: str) -> None:
    engine, expression = REFUSED[case]
    server: Server = request.getfixturevalue("postgresql" if engine == "postgresql" else "mariadb")
    with pytest.raises(InputRefused, match="列 x 不是文字、数字、日期或真假"):
        cell(server, expression, tmp_path)


FLOATS = {
    "setl_id": ("cast(1 as double precision)", "存不准号码"),
    "certno": ("cast(1 as double precision)", "存不准号码"),
    "medfee_sumamt": ("f", "存不准金额"),
}


@pytest.mark.parametrize("column", FLOATS)
def test_a_float_that_has_lost_digits_is_refused(server: Server, tmp_path: Path, column: str) -> None:
    expression, why = FLOATS[column]
    kind = "real" if server.engine == "postgresql" else "float"
    server.fill("single", {"f": kind}, [[1.5]])
    if server.engine == "mysql":
        expression = expression.replace("double precision", "double")
    with pytest.raises(InputRefused, match=why):
        answer(server, f"select {expression} as {column}, 1 as n from single", tmp_path)
