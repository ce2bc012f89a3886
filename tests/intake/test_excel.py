"""XLSX: cells as the clerk sees them, numbers that should be text marked, and no workbook that can hurt us."""

import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from monitor.errors import InputRefused
from monitor.intake import excel
from monitor.intake.staged import Staged
from tests.intake import bomb
from tests.intake.reading import HEADINGS, csv_text, frame, read, read_path, settlement, table


def book(folder: Path, rows: list[list[Any]], *, sheet: str = "数据", epoch_1904: bool = False) -> Path:
    """A workbook whose cells have the types of the values given."""
    path = folder / "结算.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch_1904, "default_date_format": "yyyy-mm-dd hh:mm"}) as workbook:
        page = workbook.add_worksheet(sheet)
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
    return path


def hand_made(folder: Path, cells: str) -> Staged:
    """The table's headings and one row made of raw XML cells."""
    heads = "".join(f'<c t="str"><v>{heading}</v></c>' for heading in HEADINGS)
    return read_path(bomb.workbook(folder / "a.xlsx", bomb.sheet(f'<row r="1">{heads}</row><row r="2">{cells}</row>')))


def test_a_workbook_gives_the_same_rows_as_the_csv(tmp_path: Path) -> None:
    expected = frame(read(tmp_path, csv_text(table(300))))
    staged = read_path(book(tmp_path, table(300)))
    assert (staged.format, staged.records) == ("xlsx", 300)
    assert frame(staged).equals(expected)


def test_the_header_may_stand_below_a_title_and_totals_below_the_data(tmp_path: Path) -> None:
    rows = [["某市结算明细表"], [], *table(3), ["合计", None, None, None, None, 9, 6]]
    staged = read_path(book(tmp_path, rows))
    assert (staged.header_line, staged.records, staged.totals[0].values["medfee_sumamt"]) == (3, 3, "9")
    assert frame(staged)["_line"].to_list() == [4, 5, 6]


@pytest.mark.parametrize("number", [340104199001011234, 3.4010419900101e17, 340104199001011])
def test_an_identifier_stored_as_a_number_is_marked(tmp_path: Path, number: float) -> None:
    row: list[Any] = settlement(1)
    row[1] = number
    staged = frame(read_path(book(tmp_path, [list(HEADINGS), row, settlement(2)])))
    assert staged["_numeric"].to_list() == ["certno", ""]


def test_every_number_cell_of_a_hundred_is_marked_and_no_text_cell(tmp_path: Path) -> None:
    rows: list[list[Any]] = [settlement(i) for i in range(200)]
    for row in rows[::2]:
        row[1] = float(row[1])
    staged = frame(read_path(book(tmp_path, [list(HEADINGS), *rows])))
    assert staged["_numeric"].to_list() == ["certno", ""] * 100


def test_an_amount_that_is_a_number_is_not_marked(tmp_path: Path) -> None:
    row: list[Any] = settlement(1)
    row[5], row[6] = 23442.46, 100.0
    staged = frame(read_path(book(tmp_path, [list(HEADINGS), row])))
    assert staged.select("_numeric", "medfee_sumamt", "inscp_amt").row(0) == ("", "23442.46", "100")


def test_a_number_has_one_text(tmp_path: Path) -> None:
    texts = {
        "0.30000000000000004": "0.3",
        "23442.459999999999": "23442.46",
        "1005.005": "1005.005",
        "1E+15": "1000000000000000",
        "-0.01": "-0.01",
        "1.5E-7": "0.00000015",
        "-7": "-7",
        "340104199001011234": "340104199001011234",
    }
    heads = "".join(f'<c t="str"><v>{heading}</v></c>' for heading in HEADINGS)
    rows = "".join(f'<row><c t="str"><v>S</v></c><c><v>{stored}</v></c></row>' for stored in texts)
    staged = frame(read_path(bomb.workbook(tmp_path / "a.xlsx", bomb.sheet(f"<row>{heads}</row>{rows}"))))
    assert staged["certno"].to_list() == list(texts.values())
    assert staged["_numeric"].to_list() == ["certno"] * len(texts)


