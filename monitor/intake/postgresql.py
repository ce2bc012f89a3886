"""Reads a query from PostgreSQL: the server writes the CSV itself (COPY), in a read-only repeatable-read transaction.

Comes in: settings of a source and its password. Goes out: a `Session`. Points of time are told on China's clock, truth
values as 1 and 0; all else is the server's own text. Never writes, never shows the server's words.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import IsolationLevel

from monitor.errors import SourceError
from monitor.intake.database import (
    Place,
    Put,
    ResultColumn,
    Sort,
    connection_lost,
    not_admitted,
    not_reached,
    not_secure,
    out_of_time,
    query_refused,
)
from monitor.source_settings import SourceSettings

_ZONE: Final = "Asia/Shanghai"
_SORTS: Final[dict[int, Sort]] = {
    16: "truth", 18: "text", 19: "text", 20: "whole", 21: "whole", 23: "whole", 25: "text", 700: "single",
    701: "double", 1042: "text", 1043: "text", 1082: "day", 1114: "moment", 1184: "instant", 1700: "exact",
    2950: "text",
}  # fmt: skip
_REASONS: Final = {
    "42703": "column", "42P01": "table", "42883": "function", "42501": "permission", "42601": "syntax",
    "42702": "twice", "42701": "twice", "25006": "writing", "0A000": "syntax",
}  # fmt: skip
_OUT_OF_TIME: Final = "57014"
_GONE: Final = ("08", "57P", "58")
_ADMISSION: Final = ("FATAL", "致命")

# The driver logs what the server said, with its address, and without a handler that goes to the operator's screen.
logging.getLogger("psycopg").addHandler(logging.NullHandler())
logging.getLogger("psycopg").propagate = False


class PostgresqlSession:
    """A session in which one transaction is open."""

    def __init__(self, connection: psycopg.Connection[tuple[str, ...]], place: Place) -> None:
        self._connection = connection
        self._place = place

    def columns(self, query: str) -> tuple[ResultColumn, ...]:
        """What the query gives. Prepared, so that a second statement behind the first is refused."""
        statement = "select * from (\n" + query + "\n) as asked limit 0"
        try:
            description = self._connection.execute(statement.encode(), prepare=True).description or []
        except psycopg.Error as error:
            raise _failed(error, self._place, statement) from None
        return tuple(ResultColumn(column.name, _SORTS.get(column.type_code, "other")) for column in description)

    def quoted(self, name: str) -> str:
        """An identifier, quoted."""
        return '"' + name.replace('"', '""') + '"'

    def shown(self, column: ResultColumn) -> str:
        """The column, or what says the same in our pages' words."""
        cell = f"asked.{self.quoted(column.name)}"
        if column.sort == "instant":
            return f"{cell} at time zone '{_ZONE}'"
        return f"cast(cast({cell} as integer) as text)" if column.sort == "truth" else cell

    def write(self, statement: str, put: Put) -> None:
        """Put the rows as they come: one message of the server is one row."""
        try:
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"copy ({statement}) to stdout with (format csv)".encode()) as rows,
            ):
                for row in rows:
                    put(bytes(row))
        except psycopg.Error as error:
            raise _failed(error, self._place) from None


@contextmanager
def session(settings: SourceSettings, place: Place) -> Iterator[PostgresqlSession]:
    """A session that ends, and its transaction with it, when the caller is done. Raises SourceError."""
    connection = _connect(settings, place)
    try:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _settle_in(connection, settings, place)
        yield PostgresqlSession(connection, place)
    finally:
        connection.close()


def _settle_in(connection: psycopg.Connection[tuple[str, ...]], settings: SourceSettings, place: Place) -> None:
    """For the transaction that begins here: China's clock, dates as ISO, every digit of a float, and a time limit."""
    chosen = {
        "timezone": _ZONE, "datestyle": "ISO,YMD", "extra_float_digits": "1",
        "statement_timeout": f"{settings.query_seconds}s",
    }  # fmt: skip
    try:
        for name, value in chosen.items():
            connection.execute("select set_config(%s, %s, true)", [name, value])
    except psycopg.Error as error:
        raise _failed(error, place) from None


def _connect(settings: SourceSettings, place: Place) -> psycopg.Connection[tuple[str, ...]]:
    to = settings.address
    try:
        return psycopg.connect(
            host=to.host, port=to.port, user=to.user, dbname=to.database, password=place.password,
            connect_timeout=settings.connect_seconds, sslmode=settings.sslmode, client_encoding="UTF8",
            application_name="monitor", keepalives_idle=30, keepalives_interval=10, keepalives_count=3,
            tcp_user_timeout=60_000, sslrootcert=None if place.ca_file is None else str(place.ca_file),
        )  # fmt: skip
    except psycopg.Error as error:
        raise _not_connected(error, place) from None


def _not_connected(error: psycopg.Error, place: Place) -> SourceError:
    """Which of three it is; the words of the driver are looked at and go no further."""
    words, tried = str(error), error.pgconn
    if tried is not None and (tried.needs_password or tried.used_password):
        return not_admitted(place)
    if "SSL" in words or "certificate" in words:
        return not_secure(place)
    return not_admitted(place) if any(word in words for word in _ADMISSION) else not_reached(place)


def _failed(error: psycopg.Error, place: Place, statement: str = "") -> SourceError:
    code = error.sqlstate or ""
    if code == _OUT_OF_TIME:
        return out_of_time(place)
    if not code or code.startswith(_GONE):
        return connection_lost(place)
    reason = _REASONS.get(code, "value" if code.startswith("22") else "other")
    return query_refused(place, reason, code, _line(error, statement))


def _line(error: psycopg.Error, statement: str) -> int | None:
    """The line of the query at which the server points: that of the statement, whose first line is ours."""
    position = error.diag.statement_position
    return statement[: int(position)].count("\n") or None if position and statement else None
