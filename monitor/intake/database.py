"""What both kinds of database have in common: the columns of a query, a session that only reads, and how it can fail.

Comes in: nothing. Goes out: the types that `postgresql`, `mysql` and `query_file` share, and errors in our own words. A
driver's text prints values, hosts and users: only its code goes into a message.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from monitor.errors import SourceError
from monitor.source_settings import Engine, SourceSettings

Sort = Literal["text", "whole", "exact", "double", "single", "truth", "day", "moment", "instant", "bits", "other"]
Put = Callable[[bytes], object]

_REFUSED: Final = {
    "column": "查询里有不存在的列",
    "table": "查询里有不存在的表",
    "function": "查询里有不存在的、或账号不能用的函数",
    "permission": "账号没有读取的权限",
    "syntax": "查询写法不对",
    "twice": "查询结果里有重名的列，或没有写明是哪个表的列",
    "writing": "查询要改动数据库，只能读",
    "value": "查询在计算或转换某个值时出错",
    "other": "数据库不能执行这个查询",
}


@dataclass(frozen=True)
class Place:
    """What a session is opened with beside the settings: the source's name, the password, the certificates to trust."""

    name: str
    password: str | None
    ca_file: Path | None

    @property
    def where(self) -> str:
        """How an error names the source."""
        return f"config.toml 的 [sources.{self.name}]"


@dataclass(frozen=True)
class ResultColumn:
    """One column of a query's result. A `moment` has no time zone, an `instant` has one; `other` is no plain value."""

    name: str
    sort: Sort


class Session(Protocol):
    """An open session that can only read, and in which every statement sees the same state of the database."""

    def columns(self, query: str) -> tuple[ResultColumn, ...]:
        """What the query gives, without running it; raises SourceError where the database does not take it."""

    def quoted(self, name: str) -> str:
        """An identifier, quoted."""

    def shown(self, column: ResultColumn) -> str:
        """The expression, on a row called `asked`, of what is to be written of a column."""

    def write(self, statement: str, put: Put) -> None:
        """Run a SELECT and put its rows, as UTF-8 CSV lines; raises SourceError if they do not all come."""


OpenSession = Callable[[SourceSettings, Place], AbstractContextManager[Session]]


def opener(engine: Engine) -> OpenSession:
    """What opens a session; the driver is loaded only when a database is asked."""
    if engine == "postgresql":
        from monitor.intake import postgresql

        return postgresql.session
    from monitor.intake import mysql

    return mysql.session


def not_reached(place: Place) -> SourceError:
    """Nobody answers at that address."""
    return SourceError(
        "E-SRC-REACH",
        "连不上数据库",
        where=place.where,
        todo="核对主机、端口和网络，数据库是否在运行；没有载入任何数据，连通后重新运行",
    )


def not_admitted(place: Place) -> SourceError:
    """The server answers and does not let us in."""
    return SourceError(
        "E-SRC-LOGIN",
        "数据库不让登录",
        where=place.where,
        todo="核对用户名、密码、数据库名，以及数据库是否允许从这台机器登录",
    )


def not_secure(place: Place) -> SourceError:
    """No encryption, or a certificate that is not to be trusted."""
    return SourceError(
        "E-SRC-TLS",
        "建立不了加密连接，或数据库的证书不可信",
        where=place.where,
        todo='核对 sslmode 和 ca_file；数据库不支持加密、而网络可信的，写 sslmode = "disable"',
    )


def query_refused(place: Place, reason: str, code: str, line: int | None = None) -> SourceError:
    """The database does not take the query; `code` is its own number for why, `line` where in the query."""
    at = f" 的 query 第 {line} 行" if line else " 的 query"
    return SourceError(
        "E-SRC-QUERY",
        f"{_REFUSED[reason]}（数据库的错误号 {code}）",
        where=place.where + at,
        todo="改正查询后重新运行；没有载入任何数据",
    )


def out_of_time(place: Place) -> SourceError:
    """The query took longer than it may."""
    return SourceError(
        "E-SRC-TIME",
        "查询超过了时限，已中止",
        where=place.where,
        todo="给 watermark 那一列建索引，或调大 query_seconds；没有载入任何数据",
    )


def connection_lost(place: Place) -> SourceError:
    """The server went away while the rows were coming."""
    return SourceError(
        "E-SRC-LOST", "读到一半连接断了", where=place.where, todo="连通后重新运行；读到的部分不算数，没有载入任何数据"
    )