@pytest.mark.parametrize("stored", ["x", "INF", "NaN"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, stored: str) -> None:
    with pytest.raises(InputRefused, match="E-XLSX-BROKEN"):
        hand_made(tmp_path, f"<c><v>{stored}</v></c>")


def test_an_infinite_number_sets_its_row_aside(tmp_path: Path) -> None:
    staged = hand_made(tmp_path, '<c t="str"><v>S1</v></c><c><v>1e999</v></c>')
    assert [(row.code, row.column) for row in staged.malformed] == [("E-CELL-ERR", "证件号码")]


def formatted(folder: Path, cells: list[tuple[float, str | int]]) -> Staged:
    """A workbook with one row for each number and number format."""
    path = folder / "结算.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for i, (number, code) in enumerate(cells, 1):
            page.write_row(i, 0, settlement(i))
            page.write_number(i, 2, number, workbook.add_format({"num_format": code}))
    return read_path(path)


def test_a_date_has_one_text(tmp_path: Path) -> None:
    texts = {
        45351: "2024-02-29",
        45351.99999999: "2024-03-01",
        45351.33684027778: "2024-02-29 08:05:03",
        1: "1900-01-01",
        61: "1900-03-01",
        0.5: "12:00:00",
    }
    staged = formatted(tmp_path, [(serial, "yyyy/m/d") for serial in texts])
    assert frame(staged)["psn_name"].to_list() == list(texts.values())


def test_a_duration_is_its_number_of_days(tmp_path: Path) -> None:
    assert frame(formatted(tmp_path, [(1.5, "[h]:mm")]))["psn_name"].to_list() == ["1.5"]


@pytest.mark.parametrize("serial", [1e99, 99999999, 2958465.9999999])
def test_a_date_that_cannot_be_sets_its_row_aside(tmp_path: Path, serial: float) -> None:
    flaw = formatted(tmp_path, [(serial, "yyyy/m/d")]).malformed[0]
    assert (flaw.code, flaw.column) == ("E-CELL-ERR", "人员姓名")
    assert "无效的日期（单元格 C2）" in flaw.reason_zh


def test_a_format_with_date_letters_is_a_date(tmp_path: Path) -> None:
    codes = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d h:mm AM/PM", "m/d;@"]
    staged = formatted(tmp_path, [(45351.5, code) for code in codes])
    assert frame(staged)["psn_name"].to_list() == ["2024-02-29 12:00:00"] * len(codes)


def test_a_format_without_date_letters_is_a_number(tmp_path: Path) -> None:
    codes = ["General", "0.00", '#,##0.00"yuan my"', "[Red]-0.00", "0.00E+00", "@", "\\d0"]
    staged = formatted(tmp_path, [(45351.5, code) for code in codes])
    assert frame(staged)["psn_name"].to_list() == ["45351.5"] * len(codes)


def test_the_date_formats_of_chinese_excel_are_dates(tmp_path: Path) -> None:
    codes = [14, 22, 27, 31, 36, 50, 58]
    staged = formatted(tmp_path, [(45351, code) for code in codes])
    assert frame(staged)["psn_name"].to_list() == ["2024-02-29"] * len(codes)


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_a_date_cell_is_the_same_day_in_both_date_systems(tmp_path: Path, epoch_1904: bool) -> None:
    row: list[Any] = settlement(1)
    row[3], row[7] = datetime(2024, 2, 29), True
    staged = frame(read_path(book(tmp_path, [list(HEADINGS), row], epoch_1904=epoch_1904)))
    assert staged.select("setl_time", "h7").row(0) == ("2024-02-29", "TRUE")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_cell_sets_its_row_aside_by_address(tmp_path: Path, error: str) -> None:
    staged = hand_made(tmp_path, f'<c t="str"><v>S1</v></c><c t="e"><v>{error}</v></c><c t="str"><v>x</v></c>')
    flaw = staged.malformed[0]
    assert (flaw.code, flaw.column, flaw.line) == ("E-CELL-ERR", "证件号码", 2)
    assert "单元格 B2" in flaw.reason_zh


def test_a_formula_without_a_stored_result_sets_its_row_aside(tmp_path: Path) -> None:
    staged = hand_made(tmp_path, '<c t="str"><v>S1</v></c><c t="str"><v>1</v></c><c><f>A1&amp;"x"</f></c>')
    assert [(row.code, row.column) for row in staged.malformed] == [("E-CELL-FORMULA", "人员姓名")]


def test_an_empty_cell_beside_formulas_is_no_formula(tmp_path: Path) -> None:
    staged = hand_made(tmp_path, '<c t="str"><f>"S"&amp;1</f><v>S1</v></c><c s="0"/><c/><c><f/></c>')
    assert [(row.code, row.column) for row in staged.malformed] == [("E-CELL-FORMULA", "结算时间")]


def test_a_formula_with_a_stored_result_is_its_result(tmp_path: Path) -> None:
    cells = '<c t="str"><f>"S"&amp;1</f><v>S1</v></c><c t="str"><f>IF(1,"")</f><v></v></c><c><f>1+1</f><v>2</v></c>'
    staged = hand_made(tmp_path, cells)
    assert staged.malformed == ()
    assert frame(staged).select("setl_id", "certno", "psn_name").row(0) == ("S1", None, "2")


def test_a_sheet_that_announces_less_than_it_has_is_read_whole(tmp_path: Path) -> None:
    heads = "".join(f'<c t="str"><v>{heading}</v></c>' for heading in HEADINGS)
    rows = "".join(f'<row r="{i}"><c t="str"><v>S{i}</v></c></row>' for i in range(2, 12))
    sheet = bomb.sheet(f'<row r="1">{heads}</row>{rows}', "A1:B2")
    assert read_path(bomb.workbook(tmp_path / "a.xlsx", sheet)).records == 10


def test_a_sheet_whose_tags_have_a_prefix_is_read(tmp_path: Path) -> None:
    cells = "".join(f'<x:c t="str"><x:v>{heading}</x:v></x:c>' for heading in HEADINGS)
    rows = f'<x:row>{cells}</x:row><x:row><x:c t="str"><x:v>S1</x:v></x:c><x:c><x:f>1+1</x:f></x:c></x:row>'
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<x:worksheet {main}><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    staged = read_path(bomb.workbook(tmp_path / "a.xlsx", sheet))
    assert (staged.records, [row.code for row in staged.malformed]) == (1, ["E-CELL-FORMULA"])


def test_rich_text_is_read_without_its_phonetic_guide_and_escapes(tmp_path: Path) -> None:
    runs = '<is><r><t>测</t></r><r><t>试_x000D_</t></r><rPh sb="0" eb="2"><t>ce</t></rPh></is>'
    staged = hand_made(tmp_path, f'<c t="str"><v>S1</v></c><c t="inlineStr">{runs}</c>')
    assert frame(staged)["certno"][0] == "测试\r"


def test_a_cell_is_where_its_reference_says(tmp_path: Path) -> None:
    staged = hand_made(tmp_path, '<c r="A2" t="str"><v>S1</v></c><c r="C2" t="str"><v>测</v></c><c r="ZZ2" s="0"/>')
    assert frame(staged).select("setl_id", "certno", "psn_name").row(0) == ("S1", None, "测")


@pytest.mark.parametrize("places", [("A2", "A2"), ("B2", "A2")])
def test_cells_out_of_order_are_refused(tmp_path: Path, places: tuple[str, str]) -> None:
    with pytest.raises(InputRefused, match="E-XLSX-BROKEN"):
        hand_made(tmp_path, "".join(f'<c r="{place}" t="str"><v>S{i}</v></c>' for i, place in enumerate(places)))


@pytest.mark.parametrize(("size", "codes"), [(4096, []), (4097, ["E-TXT-LONG"]), (30_000, ["E-TXT-LONG"])])
def test_a_cell_over_the_limit_sets_its_row_aside(tmp_path: Path, size: int, codes: list[str]) -> None:
    staged = read_path(book(tmp_path, [list(HEADINGS), settlement(1, "a" * size)]))
    assert [row.code for row in staged.malformed] == codes


def test_hidden_rows_and_columns_are_read(tmp_path: Path) -> None:
    path = book(tmp_path, table(5))
    workbook = openpyxl.load_workbook(path)
    workbook.active.row_dimensions[3].hidden = True
    workbook.active.column_dimensions["B"].hidden = True
    workbook.save(path)
    staged = frame(read_path(path))
    assert (staged.height, staged["certno"].null_count()) == (5, 0)


def two_sheets(folder: Path) -> Path:
    path = folder / "结算.xlsx"
    workbook = openpyxl.Workbook()
    for name, count in (("一月", 2), ("二月", 3)):
        page = workbook.create_sheet(name)
        for row in table(count):
            page.append(row)
    workbook.save(path)
    return path


def test_which_of_two_sheets_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="一月、二月"):
        read_path(two_sheets(tmp_path))
    assert read_path(two_sheets(tmp_path), sheet="二月").records == 3


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"没有工作表“三月”.*一月、二月"):
        read_path(two_sheets(tmp_path), sheet="三月")


