"""Turns a staged file into the temporary view `staged`: every canonical column of its kind, typed.

Comes in: a `Staged` file (text chunks, or the bureau's own Parquet). Goes out: a view with `_record`, `_line`,
`_numeric`, one column per canonical column, and `<column>_fault` (null, or a reason code) beside money, dates and years.
A column that the file lacks is null. The macros of `sql/1_intake/macros.sql` do the reading; this module only wires them.
"""

from collections.abc import Iterable
from decimal import Decimal

from monitor.intake.columns import KINDS, Column
from monitor.intake.staged import Staged
from monitor.warehouse.connection import Connection, literal, quoted

_EXACT = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_PERSON = ("certno", "psn_no")
_SQL_TYPES = {"money": "decimal(16,2)", "date": "date", "time": "timestamp", "integer": "integer", "rate": "decimal(9,4)"}


def make_staged_view(con: Connection, staged: Staged, highest: Decimal) -> None:
    """Create or replace the temporary view `staged`; `highest` is the largest believable amount in yuan."""
    types = _types(con, staged)
    chosen = [*_row_columns(staged, types)]
    for column in KINDS[staged.kind].columns:
        chosen += _expressions(column, _sources(staged, column.name), types, highest)
    known = {column.name for column in KINDS[staged.kind].columns}
    chosen += [f"cast(null as varchar) as {name}" for name in _PERSON if name not in known]
    con.execute("create or replace temp view staged as select " + ",\n".join(chosen) + " from " + source(staged))


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
    floats = [name for name, headings in staged.found.items() if any(types[h] in ("FLOAT", "DOUBLE") for h in headings)]
    ids = [name for name in floats if KINDS[staged.kind].column(name).type == "id"]
    yield literal(",".join(ids)) + " as _numeric"


def _sources(staged: Staged, name: str) -> tuple[str, ...]:
    if name not in staged.found:
        return ()
    return staged.found[name] if staged.typed else (name,)


def _expressions(column: Column, sources: tuple[str, ...], types: dict[str, str], highest: Decimal) -> list[str]:
    name = quoted(column.name)
    value = _first([_value(column, quoted(src), types[src]) for src in sources])
    shown = [f"cast({value} as {_SQL_TYPES.get(column.type, 'varchar')}) as {name}"]
    if column.type in ("money", "date", "time", "integer"):
        fault = _first([_fault(column, quoted(src), types[src], highest) for src in sources])
        shown.append(f"cast({fault} as varchar) as {quoted(column.name + '_fault')}")
    return shown


def _first(expressions: list[str]) -> str:
    if not expressions:
        return "null"
    return expressions[0] if len(expressions) == 1 else "coalesce(" + ", ".join(expressions) + ")"


def _value(column: Column, cell: str, type_: str) -> str:
    text = cell if type_ == "VARCHAR" else f"cast({cell} as varchar)"
    if column.type == "money":
        return f"try_cast({cell} as decimal(16,2))" if _is_exact(type_) else f"money({text})"
    if column.type in ("date", "time"):
        moment = cell if type_ in ("DATE", "TIMESTAMP") else f"moment({text})"
        if type_.startswith("TIMESTAMP WITH"):
            moment = f"timezone('Asia/Shanghai', {cell})"
        return f"plausible(cast({moment} as timestamp))"
    if column.type == "integer":
        return f"try_cast(half_width({text}) as integer)"
    if column.type == "rate":
        return f"try_cast(half_width({text}) as decimal(9,4))"
    if column.type == "code":
        return f"half_width({text})"
    return f"tidy({text})"


def _fault(column: Column, cell: str, type_: str, highest: Decimal) -> str:
    text = cell if type_ == "VARCHAR" else f"cast({cell} as varchar)"
    if column.type == "money":
        if not _is_exact(type_):
            return f"money_fault({text}, {highest})"
        wide = f"when {cell} <> try_cast({cell} as decimal(16,2)) then 'E-AMT-002' " if _scale(type_) > 2 else ""
        return f"case when abs({cell}) > {highest} then 'E-AMT-003' {wide}end"
    code = literal("E-DATE-FORM" if column.type != "integer" else "E-YEAR-FORM")
    given = f"{cell} is not null" if type_ != "VARCHAR" else f"tidy({cell}) is not null"
    if column.name == "enddate":
        given += f" and not is_open_end({text})"
    return f"case when {given} and ({_value(column, cell, type_)}) is null then {code} end"


def _is_exact(type_: str) -> bool:
    return type_ in _EXACT or type_.startswith("DECIMAL")


def _scale(type_: str) -> int:
    return int(type_.rstrip(")").split(",")[1]) if type_.startswith("DECIMAL") else 0
