"""What tests do with a bureau besides loading and running: read it as a dictionary, loosen its limits, share one."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from tests.conftest import Bureau

Write = Callable[[Path, Sequence[dict[str, Any]]], Path]


def new_bureau(workspace: Path, folder: Path) -> Bureau:
    """An empty bureau in `folder`, a copy of an empty workspace."""
    shutil.copytree(workspace, folder / "bureau")
    return Bureau(folder / "bureau")


def as_dict(bureau: Bureau, query: str) -> dict[Any, Any]:
    """The rows of a query: first column → second column, or → the tuple of the others."""
    found = [tuple(row.values()) for row in bureau.sql(query)]
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in found}


def configure(bureau: Bureau, **values: object) -> None:
    """Change keys that stand in the bureau's config.toml."""
    lines = bureau.config_path.read_text(encoding="utf-8").splitlines()
    for key, value in values.items():
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{key} ="))
        lines[at] = f"{key} = {value}"
    bureau.config_path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_csv(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows as a CSV file."""
    pl.DataFrame(rows).write_csv(folder / "rows.csv")
    return folder / "rows.csv"


def as_xlsx(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows as a workbook: texts as text cells, numbers as number cells."""
    path = folder / "rows.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for y, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            for x, cell in enumerate(cells):
                put = sheet.write_string if isinstance(cell, str) else sheet.write_number
                put(y, x, cell)
    return path


def as_parquet(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows as a Parquet file, typed as Python's values are."""
    pl.DataFrame(rows).write_parquet(folder / "rows.parquet")
    return folder / "rows.parquet"
