"""Settlements into the warehouse: versions, duplicates, refunds, and whose figures have to be computed again.

The SELECTs are in `sql/1_intake/settlement_*.sql` and `sql/2_warehouse/`; this module runs them in order,
inside the caller's transaction.
"""

from monitor.config import Config
from monitor.intake.staged import Staged
from monitor.policy import Pack
from monitor.warehouse import codes, derived, people_notes, rejects, statements
from monitor.warehouse.batch import Batch, Counts
from monitor.warehouse.connection import Connection


def prepare(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> None:
    """Make the temporary table `reject`: the records of the file that cannot be taken in."""
    codes.make_tables(con, config, pack)
    statements.make_temp_view(con, "settlement_row", "1_intake/settlement_row")
    statements.make_temp(con, "reject", "1_intake/settlement_reject", today=batch.loaded_on)
    rejects.add_cut_numbers(con, "1_intake/settlement_cut")


def load(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> tuple[Counts, tuple[str, ...]]:
    """Store the sound records; returns the counts of this file, and notes for the operator."""
    statements.insert(con, "warehouse.identifier", "1_intake/settlement_identifier")
    statements.make_temp_view(con, "settlement_accepted", "1_intake/settlement_accepted")
    statements.make_temp(con, "settlement_repeated", "1_intake/settlement_repeated")
    statements.make_temp(con, "settlement_said", "1_intake/settlement_said", base=batch.base)
    statements.make_temp(con, "settlement_copy", "1_intake/settlement_copy")
    stored = statements.insert(con, "warehouse.settlement", "1_intake/settlement_new", base=batch.base)
    copies = int(statements.value(con, "1_intake/settlement_copy_count"))
    if copies:
        _keep_last_name(con)
    statements.insert(con, "warehouse.repeated_settlement", "1_intake/settlement_repeated_new")
    derived.refresh(con, pack, batch)
    aside = statements.value(con, "1_intake/settlement_aside", base=batch.base)
    notes = tuple(
        str(note)
        for (note,) in statements.rows(con, "1_intake/settlement_note", base=batch.base, division=pack.division)
    )
    notes += people_notes.names(con, batch)
    return Counts(accepted=stored - aside, rejected=aside, duplicate=copies), notes


def _keep_last_name(con: Connection) -> None:
    """Of the names that copies of a settlement carry, keep the same one whichever copy came first."""
    statements.make_temp(con, "settlement_name", "1_intake/settlement_name")
    con.execute(
        "update warehouse.settlement as stored set psn_name = other.psn_name"
        " from settlement_name as other where stored.row_id = other.row_id"
    )
