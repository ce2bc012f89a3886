"""`monitor intake KIND --source NAME`: what the operator sees of a load, and of a wrong command."""

import shutil
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from tests.conftest import LOADED_ON, Bureau, Ended
from tests.sources.conftest import add_source
from tests.sources.servers import Server
from tests.warehouse.builder import bill, person

QUERY = "select * from setl_d"


def put(server: Server, *amounts: str) -> None:
    """Settlements with these fees, changed an hour apart."""
    given = [
        {**bill(f"S{i:04d}", person(1), "2023-02-01", amount), "updt_time": f"2023-02-01 {8 + i:02d}:00:00"}
        for i, amount in enumerate(amounts)
    ]
    types = {name: "numeric(18,4)" if name.endswith(("amt", "_pay")) else "varchar(40)" for name in given[0]}
    types["updt_time"] = "timestamp" if server.engine == "postgresql" else "datetime"
    server.fill("setl_d", types, [[value or None for value in row.values()] for row in given])


@pytest.fixture
def source(bureau: Bureau, server: Server) -> Bureau:
    add_source(bureau, server, "setl", "settlements", QUERY, watermark="updt_time", overlap_hours=0)
    return bureau


def intake(bureau: Bureau, *args: object) -> Ended:
    return bureau.cli("intake", "settlements", *args, "--on", LOADED_ON)


def test_the_operator_is_told_what_came_and_what_is_new(source: Bureau, server: Server) -> None:
    put(server, "9999999.99", "0.01")
    first, second = intake(source, "--source", "setl"), intake(source, "--source", "setl")
    put(server, "9999999.99", "0.01", "10000000", "0.001")
    third = intake(source, "--source", "setl")
    assert "结算 数据源 setl：读入 2 = 接收 2 + 拒收 0 + 重复 0（批次" in first.stdout, first.stderr
    assert second.stdout == "结算 数据源 setl：没有新的记录（重读 1 条，都已载入）\n"
    assert "读入 3 = 接收 0 + 拒收 2 + 重复 1" in third.stdout
    assert [code in third.stdout for code in ("E-AMT-002", "E-AMT-003")] == [True, True]
    fees = source.sql("select cast(medfee_sumamt as varchar) as fee from warehouse.settlement order by fee")
    assert [row["fee"] for row in fees] == ["0.01", "9999999.99"]


def test_what_came_is_kept_and_is_a_file_like_another(source: Bureau, server: Server) -> None:
    put(server, "5")
    intake(source, "--source", "setl")
    batch = source.sql("select sha256, format, file_name from intake.load_batch where kind = 'settlements'")[0]
    kept = source.config.path("raw") / f"{batch['sha256']}.csv"
    assert (batch["format"], batch["file_name"]) == (server.engine, "数据源 setl")
    assert (kept.stat().st_mode & 0o777, "内容已于" in intake(source, kept).stdout) == (0o600, True)
    assert kept.read_text(encoding="utf-8").splitlines()[1].startswith("S0000,,")


WRONG = {
    "neither file nor source": ([], "E-SRC-WHICH"),
    "file and source": (["x.csv", "--source", "setl"], "E-SRC-WHICH"),
    "since of a file": (["x.csv", "--since", "2023-01-01"], "E-SRC-WHICH"),
    "no such source": (["--source", "nope"], "E-SRC-NAME"),
    "another kind": (["--source", "people"], "E-SRC-NAME"),
    "a part is no whole": (["--source", "marked", "--as-of", "2023-01-31"], "E-SRC-PART"),
    "since of a source without marks": (["--source", "all", "--since", "2023-01-01"], "E-SRC-PART"),
    "no password": (["--source", "silent"], "E-SRC-PASS"),
}


class _Nowhere:
    """A server that nobody asks."""

    engine, port = "postgresql", 1


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory, empty_workspace: object) -> Bureau:
    """A bureau with sources that are never asked."""
    root = tmp_path_factory.mktemp("wrong") / "bureau"
    assert callable(empty_workspace)
    shutil.copytree(empty_workspace("hefei"), root)
    bureau, server = Bureau(root), _Nowhere()
    add_source(bureau, server, "marked", "settlements", QUERY, watermark="updt_time")  # type: ignore[arg-type]
    add_source(bureau, server, "all", "settlements", QUERY)  # type: ignore[arg-type]
    add_source(bureau, server, "people", "persons", QUERY)  # type: ignore[arg-type]
    add_source(bureau, server, "silent", "settlements", QUERY, password_env="MONITOR_NO_SUCH")  # type: ignore[arg-type]
    return bureau


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_command_is_refused(configured: Bureau, case: str) -> None:
    args, code = WRONG[case]
    ended = intake(configured, *args)
    assert (ended.exit_code, code in ended.stderr) == (2, True), ended.stderr


def test_the_roster_of_a_day_may_be_the_whole_table(bureau: Bureau, postgresql: Server, tmp_path: Path) -> None:
    postgresql.fill("psn", {"certno": "text", "psn_name": "text"}, [[person(1), "测试人"]])
    add_source(bureau, postgresql, "people", "persons", "select * from psn")
    ended = bureau.cli("intake", "persons", "--source", "people", "--as-of", "2023-01-31", "--on", LOADED_ON)
    assert "接收 1 " in ended.stdout, ended.stderr
    with open_warehouse(bureau.config) as con:
        assert con.execute("select count(*) from warehouse.person_row").fetchall() == [(1,)]
