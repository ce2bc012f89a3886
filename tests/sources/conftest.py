"""Servers that a session shares, and bureaus that read from them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.sources.servers import PASSWORD, Server, running, url

Configure = Callable[..., None]
VARIABLE = "MONITOR_TEST_PASSWORD"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server."""
    with running("postgresql") as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server."""
    with running("mysql") as server:
        yield server


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's password, where `config.toml` says that it is."""
    monkeypatch.setenv(VARIABLE, PASSWORD)


def add_source(bureau: Bureau, server: Server, name: str, kind: str, query: str, **keys: object) -> None:
    """Write a source into the bureau's config.toml."""
    given = {"kind": kind, "url": url(server), "query": query, "password_env": VARIABLE, "sslmode": "disable"} | keys
    lines = [f"{key} = {_toml(value)}" for key, value in given.items()]
    _append(bureau.config_path, "\n".join([f"\n[sources.{name}]", *lines]) + "\n")


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int) else '"""' + str(value) + '"""'


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as sink:
        sink.write(text)
