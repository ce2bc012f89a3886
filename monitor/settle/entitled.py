"""Brings `settle.entitlement` up to a month: what each layer should have paid, beside what was reported.

Comes in: the warehouse inside a transaction with `settle.burden` up to the month, and the plan of the year. Goes out:
rows per settlement and layer, and the state that the next month carries on. Persons whom no layer can reach never
enter the kernel; whoever is touched by the past is computed again from January.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitor.config import Config
from monitor.policy import Pack
from monitor.settle.batches import LayerResult, State
from monitor.settle.facts import batch_of
from monitor.settle.kernel import entitle
from monitor.settle.plan import CARE_KINDS, EntitlementPlan, PlannedLayer
from monitor.settle.reach import reach_of
from monitor.settle.shares import shared_out
from monitor.settle.variants import Flags, Ints
from monitor.warehouse import codes, statements
from monitor.warehouse.connection import Connection

_TEMPORARY = ("entitle_person", "entitle_row", "entitle_opening")
_ROWS_AT_ONCE = 3 * 10**6


@dataclass(frozen=True)
class Span:
    """The months being settled of a year, and the number of the settling."""

    year: int
    from_month: int
    to_month: int
    run: int


def prepare(con: Connection, config: Config, pack: Pack, plan: EntitlementPlan) -> None:
    """Make the tables of codes and identities that the layers ask for, for the session."""
    care = {code: str(CARE_KINDS.index(kind)) for code, kind in codes.med_types(config, pack).items()}
    codes.make_pairs(con, "care_code", ("code", "kind"), care)
    con.execute("create or replace temp table care_kind as select code, cast(kind as tinyint) as kind from care_code")
    codes.make_pairs(con, "med_type_fact", ("code", "fact"), codes.MED_TYPE_FACTS)
    codes.make_pairs(con, "mental_disease", ("code", "name"), dict.fromkeys(config.settle.mental_diseases, ""))
    named = {name for layer in plan.layers for law in layer.laws for name in law.scheme.identities}
    codes.make_pairs(con, "scheme_identity", ("identity", "place"), dict.fromkeys(sorted(named), pack.place))


def asked(config: Config, pack: Pack, plan: EntitlementPlan) -> dict[str, list[str]]:
    """What the sums of a month note for the layers: codes that add to everybody's layer, columns that report layers."""
    reach = reach_of(plan)
    return {
        "everyone": sorted(code for code, kind in codes.med_types(config, pack).items() if reach.covers(kind)),
        "payers": sorted({column for layer in plan.layers for column in layer.shape.reported}),
    }


def entitle_months(con: Connection, pack: Pack, plan: EntitlementPlan, span: Span) -> int:
    """Work out the months of `span`; returns the rows written. `counted` and `person_late` are the settling's own."""
    known, reach = {"year": span.year, "from_month": span.from_month, "to_month": span.to_month}, reach_of(plan)
    statements.make_temp(con, "entitle_person", "3_settle/entitle_person", **known, least=reach.least_yuan)
    statements.make_temp(con, "entitle_row", "3_settle/entitle_row", division=pack.division)
    statements.make_temp(con, "entitle_opening", "3_settle/entitle_opening", year=span.year, everyone=reach.layer)
    _forget(con, span.year)
    rows = con.execute("select count(*) from entitle_row").fetchone()
    parts = (int(rows[0]) if rows else 0) // _ROWS_AT_ONCE + 1
    written = sum(_part(con, plan, span, part, parts) for part in range(parts))
    statements.drop_temp(con, *_TEMPORARY)
    return written


def _forget(con: Connection, year: int) -> None:
    """Rows of whoever is computed from January, and every state that is about to be replaced."""
    late = " and person_id in (select person_id from person_late)"
    con.execute("delete from settle.entitlement where year = ?" + late, [year])
    con.execute("delete from settle.entitlement_state where year = ?" + late, [year])
    con.execute(
        "delete from settle.entitlement_state where year = ? and person_id in (select person_id from entitle_row)",
        [year],
    )


