"""The frozen figures of the summary: counted right, kept as they were, and equal to the lists that were issued."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import IntegrityError
from monitor.lists.picture import NO_PICTURE, Picture, freeze_picture, thaw_picture
from monitor.lists.picture_figures import helping_identities
from monitor.lists.row_code import row_code
from monitor.policy import load_pack
from monitor.warehouse import statements
from tests.conftest import Bureau
from tests.lists.sample_picture import sample_picture
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import new_bureau

TOWNSHIP = "340121100_township"
HELPED, MISSED, SAFE, KNOWN, LATE, NEAR = range(1, 7)
LISTED = (HELPED, MISSED, SAFE, KNOWN)


def receipt(row_no: int, found: str, outcome: str = "", month: str = "2023-01") -> dict[str, object]:
    """A township's receipt for a row of a month's list."""
    return {
        "month": month, "issue_version": "1", "recipient": TOWNSHIP, "row_code": row_code(month, 1, row_no),
        "visited_on": "2023-02-15", "visitor": "王入户", "found": found, "outcome": outcome,
    }  # fmt: skip


def rows_of(bureau: Bureau, month: int) -> dict[str, int]:
    """The number of each person's row on a month's list."""
    found = bureau.sql(
        "select r.row_no, json_extract_string(r.frozen, '$.certno') as certno from lists.issue_row as r"
        f" join lists.issue as i using (issue_id) where i.month = {month} and not r.early_watch"
    )
    return {row["certno"]: row["row_no"] for row in found}


@pytest.fixture(scope="module")
def issued(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """January and February, with what came back of January's list in between. Shared: read it, do not load into it."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("picture"))
    bureau.intake("persons", [resident(person(number)) for number in range(1, 7)], on=date(2023, 1, 5))
    bureau.intake("identities", [holds(person(number)) for number in range(1, 7)], on=date(2023, 1, 5))
    bills = [bill(f"A{number}", person(number), "2023-01-10", "12000") for number in LISTED]
    bureau.intake("settlements", [*bills, bill("A6", person(NEAR), "2023-01-10", "500")], on=date(2023, 2, 5))
    bureau.month("2023-01")
    rows = rows_of(bureau, 202301)
    answers = [
        receipt(rows[person(HELPED)], "met", "temporary"),
        receipt(rows[person(MISSED)], "not_met"),
        receipt(rows[person(SAFE)], "met", "no_risk"),
    ]
    bureau.intake("receipts", answers, on=date(2023, 2, 16))
    monitored = holds(person(KNOWN), "防止返贫监测对象", begins="2023-02-10")
    bureau.intake("identities", [monitored], on=date(2023, 2, 20))
    later = [bill("B5", person(LATE), "2023-02-10", "25000"), bill("B6", person(NEAR), "2023-02-10", "6000")]
    bureau.intake("settlements", later, on=date(2023, 3, 5))
    bureau.month("2023-02")
    return bureau


@pytest.fixture
def own(issued: Bureau, tmp_path: Path) -> Bureau:
    """A copy of it that the test may change."""
    shutil.copytree(issued.root, tmp_path / "bureau", symlinks=True)
    return Bureau(tmp_path / "bureau")


