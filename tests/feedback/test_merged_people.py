"""Two numbers that are one person are one case: their events stand in order, and part again with the numbers."""

from monitor.checks import offences
from monitor.cli.session import open_warehouse
from tests.conftest import Bureau
from tests.feedback.receipts import events, listed, next_month, receipt, send, state
from tests.warehouse.builder import Row, person

NEW = 77


def renumbered(number: int, other: int, **more: str) -> Row:
    """The registration of a new number."""
    numbers = {"原证件号码": person(number), "新证件号码": person(other)}
    return numbers | {"变更日期": "2023-02-25", "依据": "证明", "经办人": "甲"} | more


def test_a_case_follows_the_new_number(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    issued.intake("renumbered", [renumbered(1, NEW)])
    assert (state(issued, 1), state(issued, NEW)) == ("", "closed")


def test_the_next_list_tells_the_visits_under_the_new_number(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    issued.intake("renumbered", [renumbered(1, NEW)])
    row = listed(next_month(issued, "2023-02", (NEW, "10")), NEW)
    assert (row.case_state, len(row.visits)) == ("closed", 1)


def test_a_late_receipt_of_the_old_number_is_the_new_one_s(issued: Bureau) -> None:
    issued.intake("renumbered", [renumbered(1, NEW)])
    send(issued, receipt(issued, 1))
    assert events(issued, NEW) == ["opened", "closed"]


def test_two_cases_become_one_and_part_again(issued: Bureau) -> None:
    send(issued, receipt(issued, 1), receipt(issued, 2, 核查结果="拟申请低保", 入户日期="2023-02-13"))
    issued.intake("renumbered", [renumbered(1, 2)])
    assert (state(issued, 1), events(issued, 2)) == ("", ["opened", "closed", "reopened"])
    assert state(issued, 2) == "decided"
    issued.intake("renumbered", [renumbered(1, 2, 变更日期="2023-03-01", 操作="撤销")])
    assert (state(issued, 1), state(issued, 2)) == ("closed", "decided")


def test_a_contradiction_between_two_that_are_one_is_seen(issued: Bureau) -> None:
    issued.intake("renumbered", [renumbered(1, 2)])
    loaded = send(issued, receipt(issued, 1), receipt(issued, 2, 核查结果="拟申请低保"))
    assert loaded.counts.rejected == 2


def test_the_truths_hold_after_a_merge(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    issued.intake("renumbered", [renumbered(1, 2)])
    with open_warehouse(issued.config) as con:
        assert offences(con, "case_row") + offences(con, "case_state") == []
