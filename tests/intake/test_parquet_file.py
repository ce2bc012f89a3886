"""Parquet is not copied: the reader says which column is which and how many rows there are."""

from pathlib import Path

import polars as pl
import pytest

from monitor.errors import InputRefused
from tests.intake.reading import HEADINGS, read, read_path, settlement


def parquet(folder: Path, **more: pl.Series) -> Path:
    path = folder / "结算.parquet"
    rows = [settlement(i) for i in range(1, 6)]
    pl.DataFrame(rows, schema=list(HEADINGS), orient="row").with_columns(**more).write_parquet(path)
    return path


def test_the_file_itself_is_staged(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    staged = read_path(path)
    assert (staged.typed, staged.files, staged.records, staged.format) == (True, (path,), 5, "parquet")
    assert staged.found["certno"] == ("证件号码",)
    assert staged.originals == HEADINGS


def test_a_parquet_without_rows_has_no_records(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    pl.read_parquet(path).clear().write_parquet(path)
    assert read_path(path).records == 0


def test_a_parquet_that_lacks_a_column_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    pl.read_parquet(path).drop("医疗类别").write_parquet(path)
    with pytest.raises(InputRefused, match="med_type"):
        read_path(path)


def test_a_nested_column_is_refused_only_if_it_is_used(tmp_path: Path) -> None:
    nested = pl.Series([["a"]] * 5)
    assert read_path(parquet(tmp_path, 其他=nested)).records == 5
    with pytest.raises(InputRefused, match="E-PAR-TYPE"):
        read_path(parquet(tmp_path, 人员姓名=nested))


@pytest.mark.parametrize("name", ["file_row_number", "File_Row_Number", "", " "])
def test_a_column_that_could_not_be_read_back_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRefused, match="改正列名"):
        read_path(parquet(tmp_path, **{name: pl.Series([1] * 5)}))


@pytest.mark.parametrize("keep", [4, 40, 400])
def test_a_damaged_parquet_is_refused(tmp_path: Path, keep: int) -> None:
    with pytest.raises(InputRefused, match="E-PAR-READ"):
        read(tmp_path, parquet(tmp_path).read_bytes()[:keep], name="坏.parquet")
