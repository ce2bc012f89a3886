"""States of random lives of cases, worked out by SQL, are those that a machine finds that takes one step at a time."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings

from monitor.checks import offences
from monitor.config import EngineSettings
from monitor.feedback import refresh_cases
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.migrate import migrate
from tests.feedback.lives import YEAR, Life, Row, Told, issued_on, lives, states, summary

_STATUS = {"early": "new", "below": "corrected"}
_ISSUE = "insert into lists.issue values (?, ?, 1, ?, '', '', false, 0, 0, 0, '', '{}')"
_ROW = "insert into lists.issue_row values (?, 1, 7, 'rule', 'self_pay', ?, 10000, ?, ?, ?)"
_RECEIPT = (
    "insert into warehouse.receipt_row values (?, ?, 1, 7, 'rule', ?, ?, ?, ?, '', nullif(?, ''), nullif(?, ''),"
    " nullif(?, ''), null, null, null, null, null, null, date '2024-06-01')"
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty warehouse."""
    with warehouse(tmp_path_factory.mktemp("lives") / "lives.duckdb", EngineSettings(threads=1)) as connection:
        migrate(connection)
        yield connection


def store(con: Connection, life: Life, seed: int = 0) -> None:
    """The life as the only thing in the warehouse, its receipts numbered in an order of their own."""
    for table in ("lists.issue", "lists.issue_row", "warehouse.receipt_row"):
        con.execute(f"delete from {table}")
    for row in life.rows:
        con.execute(_ISSUE, [row.month, YEAR * 100 + row.month, issued_on(row.month)])
        amount = 9000 if row.status in ("below", "early") else 12000
        frozen = f'{{"township_code": "{row.town}000"}}'
        status = _STATUS.get(row.status, row.status)
        con.execute(_ROW, [row.month, amount, status, row.status == "early", frozen])
    told = list(life.told)
    Random(seed).shuffle(told)
    for number, one in enumerate(told, 1):
        recipient = "340121100_township" if one.office == "township" else f"340121_{one.office}"
        said = [one.office, recipient, one.day, one.found, one.outcome, one.decision]
        con.execute(_RECEIPT, [number, one.month, YEAR * 100 + one.month, *said])
    refresh_cases(con)


def stored(con: Connection) -> list[tuple[str, int, bool]]:
    """(state, since, reopened) of the cases in the warehouse."""
    return con.execute(f"select state, since - {YEAR * 100}, is_reopened from warehouse.case_state").fetchall()


MOVED = Told(1, date(2023, 2, 12), "township", "moved")
DIED = Told(1, date(2023, 2, 12), "township", "died")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives())
@example(life=Life((Row(1, "new", "340121100"), Row(2, "continuing", "340121101")), (MOVED,)))
@example(life=Life((Row(1, "new", "340121100"), Row(2, "continuing", "340121100")), (MOVED,)))
@example(life=Life((Row(1, "new", "340121100"), Row(2, "escalated", "340121100")), (DIED,)))
def test_the_state_is_that_of_the_oracle(con: Connection, life: Life) -> None:
    store(con, life)
    told = states(life)
    assert stored(con) == ([summary(told)] if told else [])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives())
def test_the_truths_hold_of_any_life(con: Connection, life: Life) -> None:
    store(con, life)
    assert offences(con, "case_state") + offences(con, "case_row") == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives())
def test_the_order_of_loading_changes_nothing(con: Connection, life: Life) -> None:
    found = []
    for seed in (1, 2):
        store(con, life, seed)
        query = "select * exclude (row_id) from warehouse.case_event order by position"
        found.append((stored(con), con.execute(query).fetchall()))
    assert found[0] == found[1]
