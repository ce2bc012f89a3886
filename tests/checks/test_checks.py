"""Truths as queries: each holds on sound data, and each is able to fail."""

import re

import duckdb
import pytest

from monitor import checks
from monitor.checks import offences, parameters, ready, verify, verify_all
from monitor.errors import IntegrityError
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from tests.checks.conftest import Spoiled
from tests.conftest import Bureau

MONTH = parameters(2023, 2)
_RECEIPT = (
    "1, 99, 1, 7, 'rule', 202301, 'township', '340121100_township', date '2023-02-10', '甲', "
    "'met', 'no_risk', null, null,"
    " null, null, null, null, null, date '2023-02-11'"
)
ALL = [check.name for check in checks.checks() if "published" not in check.when]
SEEDS = {
    "alias_chain": "insert into warehouse.alias values (-99, -98)",
    "batch_count": "update intake.load_batch set accepted = accepted + 1 where batch_id = 2",
    "batch_row": "delete from warehouse.settlement where setl_id = 'J1'",
    "burden_increase": "update settle.burden set self_pay = self_pay + 0.01 where month = 2",
    "burden_order": "update settle.burden set settlements = 99 where month = 1",
    "burden_part": "update settle.burden set burden = burden + 0.01 where month = 2",
    "burden_person": "update settle.burden set person_id = 34012119500231001 where month = 2",
    "burden_sum": "update settle.burden set in_scope = in_scope + 0.01 where month = 2",
    "case_row": "delete from warehouse.case_event",
    "case_state": "update warehouse.case_state set state = 'closed'",
    "certno_check": "update warehouse.person_row set certno = left(certno, 17) || 'Y'",
    "identity_overlap": "insert into warehouse.identity_span select * from warehouse.identity_span limit 1",
    "issue_count": "delete from lists.issue_row where row_no = 1",
    "issue_place": "update lists.issue_row set frozen = replace(frozen, '\"340121', '\"340122')",
    "issue_warning": "update lists.issue_row set amount = amount + 0.01",
    "progress_behind": "insert into settle.dirty values (1, 2023)",
    "refund_excess": "update warehouse.settlement set medfee_sumamt = -999999 where setl_id = 'F3'",
    "settlement_balance": "update warehouse.settlement set psn_pay = psn_pay + 0.01 where setl_id = 'F1'",
    "settlement_twice": "insert into warehouse.settlement select * from warehouse.settlement where setl_id = 'F1'",
    "standing_orphan": "insert into warehouse.standing values (1, 'refunded', null)",
    "warning_amount": "update screen.warning set amount = amount + 0.01",
    "warning_line": "update screen.warning set amount = threshold where status in ('new', 'continuing')",
    "warning_membership": "delete from screen.warning where month = 202302",
}


def found(con: Connection, sound: Bureau, check: str) -> int:
    ready(con, sound.config, sound.pack, 2023, 2)
    return len(offences(con, check, **MONTH))


def test_every_check_has_a_seed() -> None:
    assert sorted(SEEDS) == ALL


@pytest.mark.parametrize("check", ALL)
def test_it_holds_on_sound_data(opened: Connection, sound: Bureau, check: str) -> None:
    assert found(opened, sound, check) == 0


@pytest.mark.parametrize("check", ALL)
def test_it_can_fail(spoiled: Spoiled, sound: Bureau, check: str) -> None:
    with spoiled(SEEDS[check]) as con:
        assert found(con, sound, check) > 0


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("alias_chain", "insert into warehouse.alias select alias_id, 1 from warehouse.alias"),
        (
            "batch_row",
            "insert into warehouse.region_row values (99 * 4294967296 + 1, date '2023-01-01', '1', '乡', 'x', null)",
        ),
        ("burden_person", "update settle.burden set person_id = -12345 where month = 2"),
        ("case_row", "update warehouse.case_event set month = month + 1"),
        ("case_row", f"insert into warehouse.receipt_row values ({_RECEIPT})"),
        ("case_state", "delete from warehouse.case_state"),
        ("case_state", "update warehouse.case_state set since = since - 1"),
        ("case_state", "update warehouse.case_state set is_reopened = true"),
        ("case_state", "update warehouse.case_event set event = 'closed'"),
        ("burden_increase", "update settle.burden set in_scope = in_scope + 0.01 where month = 1"),
        ("burden_sum", "delete from settle.burden where month = 2"),
        ("issue_count", "update lists.issue_row set row_no = row_no + 1"),
        ("issue_warning", "delete from screen.warning where month = 202302"),
        ("progress_behind", "update settle.progress set through_month = 1"),
        ("settlement_balance", "update warehouse.settlement set hifp_pay = hifp_pay + 1 where setl_id = 'F1'"),
        ("standing_orphan", "insert into warehouse.standing select * from warehouse.standing"),
        ("warning_line", "update screen.warning set early_watch = true where month = 202302"),
        ("warning_line", "update screen.warning set first_month = 202303 where month = 202302"),
        ("warning_membership", "insert into screen.warning select * from screen.warning where month = 202302"),
        ("warning_membership", "update warehouse.identity_span set ends = date '2023-02-27'"),
    ],
)
def test_it_can_fail_in_the_other_direction(spoiled: Spoiled, sound: Bureau, check: str, statement: str) -> None:
    with spoiled(statement) as con:
        assert found(con, sound, check) > 0


def test_a_sound_month_is_verified(opened: Connection, sound: Bureau) -> None:
    verify(opened, sound.config, sound.pack, 2023, 2)


def test_a_sound_warehouse_is_verified_at_rest(opened: Connection, sound: Bureau) -> None:
    asked = len([check for check in checks.checks() if check.when & {"full", "year"}])
    assert verify_all(opened, sound.config, sound.pack) == asked


def test_the_error_names_the_check_and_nobody(spoiled: Spoiled, sound: Bureau) -> None:
    with spoiled(SEEDS["warning_membership"]) as con, pytest.raises(IntegrityError) as caught:
        verify(con, sound.config, sound.pack, 2023, 2)
    assert caught.value.code == "E-INT-005"
    assert caught.value.where.startswith("检查 ")
    assert not re.search(r"\d{6}", str(caught.value))


def test_rows_at_rest_are_looked_at_for_all_months(spoiled: Spoiled, sound: Bureau) -> None:
    statement = "update warehouse.settlement set acct_pay = acct_pay + 1 where setl_id = 'J1'"
    with spoiled(statement) as con, pytest.raises(IntegrityError, match="结算记录的金额不平"):
        verify_all(con, sound.config, sound.pack)


def test_a_personal_column_in_the_published_copy_is_found() -> None:
    with duckdb.connect() as con:
        con.execute("create table burden (person_key varchar, psn_name varchar)")
        assert offences(con, "published_column") == [("burden", "psn_name")]


def test_the_published_copy_has_no_personal_column(sound: Bureau) -> None:
    assert sound.ask(statements.text("checks/published_column")) == []
