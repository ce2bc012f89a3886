"""Receipts into the warehouse: each names a row of an issued list, and says what was found there or what was decided.

The SELECTs are in `sql/1_intake/receipts_*.sql` (what a receipt says by itself) and `sql/7_feedback/` (whether that
fits what was issued and received); this module runs them in order, inside the transaction of the load. A decision on
an identity is a span from then on, and whoever it touches is settled and screened again by the next month.
"""

from typing import Any

from monitor.config import Config
from monitor.feedback.cases import make_words, refresh_cases
from monitor.intake.staged import Staged
from monitor.lists.row_code import row_of
from monitor.policy import IDENTITIES, Pack
from monitor.warehouse import codes, derived, statements
from monitor.warehouse.batch import Batch, Counts
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

_SHOWN = 20
# The lower half of a row_id: the record within its batch.
_RECORD = 0xFFFFFFFF


def prepare(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> None:
    """Make the temporary table `reject`: the receipts of the file that cannot be taken in."""
    codes.make_identity_words(con)
    make_words(con)
    statements.make_temp(con, "receipts_row", "1_intake/receipts_row")
    statements.make_temp(con, "reject", "1_intake/receipts_reject", today=batch.loaded_on)
    named = statements.rows(con, "1_intake/receipts_named")
    targets = [(record, _row_no(month, version, code)) for record, month, version, code in named]
    statements.make_rows(con, "receipt_target", "record bigint, row_no integer", targets)
    statements.make_temp(con, "receipt_found", "7_feedback/receipt_found")
    statements.insert(con, "temp.main.reject", "7_feedback/receipt_refused")
    steps = [(one.name,) for one in IDENTITIES if one.is_step]
    statements.make_rows(con, "hardship_step", "identity varchar", steps)
    statements.make_temp(con, "receipt_contradiction", "7_feedback/receipt_contradiction")
    con.execute("insert into temp.main.reject by name select * exclude (row_code, row_id) from receipt_contradiction")


def load(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> tuple[Counts, tuple[str, ...]]:
    """Store the sound receipts and what follows from them; returns their counts, and what they did to cases."""
    statements.make_temp(con, "receipt_repeated", "7_feedback/receipt_repeated")
    stored = statements.insert(
        con, "warehouse.receipt_row", "7_feedback/receipt_new", base=batch.base, today=batch.loaded_on
    )
    repeated = con.execute("select count(*) from receipt_repeated").fetchall()[0][0]
    notes = derived.refresh(con, pack, batch)
    con.execute("create or replace temp table case_before as select * from warehouse.case_state")
    refresh_cases(con)
    notes = (*_effect(con), *notes, *_against(con))
    return Counts(accepted=stored, duplicate=int(repeated)), notes


def _row_no(month: int, version: int, code: str) -> int | None:
    return row_of(month_text(month), version, code)


def _effect(con: Connection) -> tuple[str, ...]:
    closed, waiting, visited, reopened = statements.rows(con, "7_feedback/case_change")[0]
    return (f"办结 {closed} 件，转部门处理 {waiting} 件，已入户未定 {visited} 件，重新打开 {reopened} 件",)


def _against(con: Connection) -> tuple[str, ...]:
    """The receipts that contradict stored ones, each with the place of the stored one; numbers of rows name nobody."""
    found: list[tuple[Any, ...]] = con.execute(
        "select row_code, row_id from receipt_contradiction where code = 'E-RCPT-AGAINST' order by record limit ?",
        [_SHOWN],
    ).fetchall()
    said = "；".join(f"名单编号 {code}：批次 {row_id >> 32} 第 {row_id & _RECORD} 条" for code, row_id in found)
    return (f"与已载入的回执矛盾，原来的不变——{said}",) if found else ()
