"""Opens one XLSX workbook with openpyxl under memory and time limits and writes the rows of one sheet as JSON lines.

In: one JSON object on standard input (path, rows, sheet, usual, columns, cell, memory, seconds). Out: the file `rows`,
each line `[sheet row, cells as text, places of number cells, [[place, code, reason], …]]`, and one JSON object on
standard output whose `state` says how it ended. Run with `-m` in a process of its own; quotes no cell in an error.
"""

import errno
import json
import math
import pyexpat
import re
import resource
import sys
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, repeat
from typing import IO, Any, TextIO

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import TranslatorError
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

MAX_ROWS = 1_100_000
MAX_OUTPUT_BYTES = 2**31
SAFE_EXPAT = (2, 4, 1)  # from here on expat itself stops entity bombs
_BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, ArithmeticError)
_MORE_BROKEN = (EOFError, NotImplementedError, RecursionError, StopIteration, RuntimeError)
_BROKEN_TO_OPENPYXL = (AttributeError, AssertionError, TokenizerError, TranslatorError)
_DISK = {errno.ENOSPC: "disk", errno.EDQUOT: "disk", errno.EFBIG: "output"}
# Date formats of the East Asian editions, which openpyxl does not know; only that they are dates matters here.
_EAST_ASIAN_DATES = dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")
_CELL_OR_FORMULA = re.compile(rb"<(?:\w+:)?([cf])[\s/>]")
_SCAN_BYTES = 2**20
_HALF_A_SECOND = timedelta(milliseconds=500)
_DAY = timedelta(days=1)

Value = tuple[str, bool, tuple[str, str] | None]
_EMPTY: Value = ("", False, None)
_ERROR: Value = ("", False, ("E-CELL-ERR", "单元格是错误值（如 #N/A）或无效的日期"))
_NO_NUMBER: Value = ("", False, ("E-CELL-ERR", "单元格不是有效的数字"))
_NO_RESULT: Value = ("", False, ("E-CELL-FORMULA", "公式没有保存结果"))


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
    with open(order["path"], "rb") as source:
        sheets = open_sheets(source, data_only=True)
        sheet = choose_sheet(sheets, order["sheet"], order["usual"])
        for line, values in numbered_rows(source, sheet, sheets.index(sheet), order["columns"]):
            if values:
                out.write(row_text(line, values, order["cell"]))


def numbered_rows(source: IO[bytes], sheet: Any, index: int, columns: int) -> Iterator[tuple[int, list[Value]]]:
    """(row number, cells without the empty ones at the end); `Refused` if the sheet is too large or out of order.

    openpyxl leaves out rows that go backwards and all but one of the cells in one place without a word; so the cells
    it gave are counted against those the file has.
    """
    with sheet._get_source() as part:
        tags = count_tags(part)
    formulas = formula_columns(source, index) if tags[b"f"] else repeat(frozenset[int]())
    count = 0
    for line, (cells, computed) in enumerate(zip(stored_cells(sheet), formulas, strict=False), 1):
        if line > MAX_ROWS:
            raise Refused("size")
        count += len(cells)
        yield line, placed(cells, computed, columns)
    if count != tags[b"c"]:
        raise Refused("order")


