"""A Parquet file as it is: which of its columns are which, and how many rows it has. Its data is not read here.

In: a path. Out: `Staged` with `typed` true that names the file itself. Never copies or converts anything.
"""

from pathlib import Path

import polars as pl

from monitor.errors import InputRefused
from monitor.intake.columns import Kind
from monitor.intake.headings import check_headings, match
from monitor.intake.staged import ReadSettings, Staged

_ROW_NUMBER = "file_row_number"


def stage_parquet(path: Path, kind: Kind, settings: ReadSettings) -> Staged:
    """The file's own columns under the names of its kind; `InputRefused` if unreadable, nested, or a column lacks."""
    schema, records = _schema_and_count(path)
    headings = tuple(schema)
    if len(headings) > settings.max_columns:
        raise too_many_columns(path, len(headings), settings.max_columns)
    _refuse_names(path, headings)
    header = match(headings, kind, settings.mapping)
    check_headings(header, kind, file=path.name)
    used = [heading for group in header.found.values() for heading in group]
    _refuse_nested(path, {heading: schema[heading] for heading in used})
    return Staged(
        kind=kind.name,
        format="parquet",
        encoding="",
        header_line=0,
        headings=headings,
        originals=headings,
        found=header.found,
        ignored=header.ignored,
        files=(path,),
        typed=True,
        records=records,
    )


def too_many_columns(path: Path, count: int, limit: int) -> InputRefused:
    """The error for a file that is wider than any extract."""
    return InputRefused(
        "E-COL-MANY",
        f"有 {count} 列，上限 {limit} 列",
        where=f"文件 {path.name}",
        todo="核对分隔符；只导出需要的列",
    )


def _schema_and_count(path: Path) -> tuple[dict[str, pl.DataType], int]:
    try:
        scan = pl.scan_parquet(path, glob=False)
        return dict(scan.collect_schema()), int(scan.select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError):
        raise InputRefused(
            "E-PAR-READ", "Parquet 文件已损坏或不完整", where=f"文件 {path.name}", todo="重新导出或重新传送该文件"
        ) from None


def _refuse_names(path: Path, headings: tuple[str, ...]) -> None:
    """Refuse a column that could not be read back: one without a name, or named as the engine's own row number."""
    where, todo = f"文件 {path.name}", "改正列名后重新导出"
    if any(not heading.strip() for heading in headings):
        raise InputRefused("E-COL-MISSING", "Parquet 文件里有一列没有列名", where=where, todo=todo)
    if any(heading.strip().casefold() == _ROW_NUMBER for heading in headings):
        what = f"列名 {_ROW_NUMBER} 与读取 Parquet 时的行号列同名"
        raise InputRefused("E-COL-DUP", what, where=where, todo=todo)


def _refuse_nested(path: Path, types: dict[str, pl.DataType]) -> None:
    bad = [heading for heading, dtype in types.items() if dtype.is_nested() or dtype in (pl.Binary, pl.Object)]
    if bad:
        raise InputRefused(
            "E-PAR-TYPE",
            f"这些列不是简单的文字、数字或日期：{'、'.join(bad)}",
            where=f"文件 {path.name}",
            todo="导出时把嵌套或二进制的列展开成普通列",
        )
