"""Private database servers on loopback ports, started in temporary folders as users who may do nothing else.

`Server` is what a test does with one: make tables, fill them, have a user who may only read, stop it in the middle.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pymysql
import pytest

PASSWORD = "测试口令-read only"
READER = "reader"
DATABASE = "bureau"
_PATIENCE = 60.0
_PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/sbin", "/usr/bin", "/usr/local/bin")


class Server(Protocol):
    """A running server. `engine` is what the address begins with."""

    engine: str
    port: int

    def run(self, *statements: str) -> None:
        """Carry out statements as the owner of the database."""

    def fill(self, table: str, columns: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table anew, fill it, let the reader read it. `columns` are name → type."""

    def stop_at_once(self) -> None:
        """As if the power failed."""

    def start(self) -> None:
        """Start it, and wait until it answers."""


def url(server: Server, user: str = READER) -> str:
    """The address of the server's database for `config.toml`."""
    return f"{server.engine}://{user}@127.0.0.1:{server.port}/{DATABASE}"


class Postgresql:
    """PostgreSQL, with the flush to disk left out."""

    engine = "postgresql"

    def __init__(self, folder: Path, programs: Path) -> None:
        self.port = _free_port()
        self._data, self._programs = folder / "data", programs
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        _run(folder, [
            programs / "initdb", "-D", self._data, "-U", "owner", "-A", "scram-sha-256", "--no-sync", "-E", "UTF8",
            "--locale=C.UTF-8", f"--pwfile={folder / 'password'}",
        ])  # fmt: skip
        self.start()
        self._do("postgres", f"create role {READER} login password '{PASSWORD}'", f"create database {DATABASE}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        shown = self._data.parent / "server.pem"
        secure = ["ssl=on", f"ssl_cert_file={shown}", f"ssl_key_file={shown.with_suffix('.key')}"]
        settings = [
            f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self._data.parent}",
            "fsync=off", "shared_buffers=16MB", "max_connections=20", *(secure if shown.exists() else ()),
        ]  # fmt: skip
        options = " ".join(f"-c {setting}" for setting in settings)
        log = self._data.parent / "log"
        _run(self._data.parent, [self._programs / "pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", options])

    def stop_at_once(self) -> None:
        """As if the power failed."""
        if (self._data / "postmaster.pid").exists():
            _run(self._data.parent, [self._programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data])

    def run(self, *statements: str) -> None:
        """Carry out statements as the owner of the database."""
        self._do(DATABASE, *statements)

    def fill(self, table: str, columns: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table anew, fill it, let the reader read it."""
        made = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
        self.run(f"drop table if exists {table}", f"create table {table} ({made})")
        with self._owner(DATABASE) as con, con.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        self.run(f"grant select on {table} to {READER}")

    def _do(self, database: str, *statements: str) -> None:
        with self._owner(database) as con:
            for statement in statements:
                con.execute(statement)

    def _owner(self, database: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="owner", password=PASSWORD, dbname=database, autocommit=True
        )


class Mariadb:
    """MariaDB, with the flush to disk left out."""

    engine = "mysql"
    _LEAN = (
        "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
        "--innodb-buffer-pool-size=16M", "--performance-schema=0", "--innodb-doublewrite=0",
    )  # fmt: skip

    def __init__(self, folder: Path, programs: Path) -> None:
        self.port = _free_port()
        self._folder = folder
        self._program = programs / "mariadbd"
        _run(folder, [
            _program("mariadb-install-db"), "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db",
            "--auth-root-authentication-method=normal", *self._LEAN,
        ])  # fmt: skip
        self.start()
        self._do("mysql", f"create database {DATABASE} character set utf8mb4",
                 f"create user {READER} identified by '{PASSWORD}'",
                 f"grant select on {DATABASE}.* to {READER}")  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it answers."""
        shown = self._folder / "server.pem"
        secure = [f"--ssl-cert={shown}", f"--ssl-key={shown.with_suffix('.key')}"] if shown.exists() else []
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "--no-defaults", f"--datadir={self._folder / 'data'}", f"--port={self.port}",
                 "--bind-address=127.0.0.1", f"--socket={self._folder / 'socket'}", "--skip-name-resolve",
                 f"--pid-file={self._folder / 'pid'}", *self._LEAN, *secure],
                stdout=log, stderr=log, cwd=self._folder, **_as(self._folder),
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        pause = threading.Event()
        for _ in range(int(_PATIENCE / 0.05)):
            try:
                return self._do("mysql", "select 1")
            except pymysql.MySQLError:
                assert self._process.poll() is None, (self._folder / "log").read_text(errors="backslashreplace")
                pause.wait(0.05)
        raise AssertionError("mariadbd does not answer")

    def stop_at_once(self) -> None:
        """As if the power failed."""
        self._process.kill()
        self._process.wait()

    def run(self, *statements: str) -> None:
        """Carry out statements as the owner of the database."""
        self._do(DATABASE, *statements)

    def fill(self, table: str, columns: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table anew and fill it; the reader may read it as all others."""
        made = ", ".join(f"`{name}` {type_}" for name, type_ in columns.items())
        self.run(f"drop table if exists {table}", f"create table {table} ({made})")
        with self._owner(DATABASE) as con, con.cursor() as cursor:
            cursor.executemany(f"insert into {table} values ({', '.join(['%s'] * len(columns))})", list(rows))
            con.commit()

    def _do(self, database: str, *statements: str) -> None:
        with self._owner(database) as con, con.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            con.commit()

    def _owner(self, database: str) -> Any:
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", database=database, ssl_disabled=True, charset="utf8mb4"
        )


SERVERS: dict[str, tuple[type[Postgresql] | type[Mariadb], str]] = {
    "postgresql": (Postgresql, "initdb"),
    "mysql": (Mariadb, "mariadbd"),
}


@contextmanager
def running(engine: str, certificates: Path | None = None) -> Iterator[Server]:
    """A server of this kind; it shows `server.pem` of that folder. The test is skipped where it is not installed,
    except in continuous integration."""
    made, program = SERVERS[engine]
    found = _program(program)
    if found is None:
        assert os.environ.get("CI") != "true", f"{program} is not installed"
        pytest.skip(f"{program} is not installed")
    folder = Path(tempfile.mkdtemp(prefix="monitor-source-"))
    try:
        for path in certificates.glob("server.*") if certificates else ():
            shutil.copy(path, folder)
        _hand_over(folder)
        server = made(folder, found.parent)
        try:
            yield server
        finally:
            server.stop_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> Path | None:
    """The program of the newest version that is installed."""
    found = sorted(path for pattern in _PROGRAMS for path in Path("/").glob(f"{pattern[1:]}/{name}"))
    real = [path.resolve() for path in found if (path.resolve().parent / name).exists()]
    return max(real, default=None)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _as(folder: Path) -> dict[str, Any]:
    """Whoever owns the folder runs the program, for servers refuse to run as root; what it writes stays there."""
    owner, env = folder.stat(), {"env": {**os.environ, "TMPDIR": str(folder)}}
    return env | ({"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.getuid() == 0 else {})


def _hand_over(folder: Path) -> None:
    """Let a user without rights own the folder."""
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()) if os.getuid() == 0 else ():
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _run(folder: Path, command: Sequence[object]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **_as(folder))
    assert done.returncode == 0, done.stdout.decode(errors="backslashreplace")
