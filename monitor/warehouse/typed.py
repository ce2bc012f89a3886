"""Turns a staged file into the temporary view `staged`: every canonical column of its kind, typed.

Comes in: a `Staged` file (text chunks, or the bureau's own Parquet). Goes out: a view with `_record`, `_line`,
`_numeric`, one column per canonical column, and `<column>_fault` (null, or a reason code) beside money, dates
and years; `_conflict` names the first column that two spellings of a Parquet file fill differently (rows of text
were compared when they were cut).
A column that the file lacks is null. The macros of `sql/1_intake/macros.sql` do the reading; this module only
wires them: an inner select says what stands in each cell, cleaned, a middle one reads amounts and times once,
the outer one says what each column means. (Each layer names what the next repeats: to plan a statement costs DuckDB
time for every expression of the view, in every statement that uses it.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from monitor.errors import InputRefused
from monitor.intake.columns import KINDS, Column
from monitor.intake.staged import Staged
from monitor.warehouse.connection import Connection, literal, quoted

_EXACT = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_FLOATING = ("FLOAT", "DOUBLE")
_PERSON = ("certno", "psn_no")
_SQL_TYPES = {
    "money": "decimal(16,2)",
    "date": "date",
    "time": "timestamp",
    "integer": "integer",
    "rate": "decimal(9,4)",
}
_DATES = ("date", "time")


@dataclass(frozen=True)
class _Cell:
    """One of the file's columns that feed a canonical column: its name in the file, DuckDB's type of it, its
    name inside the view."""

    column: Column
    source: str
    type: str
    said: str

    @property
    def read(self) -> str:
        """Inside the view, an amount or a time as a value; whatever else as it stands."""
        return quoted(self.said[1:-1] + " read") if self.reading else self.said

    @property
    def reading(self) -> str:
        """How an amount or a time is read from its text; empty for what needs no reading."""
        if self.column.type == "money" and not self.is_exact:
            return f"money_exact({self.said})"
        if self.column.type in _DATES:
            return f"cast({_moment(self)} as timestamp)"
        return ""

    @property
    def text(self) -> str:
        """The cell as text."""
        return quoted(self.source) if self.type == "VARCHAR" else f"cast({quoted(self.source)} as varchar)"

    @property
    def is_exact(self) -> bool:
        """Whether it is an amount that is a whole or decimal number already."""
        return self.column.type == "money" and (self.type in _EXACT or self.type.startswith("DECIMAL"))

    @property
    def is_moment(self) -> bool:
        """Whether it is a day or a time already."""
        return self.column.type in _DATES and (
            self.type in ("DATE", "TIMESTAMP") or self.type.startswith("TIMESTAMP WITH")
        )


def make_staged_view(con: Connection, staged: Staged, highest: Decimal) -> None:
    """Create or replace the temporary view `staged`; `highest` is the largest believable amount in yuan.

    Raises InputRefused where the file keeps amounts in a type that cannot hold them.
    """
    types = _types(con, staged)
    said, read, meant = [*_row_columns(staged, types)], ["*"], ["_record", "_line", "_numeric"]
    conflicts: list[str] = []
    for column in KINDS[staged.kind].columns:
        cells = [
            _Cell(column, src, types[src], quoted(f"{column.name} {i}"))
            for i, src in enumerate(_sources(staged, column.name))
        ]
        _refuse_single_precision(cells)
        said += [f"{_said(cell)} as {cell.said}" for cell in cells]
        read += [f"{cell.reading} as {cell.read}" for cell in cells if cell.reading]
        meant += _expressions(column, cells, highest)
        conflicts += _conflicts(cells)
    known = {column.name for column in KINDS[staged.kind].columns}
    meant += [f"cast(null as varchar) as {name}" for name in _PERSON if name not in known]
    meant.append(f"cast({_first(conflicts)} as varchar) as _conflict")
    inner = "select " + ",\n".join(said) + " from " + source(staged)
    middle = "select " + ",\n".join(read) + " from (" + inner + ")"
    con.execute("create or replace temp view staged as select " + ",\n".join(meant) + " from (" + middle + ")")


def source(staged: Staged) -> str:
    """The FROM clause that reads the staged files."""
    files = "[" + ", ".join(literal(str(path)) for path in staged.files) + "]"
    return f"read_parquet({files}, file_row_number = true)" if staged.typed else f"read_parquet({files})"


def _types(con: Connection, staged: Staged) -> dict[str, str]:
    described = con.execute("describe select * from " + source(staged)).fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _row_columns(staged: Staged, types: dict[str, str]) -> Iterable[str]:
    if not staged.typed:
        yield from ("_record", "_line", "_numeric")
        return
    yield "file_row_number + 1 as _record"
    yield "file_row_number + 1 as _line"
    ids = [(name, h) for name, hs in staged.found.items() if KINDS[staged.kind].column(name).type == "id" for h in hs]
    marks = [f"case when {quoted(h)} is not null then {literal(name)} end" for name, h in ids if types[h] in _FLOATING]
    yield (f"concat_ws(',', {', '.join(marks)})" if marks else "''") + " as _numeric"


def _sources(staged: Staged, name: str) -> tuple[str, ...]:
    if name not in staged.found:
        return ()
    return staged.found[name] if staged.typed else (name,)


def _refuse_single_precision(cells: Iterable[_Cell]) -> None:
    """A FLOAT has seven digits: from 131,072.00 on it cannot tell one fen from the next."""
    wrong = [cell.source for cell in cells if cell.column.type == "money" and cell.type == "FLOAT"]
    if wrong:
        raise InputRefused(
            "E-PAR-TYPE",
            "金额列是单精度小数（FLOAT），存不准金额",
            where=f"列 {wrong[0]}",
            todo="改用 DECIMAL、DOUBLE 或文本重新导出",
        )


def _said(cell: _Cell) -> str:
    """What stands in the cell: text without stray marks, or the value itself where the file is typed."""
    kind = cell.column.type
    if cell.is_exact or cell.is_moment:
        return quoted(cell.source)
    if kind == "money":
        return f"money_text({cell.text})"
    if kind in _DATES:
        return f"moment_text({cell.text})"
    if kind in ("text", "note"):
        return f"{'note_text' if kind == 'note' else 'tidy'}({cell.text})"
    if kind == "id":
        return f"id_tidy({cell.text})"
    return _code(cell)


def _code(cell: _Cell) -> str:
    """Codes and years: other programs keep them as truth values, or as numbers with a fraction of nothing (21.0)."""
    if cell.type == "BOOLEAN":
        return f"case {quoted(cell.source)} when true then '1' when false then '0' end"
    if cell.type in _FLOATING and cell.column.type != "rate":
        return f"regexp_replace({cell.text}, '\\.0$', '')"
    return f"half_width({cell.text})"


def _expressions(column: Column, cells: list[_Cell], highest: Decimal) -> list[str]:
    name = quoted(column.name)
    shown = [f"cast({_first([_value(cell) for cell in cells])} as {_SQL_TYPES.get(column.type, 'varchar')}) as {name}"]
    if column.type in ("money", "date", "time", "integer"):
        fault = _first([_fault(cell, highest) for cell in cells])
        shown.append(f"cast({fault} as varchar) as {quoted(column.name + '_fault')}")
    return shown


def _conflicts(cells: list[_Cell]) -> list[str]:
    """For each pair of spellings of a column its name where both are filled and do not say the same."""
    return [
        f"case when {a.said} is not null and {b.said} is not null and ({_value(a)}) is distinct from ({_value(b)})"
        f" then {literal(a.column.name)} end"
        for a, b in combinations(cells, 2)
    ]


def _first(expressions: list[str]) -> str:
    if not expressions:
        return "null"
    return expressions[0] if len(expressions) == 1 else "coalesce(" + ", ".join(expressions) + ")"


def _value(cell: _Cell) -> str:
    kind = cell.column.type
    if kind == "money":
        return f"try_cast({cell.read} as decimal(16,2))"
    if kind in _DATES:
        return f"plausible({cell.read})"
    if kind == "integer":
        return f"whole_number({cell.said})"
    return f"try_cast({cell.said} as decimal(9,4))" if kind == "rate" else cell.said


def _moment(cell: _Cell) -> str:
    if not cell.is_moment:
        return f"moment({cell.said})"
    return cell.said if cell.type in ("DATE", "TIMESTAMP") else f"timezone('Asia/Shanghai', {cell.said})"


def _fault(cell: _Cell, highest: Decimal) -> str:
    if cell.column.type == "money":
        return _exact_fault(cell, highest) if cell.is_exact else f"money_fault({cell.said}, {cell.read}, {highest})"
    code = literal("E-DATE-FORM" if cell.column.type != "integer" else "E-YEAR-FORM")
    given = f"{cell.said} is not null"
    if cell.column.name == "enddate":
        given += f" and not is_open_end(cast({cell.said} as varchar))"
    return f"case when {given} and ({_value(cell)}) is null then {code} end"


def _exact_fault(cell: _Cell, highest: Decimal) -> str:
    wide = (
        f"when {cell.said} <> try_cast({cell.said} as decimal(16,2)) then 'E-AMT-002' " if _scale(cell.type) > 2 else ""
    )
    return f"case when {cell.said} > {highest} or {cell.said} < -{highest} then 'E-AMT-003' {wide}end"


def _scale(type_: str) -> int:
    return int(type_.rstrip(")").split(",")[1]) if type_.startswith("DECIMAL") else 0