def test_a_hidden_sheet_does_not_make_the_choice_doubtful(tmp_path: Path) -> None:
    path = two_sheets(tmp_path)
    workbook = openpyxl.load_workbook(path)
    workbook["一月"].sheet_state = "hidden"
    workbook.save(path)
    assert read_path(path).records == 3


def test_the_readers_leave_no_copy_of_the_sheet_behind(tmp_path: Path) -> None:
    staged = read_path(book(tmp_path, table(5)))
    assert [path.name for path in (tmp_path / "scratch").iterdir()] == [path.name for path in staged.files]


@pytest.mark.parametrize("make", bomb.BOMBS, ids=lambda make: make.__name__)
def test_a_bomb_is_refused_for_what_it_is(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "炸弹.xlsx")
    with pytest.raises(InputRefused) as refused:
        read_path(path, child_seconds=20)
    assert (refused.value.code, refused.value.where) == (bomb.BOMBS[make], "文件 炸弹.xlsx")


def test_a_workbook_over_the_memory_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-XLSX-MEMORY"):
        read_path(bomb.memory_hog(tmp_path / "a.xlsx"), child_memory_bytes=160 * 2**20)
    assert read_path(book(tmp_path, table(300)), child_memory_bytes=160 * 2**20).records == 300


def test_a_workbook_over_the_time_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-XLSX-TIME"):
        read_path(bomb.time_hog(tmp_path / "a.xlsx"), child_seconds=1)


