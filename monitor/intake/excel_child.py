"""Opens one XLSX workbook under memory and time limits and writes the rows of one sheet as JSON lines.

In: one JSON object on standard input (path, rows, sheet, columns, cell, memory, seconds). Out: the file `rows`, each
line `[sheet row, cells as text, places of number cells, [[place, code, reason], …]]`, and one JSON object on standard
output whose `state` says how it ended. Run with `-m` in a process of its own; quotes no cell in an error.
"""

import errno
import json
import math
import pyexpat
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, TextIO

from monitor.intake.workbook_xml import RawCell, Sheet, Workbook, open_workbook, sheet_rows

MAX_ROWS = 1_100_000
MAX_OUTPUT_BYTES = 2**31
SAFE_EXPAT = (2, 4, 1)  # from here on expat itself stops entity bombs
_BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, ArithmeticError)
_MORE_BROKEN = (EOFError, NotImplementedError, RecursionError, StopIteration, RuntimeError)
_DISK = {errno.ENOSPC: "disk", errno.EDQUOT: "disk", errno.EFBIG: "output"}
_LEAP_DAY_THAT_WAS_NOT = 60

Value = tuple[str, bool, tuple[str, str] | None]
_EMPTY: Value = ("", False, None)


class Refused(Exception):
    """The workbook will not be read; `words` goes to the parent."""

    def __init__(self, state: str, **more: object) -> None:
        super().__init__(state)
        self.words = {"state": state, **more}


def bind(memory_bytes: int, seconds: int) -> None:
    """Limit this process's address space, processor time and output, and let it leave no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_rows(order: dict[str, Any], out: TextIO) -> None:
    """Write every row of the sheet that is not empty; raises `Refused`."""
    with zipfile.ZipFile(order["path"]) as archive:
        book = open_workbook(archive)
        sheet = choose_sheet(archive, book, order["sheet"], order["columns"])
        for line, values in numbered_rows(archive, book, sheet, order["columns"]):
            if values:
                out.write(row_text(line, values, order["cell"]))


def choose_sheet(archive: zipfile.ZipFile, book: Workbook, name: str | None, columns: int) -> Sheet:
    """The sheet of this name, or the only visible one with any cell; `Refused` if there is none or more than one."""
    if name is not None:
        named = [sheet for sheet in book.sheets if sheet.name == name]
        if not named:
            raise Refused("sheet", sheets=[sheet.name for sheet in book.sheets])
        return named[0]
    visible = [sheet for sheet in book.sheets if sheet.visible]
    full = [sheet for sheet in visible if _has_cells(archive, book, sheet, columns)] or visible[:1]
    if len(full) != 1:
        raise Refused("which", sheets=[sheet.name for sheet in full])
    return full[0]


def numbered_rows(
    archive: zipfile.ZipFile, book: Workbook, sheet: Sheet, columns: int
) -> Iterator[tuple[int, list[Value]]]:
    """(row number, cells without the empty ones at the end); `Refused` if numbers go backwards or too far."""
    line = 0
    for number, cells in sheet_rows(archive, sheet):
        previous, line = line, int(number or line + 1)
        if line <= previous:
            raise Refused("order")
        if line > MAX_ROWS:
            raise Refused("size")
        yield line, placed(cells, book, columns)


def placed(cells: Iterable[RawCell], book: Workbook, columns: int) -> list[Value]:
    """The cells of a row at their places; gaps are empty, the empty ones at the end are left out."""
    values: list[Value] = []
    next_place = 0
    for cell in cells:
        place = column_place(cell.reference.rstrip("0123456789")) if cell.reference else next_place
        if place < next_place:
            raise Refused("order")
        next_place = place + 1
        value = cell_value(cell, book)
        if value == _EMPTY:
            continue
        if place >= columns:
            raise Refused("size")
        values += [_EMPTY] * (place - len(values))
        values.append(value)
    return values


def cell_value(cell: RawCell, book: Workbook) -> Value:
    """One cell as text, whether it was a number or a date, and its fault (code, reason) if it has no value."""
    kind, text = cell.type, cell.text
    if kind == "e":
        return "", False, ("E-CELL-ERR", "单元格是错误值（如 #N/A）")
    if text is None:
        return ("", False, ("E-CELL-FORMULA", "公式没有保存结果")) if cell.has_formula and kind == "n" else _EMPTY
    if kind == "n":
        return date_value(text, book.epoch) if cell.style in book.date_styles else number_value(text)
    if kind == "s":
        return book.strings[int(text)], False, None
    if kind == "b":
        return ("TRUE" if text == "1" else "FALSE"), False, None
    if kind == "d":
        return text.replace("T", " ").removesuffix(" 00:00:00"), True, None
    return text, False, None


def number_value(text: str) -> Value:
    """A number without exponent and without stray digits: Excel itself shows no more than 15."""
    if text.isdecimal():
        return text, True, None
    number = _number(text)
    if number is None:
        return "", False, ("E-CELL-ERR", "单元格不是有效的数字")
    if number.is_integer():
        return str(int(number)), True, None
    return min(repr(number), format(number, ".15g"), key=len), True, None


def date_value(text: str, epoch: datetime) -> Value:
    """A day as YYYY-MM-DD, with HH:MM:SS if it has a time; counted from the day 0 of the workbook's date system."""
    serial = _number(text)
    try:
        days, part = divmod(serial if serial is not None else math.inf, 1)
        if 0 < days < _LEAP_DAY_THAT_WAS_NOT and epoch.year < 1900:
            days += 1
        moment = epoch + timedelta(days=int(days), seconds=round(part * 86_400))
    except (ValueError, OverflowError):
        return "", False, ("E-CELL-ERR", "单元格不是有效的日期")
    return moment.isoformat(" ").removesuffix(" 00:00:00"), True, None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@cache
