"""R116: a spreadsheet program opens the workbook and the CSV with sixty hostile texts in them, and finds no formula."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.deliver.analysis import Answer, as_csv
from monitor.lists.masking import visible
from tests.deliver.payloads import CELL_PAYLOADS
from tests.deliver.reading import books_of
from tests.lists.sample_issue import sample_issue, sample_row

OFFICE = shutil.which("soffice")
HOME = {"county_code": "340121000000", "township_code": "340121100000"}
NEEDS_OFFICE = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def opened(path: Path) -> str:
    """The file as LibreOffice understands it: flat XML, in which a formula is an attribute of its cell."""
    options = ["--headless", "--norestore", f"-env:UserInstallation=file://{path.parent}/profile"]
    command = [str(OFFICE), *options, "--convert-to", "fods", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".fods").read_text(encoding="utf-8")


@NEEDS_OFFICE
def test_a_workbook_has_no_formula_and_no_link(tmp_path: Path) -> None:
    rows = [
        sample_row(number, **HOME, psn_name=text, village=text, identity=text, correction_cause=text)
        for number, text in enumerate(CELL_PAYLOADS, 1)
    ]
    path = tmp_path / "list.xlsx"
    path.write_bytes(books_of(sample_issue(rows))["340121_civil_affairs"])
    shown = opened(path)
    assert "table:formula" not in shown
    assert "xlink:href" not in shown
    assert shown.count("1+1") > 50


def csv_of(*texts: str) -> str:
    """One text a line, as `monitor sql --format csv` writes them."""
    return as_csv(Answer(("text",), tuple((text,) for text in texts)))


@NEEDS_OFFICE
def test_a_csv_has_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text(csv_of(*(visible(text) for text in CELL_PAYLOADS)), encoding="utf-8")
    shown = opened(path)
    assert "table:formula" not in shown
    assert "1+1" in shown


@NEEDS_OFFICE
def test_a_formula_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "planted.csv"
    path.write_text("text\n=1+1\n", encoding="utf-8")
    assert "table:formula" in opened(path)


@pytest.mark.parametrize("text", CELL_PAYLOADS)
def test_a_hostile_text_of_a_csv_is_quoted_and_begins_harmlessly(text: str) -> None:
    written = csv_of(text)
    (_head, (cell,)) = csv.reader(io.StringIO(written, newline=""))
    assert cell in (text, "'" + text)
    assert cell.lstrip(" ")[:1] not in set("=+-@＝＋－＠\t\r\n")
    assert written.split("\n", 1)[1].startswith('"')
