"""Cells that make a row unusable before anybody asks what they mean: too long, with a NUL, or in contradiction.

In: a frame of the columns `h0`, `h1`, … of some rows. Out: the flaw of each bad row by its index.
Whole columns are looked at at once; single cells only where a column has a bad one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import polars as pl

from monitor.intake.columns import ColumnType, Kind
from monitor.intake.headings import Header


@dataclass(frozen=True)
class Flaw:
    """Why a row is set aside: stable code, heading of the cell, reason in Chinese without the cell's text."""

    code: str
    heading: str
    reason: str


def bad_cells(frame: pl.DataFrame, header: Header, limit: int) -> dict[int, Flaw]:
    """Rows with a cell of more than `limit` bytes (E-TXT-LONG) or with a NUL character (E-TXT-NUL)."""
    cells = pl.col("^h[0-9]+$")
    long = frame.select(cells.str.len_bytes() > limit)
    nul = frame.select(cells.str.contains("\0", literal=True))
    flaws = _flagged(long, header, "E-TXT-LONG", f"单元格超过 {limit} 字节")
    return {**flaws, **_flagged(nul, header, "E-TXT-NUL", "单元格里有空字符（NUL）")}


def conflicting_cells(frame: pl.DataFrame, header: Header, kind: Kind) -> dict[int, Flaw]:
    """Rows in which two spellings of one column are both filled and differ (E-COL-CONFLICT); 0 and 0.00 do not."""
    flaws: dict[int, Flaw] = {}
    for name, places in header.columns.items():
        headings = "、".join(header.headings[place] for place in places)
        for i in _differing(frame, places, kind.column(name).type):
            reason = f"同一项的几列写了不同的内容：{headings}"
            flaws.setdefault(i, Flaw("E-COL-CONFLICT", header.headings[places[-1]], reason))
    return flaws


def filled(place: int) -> pl.Expr:
    """The column at this place, null where it is blank."""
    column = pl.col(f"h{place}")
    return pl.when(column.str.strip_chars() != pl.lit("")).then(column)


def _flagged(flags: pl.DataFrame, header: Header, code: str, reason: str) -> dict[int, Flaw]:
    bad = [column for column in flags.iter_columns() if column.any()]
    return {i: Flaw(code, header.headings[int(c.name[1:])], reason) for c in bad for i in c.arg_true().to_list()}


def _differing(frame: pl.DataFrame, places: tuple[int, ...], type_: ColumnType) -> Iterator[int]:
    """Indexes of the rows in which the first filled column and a later one do not say the same."""
    for k in range(1, len(places)):
        first, other = pl.coalesce([filled(place) for place in places[:k]]), filled(places[k])
        pairs = frame.select(first.str.strip_chars().alias("a"), other.str.strip_chars().alias("b"))
        differing = pairs.with_row_index("i").filter(pl.col("a") != pl.col("b"))
        yield from (i for i, a, b in differing.iter_rows() if not _same(a, b, type_))


def _same(a: str, b: str, type_: ColumnType) -> bool:
    """Whether two texts are one amount, written with more or fewer zeros; texts of other types must be equal."""
    if type_ not in ("money", "rate"):
        return a == b
    try:
        return Decimal(a) == Decimal(b)
    except InvalidOperation:
        return False
