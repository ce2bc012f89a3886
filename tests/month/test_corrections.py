"""Promise 4, R36, R101: of a closed year no list to come tells what was wrong; a correction list does, openly."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import StorageError
from monitor.lists.issue import Issue
from monitor.month import MonthDone, Written
from monitor.warehouse import statements
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, refund, resident
from tests.warehouse.workplace import new_bureau

STAYS, BACK, LESS, LATE, LATER = (person(number) for number in range(1, 6))
DECEMBER = [
    bill("S1", STAYS, "2023-12-05", "12000"),
    bill("S2", BACK, "2023-12-06", "12000"),
    bill("S3", LESS, "2023-12-07", "15000"),
    bill("S4", LESS, "2023-12-08", "1000.01"),
    bill("S5", LATE, "2023-12-09", "9000"),
]
LATE_ROWS = [
    refund(DECEMBER[1], "R2", "2024-01-20"),
    refund(DECEMBER[3], "R4", "2024-01-21"),
    bill("L5", LATE, "2023-12-30", "1000.01"),
]


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("corrections"))
    everybody = (STAYS, BACK, LESS, LATE, LATER)
    made.intake("persons", [resident(who, psn_name=f"戊{who[14:17]}") for who in everybody])
    made.intake("identities", [holds(who) for who in everybody])
    made.intake("settlements", DECEMBER)
    made.month("2023-12")
    made.intake("settlements", [*LATE_ROWS, bill("N1", LATER, "2024-01-02", "10000.01")])
    return made


@pytest.fixture(scope="module")
def january(bureau: Bureau) -> MonthDone:
    return bureau.month("2024-01")


@pytest.fixture(scope="module")
def correction(january: MonthDone) -> Written:
    (made,) = january.others
    return made


def told(issue: Issue) -> dict[str, tuple[str, int | None, int]]:
    """Number → status, amount as told before and now, in fen."""
    return {row.certno: (row.status, row.previous_amount_fen, row.amount_fen) for row in issue.rows}


def test_what_came_after_a_years_last_list_is_told_when_it_is_written_again(bureau: Bureau) -> None:
    """Before the next list, or a correction by hand, has told it."""
    (said,) = [one for one in bureau.month("2023-12").cautions if "又到了" in one]
    assert said.startswith("名单出具以后又到了 3 条本年的结算或退费：monitor month 2023-12 --plan 看差别")


def test_the_next_run_corrects_the_last_list_of_the_year_before(correction: Written) -> None:
    assert (correction.issue.month, correction.issue.version) == ("2023-12", 2)


def test_it_names_those_only_who_have_become_other_with_both_amounts(correction: Written) -> None:
    assert told(correction.issue) == {
        BACK: ("corrected", 1_200_000, 0),
        LESS: ("continuing", 1_600_001, 1_500_000),
        LATE: ("new", None, 1_000_001),
    }


def test_it_says_why(correction: Written) -> None:
    causes = {row.certno: row.correction_cause for row in correction.issue.rows}
    assert causes == {
        BACK: "退费或结算更正后不再超线，原因：退费冲减",
        LESS: "上次所报金额更正为 15,000.00，原因：退费冲减",
        LATE: "原名单没有列入，原因：迟到结算",
    }


def test_it_counts_them_by_what_was_wrong(correction: Written) -> None:
    assert correction.issue.totals == {"补列": 1, "金额或预警线更正": 1, "不再超过预警线": 1}


def test_the_list_of_the_month_itself_is_of_this_year(january: MonthDone) -> None:
    assert told(january.issue) == {LATER: ("new", None, 1_000_001)}


def test_the_original_stays_and_stays_the_current_one(correction: Written) -> None:
    month = correction.folder.parent
    assert (month / "current").readlink() == Path("v1")
    assert correction.folder == month / "v2"


def test_it_is_not_told_any_more_once_it_is_corrected(bureau: Bureau, correction: Written) -> None:
    assert [one for one in bureau.month("2023-12").cautions if "又到了" in one] == []


def test_it_goes_to_those_only_who_have_a_row_in_it(bureau: Bureau, correction: Written) -> None:
    offices = {file.recipient for file in correction.files if file.rows and file.recipient != "bureau"}
    pages = {path.stem for path in correction.folder.glob("*.html")}
    assert pages == offices | {"bureau", "index"}
    assert len(list((bureau.root / "out/2023-12/v1").glob("*_township.html"))) > len(pages)


def test_its_pages_say_what_they_are(correction: Written) -> None:
    (county,) = correction.folder.glob("*_civil_affairs.html")
    text = county.read_text(encoding="utf-8")
    assert "防返贫监测预警更正名单" in text
    assert "名单上其余的人不变，原名单不收回" in text
    assert "第 2 版" in text


def test_what_was_screened_for_the_month_is_not_touched(bureau: Bureau, correction: Written) -> None:
    query = "select person_id from screen.warning where month = 202312 and not early_watch order by person_id"
    assert [str(row["person_id"]) for row in bureau.sql(query)] == [who[:17] for who in (STAYS, BACK, LESS)]


def test_whoever_was_missed_is_to_be_visited(bureau: Bureau, correction: Written) -> None:
    query = f"select state from warehouse.case_state where person_id = {LATE[:17]} and year = 2023"
    assert [row["state"] for row in bureau.sql(query)] == ["to_visit"]


def test_who_is_to_be_visited_is_counted_as_last_told(bureau: Bureau, correction: Written) -> None:
    """Three were listed, one of them is off again, one was missed."""
    with open_warehouse(bureau.config) as con:
        found = statements.rows(con, "6_deliver/receipt_outstanding")
    assert {month: counts for month, *counts in found}[202312] == [3, 3]


def test_what_was_corrected_is_not_corrected_again(bureau: Bureau, correction: Written) -> None:
    bureau.intake("settlements", [bill("N2", LATER, "2024-02-02", "1")], on=date(2024, 3, 2))
    assert bureau.month("2024-02").others == ()
    assert "一致，不需要更正" in bureau.cli("month", "2023-12", "--correct").stdout


def test_what_comes_later_still_is_told_against_the_correction(bureau: Bureau, correction: Written) -> None:
    later = [refund(LATE_ROWS[2], "R6", "2024-03-01"), bill("N3", LATER, "2024-03-02", "1")]
    bureau.intake("settlements", later, on=date(2024, 4, 2))
    (third,) = bureau.month("2024-03").others
    assert third.issue.version == 3
    assert told(third.issue) == {LATE: ("corrected", 1_000_001, 900_000)}
    pages = [path.read_text(encoding="utf-8") for path in third.folder.glob("*_*.html")]
    assert pages
    assert not any("本月无预警" in page or "没有超过预警线的人员" in page for page in pages)
    assert all("没有补列或更正金额的" in page for page in pages)
    (book,) = third.folder.glob("*_civil_affairs.xlsx")
    sheet = openpyxl.load_workbook(book)["正式名单"]
    assert "防返贫监测预警更正名单（第 3 版）" in sheet["A1"].value
    assert sheet["A3"].value == "没有补列或更正金额的"


def test_written_again_all_versions_have_the_same_bytes(bureau: Bureau, correction: Written) -> None:
    before = {path.name: path.read_bytes() for path in correction.folder.iterdir()}
    for path in sorted(correction.folder.iterdir()):
        path.unlink()
    correction.folder.rmdir()
    bureau.month("2023-12")
    assert {path.name: path.read_bytes() for path in correction.folder.iterdir()} == before


def test_the_hashes_of_what_it_was_made_from_are_on_the_ledger(bureau: Bureau, correction: Written) -> None:
    noted = bureau.sql("select facts from warehouse.ledger_line where event = 'corrected' order by line")
    facts = json.loads(noted[0]["facts"])
    assert (facts["rows_sha256"], facts["inputs_sha256"]) == (correction.issue.seal, correction.issue.inputs_sha256)
    manifest = json.loads((correction.folder / "MANIFEST.json").read_bytes())
    assert (manifest["settings_sha256"], manifest["inputs_sha256"]) == (
        facts["settings_sha256"],
        facts["inputs_sha256"],
    )


def test_who_was_taken_off_and_comes_back_was_not_left_out(bureau: Bureau, correction: Written) -> None:
    bureau.intake("settlements", [bill("L6", LATE, "2023-12-31", "2000")], on=date(2024, 4, 20))
    assert bureau.cli("month", "2023-12", "--correct", "--on", "2024-04-20").exit_code == 0
    told_then = bureau.sql("from lists.issue_row where issue_id = (select max(issue_id) from lists.issue)")
    assert [json.loads(row["frozen"])["correction_cause"] for row in told_then] == [
        "曾列入又撤出，现重新列入，原因：迟到结算"
    ]


def test_a_correction_cut_off_before_it_was_written_is_written_by_the_same_command(
    bureau: Bureau, correction: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.intake("settlements", [bill("L7", STAYS, "2023-12-31", "1")], on=date(2024, 4, 21))
    command = ("month", "2023-12", "--correct", "--on", "2024-04-21")
    with monkeypatch.context() as patch:
        patch.setattr("monitor.month._write_out", out_of_room)
        assert bureau.cli(*command).exit_code == 6
    ended = bureau.cli(*command)
    newest = max((bureau.root / "out/2023-12").glob("v*"), key=lambda path: int(path.name[1:]))
    assert ended.exit_code == 0
    assert f"第 {newest.name[1:]} 版" in ended.stdout
    assert (newest / "MANIFEST.json").exists()
    assert "一致，不需要更正" in bureau.cli(*command).stdout


def out_of_room(*_asked: object) -> None:
    raise StorageError("E-LIST-WRITE", "没有空间")


def test_a_correction_is_not_dated_before_what_it_corrects(bureau: Bureau, correction: Written) -> None:
    ended = bureau.cli("month", "2023-12", "--correct", "--on", "2024-01-02")
    assert (ended.exit_code, ended.stderr.split("]")[0]) == (11, "[E-CORR-002")


def test_a_month_that_was_never_issued_cannot_be_corrected(bureau: Bureau, correction: Written) -> None:
    ended = bureau.cli("month", "2023-06", "--correct")
    assert (ended.exit_code, ended.stderr.splitlines()[0]) == (
        11,
        "[E-CORR-001] 这个月还没有出具名单，没有可更正的",
    )
