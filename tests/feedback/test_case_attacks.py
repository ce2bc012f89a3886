"""Cases that somebody tried to lose or to wake: who moved, who died, and two townships on one day."""

from datetime import date

import pytest

from monitor.cli.session import open_warehouse
from tests.conftest import Bureau
from tests.feedback.receipts import (
    NEAR,
    OTHER_TOWN,
    RULE,
    codes,
    decision,
    events,
    listed,
    next_month,
    receipt,
    send,
    state,
)
from tests.warehouse.builder import bill, person, refund, resident

DIED = {"入户情况": "已去世", "核查结果": ""}
MOVED = {"入户情况": "已迁出", "核查结果": ""}


def move(bureau: Bureau) -> None:
    """The first person is on the other township's roster from mid-February."""
    bureau.intake("persons", [resident(person(1), "庄墓镇")], as_of=date(2023, 2, 15), on=date(2023, 3, 1))


def withdraw(bureau: Bureau) -> None:
    """The first person's costs are refunded, and February's list withdraws them."""
    first = bill("S0", person(1), "2023-01-10", "12000")
    bureau.intake("settlements", [refund(first, "S0R", "2023-02-10"), bill("S99", person(99), "2023-02-01", "1")])
    bureau.month("2023-02")


@pytest.mark.parametrize("word", ["身份不变", "不予认定", "已给予救助"])
def test_who_moved_is_found_elsewhere_whatever_a_department_said_since(issued: Bureau, word: str) -> None:
    send(issued, receipt(issued, 1, **MOVED), decision(issued, 1, word))
    move(issued)
    assert listed(next_month(issued, "2023-02", (1, "1")), 1).case_state == "to_visit"
    assert state(issued, 1) == "to_visit"


def test_who_moved_and_was_met_there_is_not_opened_by_the_same_list(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **MOVED))
    move(issued)
    next_month(issued, "2023-02", (1, "1"))
    send(issued, receipt(issued, 1, "2023-02", 填报单位代码=OTHER_TOWN, 入户日期="2023-03-20"))
    assert listed(next_month(issued, "2023-03", (1, "1")), 1).case_state == "closed"


def test_a_departments_later_word_does_not_wake_the_dead(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **DIED), decision(issued, 1, "身份不变"))
    assert listed(next_month(issued, "2023-02", (1, "60000")), 1).case_state == "closed"
    assert state(issued, 1) == "closed"


def test_who_left_the_list_and_comes_back_stays_dead(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **DIED))
    withdraw(issued)
    assert listed(next_month(issued, "2023-03", (1, "30000")), 1).case_state == "closed"
    assert state(issued, 1) == "closed"


def test_a_death_told_in_early_watch_holds_for_the_year(issued: Bureau) -> None:
    send(issued, receipt(issued, NEAR, **DIED))
    row = listed(next_month(issued, "2023-02", (NEAR, "2000")), NEAR)
    assert (row.case_state, row.case_since, row.case_months, row.reopened) == ("closed", "2023-02", 0, False)
    assert (state(issued, NEAR), events(issued, NEAR)) == ("closed", ["opened", "closed"])
    assert listed(next_month(issued, "2023-03", (NEAR, "30000")), NEAR).case_state == "closed"


def test_a_death_told_in_early_watch_and_taken_back_is_visited(issued: Bureau) -> None:
    send(issued, receipt(issued, NEAR, **DIED), receipt(issued, NEAR, 入户日期="2023-02-13"))
    assert listed(next_month(issued, "2023-02", (NEAR, "2000")), NEAR).case_state == "to_visit"


def under_another_rule(bureau: Bureau) -> None:
    """The second rule lists the first person as the first one does."""
    with open_warehouse(bureau.config) as con:
        con.execute(
            "insert into lists.issue_row by name select * replace ('second' as rule, row_no + 1000 as row_no)"
            f" from lists.issue_row where person_id = {person(1)[:17]}"
        )


def told(bureau: Bureau, rule: str) -> list[str]:
    """What happened to the first person's case under a rule, in order."""
    found = bureau.sql(
        f"select event from warehouse.case_event where person_id = {person(1)[:17]} and rule = '{rule}'"
        " order by position"
    )
    return [str(row["event"]) for row in found]


def test_a_death_closes_the_cases_of_all_rules(issued: Bureau) -> None:
    under_another_rule(issued)
    send(issued, receipt(issued, 1, **DIED))
    assert told(issued, RULE) == told(issued, "second") == ["opened", "closed"]


def test_who_was_met_after_all_is_visited_under_the_other_rule(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **DIED), receipt(issued, 1, 入户日期="2023-02-13"))
    next_month(issued, "2023-02", (1, "1"))
    under_another_rule(issued)
    send(issued, decision(issued, 2, "身份不变"))
    assert told(issued, RULE) == ["opened", "closed", "noted"]
    assert told(issued, "second") == ["opened", "closed", "noted", "reopened"]


def test_two_townships_of_one_day_do_not_contradict_each_other(issued: Bureau) -> None:
    move(issued)
    next_month(issued, "2023-02", (1, "1"))
    day = {"入户日期": "2023-03-20"}
    send(issued, receipt(issued, 1, **MOVED, **day))
    loaded = send(issued, receipt(issued, 1, "2023-02", 填报单位代码=OTHER_TOWN, **day))
    assert (loaded.counts.accepted, codes(loaded), state(issued, 1)) == (1, [], "closed")
