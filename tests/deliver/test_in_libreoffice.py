"""A spreadsheet program opens the workbook and the CSV with sixty hostile texts in them, and finds no formula (R116);
what it saves of the filled-in receipt sheet is loaded."""

import csv
import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from monitor.deliver.analysis import Answer, as_csv
from monitor.deliver.receipt_sheet import SHEET
from monitor.errors import InputRefused
from monitor.lists.masking import visible
from tests.conftest import Bureau
from tests.deliver.payloads import CELL_PAYLOADS
from tests.deliver.reading import books_of
from tests.lists.sample_issue import sample_issue, sample_row
from tests.warehouse.builder import bill, holds, person, resident

OFFICE = shutil.which("soffice")
HOME = {"county_code": "340121000000", "township_code": "340121100000"}
NEEDS_OFFICE = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def opened(path: Path) -> str:
    """The file as LibreOffice understands it: flat XML, in which a formula is an attribute of its cell."""
    return saved(path, "fods", path.parent).read_text(encoding="utf-8")


def saved(path: Path, suffix: str, folder: Path) -> Path:
    """The file as LibreOffice saves it, in another format or folder."""
    options = ["--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
    command = [str(OFFICE), *options, "--convert-to", suffix, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / path.name).with_suffix(f".{suffix}")


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


WHO = (person(1), person(2), person(3))
ANSWER = {"处理日期": date(2023, 2, 13), "处理人": "李科员", "部门处理": "认定身份", "认定身份": "特困人员"}
ANSWER |= {"开始日期": date(2023, 2, 1), "备注": "=1+1"}


@pytest.fixture
def sheet_path(bureau: Bureau) -> Path:
    """The workbook of 民政 for three people who crossed the line in January."""
    bureau.intake("persons", [resident(one, psn_name=f"测试{one[14:17]}") for one in WHO])
    bureau.intake("identities", [holds(one) for one in WHO])
    bureau.intake("settlements", [bill(one[14:17], one, "2023-01-05", "12000") for one in WHO])
    return bureau.month("2023-01").folder / "340121_civil_affairs.xlsx"


def filled_in(path: Path, folder: Path) -> Path:
    """A copy of the workbook with an answer in the second row of its receipt sheet."""
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book[SHEET][4]]
    for heading, value in ANSWER.items():
        book[SHEET].cell(6, 1 + headings.index(heading)).value = value
        book[SHEET].cell(6, 1 + headings.index(heading)).data_type = "d" if isinstance(value, date) else "s"
    folder.mkdir()
    book.save(folder / path.name)
    return folder / path.name


@NEEDS_OFFICE
def test_a_receipt_that_was_filled_in_and_saved_is_loaded(bureau: Bureau, sheet_path: Path, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    path = saved(filled_in(sheet_path, tmp_path / "filled"), "xlsx", tmp_path / "sent")
    loaded = bureau.intake("receipts", path, on=date(2023, 2, 20))
    assert (loaded.counts.accepted, loaded.counts.rejected) == (1, 0)
    (receipt,) = bureau.sql("select * from warehouse.receipt_row")
    wanted = {"visited_on": ANSWER["处理日期"], "decision": "recognise", "identity": "特困人员", "remarks": "=1+1"}
    assert {name: receipt[name] for name in wanted} == wanted
    chosen = openpyxl.load_workbook(sheet_path)[SHEET].cell(6, 4).value
    assert f"{receipt['row_no']}-" in chosen


def test_a_sheet_in_which_nobody_wrote_is_told_apart_from_wrong_ones(bureau: Bureau, sheet_path: Path) -> None:
    with pytest.raises(InputRefused, match="3 行都没有填写"):
        bureau.intake("receipts", sheet_path, on=date(2023, 2, 20))


@NEEDS_OFFICE
def test_the_choices_and_the_lock_are_understood(sheet_path: Path) -> None:
    shown = opened(sheet_path)
    lists = re.findall(r"table:condition=\"of:cell-content-is-in-list\(([^)]*)\)", shown)
    assert len(lists) == 2
    assert all("认定身份" in one or "特困人员" in one for one in lists)
    assert re.search(rf'<table:table table:name="{SHEET}"[^>]*table:protected="true"', shown)


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
