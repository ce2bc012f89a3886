"""Reads a query from MySQL or MariaDB: an unbuffered cursor, in a read-only transaction on one snapshot.

Comes in: settings of a source and its password. Goes out: a `Session`. Nothing is converted on our side: amounts, dates
and times are the server's own text, in China's time. Never writes, never shows the server's words.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pymysql
from pymysql.constants import FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

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
from monitor.intake.query_file import csv_lines
from monitor.source_settings import SourceSettings

_ROWS: Final = 2_000
_GRACE: Final = 60
_BINARY: Final = 63
_SORTS: Final[dict[int, Sort]] = {
    FIELD_TYPE.TINY: "whole", FIELD_TYPE.SHORT: "whole", FIELD_TYPE.INT24: "whole", FIELD_TYPE.LONG: "whole",
    FIELD_TYPE.LONGLONG: "whole", FIELD_TYPE.YEAR: "whole", FIELD_TYPE.DECIMAL: "exact",
    FIELD_TYPE.NEWDECIMAL: "exact", FIELD_TYPE.FLOAT: "single", FIELD_TYPE.DOUBLE: "double", FIELD_TYPE.BIT: "bits",
    FIELD_TYPE.DATE: "day", FIELD_TYPE.NEWDATE: "day", FIELD_TYPE.DATETIME: "moment", FIELD_TYPE.TIMESTAMP: "moment",
    FIELD_TYPE.NULL: "text",
}  # fmt: skip
_TEXTS: Final = (
    FIELD_TYPE.VARCHAR, FIELD_TYPE.VAR_STRING, FIELD_TYPE.STRING, FIELD_TYPE.BLOB, FIELD_TYPE.TINY_BLOB,
    FIELD_TYPE.MEDIUM_BLOB, FIELD_TYPE.LONG_BLOB, FIELD_TYPE.ENUM, FIELD_TYPE.SET,
)  # fmt: skip
_REASONS: Final = {
    1054: "column", 1146: "table", 1305: "function", 1370: "function", 1142: "permission", 1143: "permission",
    1044: "permission", 1064: "syntax", 1060: "twice", 1052: "twice", 1792: "writing", 1365: "value", 1292: "value",
    1366: "value", 1690: "value",
}  # fmt: skip
_OUT_OF_TIME: Final = (1969, 3024)
_GONE: Final = (1053, 1077, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013, 2014, 2027)
_NO_ANSWER: Final = (2002, 2003, 2005, 2013)
_TLS: Final = 2026


class MysqlSession:
    """A session in which one transaction is open."""

    def __init__(self, connection: "pymysql.Connection[Any]", place: Place) -> None:
        self._connection = connection
        self._place = place

    def columns(self, query: str) -> tuple[ResultColumn, ...]:
        """What the query gives. A second statement behind the first is refused: the protocol takes one."""
        with self._own_errors(), self._connection.cursor() as cursor:
            cursor.execute("select * from (\n" + query + "\n) as asked limit 0")
            return tuple(ResultColumn(field.name, _sort(field)) for field in cursor._result.fields)

    def quoted(self, name: str) -> str:
        """An identifier, quoted."""
        return "`" + name.replace("`", "``") + "`"

    def shown(self, column: ResultColumn) -> str:
        """The column; bits as a number."""
        cell = f"asked.{self.quoted(column.name)}"
        return f"cast({cell} as unsigned)" if column.sort == "bits" else cell

    def write(self, statement: str, put: Put) -> None:
        """Put the rows as they come."""
        cursor = self._connection.cursor(SSCursor)
        try:
            with self._own_errors():
                cursor.execute(statement)
                while rows := cursor.fetchmany(_ROWS):
                    put(csv_lines(rows))
        finally:
            _let_go(cursor)

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except pymysql.MySQLError as error:
            raise _failed(error, self._place) from None


def _let_go(cursor: SSCursor) -> None:
    """Leave rows unread: the driver would read them all before it closes, even from a server that is gone."""
    if cursor._result is not None:
        cursor._result.unbuffered_active = False
    cursor.connection = None


@contextmanager
def session(settings: SourceSettings, place: Place) -> Iterator[MysqlSession]:
    """A session that ends, and its transaction with it, when the caller is done. Raises SourceError."""
    connection = _connect(settings, place)
    try:
        yield _opened(connection, settings, place)
    finally:
        connection.close()


def _opened(connection: "pymysql.Connection[Any]", settings: SourceSettings, place: Place) -> MysqlSession:
    opened = MysqlSession(connection, place)
    limit = (
        f"max_statement_time = {settings.query_seconds}"
        if "MariaDB" in connection.get_server_info()
        else f"max_execution_time = {settings.query_seconds * 1000}"
    )
    with opened._own_errors(), connection.cursor() as cursor:
        cursor.execute("set session time_zone = '+08:00', net_write_timeout = 600, " + limit)
        cursor.execute("set session transaction isolation level repeatable read")
        cursor.execute("start transaction with consistent snapshot, read only")
    return opened


def _connect(settings: SourceSettings, place: Place) -> "pymysql.Connection[Any]":
    to, context = settings.address, _tls(settings, place)
    try:
        connection = pymysql.connect(
            host=to.host, port=to.port, user=to.user, database=to.database, charset="utf8mb4", conv=encoders,
            password=(place.password or "").encode(), connect_timeout=settings.connect_seconds,
            read_timeout=settings.connect_seconds, program_name="monitor", ssl=context, ssl_disabled=context is None,
        )  # fmt: skip
    except (pymysql.MySQLError, OSError) as error:
        raise _not_connected(error, place) from None
    connection._read_timeout = settings.query_seconds + _GRACE  # the driver has one time limit for greeting and query
    return connection


def _tls(settings: SourceSettings, place: Place) -> ssl.SSLContext | None:
    """How to encrypt: not at all, whoever answers, a certificate of that authority, and of that host."""
    if settings.sslmode == "disable":
        return None
    try:
        context = ssl.create_default_context(cafile=None if place.ca_file is None else str(place.ca_file))
    except OSError:
        raise not_secure(place) from None
    context.check_hostname = settings.sslmode == "verify-full"
    context.verify_mode = ssl.CERT_NONE if settings.sslmode == "require" else ssl.CERT_REQUIRED
    return context


def _sort(field: Any) -> Sort:
    """The sort of a column. A text in no character set is bytes; one of length 0 is the word null."""
    if field.type_code in _TEXTS:
        return "other" if field.charsetnr == _BINARY and field.length else "text"
    return _SORTS.get(field.type_code, "other")


def _number(error: Exception) -> int:
    """MySQL's own number of an error, 0 where there is none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def _not_connected(error: Exception, place: Place) -> SourceError:
    number, cause = _number(error), getattr(error, "original_exception", error)
    if number == _TLS or isinstance(cause, ssl.SSLError):
        return not_secure(place)
    return not_reached(place) if number in _NO_ANSWER or isinstance(error, OSError) else not_admitted(place)


def _failed(error: Exception, place: Place) -> SourceError:
    number = _number(error)
    if number in _OUT_OF_TIME:
        return out_of_time(place)
    if number in _GONE or isinstance(error, pymysql.err.InterfaceError):
        return connection_lost(place)
    return query_refused(place, _REASONS.get(number, "other"), str(number))
