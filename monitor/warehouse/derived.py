"""What follows from everything stored, worked out anew at each load, whatever order the files came in.

`warehouse.alias` (two numbers, one person), `warehouse.standing` (versions, refunds), `warehouse.identity_span`.
Whoever's settled months are touched by a difference is marked in `settle.dirty`.
"""

from monitor.policy import Pack
from monitor.warehouse import people_notes, renumbered, statements
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection

_SAY_IDENTITY = ("identities", "receipts")
# What rosters tell, what departments decided, and what of either holds: views that `identity_span` is made of.
_TEMPORARY = ("identity_told", "identity_said", "identity_decision", "identity_stopped", "identity_granted")


def refresh(con: Connection, pack: Pack, batch: Batch) -> tuple[str, ...]:
    """Bring the derived tables up to date after the rows of `batch` are in; returns notes for the operator."""
    linked, notes = _link(con, batch)
    if linked or batch.kind == "settlements":
        _stand(con, batch)
    return notes + (_span(con, pack, batch) if linked or batch.kind in _SAY_IDENTITY else ())


def _link(con: Connection, batch: Batch) -> tuple[bool, tuple[str, ...]]:
    if not _any_second_number(con):
        return False, ()
    renumbered.make_table(con, batch)
    statements.make_temp(con, "alias_new", "2_warehouse/alias")
    statements.insert(con, "settle.dirty", "2_warehouse/dirty_alias")
    moved = statements.value(con, "2_warehouse/alias_change")
    notes = renumbered.notes(con, batch) if batch.kind == "renumbered" else ()
    _replace(con, "warehouse.alias", "alias_new")
    return bool(moved), notes


def _stand(con: Connection, batch: Batch) -> None:
    statements.make_temp(con, "standing_new", "2_warehouse/standing")
    statements.insert(con, "settle.dirty", "2_warehouse/dirty_settlement", base=batch.base)
    _replace(con, "warehouse.standing", "standing_new")


def _span(con: Connection, pack: Pack, batch: Batch) -> tuple[str, ...]:
    from_next_month = pack.identity_effective == "next_month"
    view_identities(con)
    statements.make_temp(con, "identity_span_new", "2_warehouse/identity_span", from_next_month=from_next_month)
    statements.insert(con, "settle.dirty", "2_warehouse/dirty_identity")
    notes = people_notes.ended(con, batch) if batch.kind in _SAY_IDENTITY else ()
    _replace(con, "warehouse.identity_span", "identity_span_new")
    return notes


def view_identities(con: Connection) -> None:
    """Make the views that `2_warehouse/identity_span` reads: what rosters tell and what departments decided."""
    for name in _TEMPORARY:
        statements.make_temp_view(con, name, f"2_warehouse/{name}")


def _replace(con: Connection, table: str, temporary: str) -> None:
    con.execute("delete from " + table)
    con.execute("insert into " + table + " by name select * from " + temporary)
    statements.drop_temp(con, temporary)


def _any_second_number(con: Connection) -> bool:
    """Whether anybody is known by a psn_no alone, or by an identity number that became another."""
    row = con.execute(
        "select exists (select 1 from warehouse.identifier where kind = 'psn_no')"
        " or exists (select 1 from warehouse.renumbered_row)"
    ).fetchone()
    return bool(row and row[0])