def open_sheets(source: IO[bytes], *, data_only: bool) -> list[Any]:
    """The worksheets of a workbook, none of which is believed about its size; `source` must stay open."""
    BUILTIN_FORMATS.update(_EAST_ASIAN_DATES)
    book = load_workbook(source, read_only=True, data_only=data_only, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    return list(book.worksheets)


def choose_sheet(sheets: list[Any], name: str | None, usual: str | None = None) -> Any:
    """The sheet of this name, else the one of the usual name, else the only visible one with any cell.

    `Refused` if there is none or more than one.
    """
    if name is not None:
        named = [sheet for sheet in sheets if sheet.title == name]
        if not named:
            raise Refused("sheet", sheets=[sheet.title for sheet in sheets])
        return named[0]
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if usual in [sheet.title for sheet in visible]:
        return next(sheet for sheet in visible if sheet.title == usual)
    full = [sheet for sheet in visible if _has_cells(sheet)] or visible[:1]
    if len(full) != 1:
        raise Refused("which", sheets=[sheet.title for sheet in full])
    return full[0]


def count_tags(part: IO[bytes]) -> Counter[bytes]:
    """How many cells (`c`) and formulas (`f`) the XML of a sheet has, without parsing it."""
    tags: Counter[bytes] = Counter()
    rest = b""
    while chunk := part.read(_SCAN_BYTES):
        whole, mark, rest = (rest + chunk).rpartition(b"<")
        tags.update(_CELL_OR_FORMULA.findall(whole))
        rest = mark + rest
    tags.update(_CELL_OR_FORMULA.findall(rest))
    return tags


def stored_cells(sheet: Any) -> Iterator[list[Any]]:
    """The cells of each row from row 1 on that are in the file, without those openpyxl fills in between them."""
    for row in sheet.iter_rows():
        yield [cell for cell in row if cell is not EMPTY_CELL]


def formula_columns(source: IO[bytes], index: int) -> Iterator[frozenset[int]]:
    """Of each row of a sheet the columns (from 1) that hold a formula; this takes a second look at the workbook."""
    for cells in stored_cells(open_sheets(source, data_only=False)[index]):
        yield frozenset(cell.column for cell in cells if cell.data_type == "f")


def placed(cells: Iterable[Any], computed: Collection[int], columns: int) -> list[Value]:
    """The cells of a row at their places; gaps are empty, the empty ones at the end are left out."""
    values: list[Value] = []
    for cell in cells:
        value = cell_value(cell, cell.column in computed)
        if value == _EMPTY:
            continue
        if cell.column > columns:
            raise Refused("size")
        values += [_EMPTY] * (cell.column - 1 - len(values))
        values.append(value)
    return values


def cell_value(cell: Any, is_formula: bool) -> Value:
    """One cell as text, whether it was a number or a date, and its fault (code, reason) if it has no value."""
    kind, value = cell.data_type, cell.value
    if kind == "e":
        return _ERROR
    if value is None:
        return _NO_RESULT if is_formula and kind == "n" else _EMPTY
    if isinstance(value, str):
        return (unescape(value) if "_x" in value else value), False, None
    if isinstance(value, bool):
        return str(value).upper(), False, None
    return number_value(value) if isinstance(value, int | float) else date_value(value)


def number_value(number: int | float) -> Value:
    """A number without exponent and without stray digits: Excel itself shows no more than 15."""
    if not math.isfinite(number):
        return _NO_NUMBER
    if isinstance(number, int) or number.is_integer():
        return str(int(number)), True, None
    shown = min(repr(number), format(number, ".15g"), key=len)
    return format(Decimal(shown), "f") if "e" in shown else shown, True, None


def date_value(moment: date | time | timedelta) -> Value:
    """A day as YYYY-MM-DD, with HH:MM:SS if it has a time; a time of no day as HH:MM:SS, a duration as its days."""
    if isinstance(moment, timedelta):
        return number_value(moment / _DAY)
    if not isinstance(moment, datetime):
        return moment.isoformat(), True, None
    try:
        second = (moment + _HALF_A_SECOND).replace(microsecond=0)
    except OverflowError:
        return _ERROR
    return second.isoformat(" ").removesuffix(" 00:00:00"), True, None


def row_text(line: int, values: list[Value], limit: int) -> str:
    """A row as one line of JSON; a text over the limit is cut just above it, so that the parent still refuses it."""
    cells = [text[: limit + 1] for text, _, _ in values]
    numeric = [i for i, (_, number, _) in enumerate(values) if number]
    faults = [
        (i, fault[0], f"{fault[1]}（单元格 {get_column_letter(i + 1)}{line}）")
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
    except (*_BROKEN, *_MORE_BROKEN, *_BROKEN_TO_OPENPYXL):
        return {"state": "broken"}
    return {"state": "done"}


def main() -> None:
    """Read the order, bind this process, run, and answer."""
    order = json.load(sys.stdin)
    warnings.simplefilter("ignore")  # openpyxl tells of what it leaves out of a workbook, all of it beside the cells
    if pyexpat.version_info < SAFE_EXPAT:
        answer: dict[str, object] = {"state": "expat"}
    else:
        bind(order["memory"], order["seconds"])
        answer = run(order)
    sys.stdout.write(json.dumps(answer))


def _has_cells(sheet: Any) -> bool:
    """Whether one of the first thousand rows of a sheet has a value."""
    rows = islice(stored_cells(sheet), 1000)
    return any(cell.value not in (None, "") for cells in rows for cell in cells)


if __name__ == "__main__":
    main()
