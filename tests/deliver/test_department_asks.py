"""What a department is asked of a person: from identities, visits and decisions, and by who certifies what."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.deliver.certifying import WORDS, Ask, ask, certified_first
from monitor.intake.receipt_words import OUTCOME
from monitor.lists.access import load_access
from monitor.lists.issue import IssueRow, Visit
from monitor.lists.reducing import reduce_rows
from monitor.policy.identity import IDENTITY_NAMES, certifier, proposed
from tests.lists.sample_issue import early_row, sample_row

BOTH = ("civil_affairs", "rural_revitalization")
TOWNSHIP = Visit(date(2023, 4, 2), "township", "陈某", "met", "", "", "", "", "")


def asked(department: str, row: IssueRow | None = None, **changes: Any) -> Ask:
    """What is asked in March 2023; a row without visits and with no identity unless `changes` say otherwise."""
    bare = {"identity": "", "identities": (), "identity_since": None, "visits": (), "case_state": "to_visit"}
    row = replace(row or sample_row(1), **{**bare, "departed": "", **changes})
    (reduced,) = reduce_rows([row], load_access().of(department), show_phone=False)
    return ask(reduced, department, "2023-03")


def holds(*names: str, since: date = date(2022, 1, 1)) -> dict[str, Any]:
    return {"identity": names[0], "identities": names, "identity_since": since}


def visited(state: str = "decided", **changes: Any) -> dict[str, Any]:
    return {"visits": (replace(TOWNSHIP, **changes),), "case_state": state}


@pytest.mark.parametrize("department", BOTH)
def test_who_is_warned_without_identity_is_to_be_verified(department: str) -> None:
    one = asked(department)
    assert (one.kind, one.word, one.notes) == ("verify", "请核实", ())
    assert one.text.startswith("尚无困难身份，请核实是否")


@pytest.mark.parametrize("name", IDENTITY_NAMES)
@pytest.mark.parametrize("department", BOTH)
def test_an_identity_is_checked_by_who_certifies_it(department: str, name: str) -> None:
    one = asked(department, **holds(name))
    if certifier(name) == department:
        assert (one.kind, one.text) == ("check", f"请核对{name}身份是否仍符合")
    else:
        assert one.kind == "elsewhere"
        assert one.text.startswith(f"{name}由")


def test_the_other_department_is_named() -> None:
    assert asked("civil_affairs", **holds("脱贫人口")).text == "脱贫人口由乡村振兴部门认定"
    assert asked("rural_revitalization", **holds("低保对象")).text == "低保对象由民政部门认定"
    assert asked("civil_affairs", **holds("计划生育特殊家庭父母")).text == "计划生育特殊家庭父母由其他部门认定"


@pytest.mark.parametrize("outcome", ["to_monitor", "to_minimum", "to_marginal", "to_rigid", "to_assistance"])
@pytest.mark.parametrize("department", BOTH)
def test_what_the_township_proposes_is_asked_of_who_certifies_it(department: str, outcome: str) -> None:
    one = asked(department, **visited(outcome=outcome))
    own = certifier(proposed(outcome)) == department
    assert one.kind == ("recognise" if own else "elsewhere")
    assert one.text.startswith(f"乡镇建议：{OUTCOME[outcome].zh}")


def test_a_proposal_names_the_identity() -> None:
    said = "乡镇建议：拟申请低保，请认定是否为低保对象"
    assert asked("civil_affairs", **visited(outcome="to_minimum")).text == said


@pytest.mark.parametrize("outcome", [code for code, word in OUTCOME.items() if not word.closes])
def test_every_outcome_that_waits_has_a_department_that_is_asked(outcome: str) -> None:
    kinds = [asked(department, **visited(outcome=outcome)).kind for department in BOTH]
    assert sorted(kinds) == ["elsewhere", "recognise"]


@pytest.mark.parametrize("outcome", [code for code, word in OUTCOME.items() if word.closes])
def test_an_outcome_that_closes_asks_nothing(outcome: str) -> None:
    one = asked("civil_affairs", **visited("closed", outcome=outcome))
    assert (one.kind, one.text) == ("settled", f"乡镇核查：{OUTCOME[outcome].zh}")


@pytest.mark.parametrize("found", ["moved", "died", "data_wrong"])
def test_what_was_found_at_the_door_puts_the_identity_to_question(found: str) -> None:
    one = asked("civil_affairs", **holds("低保对象"), **visited("visited", found=found))
    assert (one.kind, "请核对低保对象身份是否变更或终止" in one.text) == ("check", True)


def test_nobody_met_changes_nothing() -> None:
    assert asked("civil_affairs", **visited("to_visit", found="not_met")) == asked("civil_affairs")


def test_a_decision_is_told_to_both() -> None:
    done = visited("closed", by="civil_affairs", found="", decision="recognise", identity="低保对象")
    said = "民政部门4月2日：认定身份：低保对象"
    assert [(one.kind, one.text) for one in (asked(department, **done) for department in BOTH)] == [
        ("done", said),
        ("elsewhere", said),
    ]


def test_a_case_that_was_opened_again_asks_anew() -> None:
    again = visited("to_visit", outcome="no_risk")
    assert asked("civil_affairs", **again, reopened=True).kind == "verify"


def test_two_identities_are_listed() -> None:
    one = asked("civil_affairs", **holds("特困人员", "低保对象", "脱贫人口"))
    assert one.text == "请核对特困人员、低保对象身份是否仍符合"
    assert one.notes == ("另有脱贫人口，由乡村振兴部门认定",)


@pytest.mark.parametrize(
    ("since", "notes"),
    [(date(2023, 3, 12), ("低保对象身份本月（3月12日）开始",)), (date(2023, 2, 28), ()), (date(2022, 3, 12), ())],
)
def test_an_identity_that_began_this_month_is_told(since: date, notes: tuple[str, ...]) -> None:
    assert asked("civil_affairs", **holds("低保对象", since=since)).notes == notes


def test_a_death_on_the_roster_is_told_to_who_certifies() -> None:
    notes = [asked(department, **holds("低保对象"), departed="died").notes for department in BOTH]
    assert notes == [("名册登记已死亡，请核对身份是否终止",), ()]


def test_nothing_is_asked_of_who_is_not_on_the_official_list() -> None:
    one = asked("civil_affairs", early_row(1))
    assert (one, one.word, one.whole) == (Ask(), "", "")


def test_the_order_is_that_of_the_work() -> None:
    ranks = [Ask(kind).rank for kind in (*WORDS, "")]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("department", BOTH)
def test_the_identities_of_the_department_come_first(department: str) -> None:
    names = certified_first(department)
    assert sorted(names) == sorted(IDENTITY_NAMES)
    firsts = [certifier(name) == department for name in names]
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[0]
