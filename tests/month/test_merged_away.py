"""Of two numbers that are one person, one office keeps the row; the operator reads which other office must be told."""

import pytest

from tests.conftest import Begin, Bureau
from tests.feedback.test_merged_people import renumbered
from tests.warehouse.builder import bill, holds, person, resident

OLD, NEW, MOVED = person(1), person(2), person(3)


@pytest.fixture
def bureau(begin: Begin) -> Bureau:
    """Three over the line in November: two in one township, one in another."""
    return begin(november)


def november(made: Bureau) -> None:
    made.intake("persons", [resident(OLD), resident(MOVED), resident(NEW, "庄墓镇")])
    made.intake("identities", [holds(who) for who in (OLD, NEW, MOVED)])
    amounts = {OLD: "13000", NEW: "12000", MOVED: "12000"}
    made.intake("settlements", [bill(f"S{who}", who, "2023-11-05", amount) for who, amount in amounts.items()])
    made.month("2023-11")
    made.intake("settlements", [bill("D1", MOVED, "2023-12-05", "500")])


def row_of(bureau: Bureau, township: str, number: str) -> int:
    """The row's number in November's list."""
    found = bureau.sql(
        "select row_no from lists.issue_row where issue_id = 1"
        f" and frozen ->> '$.township' = '{township}' and frozen ->> '$.certno' = '{number}'"
    )
    return int(found[0]["row_no"])


def merged_and_moved(bureau: Bureau) -> None:
    """The old number turns out to be the new one's; somebody else only moves, of whom nothing is to be said."""
    bureau.intake("renumbered", [renumbered(1, 2)])
    bureau.intake("persons", [resident(MOVED, "庄墓镇", as_of="2023-12-31")])


def test_the_next_list_says_which_office_has_lost_its_row(bureau: Bureau) -> None:
    merged_and_moved(bureau)
    done = bureau.month("2023-12")
    assert sorted((row.certno, row.township) for row in done.issue.rows) == [(NEW, "庄墓镇"), (MOVED, "庄墓镇")]
    told = (
        f"号码合并为一人以后列在别处，原单位不再收到，请告知：2023-11 长丰县水湖镇第 {row_of(bureau, '水湖镇', OLD)} 行"
    )
    assert [one for one in done.cautions if "合并" in one] == [told]


def test_written_again_it_says_so_again(bureau: Bureau) -> None:
    merged_and_moved(bureau)
    bureau.month("2023-12")
    assert any("合并" in one for one in bureau.month("2023-12").cautions)


def test_a_list_that_had_both_says_nothing_when_it_is_written_again(bureau: Bureau) -> None:
    bureau.month("2023-12")
    merged_and_moved(bureau)
    assert [one for one in bureau.month("2023-12").cautions if "合并" in one] == []


def test_a_correction_goes_to_the_larger_amount_and_names_the_other(bureau: Bureau) -> None:
    merged_and_moved(bureau)
    ended = bureau.cli("month", "2023-11", "--correct", "--on", "2024-01-05")
    assert ended.exit_code == 0
    assert f"请告知：2023-11 长丰县庄墓镇第 {row_of(bureau, '庄墓镇', NEW)} 行" in ended.stdout


def test_nobody_is_told_where_both_were_with_one_office(bureau: Bureau) -> None:
    bureau.intake("renumbered", [renumbered(1, 3)])
    assert [one for one in bureau.month("2023-12").cautions if "合并" in one] == []


def test_who_was_corrected_and_then_moved_is_no_merged_person(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("N1", MOVED, "2023-11-06", "500")])
    assert bureau.cli("month", "2023-11", "--correct", "--on", "2024-01-05").exit_code == 0
    bureau.intake("persons", [resident(MOVED, "庄墓镇", as_of="2023-12-31")])
    assert [one for one in bureau.month("2023-12").cautions if "合并" in one] == []
