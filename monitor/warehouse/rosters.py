"""Rosters into the warehouse: persons, identities, households, regions, referrals, chronic enrolments, new numbers.

Each kind has two SELECTs in `sql/1_intake/`: `<kind>_reject` and `<kind>_new`. What follows from a roster
(spans of identity, links between numbers, persons to compute again) is worked out anew in the same transaction.
"""

from monitor.config import Config
from monitor.intake.staged import Staged
from monitor.policy import Pack
from monitor.warehouse import codes, derived, people_notes, place_notes, rejects, statements
from monitor.warehouse.batch import Batch, Counts
from monitor.warehouse.connection import Connection

_TABLES = {
    "persons": "warehouse.person_row",
    "identities": "warehouse.identity_row",
    "households": "warehouse.household_row",
    "regions": "warehouse.region_row",
    "referrals": "warehouse.referral_row",
    "chronic": "warehouse.chronic_row",
    "renumbered": "warehouse.renumbered_row",
}


def prepare(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> None:
    """Make the temporary table `reject`: the records of the file that cannot be taken in."""
    codes.make_tables(con, config, pack)
    if staged.kind == "identities":
        codes.make_identity_words(con)
    statements.make_temp_view(con, "roster_row", "1_intake/roster_row")
    if staged.kind == "renumbered":
        statements.make_temp_view(con, "renumbered_row", "1_intake/renumbered_row")
    statements.make_temp(con, "reject", f"1_intake/{staged.kind}_reject", today=batch.loaded_on, as_of=batch.as_of)
    rejects.add_cut_numbers(con, "1_intake/roster_cut")


def load(con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> tuple[Counts, tuple[str, ...]]:
    """Store the sound records; a row that repeats another of the file counts as a duplicate."""
    statements.insert(con, "warehouse.identifier", "1_intake/roster_identifier")
    if staged.kind == "renumbered":
        statements.insert(con, "warehouse.identifier", "1_intake/renumbered_identifier")
    statements.make_temp_view(con, "roster_sound", "1_intake/roster_sound")
    if staged.kind == "persons":
        statements.insert(con, "warehouse.place", "1_intake/place_new")
    statements.make_temp(con, "roster_repeated", "1_intake/roster_repeated")
    stored = statements.insert(
        con,
        _TABLES[staged.kind],
        f"1_intake/{staged.kind}_new",
        base=batch.base,
        as_of=batch.as_of,
        today=batch.loaded_on,
    )
    if staged.kind == "persons":
        statements.insert(con, "settle.dirty", "2_warehouse/dirty_roster", base=batch.base)
    if staged.kind == "identities":
        statements.insert(con, "settle.dirty", "2_warehouse/dirty_newcomer", base=batch.base)
    if staged.kind == "referrals":
        statements.insert(con, "settle.dirty", "2_warehouse/dirty_referral", base=batch.base)
    if staged.kind == "regions":
        con.execute("update settle.progress set basis = ''")
    notes = derived.refresh(con, pack, batch) + people_notes.dayless_again(con, batch)
    if staged.kind in ("persons", "identities"):
        notes += people_notes.names(con, batch)
    if staged.kind == "persons":
        notes += place_notes.notes(con, batch.base)
    return Counts(accepted=stored, duplicate=_count(con)), notes


def _count(con: Connection) -> int:
    row = con.execute("select count(*) from roster_repeated").fetchone()
    return int(row[0]) if row else 0
