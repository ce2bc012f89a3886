"""The analyst's SQL on the published copy: read-only, with no way to files, settings or other databases.

Comes in: one SELECT. Goes out: its column names and rows, or an error once it has run for too long. The engine's own
error texts are not passed on (`refused_sql`).
"""

import csv
import io
import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from monitor.config import Config
from monitor.deliver.refused_sql import refused
from monitor.errors import NotFound, QueryError
from monitor.warehouse.connection import Connection, sandbox

_MOST_ROWS = 1_000_000
# What a spreadsheet takes for a formula, full-width too, and the blanks that hide one.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK = ("\t", "\r", "\n")
_READING = ("select", "with", "from", "describe", "show", "summarize", "explain", "values", "pivot", "unpivot")


@dataclass(frozen=True)
class Answer:
    """Column names and rows of a query."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(config: Config, query: str) -> Answer:
    """Run one reading statement on the published copy; raises NotFound without a copy, QueryError for a bad query."""
    path = config.path("published")
    if not path.exists():
        raise NotFound("E-SQL-001", "还没有分析副本", where=str(path), todo="先运行 monitor intake 或 monitor month")
    try:
        con = sandbox(path, config.engine)
    except duckdb.Error:
        raise NotFound(
            "E-SQL-005",
            "分析副本打不开，可能已损坏",
            where=str(path),
            todo="运行 monitor intake 或 monitor month 重新生成",
        ) from None
    try:
        with _stopped_after(con, config.engine.query_seconds):
            return _run(con, query)
    except duckdb.InterruptException:
        raise QueryError(
            "E-SQL-007",
            f"查询超过 {config.engine.query_seconds} 秒，已中止",
            todo="加上条件或先汇总；确有需要时调大 config.toml [engine] 的 query_seconds",
        ) from None
    except duckdb.Error as error:
        raise refused(con, error) from None
    finally:
        con.close()


@contextmanager
def _stopped_after(con: Connection, seconds: int) -> Iterator[None]:
    """Whatever runs on the connection inside is interrupted when the time is over."""
    timer = threading.Timer(seconds, con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _run(con: Connection, query: str) -> Answer:
    wanted = duckdb.extract_statements(query)
    if len(wanted) != 1:
        raise QueryError("E-SQL-002", f"只能运行一条查询语句，写了 {len(wanted)} 条", todo="一条一条运行")
    if not _is_reading(query):
        todo = "以 select、with、from 或 describe 开头；分析副本不能改，数据由 load 和 month 更新"
        raise QueryError("E-SQL-002", "只能查询，不能运行别的语句", todo=todo)
    result = con.execute(query)
    names = tuple(column[0] for column in result.description or [])
    rows = result.fetchmany(_MOST_ROWS + 1)
    if len(rows) > _MOST_ROWS:
        raise QueryError("E-SQL-006", f"结果超过 {_MOST_ROWS:,} 行", todo="加上条件或 limit，或先汇总")
    return Answer(names, tuple(rows))


def _is_reading(query: str) -> bool:
    bare = re.sub(r"^(\s|--[^\n]*\n|/\*.*?\*/|\()+", "", query, flags=re.DOTALL)
    return bare.lower().startswith(_READING)


def as_csv(answer: Answer) -> str:
    """CSV with a header: every text in quotation marks, one that a spreadsheet would run as a formula after an
    apostrophe; numbers as they are."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([_safe(name) for name in answer.names])
    writer.writerows([_cell(value) for value in row] for row in answer.rows)
    return sink.getvalue()


def _cell(value: object) -> object:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return value if is_number else _safe(_shown(value))


def as_json(answer: Answer) -> str:
    """A JSON array of objects; decimals are texts, so that no reader turns them into floats."""
    return json.dumps(
        [dict(zip(answer.names, row, strict=True)) for row in answer.rows], ensure_ascii=False, indent=1, default=_shown
    )


def as_table(answer: Answer) -> list[str]:
    """Aligned columns; a Chinese character is two cells wide."""
    cells = [answer.names, *[tuple(_shown(value) for value in row) for row in answer.rows]]
    return [*aligned(cells), f"（{len(answer.rows)} 行）"]


def aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts as aligned lines, the first row ruled off."""
    widths = [max(_width(row[i]) for row in cells) for i in range(len(cells[0]))]
    shown = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [shown[0], "  ".join("-" * width for width in widths), *shown[1:]]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | Decimal):
        return str(value)
    return str(value)


def _safe(cell: str) -> str:
    return "'" + cell if cell.lstrip().startswith(_FORMULA) or cell.startswith(_BLANK) else cell


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
