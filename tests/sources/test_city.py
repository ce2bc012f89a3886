"""A city loaded from a database is the same city as loaded from files: every table, every figure, every cell."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from monitor.city import CityFiles, make_city
from monitor.cli.session import open_warehouse
from monitor.lists.freeze import freeze
from monitor.screen.run import screen
from monitor.settle.run import bring_up_to_date
from monitor.warehouse.connection import transaction
from monitor.warehouse.load import load_file
from monitor.warehouse.sources import load_source
from tests.conftest import LOADED_ON, Bureau
from tests.sources.conftest import add_source
from tests.sources.servers import Server

ROSTERS = ("persons", "identities", "households", "referrals")
# How a load came about, and what follows from the bytes of the file.
_OF_THE_LOAD = {
    ("intake", "load_batch"): "exclude (file_name, sha256, file_bytes, format, encoding)",
    ("warehouse", "ledger_line"): "exclude (facts)",
}
_ONLY_OF_SOURCES = ("source_mark", "source_read")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    folder = tmp_path_factory.mktemp("city") / "files"
    return make_city("hefei", folder, people=300, seed=2, year=2023, settlements_per_person=12)


def deliveries(files: CityFiles) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """(name, kind, rows) in the order of loading; a few settlements are spoilt."""
    for kind in ROSTERS:
        yield kind, kind, pl.read_parquet(getattr(files, kind))
    yield "settlements", "settlements", spoilt(pl.concat(map(pl.read_parquet, files.settlements)))


def spoilt(rows: pl.DataFrame) -> pl.DataFrame:
    """The first rows with a fee that is not paid for, an unknown kind of care, a wrong number, and one row twice."""
    at = pl.int_range(pl.len())
    return pl.concat([rows, rows[5:6]]).with_columns(
        pl.when(at == 0).then(pl.col("medfee_sumamt") + 1).otherwise("medfee_sumamt").alias("medfee_sumamt"),
        pl.when(at == 1).then(pl.lit("9999")).otherwise("med_type").alias("med_type"),
        pl.when(at == 2).then(pl.lit("340104199001011230")).otherwise("certno").alias("certno"),
    )


def column_type(dtype: pl.DataType, server: Server) -> str:
    if isinstance(dtype, pl.Decimal):
        return f"numeric({dtype.precision},{dtype.scale})"
    if dtype == pl.Datetime:
        return "timestamp" if server.engine == "postgresql" else "datetime"
    return {pl.Date: "date", pl.String: "varchar(200)"}.get(type(dtype), "integer")


def issue(bureau: Bureau) -> Bureau:
    """Settle, screen and freeze the year's last month; no page is written."""
    with open_warehouse(bureau.config) as con, transaction(con):
        bring_up_to_date(con, bureau.config, bureau.pack, 2023, 12)
        screen(con, bureau.config, bureau.pack, 2023, 12)
        freeze(con, bureau.config, bureau.pack, 2023, 12, date(2024, 1, 9))
    return bureau


def everything(bureau: Bureau) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of the warehouse, in an order of their own."""
    with open_warehouse(bureau.config) as con:
        tables = con.execute(
            "select schema_name, table_name from duckdb_tables() where not temporary and schema_name <> 'main'"
        ).fetchall()
        return {
            f"{schema}.{table}": sorted(
                con.execute(f"select * {_OF_THE_LOAD.get((schema, table), '')} from {schema}.{table}").fetchall(),
                key=repr,
            )
            for schema, table in tables
            if table not in _ONLY_OF_SOURCES
        }


@pytest.fixture(scope="module")
def from_files(
    files: CityFiles, empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Bureau:
    folder = tmp_path_factory.mktemp("from_files")
    shutil.copytree(empty_workspace("hefei"), folder / "bureau")
    bureau = Bureau(folder / "bureau")
    with open_warehouse(bureau.config) as con:
        for name, kind, rows in deliveries(files):
            path = folder / f"{name}.csv"
            rows.with_columns(pl.selectors.datetime().dt.strftime("%Y-%m-%d %H:%M:%S")).write_csv(path)
            load_file(con, bureau.config, bureau.pack, kind, path, as_of=None, today=LOADED_ON)
    return issue(bureau)


def from_database(bureau: Bureau, files: CityFiles, server: Server) -> Bureau:
    for name, kind, rows in deliveries(files):
        columns = {heading: column_type(dtype, server) for heading, dtype in rows.schema.items()}
        server.fill(name, {"position": "integer", **columns}, rows.with_row_index("position").iter_rows())
        add_source(bureau, server, name, kind, f"select {', '.join(columns)} from {name} order by position")
    config = bureau.config
    with open_warehouse(config) as con:
        for name, kind, _rows in deliveries(files):
            load_source(con, config, bureau.pack, kind, name, as_of=None, today=LOADED_ON)
    return issue(bureau)


def test_a_city_from_a_database_is_the_city_from_files(
    bureau: Bureau, files: CityFiles, from_files: Bureau, server: Server
) -> None:
    expected, found = everything(from_files), everything(from_database(bureau, files, server))
    assert {name for name in expected if found[name] != expected[name]} == set()


def test_the_city_has_something_of_everything(from_files: Bureau) -> None:
    rows = everything(from_files)
    wanted = ("intake.rejected", "warehouse.identity_span", "settle.burden", "settle.entitlement", "screen.warning")
    assert [name for name in wanted if not rows[name]] == []
