"""Whatever a database does to us, the operator is told in our words, and nothing of the load is left behind."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import MonitorError, SourceError
from monitor.intake.columns import KINDS
from monitor.intake.database import Place, opener
from monitor.intake.query_file import Request, write_rows
from monitor.warehouse.sources import load_source
from tests.conftest import LOADED_ON, Bureau
from tests.sources.asking import answer, settings
from tests.sources.conftest import add_source
from tests.sources.servers import PASSWORD, READER, Server, running, url

SECRET = "340104199001011234"
REFUSED = {
    "no such column": (f"select nope{SECRET} as a, 2 as b", "不存在的列"),
    "no such table": (f"select * from nope{SECRET}", "不存在的表"),
    "no such function": (f"select nope{SECRET}(1) as a", "不能用的函数"),
    "not a query": ("select from where", "写法不对"),
    "a column twice": ("select 1 as a, 2 as a", "重名的列"),
    "a second statement": ("select 1 as a) as asked; delete from kept; select * from (select 2 as b", "写法不对"),
    "not for the reader": ("select * from hidden.t", "没有读取的权限"),
}


@pytest.fixture(scope="module", autouse=True)
def tables(postgresql: Server, mariadb: Server) -> None:
    for server in (postgresql, mariadb):
        server.fill("kept", {"n": "integer"}, [[1]])
        server.run("create schema hidden", "create table hidden.t (n integer)")


@pytest.mark.parametrize("case", REFUSED)
def test_a_query_that_fails_is_explained_without_the_servers_words(server: Server, tmp_path: Path, case: str) -> None:
    query, why = REFUSED[case]
    with pytest.raises(SourceError) as refused:
        answer(server, query, tmp_path)
    said = str(refused.value)
    assert (refused.value.code, why in said, SECRET in said) == ("E-SRC-QUERY", True, False), said


def test_nothing_was_deleted(server: Server, tmp_path: Path) -> None:
    assert answer(server, "select n, 1 as m from kept", tmp_path)[1:] == [["1", "1"]]


def test_the_line_of_the_query_is_told(postgresql: Server, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="query 第 3 行"):
        answer(postgresql, "select 1 as a,\n 2 as b,\n nope as c", tmp_path)


SPOILS = {
    "postgresql": ["create or replace function spoil() returns int language sql security definer as"
                   " 'delete from kept returning 1'"],
    "mysql": ["create or replace function spoil() returns int modifies sql data begin delete from kept; return 1; end",
              f"grant execute on function bureau.spoil to {READER}"],
}  # fmt: skip


def test_a_function_that_writes_is_refused(server: Server, tmp_path: Path) -> None:
    server.run(*SPOILS[server.engine])
    with pytest.raises(SourceError, match="只能读"):
        answer(server, "select spoil() as a, 1 as b", tmp_path)


def test_a_session_sees_one_state_of_the_database(server: Server) -> None:
    wanted = settings(server, "select n from kept")
    came: list[bytes] = []
    with opener(wanted.address.engine)(wanted, Place("test", PASSWORD, None)) as session:
        session.columns(wanted.query)
        server.run("insert into kept values (2)")
        session.write("select n from kept", came.append)
    server.run("delete from kept where n = 2")
    assert b"".join(came).split() == [b"1"]


def test_a_query_that_takes_too_long_is_ended(server: Server, tmp_path: Path) -> None:
    wait = "pg_sleep(20)::text" if server.engine == "postgresql" else "sleep(20)"
    with pytest.raises(SourceError, match="超过了时限"):
        answer(server, f"select {wait} as a, n from kept", tmp_path, query_seconds=1)


LOGINS = {
    "a wrong password": (READER, "falsch"),
    "nobody": ("niemand", PASSWORD),
    "no password": (READER, None),
}


@pytest.mark.parametrize("case", LOGINS)
def test_who_is_not_let_in_is_told_so(server: Server, case: str) -> None:
    user, password = LOGINS[case]
    wanted = settings(server, "select 1", url=url(server, user))
    with pytest.raises(SourceError) as refused, opener(wanted.address.engine)(wanted, Place("test", password, None)):
        pass
    assert (refused.value.code, user in str(refused.value), "127.0.0.1" in str(refused.value)) == (
        "E-SRC-LOGIN", False, False
    )  # fmt: skip


def test_a_database_that_is_not_there_is_no_login(server: Server) -> None:
    wanted = settings(server, "select 1", url=url(server).replace("bureau", "nope"))
    with (
        pytest.raises(SourceError, match="不让登录"),
        opener(wanted.address.engine)(wanted, Place("test", PASSWORD, None)),
    ):
        pass


@pytest.fixture(params=["closed", "silent"])
def nobody(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port at which nobody listens, or at which nobody answers."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if request.param == "silent":
            deaf.listen(1)
        yield deaf.getsockname()[1]


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_a_server_that_does_not_answer(server: Server, nobody: int, engine: str, tmp_path: Path) -> None:
    address = f"{engine}://{READER}@127.0.0.1:{nobody}/bureau"
    with pytest.raises(SourceError, match="连不上数据库"):
        answer(server, "select 1 as a", tmp_path, url=address, connect_seconds=2)


def test_encryption_is_asked_for_unless_the_operator_says_otherwise(server: Server, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="加密"):
        answer(server, "select 1 as a", tmp_path, sslmode="require")


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_a_server_that_dies_in_the_middle_leaves_nothing(bureau: Bureau, engine: str) -> None:
    with running(engine) as server:
        server.fill("big", {"certno": "varchar(20)", "opsp_dise_code": "varchar(2000)", "begndate": "date"},
                    ((f"{i:018d}", "x" * 2000, "2023-01-01") for i in range(12_000)))  # fmt: skip
        add_source(bureau, server, "big", "chronic", "select * from big")
        with open_warehouse(bureau.config) as con:
            before = con.execute("select count(*) from intake.load_batch").fetchall()
            with pytest.raises(SourceError) as lost:
                load_source(con, bureau.config, bureau.pack, "chronic", "big", as_of=None, today=LOADED_ON,
                            progress=lambda _bytes: server.stop_at_once())  # fmt: skip
            after = con.execute("select count(*) from intake.load_batch").fetchall()
        assert (lost.value.code, lost.value.exit_code, after) == ("E-SRC-LOST", 12, before)
        assert [path.name for path in bureau.config.path("raw").iterdir() if path.suffix != ".csv"] == []
        server.start()


def test_a_full_disk_is_told(server: Server, tmp_path: Path) -> None:
    wanted = settings(server, "select 1 as a, 2 as b")
    request = Request(wanted, Place("test", PASSWORD, None), KINDS["chronic"], {}, lambda _s, _c: "", lambda _b: None)
    with pytest.raises(MonitorError, match="写不下去"):
        write_rows(request, tmp_path / "no such folder" / "rows.csv")