@pytest.fixture(scope="module")
def march(issued: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """The next month: a late receipt, a record without number, an identity held before and one that brings no help."""
    folder = tmp_path_factory.mktemp("march") / "bureau"
    shutil.copytree(issued.root, folder, symlinks=True)
    bureau = Bureau(folder)
    late = receipt(rows_of(bureau, 202301)[person(KNOWN)], "met", "no_risk")
    bureau.intake("receipts", [late], on=date(2023, 3, 20))
    again = [holds(person(SAFE), begins="2023-02-01"), holds(person(MISSED), "脱贫人口", begins="2023-02-10")]
    bureau.intake("identities", again, on=date(2023, 3, 21))
    bureau.intake(
        "settlements", [bill("C5", person(LATE), "2023-03-10", "100"), bill("", person(1), "2023-03-10", "1")]
    )
    bureau.month("2023-03")
    return bureau


def picture(bureau: Bureau, issue_id: int = 2) -> Picture:
    with open_warehouse(bureau.config) as con:
        found = thaw_picture(con, issue_id)
    assert found is not None
    return found


def test_everybody_with_cost_was_screened_from_the_first_month_on(issued: Bureau) -> None:
    found = {(one.month, one.township_code): one.persons for one in picture(issued).screened}
    assert found == {("2023-01", "340121100000"): 5, ("2023-02", "340121100000"): 1}


def test_the_cost_of_everybody_adds_up(issued: Bureau) -> None:
    cost = picture(issued).cost
    parts = (cost.basic_fen, cost.catastrophic_fen, cost.assistance_fen, cost.other_funds_fen, cost.hospital_fen)
    assert cost.medfee_fen == sum(parts) + cost.burden_fen == 79_500_00


def test_the_lists_of_the_year_by_month(issued: Bureau) -> None:
    found = [(one.month, one.persons, one.rows, one.new, one.continuing) for one in picture(issued).trend]
    assert found == [("2023-01", 4, 4, 4, 0), ("2023-02", 5, 5, 1, 4)]


def test_a_month_without_anybody_is_a_month(own: Bureau) -> None:
    own.sql("delete from lists.issue_row where issue_id = 1")
    with open_warehouse(own.config) as con:
        asked = {"year": 2023, "month": 2}
        for table in ("issued_month", "listed"):
            statements.make_temp(con, table, f"5_lists/{table}", **asked)
        assert [row[:3] for row in statements.rows(con, "5_lists/trend")] == [(202301, 0, 0), (202302, 5, 5)]


def test_the_figures_are_those_of_the_database(issued: Bureau) -> None:
    """R83: the summary's rows are the rows of the issues, its screened persons those of the funnel."""
    stored = issued.sql("select official_rows, frozen from lists.issue order by month")
    found = picture(issued)
    assert [one.rows for one in found.trend] == [row["official_rows"] for row in stored]
    assert sum(one.persons for one in found.screened) == json.loads(stored[1]["frozen"])["totals"]["本年有计入费用"]


def test_what_came_of_each_list_as_far_as_is_known(issued: Bureau) -> None:
    found = {
        one.month: (one.warned, one.new, one.visited, one.helped, one.helped_unvisited)
        for one in picture(issued).listed
    }
    assert found == {"2023-01": (4, 4, 2, 2, 1), "2023-02": (5, 1, 2, 2, 1), "": (5, 5, 2, 2, 1)}


def test_the_first_issue_knows_of_nothing_that_came_later(issued: Bureau) -> None:
    (one,) = [one for one in picture(issued, 1).listed if one.month == "2023-01"]
    assert (one.visited, one.helped) == (0, 0)


def test_hits_by_rule(issued: Bureau) -> None:
    (one,) = picture(issued).hits
    assert (one.warned, one.visited, one.helped, one.without_risk) == (5, 2, 2, 1)


def test_persons_against_the_line(issued: Bureau) -> None:
    """6,500 is 65 %; 12,000 four times 1 to 1.5; 25,000 2 to 3 times the line of 10,000."""
    assert [one.persons for one in picture(issued).bands] == [1, 0, 4, 0, 1, 0]


def test_who_is_over_the_line_is_who_is_on_the_list(issued: Bureau) -> None:
    found = picture(issued)
    assert sum(one.persons for one in found.bands if one.low >= 100) == found.trend[-1].rows


def test_receipts_of_every_month(issued: Bureau) -> None:
    """Whom nobody met is still to be visited; a person who has become a monitored one is, too."""
    found = [(one.month, one.expected, one.received, one.late, one.outstanding) for one in picture(issued).returns]
    assert found[0] == ("2023-01", 4, 2, 0, 2)
    assert found[1][1] == found[1][4] == len(waiting(issued))


def waiting(bureau: Bureau) -> list[int]:
    query = (
        "select row_no from lists.issue_row where issue_id = 2 and not early_watch"
        " and json_extract_string(frozen, '$.case_state') = 'to_visit'"
    )
    return [row["row_no"] for row in bureau.sql(query)]


def test_a_receipt_after_the_next_list_is_late(march: Bureau) -> None:
    first = picture(march, 3).returns[0]
    assert (first.expected, first.received, first.late, first.outstanding) == (4, 3, 1, 1)


def test_the_oldest_open_case(issued: Bureau) -> None:
    cases = picture(issued).cases
    assert (cases.oldest_since, cases.oldest_months) == ("2023-01", 1)
    assert cases.count == issued.sql("select count(*) as n from warehouse.case_state where state <> 'closed'")[0]["n"]


def test_rejected_records_by_reason(march: Bureau) -> None:
    refused = [(one.kind, one.code, one.reason, one.rows, one.open_rows) for one in picture(march, 3).refused]
    assert refused == [("settlements", "E-SET-ID", "缺结算ID，或结算ID过长", 1, 1)]


def test_an_identity_held_before_or_of_no_help_is_no_help(march: Bureau) -> None:
    assert [one.helped for one in picture(march, 3).hits] == [2]


def test_the_identities_that_bring_help_are_those_of_the_pack() -> None:
    hefei, yiyuan = helping_identities(load_pack("hefei")), helping_identities(load_pack("yiyuan"))
    assert {"特困人员", "低保对象", "防止返贫监测对象"} <= set(hefei)
    assert "脱贫人口" not in hefei
    assert "脱贫人口" in yiyuan


def test_a_machine_without_chinese_fonts_still_issues_and_says_so(own: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """R111."""
    monkeypatch.setattr("monitor.deliver.director.font_caution", lambda: ("[W-FONT] 本机没有中文字体",))
    shutil.rmtree(own.config.path("out") / "2023-02")
    done = own.cli("month", "2023-02")
    assert (done.exit_code, "注意：[W-FONT]" in done.stdout) == (0, True)


def test_later_data_do_not_change_the_files_of_an_issued_month(own: Bureau) -> None:
    folder = own.config.path("out") / "2023-02" / "current"
    names = ("bureau.html", "rollup.html", "rollup.xlsx")
    before = {name: (folder / name).read_bytes() for name in names}
    own.intake("receipts", [receipt(rows_of(own, 202301)[person(KNOWN)], "met", "temporary")], on=date(2023, 3, 20))
    shutil.rmtree(folder.parent / "v1")
    own.month("2023-02")
    assert {name: (folder / name).read_bytes() for name in names} == before


def test_altered_figures_are_not_written_out(own: Bureau) -> None:
    own.sql("update lists.picture set frozen = replace(frozen, '\"persons\": 5', '\"persons\": 6')")
    with open_warehouse(own.config) as con, pytest.raises(IntegrityError, match="指纹不符"):
        thaw_picture(con, 2)


def test_an_issue_of_an_earlier_program_has_no_figures_and_is_written_out(own: Bureau) -> None:
    own.sql("delete from lists.picture")
    shutil.rmtree(own.config.path("out") / "2023-02")
    done = own.month("2023-02")
    names = {one.path.name for one in done.files}
    assert "bureau.html" in names
    assert "rollup.html" not in names


@pytest.mark.parametrize("made", [NO_PICTURE, sample_picture(), replace(sample_picture(), small_cell=25)])
def test_what_is_frozen_is_what_comes_back(own: Bureau, made: Picture) -> None:
    with open_warehouse(own.config) as con:
        freeze_picture(con, 99, made)
        assert thaw_picture(con, 99) == made
