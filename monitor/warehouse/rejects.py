"""Rows that cannot be taken in: kept in the warehouse with their reason, and written to a file that can be
mended and loaded again.

This is one of the two modules that touch whole rows of foreign text; nothing of a row ever goes into a message.
"""

import csv
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from monitor.intake.columns import KINDS
from monitor.intake.staged import Malformed, Staged
from monitor.intake.staging import raw_heading_columns
from monitor.warehouse import statements
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection, quoted
from monitor.warehouse.typed import source

_OWN_HEADINGS = ("拒收记录号", "拒收所在行", "拒收代码", "拒收原因")
# A row may have several dates: the reason says which one.
_SAY_WHICH = ("E-DATE-NONE", "E-DATE-FORM", "E-DATE-FUTURE")
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_AMOUNT = re.compile(r"[+-][¥￥]?[0-9][0-9,]*(\.[0-9]*)?(E\+?[0-9]+)?", re.IGNORECASE)


@cache
def reasons() -> dict[str, str]:
    """The Chinese reason of every code."""
    path = Path(__file__).resolve().parent.parent / "intake" / "reasons.toml"
    return {code: entry["reason"] for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def add_cut_numbers(con: Connection, name: str) -> None:
    """Refuse the numbers that pass their check by chance, where the file has more that Excel has cut."""
    row = con.execute("select exists (select 1 from reject where code = 'E-ID-NUM')").fetchone()
    if row and row[0]:
        statements.insert(con, "temp.main.reject", name)


def add_conflicts(con: Connection, staged: Staged) -> None:
    """Refuse the rows in which two spellings of a column disagree, where the file has two of one."""
    if staged.typed and any(len(headings) > 1 for headings in staged.found.values()):
        statements.insert(con, "temp.main.reject", "1_intake/column_conflict")


def counted(con: Connection, staged: Staged) -> int:
    """How many records of the file are refused: those that could not be split, and those that a check refused."""
    row = con.execute("select count(*) from reject").fetchone()
    return len(staged.malformed) + int(row[0] if row else 0)


def tally(con: Connection, staged: Staged) -> list[tuple[str, str, int]]:
    """(code, reason, rows), most frequent first."""
    found = con.execute("select code, column_name, count(*) from reject group by code, column_name").fetchall()
    numbers: Counter[tuple[str, str]] = Counter()
    for code, column, count in found:
        numbers[code, _reason(staged, code, column)] += count
    for bad in staged.malformed:
        numbers[bad.code, reasons().get(bad.code, bad.reason_zh)] += 1
    return sorted(((code, text, n) for (code, text), n in numbers.items()), key=lambda item: (-item[2], item[0]))


def first(con: Connection, staged: Staged, count: int) -> list[tuple[int, int, str]]:
    """(record, line, code) of the first refused rows of the file."""
    found = con.execute("select record, line, code from reject order by record limit ?", [count]).fetchall()
    malformed = [(bad.record, bad.line, bad.code) for bad in staged.malformed]
    return sorted([*found, *malformed])[:count]


def summary(con: Connection, batch_id: int) -> tuple[tuple[str, str, int], ...]:
    """As `tally`, for a batch that was stored, with the rows that are set aside as conflicts and waiting refunds."""
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    found = statements.rows(con, "2_warehouse/batch_reason", batch_id=batch_id)
    return tuple((str(code), reason or reasons()[code], int(number)) for code, reason, number in found)


def store(con: Connection, staged: Staged, batch: Batch) -> None:
    """Put the refused rows, with their original cells, into `intake.rejected`."""
    rows = [
        (batch.batch_id, record, line, column, code, reason, key, json.dumps(cells, ensure_ascii=False))
        for record, line, column, code, reason, key, cells in _refused(con, staged)
    ]
    if rows:
        con.executemany("insert into intake.rejected values (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def write_file(con: Connection, staged: Staged, batch: Batch, folder: Path, delimiter: str) -> Path:
    """Write the refused rows under their own headings, the reason behind them; loading the mended file ignores
    the reason columns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{batch.batch_id:05d}-{batch.kind}-{batch.sha256[:8]}.csv"
    width = len(staged.headings) - _own_count(staged)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.writer(sink, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([*staged.headings[:width], *_OWN_HEADINGS])
        for record, line, _column, code, reason, _key, cells in _refused(con, staged):
            writer.writerow([*(_harmless(cell) for cell in cells[:width]), record, line, code, reason])
    return path


def is_mended(staged: Staged) -> bool:
    """Whether the file is one of refused rows, put right: its last columns are ours."""
    return staged.headings[-len(_OWN_HEADINGS) :] == _OWN_HEADINGS


def _own_count(staged: Staged) -> int:
    """How many of the file's last columns are ours: it is a mended file, refused again."""
    return len(_OWN_HEADINGS) if is_mended(staged) else 0


def _refused(con: Connection, staged: Staged) -> Iterator[tuple[int, int, str, str, str, str | None, list[str]]]:
    for bad in staged.malformed:
        yield bad.record, bad.line, bad.column, bad.code, bad.reason_zh, None, _cells(bad, len(staged.headings))
    terms = _terms(staged)
    for row in _query(con, staged):
        record, line, code, column, key = row[:5]
        texts = ["" if cell is None else str(cell) for cell in row[5:]]
        shown = f"{column} {terms[column]}" if column in terms else column
        yield record, line, shown, code, _reason(staged, code, column), key, texts


def _terms(staged: Staged) -> dict[str, str]:
    return {column.name: column.zh for column in KINDS[staged.kind].columns}


def _reason(staged: Staged, code: str, column: str) -> str:
    """The reason of a code; of a date that is at fault, also which: 缺日期：入户日期."""
    term = _terms(staged).get(column) if code in _SAY_WHICH else None
    return f"{reasons()[code]}：{term}" if term else reasons()[code]


def _query(con: Connection, staged: Staged) -> list[tuple[Any, ...]]:
    number = "file_row_number + 1" if staged.typed else "_record"
    columns = ", ".join(f"cast(original.{quoted(name)} as varchar)" for _heading, name in raw_heading_columns(staged))
    return con.execute(
        "select reject.record, reject.line, reject.code, reject.column_name, reject.row_key, " + columns
        + " from " + source(staged) + " as original join reject on reject.record = original." + number
        + " order by reject.record"
    ).fetchall()  # fmt: skip


def _cells(bad: Malformed, width: int) -> list[str]:
    cells = [str(cell) for cell in json.loads(bad.raw)]
    return cells[:width] + [""] * (width - len(cells))


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA_STARTS) and not _AMOUNT.fullmatch(cell) else cell
