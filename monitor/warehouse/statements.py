"""Runs the SQL files: one file is one SELECT, and its rows go into the table that the caller names.

Files are found as `<stage>/<name>`; parameters bind by name and a file gets exactly those that it uses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from monitor.resources import sql_dir
from monitor.warehouse.connection import Connection, quoted

_PARAMETER = re.compile(r"(?<!')\$([a-z_]+)")
_COMMENT = re.compile(r"--[^\n]*")

# One statement for many rows is planned once; row by row each of them would be.
_ROWS_AT_ONCE = 200

Parameters = dict[str, Any]


@cache
def text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (sql_dir() / f"{name}.sql").read_text(encoding="utf-8")


def rows(con: Connection, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a SELECT, all fetched."""
    return con.execute(text(name), _used(name, parameters)).fetchall()


def records(con: Connection, name: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT as dictionaries by column name."""
    result = con.execute(text(name), _used(name, parameters))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def columns(con: Connection, name: str, **parameters: Any) -> dict[str, Any]:
    """The columns of a SELECT as NumPy arrays; it must give whole numbers and truth values without NULLs."""
    found: dict[str, Any] = con.execute(text(name), _used(name, parameters)).fetchnumpy()
    return found


def make_rows(con: Connection, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """A temporary table of rows that the program knows; `columns` as in `create table`. It replaces an earlier one."""
    con.execute("create or replace temp table " + quoted(table) + " (" + columns + ")")
    values = [tuple(row) for row in rows]
    for start in range(0, len(values), _ROWS_AT_ONCE):
        some = values[start : start + _ROWS_AT_ONCE]
        marks = ", ".join(["(" + ", ".join("?" * len(some[0])) + ")"] * len(some))
        con.execute("insert into temp." + quoted(table) + " values " + marks, [cell for row in some for cell in row])


def insert_columns(
    con: Connection, given_as: str, given: Mapping[str, Any], table: str, name: str, **parameters: Any
) -> int:
    """As `insert`, of a SELECT that reads NumPy arrays under the name `given_as`."""
    con.register(given_as, dict(given))
    try:
        return insert(con, table, name, **parameters)
    finally:
        con.unregister(given_as)


def value(con: Connection, name: str, **parameters: Any) -> Any:
    """The single value of a SELECT of one row and one column."""
    return rows(con, name, **parameters)[0][0]


def insert(con: Connection, table: str, name: str, **parameters: Any) -> int:
    """Append a SELECT's rows, by column name, to `schema.table`; returns how many."""
    statement = "insert into " + _table(table) + " by name\n" + text(name)
    return _count(con.execute(statement, _used(name, parameters)).fetchone())


def make_table(con: Connection, table: str, name: str, **parameters: Any) -> None:
    """Put a SELECT's rows into a new table `database.schema.table`."""
    con.execute("create table " + _table(table) + " as\n" + text(name), _used(name, parameters))


def make_temp(con: Connection, table: str, name: str, **parameters: Any) -> None:
    """Put a SELECT's rows into a temporary table, replacing an earlier one."""
    con.execute("create or replace temp table " + quoted(table) + " as\n" + text(name), _used(name, parameters))


def make_temp_view(con: Connection, view: str, name: str, **parameters: Any) -> None:
    """Give a SELECT a name for this session; its parameters become session variables, which a view may hold."""
    for key, given in _used(name, parameters).items():
        con.execute("set variable " + quoted(key) + " = ?", [given])
    body = _PARAMETER.sub(r"getvariable('\1')", text(name))
    con.execute("create or replace temp view " + quoted(view) + " as\n" + body)


def drop_temp(con: Connection, *tables: str) -> None:
    """Remove temporary tables that have done their work."""
    for table in tables:
        con.execute("drop table if exists temp." + quoted(table))


def run(con: Connection, name: str) -> None:
    """Run a file that is not a SELECT (macros)."""
    con.execute(text(name))


def _used(name: str, parameters: Parameters) -> Parameters:
    wanted = set(_PARAMETER.findall(_COMMENT.sub("", text(name))))
    return {key: parameters[key] for key in wanted}


def _table(name: str) -> str:
    return ".".join(quoted(part) for part in name.split("."))


def _count(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0