def _part(con: Connection, plan: EntitlementPlan, span: Span, part: int, parts: int) -> int:
    columns = statements.columns(con, "3_settle/entitle_part", part=part, parts=parts)
    if not len(columns["person_id"]):
        return 0
    persons = np.unique(columns["person_id"])
    result, state = entitle(batch_of(columns, plan), plan.for_kernel, _opening(con, plan, persons))
    shares = shared_out(plan, columns, result)
    written = sum(
        _store(con, plan, layer, columns, result[layer.plan.id], shares[layer.plan.id], span) for layer in plan.layers
    )
    _carry(con, plan, state, span)
    return written


def _opening(con: Connection, plan: EntitlementPlan, persons: Ints) -> State:
    accumulated: dict[str, Ints] = {}
    paid: dict[str, Ints] = {}
    for layer in plan.for_kernel:
        found = statements.columns(con, "3_settle/entitle_opening_layer", layer=layer.id)
        accumulated[layer.id], paid[layer.id] = (_placed(found, name, persons) for name in ("accumulated", "paid"))
    return State(persons, accumulated, paid)


def _placed(found: Mapping[str, Any], name: str, persons: Ints) -> Ints:
    """Amounts of some persons put where `persons` (ascending) has them; 0 for the others."""
    amounts = np.zeros(len(persons), dtype=np.int64)
    at = np.minimum(np.searchsorted(persons, found["person_id"]), len(persons) - 1)
    here = persons[at] == found["person_id"]
    amounts[at[here]] = found[name][here]
    return amounts


def _store(
    con: Connection,
    plan: EntitlementPlan,
    layer: PlannedLayer,
    columns: Mapping[str, Any],
    given: LayerResult,
    share: Ints,
    span: Span,
) -> int:
    kept = np.flatnonzero(_touched(layer, given, share))
    worked_out = {
        "person_id": columns["person_id"][kept],
        "month": columns["month"][kept],
        "row_id": columns["row_id"][kept],
        "base": given.base[kept],
        "accumulated_before": given.accumulated_before[kept],
        "entitled": given.entitled[kept],
        "reported": share[kept],
        "scheme": given.variant[kept],
    }
    said = {"year": span.year, "run": span.run, "layer": layer.plan.id, "pack_version": plan.pack_version}
    return statements.insert_columns(
        con, "worked_out", worked_out, "settle.entitlement", "3_settle/entitlement", **said
    )


def _touched(layer: PlannedLayer, given: LayerResult, share: Ints) -> Flags:
    """Settlements of which a layer has something to say: paid, reported, held under an identity, or above its floor."""
    if layer.plan.reported_only:
        return np.asarray(share != 0)
    by_rule = np.array([not one.reported for one in layer.plan.variants] + [False])
    named = np.array([bool(one.identities) for one in layer.plan.variants] + [False])
    floor = np.array([one.floor_fen for one in layer.plan.variants] + [0])
    above = given.accumulated_before + given.base > floor[given.variant]
    seen = by_rule[given.variant] & (given.base != 0) & (named[given.variant] | above)
    return np.asarray((given.entitled != 0) | (share != 0) | seen)


def _carry(con: Connection, plan: EntitlementPlan, state: State, span: Span) -> None:
    for layer in plan.layers:
        if layer.plan.reported_only:
            continue
        accumulated, paid = state.accumulated[layer.plan.id], state.paid[layer.plan.id]
        kept = np.flatnonzero((accumulated != 0) | (paid != 0))
        carried_on = {"person_id": state.person[kept], "accumulated": accumulated[kept], "paid": paid[kept]}
        statements.insert_columns(
            con,
            "carried_on",
            carried_on,
            "settle.entitlement_state",
            "3_settle/entitlement_state",
            year=span.year,
            layer=layer.plan.id,
        )
