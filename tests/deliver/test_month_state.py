"""How far each month has come: due, fed, settled, screened, checked, issued, delivered, closed."""

from datetime import date
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.month_state import STATES, month_states
from monitor.warehouse import ledger
from monitor.warehouse.connection import transaction
from tests.conftest import Begin, Bureau
from tests.feedback.receipts import receipt, send
from tests.warehouse.builder import bill, holds, person, resident


def states(bureau: Bureau) -> dict[str, dict[str, Any]]:
    with open_warehouse(bureau.config) as con:
        return month_states(con, bureau.config, bureau.pack)


def note(bureau: Bureau, event: str, month: int, **facts: Any) -> None:
    with open_warehouse(bureau.config) as con, transaction(con):
        ledger.note(con, event, date(2024, 3, 1), month=month, **facts)


@pytest.fixture
def over(begin: Begin) -> Bureau:
    """Somebody over the line in January 2023, nothing issued."""
    return begin(with_somebody)


def with_somebody(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1))])
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", [bill("A", person(1), "2023-01-05", "12000")], on=date(2023, 2, 3))


def test_a_month_whose_settlements_have_come(over: Bureau) -> None:
    row = states(over)["2023-01"]
    assert (row["state"], row["due_on"], row["fed_on"]) == ("fed", date(2023, 2, 1), date(2023, 2, 3))
    assert (row["issued_on"], row["official_rows"], row["days_late"]) == (None, None, None)


def test_a_month_whose_lists_are_out_waits_for_those_on_them(over: Bureau) -> None:
    over.month("2023-01", on=date(2023, 2, 14))
    row = states(over)["2023-01"]
    assert (row["state"], row["open_cases"], row["official_rows"]) == ("delivered", 1, 1)
    assert (row["deadline"], row["days_late"], row["delivered_on"]) == (date(2023, 2, 9), 5, date(2023, 2, 14))


def test_it_is_closed_when_nobody_waits_any_more(over: Bureau) -> None:
    over.month("2023-01")
    send(over, receipt(over, 1))
    row = states(over)["2023-01"]
    assert (row["state"], row["open_cases"], row["closed_on"]) == ("closed", 0, date(2023, 2, 12))


def test_with_the_next_years_first_list_the_old_year_is_closed(over: Bureau) -> None:
    over.month("2023-01")
    over.intake("settlements", [bill("B", person(1), "2024-01-05", "1")])
    over.month("2024-01", on=date(2024, 2, 9))
    row = states(over)["2023-01"]
    assert (row["state"], row["open_cases"], row["closed_on"]) == ("closed", 1, date(2024, 2, 9))


def test_a_month_with_nobody_on_its_list_is_closed_at_once(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("A", person(1), "2023-01-05", "1")])
    bureau.month("2023-01")
    assert states(bureau)["2023-01"]["state"] == "closed"


def test_what_has_not_reached_everybody_is_issued_only(over: Bureau) -> None:
    over.month("2023-01")
    over.sql(
        "insert into deliver.dispatch values"
        " (1, 'a', 'sftp', 'delivered', 1, date '2023-02-10', '', '', 1),"
        " (1, 'b', 'sftp', 'waiting', 0, date '2023-02-09', '', '', 0)"
    )
    row = states(over)["2023-01"]
    assert (row["state"], row["undelivered"], row["delivered_on"]) == ("issued", 1, None)
    note(over, "delivered", 202301, issue_id=1)
    over.sql("update deliver.dispatch set state = 'acknowledged', changed_on = date '2024-05-30' where recipient = 'b'")
    row = states(over)["2023-01"]
    assert (row["state"], row["undelivered"], row["delivered_on"]) == ("delivered", 0, date(2024, 3, 1))


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("settle", "fed"), ("screen", "settled"), ("lists", "screened"), ("checks", "screened"),
        ("warehouse", "checked"), ("month", "fed"),
    ],
)  # fmt: skip
def test_a_month_that_failed_tells_how_far_it_came(over: Bureau, stage: str, state: str) -> None:
    note(over, "failed", 202301, code="E-INT-005", stage=stage)
    assert states(over)["2023-01"]["state"] == state


def test_a_missing_month_is_due_until_the_operator_says_that_there_is_none(over: Bureau) -> None:
    over.intake("settlements", [bill("C", person(1), "2023-03-05", "1")])
    assert states(over)["2023-02"]["state"] == "due"
    note(over, "released", 202302, holds=["H-FEED-NONE"], reason="没有结算")
    row = states(over)["2023-02"]
    assert (row["state"], row["closed_on"]) == ("closed", date(2024, 3, 1))


def test_it_is_published_and_told(over: Bureau) -> None:
    over.month("2023-01")
    assert over.ask("select month, state, open_cases from month_state") == [
        {"month": "2023-01", "state": "delivered", "open_cases": 1}
    ]
    assert "；已送达，1 件未办结" in over.cli("status").stdout


def test_every_state_has_a_chinese_word() -> None:
    assert list(STATES) == ["due", "fed", "settled", "screened", "checked", "issued", "delivered", "closed"]
