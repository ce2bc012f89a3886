"""What the next month's list says of a case: its state, its age, opened again or not, and the visits so far."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor import month
from monitor.cli.session import open_warehouse
from monitor.lists.issue import IssueRow
from tests.conftest import Bureau
from tests.feedback.receipts import (
    NEAR,
    OTHER_TOWN,
    OVER,
    decision,
    events,
    listed,
    next_month,
    receipt,
    send,
    state,
    unwritten,
)
from tests.warehouse.builder import bill, person, refund, resident

WHO = [number for number in OVER if number not in (4, 5)]
NOT_MET = {"入户情况": "未见到", "核查结果": ""}
WRONG = {"入户情况": "信息有误", "核查结果": ""}
STATES = {
    "nothing came back": ({}, "to_visit"),
    "nobody was met": (NOT_MET, "to_visit"),
    "the data were wrong": (WRONG, "visited"),
    "wrong, with an outcome": ({"入户情况": "信息有误"}, "closed"),
    "no risk": ({}, "closed"),
    "help was given": ({"核查结果": "已给予临时救助"}, "closed"),
    "a department is asked": ({"核查结果": "拟申请低保"}, "decided"),
    "died": ({"入户情况": "已去世", "核查结果": ""}, "closed"),
    "moved": ({"入户情况": "已迁出", "核查结果": ""}, "closed"),
}


@pytest.fixture(scope="module")
def february(issued_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[IssueRow, ...]:
    """The rows of February after each of these visits was made to somebody of January."""
    bureau = Bureau(tmp_path_factory.mktemp("visited") / "issued")
    shutil.copytree(issued_once, bureau.root, symlinks=True)
    told = [(WHO[at], said) for at, (said, _state) in enumerate(STATES.values()) if at]
    send(bureau, *(receipt(bureau, number, **said) for number, said in told))
    bureau.intake("settlements", [bill("F", person(99), "2023-02-15", "1")])
    with open_warehouse(bureau.config) as con, pytest.MonkeyPatch.context() as patch:
        patch.setattr(month, "_write_out", unwritten)
        done = month.run_month(con, bureau.config, bureau.pack, 2023, 2, issued_on=date(2023, 3, 9))
    return done.issue.rows


@pytest.mark.parametrize("case", STATES)
def test_a_visit_brings_a_case_to(february: tuple[IssueRow, ...], case: str) -> None:
    row = listed(february, WHO[list(STATES).index(case)])
    assert row.case_state == STATES[case][1]


@pytest.mark.parametrize("word", ["身份不变", "不予认定", "已给予救助"])
def test_a_decision_closes_a_case(issued: Bureau, word: str) -> None:
    send(issued, receipt(issued, 1, 核查结果="拟申请低保"), decision(issued, 1, word))
    assert events(issued, 1) == ["opened", "decided", "closed"]


def test_an_open_case_rolls_on_with_its_age(issued: Bureau) -> None:
    ages = [
        (row.case_since, row.case_months) for row in (listed(next_month(issued, m), 3) for m in ("2023-02", "2023-03"))
    ]
    assert ages == [("2023-01", 1), ("2023-01", 2)]


def test_the_next_step_opens_a_closed_case_again(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    row = listed(next_month(issued, "2023-02", (1, "9000")), 1)
    assert (row.status, row.case_state, row.case_since, row.reopened) == ("escalated", "to_visit", "2023-02", True)
    assert events(issued, 1) == ["opened", "closed", "reopened"]


def test_a_little_more_opens_nothing(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    row = listed(next_month(issued, "2023-02", (1, "5000")), 1)
    assert (row.status, row.case_state, row.reopened) == ("continuing", "closed", False)


def test_a_visit_after_the_new_list_has_seen_what_it_says(issued: Bureau) -> None:
    next_month(issued, "2023-02", (1, "9000"))
    send(issued, receipt(issued, 1, 入户日期="2023-03-20"))
    assert state(issued, 1) == "closed"


def test_a_late_receipt_of_before_does_not_close_what_rose_since(issued: Bureau) -> None:
    next_month(issued, "2023-02", (1, "9000"))
    send(issued, receipt(issued, 1, 入户日期="2023-02-12"))
    assert (state(issued, 1), events(issued, 1)[-1]) == ("to_visit", "reopened")


def test_who_is_corrected_below_the_line_is_closed_by_the_system(issued: Bureau) -> None:
    first = bill("S0", person(1), "2023-01-10", "12000")
    issued.intake("settlements", [refund(first, "S0R", "2023-02-10"), bill("S99", person(99), "2023-02-01", "1")])
    row = listed(issued.month("2023-02").issue.rows, 1)
    closed = issued.sql("select office, cause from warehouse.case_event where event = 'closed'")
    assert (row.case_state, closed) == ("", [{"office": "list", "cause": "corrected"}])


def test_who_comes_back_is_visited_again(issued: Bureau) -> None:
    first = bill("S0", person(1), "2023-01-10", "12000")
    issued.intake("settlements", [refund(first, "S0R", "2023-02-10"), bill("S99", person(99), "2023-02-01", "1")])
    issued.month("2023-02")
    row = listed(next_month(issued, "2023-03", (1, "13000")), 1)
    assert (row.case_state, row.case_since, row.reopened) == ("to_visit", "2023-03", True)


def test_who_died_is_not_visited_again(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, 入户情况="已去世", 核查结果=""))
    assert listed(next_month(issued, "2023-02", (1, "9000")), 1).case_state == "closed"


@pytest.mark.parametrize(("town", "expected"), [("庄墓镇", "to_visit"), ("水湖镇", "closed")])
def test_who_moved_is_visited_where_the_rosters_find_them(issued: Bureau, town: str, expected: str) -> None:
    send(issued, receipt(issued, 1, 入户情况="已迁出", 核查结果=""))
    issued.intake("persons", [resident(person(1), town)], as_of=date(2023, 2, 15), on=date(2023, 3, 1))
    assert listed(next_month(issued, "2023-02", (1, "1")), 1).case_state == expected


def test_visits_are_told_in_order_with_who_and_what(issued: Bureau) -> None:
    later = receipt(issued, 1, 入户日期="2023-02-20", 核查结果="拟申请低保", 帮扶措施="送米", 备注="独居")
    send(issued, later)
    send(issued, receipt(issued, 1, **NOT_MET), decision(issued, 1, "认定身份", "特困供养人员", 入户日期="2023-02-21"))
    first, second, third = listed(next_month(issued, "2023-02"), 1).visits
    assert (first.on, first.found, first.outcome) == (date(2023, 2, 12), "not_met", "")
    assert (second.by, second.outcome, second.measures, second.remarks) == ("township", "to_minimum", "送米", "独居")
    assert (third.by, third.decision, third.identity) == ("civil_affairs", "recognise", "特困人员")


def test_an_early_visit_is_told_when_the_case_opens(issued: Bureau) -> None:
    send(issued, receipt(issued, NEAR))
    row = listed(next_month(issued, "2023-02", (NEAR, "2000")), NEAR)
    assert (row.case_state, len(row.visits), row.case_since) == ("to_visit", 1, "2023-02")


def test_the_new_year_opens_a_new_case(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    row = listed(next_month(issued, "2024-01", (1, "12000")), 1)
    assert (row.case_state, row.case_since, row.reopened, row.visits) == ("to_visit", "2024-01", False, ())
    assert (state(issued, 1, 2023), state(issued, 1, 2024)) == ("closed", "to_visit")


def test_the_order_of_loading_changes_no_byte_of_the_next_list(issued: Bureau, tmp_path: Path) -> None:
    rows = [
        receipt(issued, 1, **NOT_MET),
        receipt(issued, 1, 入户日期="2023-02-20"),
        receipt(issued, 4, 填报单位代码=OTHER_TOWN, 核查结果="拟纳入监测"),
        decision(issued, 2, "取消身份", "低保对象"),
        decision(issued, 3, "认定身份", "特困人员"),
        receipt(issued, 3, 备注="x"),
    ]
    seals = set()
    for order in (rows, rows[::-1], rows[3:] + rows[:3]):
        bureau = Bureau(tmp_path / str(order.index(rows[0])))
        shutil.copytree(issued.root, bureau.root, symlinks=True)
        for row in order:
            send(bureau, row)
        next_month(bureau, "2023-02", (1, "9000"))
        seals.add(str(bureau.sql("select rows_sha256 from lists.issue where month = 202302")))
    assert len(seals) == 1
