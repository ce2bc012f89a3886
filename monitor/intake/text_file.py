"""CSV to rows of text, strictly: the separator is stated, never sniffed; nothing is repaired.

In: a path, its encoding, the separator. Out: batches of rows with the physical line each starts on.
Never holds more than a batch, and never guesses where a broken quote should have ended.
"""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import polars as pl

from monitor.errors import InputRefused, UsageError
from monitor.intake.encoding import has_line_over
from monitor.intake.rows import AnyBatch, Batch, BrokenQuote, PlainBatch
from monitor.intake.staged import MIB

BATCH_CHARACTERS = 4 * MIB
MAX_LINE_BYTES = 16 * MIB
# How the csv module says that the lines came to their end within a quoted cell; anything else is a quote out of place.
_NO_END = "unexpected end of data"


class _Start(io.RawIOBase):
    """The first bytes of a file and no more: what comes before an undecodable one."""

    def __init__(self, path: Path, size: int) -> None:
        self._file = path.open("rb")
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def csv_batches(path: Path, encoding: str, delimiter: str, *, until: int | None = None) -> Iterator[AnyBatch]:
    """Batches of the rows of a CSV file, or of its first `until` bytes. Blank lines are left out.

    Raises `BrokenQuote` after the rows before it were handed over, `InputRefused` if a line is over 16 MiB.
    """
    _check(path, delimiter)
    raw = io.FileIO(path) if until is None else _Start(path, until)
    with io.BufferedReader(raw, MIB) as binary, io.TextIOWrapper(binary, encoding, "strict", newline="") as text:
        line = 1
        while lines := text.readlines(BATCH_CHARACTERS):
            batch, read, broken = _batch(lines, text, delimiter, line)
            line += read
            batch.consumed = raw.tell() if until is None else 0
            yield batch
            if broken is not None:
                raise broken


def _batch(
    lines: list[str], more: Iterator[str], delimiter: str, first_line: int
) -> tuple[AnyBatch, int, BrokenQuote | None]:
    """The records that start in `lines`, how many lines they took, and where a broken quote starts if there is one."""
    if any('"' in line for line in lines):
        return _parsed(lines, more, delimiter, first_line)
    texts = pl.Series("line", lines, dtype=pl.String).str.strip_chars_end("\r\n")
    return PlainBatch(first_line, texts, delimiter), len(lines), None


def _parsed(
    lines: list[str], more: Iterator[str], delimiter: str, first_line: int
) -> tuple[Batch, int, BrokenQuote | None]:
    """The same for lines with quotation marks; a record may go on into `more`."""
    reader = csv.reader(chain(lines, more), delimiter=delimiter, strict=True)
    batch = Batch([], [])
    previous = 0
    try:
        while previous < len(lines):
            row = next(reader)
            if row:
                batch.rows.append(row)
                batch.lines.append(first_line + previous)
            previous = reader.line_num
    except csv.Error as error:
        is_open = error.args == (_NO_END,)
        return batch, reader.line_num, BrokenQuote(first_line + previous, is_open=is_open)
    return batch, previous, None


def _check(path: Path, delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UsageError(
            "E-CFG-SEP", "分隔符必须是一个字符", where="config.toml 的 delimiter", todo="写一个字符，制表符写作 \\t"
        )
    csv.field_size_limit(MAX_LINE_BYTES)
    if has_line_over(path, MAX_LINE_BYTES):
        raise InputRefused(
            "E-CSV-LINE",
            f"有一行超过 {MAX_LINE_BYTES // MIB} MiB，不是正常的 CSV",
            where=f"文件 {path.name}",
            todo="核对换行符，重新导出该文件",
        )