def column_place(letters: str) -> int:
    """0 for A, 27 for AB; ValueError for anything that is no column."""
    if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def column_letters(place: int) -> str:
    """A for 0, AB for 27."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_text(line: int, values: list[Value], limit: int) -> str:
    """A row as one line of JSON; a text over the limit is cut just above it, so that the parent still refuses it."""
    cells = [text[: limit + 1] for text, _, _ in values]
    numeric = [i for i, (_, number, _) in enumerate(values) if number]
    faults = [
        (i, fault[0], f"{fault[1]}（单元格 {column_letters(i)}{line}）")
        for i, (_, _, fault) in enumerate(values)
        if fault is not None
    ]
    return json.dumps([line, cells, numeric, faults], ensure_ascii=False) + "\n"


def run(order: dict[str, Any]) -> dict[str, object]:
    """Do the work and say how it ended; the text of a foreign error is never passed on."""
    try:
        with open(order["rows"], "w", encoding="utf-8") as out:
            write_rows(order, out)
    except Refused as refused:
        return refused.words
    except MemoryError:
        return {"state": "memory"}
    except OSError as error:
        return {"state": _DISK.get(error.errno or 0, "broken")}
    except (*_BROKEN, *_MORE_BROKEN):
        return {"state": "broken"}
    return {"state": "done"}


def main() -> None:
    """Read the order, bind this process, run, and answer."""
    order = json.load(sys.stdin)
    if pyexpat.version_info < SAFE_EXPAT:
        answer: dict[str, object] = {"state": "expat"}
    else:
        bind(order["memory"], order["seconds"])
        answer = run(order)
    sys.stdout.write(json.dumps(answer))


def _has_cells(archive: zipfile.ZipFile, book: Workbook, sheet: Sheet, columns: int) -> bool:
    """Whether one of the first thousand rows of a sheet has a value."""
    return any(values for _, values in islice(numbered_rows(archive, book, sheet, columns), 1000))


if __name__ == "__main__":
    main()