def replaced_child(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A sound workbook, and another program in place of the one that opens it."""
    (folder / "stand_in.py").write_text(script, "utf-8")
    monkeypatch.setattr("monitor.intake.excel._CHILD", "stand_in")
    monkeypatch.setitem(excel._ENVIRONMENT, "PYTHONPATH", str(folder))
    return book(folder, table(2))


def test_a_child_that_is_killed_does_not_take_us_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="E-XLSX-DIED"):
        read_path(replaced_child(tmp_path, monkeypatch, "import os\nos.kill(os.getpid(), 9)"))


def test_the_child_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_KEY", "机密")
    answer = "import json, os; print(json.dumps({'state': 'which', 'sheets': [os.environ.get('MONITOR_KEY', '没有')]}))"
    with pytest.raises(InputRefused, match="有内容的：没有"):
        read_path(replaced_child(tmp_path, monkeypatch, answer))


def test_the_child_loads_no_big_library() -> None:
    code = "import sys, monitor.intake.excel_child; print({'polars', 'duckdb', 'lxml'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=excel._ENVIRONMENT
    )
    assert done.stdout == "set()\n"


def test_no_bomb_took_more_memory_than_a_child_may_have() -> None:
    """A child starts out with what its parent holds, until it becomes another program."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(own, 1.1 * 2**20)
