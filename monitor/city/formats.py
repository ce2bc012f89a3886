"""The same tables in the other formats that a bureau may deliver: CSV in three encodings, and XLSX.

Comes in: the Parquet files of a city. Goes out: for each kind `.utf8.csv` with the national names, and with the Chinese
headings of a bureau's export `.bom.csv`, `.gb18030.csv` and `.xlsx` (a title above the header, ID numbers as text). For
small cities: everything is held in memory.
"""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

import polars as pl
import xlsxwriter

from monitor.city.generate import CityFiles
from monitor.city.settings import HERE
from monitor.errors import UsageError

_SHEET_ROWS = 1_048_000
_TITLES = {
    "settlements": "医保结算明细（合成数据）",
    "persons": "参保人员信息（合成数据）",
    "identities": "困难人员身份名册（合成数据）",
    "households": "家庭经济状况核对（合成数据）",
    "referrals": "转诊备案（合成数据）",
}
_MADE = datetime(2023, 1, 1)  # a fixed day, so that the same city gives the same bytes


@cache
def _headings() -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / "headings.toml").read_text("utf-8"))


def chinese_headings(kind: str) -> dict[str, str]:
    """National name to the Chinese heading of a bureau's export, for one kind of file."""
    return dict(_headings()[kind])


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every cell as the text that a CSV shows: dates ISO, money with two decimals, nothing for null."""
    moment = pl.selectors.datetime().dt.strftime("%Y-%m-%d %H:%M:%S")
    return frame.with_columns(moment).cast(pl.String)


def write_csv(frame: pl.DataFrame, path: Path, encoding: str) -> Path:
    """One CSV file; `encoding` is a Python codec such as utf-8-sig or gb18030."""
    path.write_bytes(as_text(frame).write_csv().encode(encoding))
    return path


def write_xlsx(frame: pl.DataFrame, path: Path, title: str) -> Path:
    """One workbook with a title in row 1 and the header in row 2; money as numbers, everything else as text."""
    if frame.height > _SHEET_ROWS:
        raise UsageError("E-CITY-SHEET", "行数超过一张 Excel 表的上限", where=path.name, todo="改用 CSV 或 Parquet")
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": _MADE})
        text, sheet = book.add_format({"num_format": "@"}), book.add_worksheet("数据")
        sheet.write_string(0, 0, title)
        sheet.write_row(1, 0, frame.columns)
        for at, column in enumerate(frame.iter_columns()):
            _write_column(sheet, at, column, text)
    return path


def _write_column(sheet: xlsxwriter.worksheet.Worksheet, at: int, column: pl.Series, text: object) -> None:
    if isinstance(column.dtype, pl.Decimal):
        sheet.write_column(2, at, [None if value is None else float(value) for value in column.to_list()])
    else:
        sheet.write_column(2, at, as_text(column.to_frame()).to_series().to_list(), text)


def _tables(files: CityFiles, month: int) -> dict[str, Path]:
    chosen = [path for path in files.settlements if path.stem.endswith(f"-{month:02d}")]
    if not chosen:
        raise UsageError("E-CITY-MONTH", f"合成城市里没有 {month} 月的结算", todo="换一个已生成的月份")
    rosters = {kind: getattr(files, kind) for kind in ("persons", "identities", "households", "referrals")}
    return {"settlements": chosen[0]} | rosters


def _write_kind(kind: str, source: Path, out: Path) -> list[Path]:
    frame = pl.read_parquet(source)
    chinese = frame.rename(chinese_headings(kind), strict=False)
    stem = out / source.stem
    return [
        write_csv(frame, stem.with_name(f"{source.stem}.utf8.csv"), "utf-8"),
        write_csv(chinese, stem.with_name(f"{source.stem}.bom.csv"), "utf-8-sig"),
        write_csv(chinese, stem.with_name(f"{source.stem}.gb18030.csv"), "gb18030"),
        write_xlsx(chinese, stem.with_name(f"{source.stem}.xlsx"), _TITLES[kind]),
    ]


def write_formats(files: CityFiles, out: Path, *, month: int = 1) -> dict[str, list[Path]]:
    """Write one month's settlements and the rosters in every format; gives the paths by kind.

    Raises UsageError if the city has no such month or a table is too long for a sheet.
    """
    out.mkdir(parents=True, exist_ok=True)
    return {kind: _write_kind(kind, source, out) for kind, source in _tables(files, month).items()}
