"""The other formats: same content, in every encoding and in a workbook."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from monitor.city import CityFiles, make_city, write_formats
from monitor.city.formats import as_text, chinese_headings
from monitor.errors import UsageError


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return make_city("yingkou", tmp_path_factory.mktemp("small"), people=400, months=2)


@pytest.fixture(scope="module")
def written(small: CityFiles, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return write_formats(small, tmp_path_factory.mktemp("formats"), month=2)


@pytest.mark.parametrize(("at", "encoding"), [(0, "utf-8"), (1, "utf-8-sig"), (2, "gb18030")])
def test_each_encoding_holds_the_same_cells(
    small: CityFiles, written: dict[str, list[Path]], at: int, encoding: str
) -> None:
    text = written["settlements"][at].read_bytes().decode(encoding)
    read = pl.read_csv(text.encode(), infer_schema=False)
    assert read.rows() == as_text(pl.read_parquet(small.settlements[1])).rows()


def test_the_bom_is_there(written: dict[str, list[Path]]) -> None:
    assert written["persons"][1].read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_a_title_the_chinese_header_and_text_numbers(written: dict[str, list[Path]]) -> None:
    sheet = openpyxl.load_workbook(written["identities"][3]).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert "合成" in str(rows[0][0])
    assert rows[1] == tuple(chinese_headings("identities").values())
    assert len(str(rows[2][0])) == 18
    assert isinstance(rows[2][0], str)


def test_every_column_has_a_chinese_heading(small: CityFiles) -> None:
    for kind in ("persons", "identities", "households", "referrals"):
        assert set(pl.read_parquet(getattr(small, kind)).columns) == set(chinese_headings(kind))
    assert set(pl.read_parquet(small.settlements[0]).columns) == set(chinese_headings("settlements"))


def test_a_month_that_was_not_made_is_refused(small: CityFiles, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="12 月"):
        write_formats(small, tmp_path, month=12)
