"""Brings `settle.burden` up to a month: what is new is added, whoever is touched by the past is computed again.

Comes in: the warehouse inside a transaction, the place's pack, a year and month. Goes out: nothing but the table.
Every month of the year up to the one asked for is settled; one row per person and month in which something changed.
"""

import hashlib
import json
from dataclasses import asdict

from monitor.config import Config
from monitor.policy import Pack
from monitor.settle import entitled
from monitor.settle.plan import EntitlementPlan, compile_plan
from monitor.warehouse import codes, statements
from monitor.warehouse.connection import Connection, quoted

_TEMPORARY = ("increment", "change_month", "opening", "settled_person", "roster_span", "movement")


def prepare(con: Connection, config: Config, pack: Pack) -> None:
    """Make the tables of codes and places that this stage and the later ones join, for the session."""
    statements.run(con, "1_intake/macros")
    codes.make_tables(con, config, pack)
    statements.make_temp(con, "region", "2_warehouse/region")
    statements.make_temp(con, "place_code", "2_warehouse/place_code")


def view_counted(con: Connection, pack: Pack, year: int, first: int, last: int) -> None:
    """Make the temporary view `counted`: what counts in the months from `first` to `last`, and all of late
    persons' before."""
    span = {"year": year, "from_month": first, "to_month": last}
    statements.make_temp_view(con, "counted", "3_settle/counted", division=pack.division, **span)


def bring_up_to_date(con: Connection, config: Config, pack: Pack, year: int, month: int) -> int:
    """Settle the year up to the end of `month`, never less far than before; returns the person-months written."""
    plan = compile_plan(pack.with_parameters(config.parameters), year)
    prepare(con, config, pack)
    entitled.prepare(con, config, pack, plan)
    basis = _basis(config, pack)
    through, is_same_basis = _settled(con, basis, year)
    first, last = (through + 1 if is_same_basis else 1), max(month, through)
    if not is_same_basis:
        _start_over(con, year)
    statements.make_temp(con, "person_late", "3_settle/person_late", year=year)
    if first > last and not _any_late(con):
        return 0
    run = _begin_run(con, year, first, last)
    written = _settle(con, config, pack, plan, entitled.Span(year, first, last, run))
    con.execute("delete from settle.dirty where year = ?", [year])
    con.execute("delete from settle.progress where year = ?", [year])
    con.execute("insert into settle.progress values (?, ?, ?)", [year, last, basis])
    return written


def catch_up(con: Connection, config: Config, pack: Pack, year: int) -> tuple[int, ...]:
    """Settle again what was touched in years other than `year`, as far as those were settled; returns those years."""
    basis = _basis(config, pack)
    touched = con.execute(
        "select year from settle.progress where year <> ? and (basis <> ? or year in (select year from settle.dirty))"
        " order by year",
        [year, basis],
    ).fetchall()
    for (other,) in touched:
        bring_up_to_date(con, config, pack, int(other), 0)
    return tuple(int(other) for (other,) in touched)


def _begin_run(con: Connection, year: int, first: int, last: int) -> int:
    """Number this settling and note whose earlier rows it replaces, so that the analysts' copy can follow."""
    row = con.execute("select coalesce(max(run), 0) + 1 from settle.run").fetchone()
    run = int(row[0]) if row else 1
    con.execute("insert into settle.run values (?, ?, ?, ?, ?)", [run, year, first, last, first == 1])
    con.execute("insert into settle.recomputed select ?, ?, person_id from person_late", [run, year])
    return run


def _start_over(con: Connection, year: int) -> None:
    for table in ("burden", "entitlement", "entitlement_state", "dirty"):
        con.execute("delete from settle." + quoted(table) + " where year = ?", [year])


def _settle(con: Connection, config: Config, pack: Pack, plan: EntitlementPlan, months: entitled.Span) -> int:
    span, year, asked = asdict(months), months.year, entitled.asked(config, pack, plan)
    view_counted(con, pack, year, months.from_month, months.to_month)
    for table in _TEMPORARY:
        statements.make_temp(con, table, f"3_settle/{table}", **span, **asked)
    con.execute("delete from settle.burden where year = ? and person_id in (select person_id from person_late)", [year])
    written = statements.insert(con, "settle.burden", "3_settle/burden", **span)
    statements.drop_temp(con, *_TEMPORARY)
    entitled.entitle_months(con, pack, plan, months)
    return written


def _settled(con: Connection, basis: str, year: int) -> tuple[int, bool]:
    """(month through which the year is settled, whether on this basis): on another (pack, codes) it starts over."""
    row = con.execute("select through_month, basis from settle.progress where year = ?", [year]).fetchone()
    return (0, False) if row is None else (int(row[0]), row[1] == basis)


def _basis(config: Config, pack: Pack) -> str:
    set_by_operator = {key: str(figure) for key, figure in config.parameters.items()}
    asked = [
        pack.version,
        codes.med_types(config, pack),
        pack.insurance,
        set_by_operator,
        config.settle.mental_diseases,
    ]
    said = json.dumps(asked, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _any_late(con: Connection) -> bool:
    row = con.execute("select exists (select 1 from person_late)").fetchone()
    return bool(row and row[0])
