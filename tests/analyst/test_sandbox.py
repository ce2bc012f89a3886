"""What an analyst may not do (R127): every way out of the published copy is refused, in Chinese, with one exit code."""

import contextlib
import re
from pathlib import Path

import duckdb
import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.analysis import as_csv, as_json, as_table, ask
from monitor.errors import QueryError
from monitor.warehouse.connection import sandbox
from tests.conftest import Bureau, run_cli

REFUSED = {
    "read a file of the machine": "select * from read_csv('/etc/passwd')",
    "read a file by its name": "select * from '/etc/passwd'",
    "read text": "select * from read_text('/etc/hostname')",
    "list files": "select * from glob('*')",
    "write a file": "copy burden to 'stolen.csv'",
    "write from a query": "copy (select 1) to 'stolen.parquet'",
    "read into a table": "copy burden from '/etc/passwd'",
    "attach the warehouse": "attach 'monitor.duckdb'",
    "attach another file": "attach 'other.duckdb' as other",
    "install an extension": "install httpfs",
    "load an extension": "load httpfs",
    "change a setting": "set enable_external_access = true",
    "change a global setting": "set global memory_limit = '100GB'",
    "reset a setting": "reset lock_configuration",
    "a pragma": "pragma enable_external_access = true",
    "export": "export database 'stolen'",
    "import": "import database 'stolen'",
    "write": "insert into burden select * from burden",
    "change": "update burden set burden = 0",
    "delete": "delete from burden",
    "drop": "drop table burden",
    "create": "create table mine as select 1",
    "create a view": "create view mine as select 1",
    "create a temporary table": "create temp table mine as select 1",
    "create a macro": "create macro mine() as 1",
    "create a secret": "create secret (type s3)",
    "two statements": "select 1; select 2",
    "a hidden second statement": "select 1; copy burden to 'stolen.csv'",
    "a writing statement behind with": "with one as (select 1) insert into burden select * from burden",
    "a transaction": "begin transaction",
    "the environment": "select getenv('HOME')",
    "a statement in a comment's shadow": "/* select */ drop table burden",
    "explain and run": "explain analyze insert into burden select * from burden",
    "a call": "call pragma_version()",
    "checkpoint": "checkpoint",
    "nothing known": "select * from no_such_table",
    "no such column": "select no_such_column from burden",
    "not a statement": "selekt 1",
    "no words": "；",
    "a wrong type": "select cast(person_key as integer) from burden",
}


@pytest.fixture
def small(demo_bureau: Bureau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bureau:
    """The demo city, asked from an empty folder."""
    monkeypatch.chdir(tmp_path)
    return demo_bureau


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_and_leaves_nothing_behind(small: Bureau, tmp_path: Path, query: str) -> None:
    before = (small.root / "published.duckdb").read_bytes()
    ended = run_cli("--config", small.config_path, "sql", stdin=query)
    assert (ended.exit_code, ended.stdout) == (10, "")
    assert re.match(r"\[E-SQL-00\d\] .*[\u4e00-\u9fff]", ended.stderr)
    assert list(tmp_path.iterdir()) == []
    assert (small.root / "published.duckdb").read_bytes() == before


ENGINE = (
    "read a file of the machine",
    "write a file",
    "attach another file",
    "install an extension",
    "load an extension",
)
ENGINE += (
    "change a setting",
    "change a global setting",
    "reset a setting",
    "export",
    "import",
    "write",
    "drop",
    "create",
)


@pytest.mark.parametrize("what", ENGINE)
def test_the_engine_refuses_it_too(small: Bureau, what: str) -> None:
    """The first word of a query is only the first wall."""
    con = sandbox(small.config.path("published"), small.config.engine)
    with contextlib.closing(con), pytest.raises(duckdb.Error):
        con.execute(REFUSED[what])


def test_a_memory_bomb_is_stopped(small: Bureau) -> None:
    config = small.config.model_copy(update={"engine": small.config.engine.model_copy(update={"memory_limit_gb": 1})})
    with pytest.raises(QueryError, match="内存超过上限"):
        ask(config, "select sum(length(a)) from (select string_agg(repeat('x', 100000000), '') as a from range(1000))")


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from range(100000) a, range(100000) b where (a.range * b.range) % 7 = 3",
        "with recursive endless(n) as (select 1 union all select n + 1 from endless) select max(n) from endless",
    ],
)
def test_a_query_without_end_is_stopped_in_time(small: Bureau, query: str) -> None:
    config = small.config.model_copy(update={"engine": small.config.engine.model_copy(update={"query_seconds": 1})})
    with pytest.raises(QueryError, match="超过 1 秒") as stopped:
        ask(config, query)
    assert stopped.value.code == "E-SQL-007"


def test_the_engines_own_words_are_not_passed_on(small: Bureau) -> None:
    ended = small.cli("sql", "select cast('110101199001011234' as date) from burden")
    assert ended.exit_code == 10
    assert "110101199001011234" not in ended.stdout + ended.stderr


def test_an_unknown_name_is_answered_with_the_nearest(small: Bureau) -> None:
    assert "burden" in small.cli("sql", "select * from burdn").stderr


@pytest.mark.parametrize(
    "query",
    [
        "select 1 as one",
        "  -- a comment first\nselect 1 as one",
        "/* a comment */ select 1 as one",
        "(select 1 as one)",
        "SELECT 1 as one;",
        "with one as (select 1) from one",
        "from burden limit 1",
        "describe burden",
        "show tables",
        "summarize warning",
        "explain select 1",
        "values (1)",
        "select * from burden_on('2023-12') limit 1",
        "select * from 累计负担 limit 1",
        "select 人员代码, 金额 from 预警",
    ],
)
def test_reading_is_allowed(small: Bureau, query: str) -> None:
    ended = run_cli("--config", small.config_path, "sql", stdin=query)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout


def test_without_a_copy_the_next_command_is_named(bureau: Bureau) -> None:
    ended = bureau.cli("sql", "select 1")
    assert ended.exit_code == 9
    assert "monitor intake" in ended.stderr


def test_a_query_while_the_warehouse_is_held_is_answered(small: Bureau) -> None:
    with open_warehouse(small.config):
        assert small.cli("sql", "select count(*) from burden").exit_code == 0


def test_csv_is_safe_in_a_spreadsheet(small: Bureau) -> None:
    shown = as_csv(ask(small.config, "select '=1+1' as a, -5.00 as b, '@x' as c, '县' as \"=d\""))
    assert shown == '"a","b","c","\'=d"\n"\'=1+1",-5.00,"\'@x","县"\n'


def test_json_keeps_every_fen(small: Bureau) -> None:
    assert '"0.10"' in as_json(ask(small.config, "select cast(0.1 as decimal(16,2)) as a"))


def test_a_table_is_aligned_with_chinese_cells(small: Bureau) -> None:
    assert as_table(ask(small.config, "select '县' as a, 1 as 数")) == ["a   数", "--  --", "县  1", "（1 行）"]
