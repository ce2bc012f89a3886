"""Promise 6 in the analysts' copy: nobody of the demo city is in it, in no cell and in no byte of the file."""

import re

import polars as pl
import pytest

from monitor.city import CityFiles
from tests.conftest import Bureau

MARKS = ("certno", "psn_no", "psn_name", "mob", "addr")


@pytest.fixture(scope="session")
def copy(demo_bureau: Bureau) -> bytes:
    return (demo_bureau.root / "published.duckdb").read_bytes()


@pytest.fixture(scope="session")
def everybody(demo_files: CityFiles) -> pl.DataFrame:
    return pl.read_parquet(demo_files.persons)


@pytest.fixture(scope="session")
def cells(demo_bureau: Bureau) -> set[str]:
    """Every text in every cell of the copy, whatever way the file stores it."""
    columns = demo_bureau.ask(
        "select table_name as t, column_name as c from duckdb_columns() where data_type = 'VARCHAR' and not internal"
    )
    found = [demo_bureau.ask(f'select distinct "{row["c"]}" as cell from "{row["t"]}"') for row in columns]
    return {str(row["cell"]) for rows in found for row in rows}


@pytest.mark.parametrize("column", MARKS)
def test_no_cell_of_the_copy_is_anybodys(cells: set[str], everybody: pl.DataFrame, column: str) -> None:
    values = set(everybody[column].drop_nulls().to_list()) - {""}
    assert len(values) > 100
    assert cells & values == set()


@pytest.mark.parametrize("column", ["certno", "psn_no", "mob"])
def test_no_number_of_anybodys_is_among_the_bytes(copy: bytes, everybody: pl.DataFrame, column: str) -> None:
    pattern = {"certno": rb"[1-9]\d{16}[\dX]", "mob": rb"1[3-9]\d{9}", "psn_no": rb"[0-9A-Za-z]{8,}"}[column]
    found = set(re.findall(pattern, copy))
    values = {value.encode() for value in everybody[column].drop_nulls().to_list()} - {b""}
    assert found & values == set()


def test_no_name_of_a_warned_person_is_among_the_bytes(copy: bytes, demo_bureau: Bureau) -> None:
    """Names of three letters and more: a name of two may be part of a township's or of a policy's words."""
    query = "select distinct json_extract_string(frozen, '$.psn_name') as name from lists.issue_row"
    names = [row["name"] for row in demo_bureau.sql(query)]
    assert len(names) > 5
    assert [name for name in names if len(name) > 2 and name.encode() in copy] == []


def test_settlements_are_named_only_where_their_layers_are_told(demo_bureau: Bureau, demo_files: CityFiles) -> None:
    """An analyst finds a settlement by its id and layer; every other table is of persons and months only."""
    ids = set(pl.read_parquet(demo_files.settlements[0], columns=["setl_id"])["setl_id"])
    columns = demo_bureau.ask(
        "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal"
        " and table_name in (select table_name from duckdb_tables())"
    )
    telling = {
        (one["table_name"], one["column_name"])
        for one in columns
        for cell in demo_bureau.ask(f'select distinct "{one["column_name"]}" as cell from "{one["table_name"]}"')
        if cell["cell"] in ids
    }
    assert telling == {("entitlement", "settlement_id")}


def test_the_person_keys_are_the_same_for_analyst_and_operator(demo_bureau: Bureau) -> None:
    key = demo_bureau.ask("select person_key from warning order by all limit 1")[0]["person_key"]
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert demo_bureau.cli("explain", key).exit_code == 0


def test_every_table_and_column_says_in_chinese_what_it_is(demo_bureau: Bureau) -> None:
    tables = demo_bureau.ask("select table_name as name, comment from duckdb_tables() where not internal")
    columns = demo_bureau.ask(
        "select table_name || '.' || column_name as name, comment from duckdb_columns()"
        " where not internal and table_name in (select table_name from duckdb_tables())"
    )
    assert len(columns) > 80
    assert [row["name"] for row in [*tables, *columns] if not re.search(r"[\u4e00-\u9fff]", row["comment"] or "")] == []


def test_every_table_has_its_chinese_view(demo_bureau: Bureau) -> None:
    views = demo_bureau.ask("select view_name as name from duckdb_views() where not internal")
    tables = demo_bureau.ask("select table_name as name from duckdb_tables() where not internal")
    assert len(views) == len(tables)
    assert [row["name"] for row in views if not re.fullmatch(r"[\u4e00-\u9fff]+", row["name"])] == []
