"""The entitlement of one person, worked out from January, taken apart settlement by settlement and layer by layer.

Comes in: the warehouse, the place's pack with the operator's parameters, a person and a month. Goes out: a
`PersonYear` of plain values. It stores nothing, and gives what `settle.entitlement` holds for the same person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.config import Config
from monitor.policy import Pack
from monitor.policy.schema import Condition
from monitor.settle.entitled import prepare
from monitor.settle.facts import batch_of
from monitor.settle.kernel import entitle
from monitor.settle.plan import EntitlementPlan, compile_plan
from monitor.settle.run import view_counted
from monitor.settle.shares import shared_out
from monitor.settle.steps import Step, facts_of, identities_of, steps_of
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

_EPOCH = date(1970, 1, 1)
_TEMPORARY = ("entitle_person", "entitle_row")


@dataclass(frozen=True)
class Explained:
    """One counted settlement: what held of it on its day, and a step for each layer in their order."""

    row_id: int
    month: int
    day: date
    facts: tuple[Condition, ...]
    identities: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PersonYear:
    """The counted settlements of a person in order, from January to the end of the month asked for."""

    plan: EntitlementPlan
    settlements: tuple[Explained, ...]


def one_person(con: Connection, config: Config, pack: Pack, person_id: int, year: int, month: int) -> PersonYear:
    """Work out one person's year up to the end of `month`. `settle.prepare` must have been called in the session."""
    plan = compile_plan(pack, year)
    columns = _columns(con, config, pack, plan, person_id, month)
    return PersonYear(plan, _explained(plan, columns) if len(columns["person_id"]) else ())


def _columns(
    con: Connection, config: Config, pack: Pack, plan: EntitlementPlan, person_id: int, month: int
) -> Mapping[str, Any]:
    """The settlements as `entitle_months` reads them, of this person alone."""
    prepare(con, config, pack, plan)
    statements.make_temp(con, "person_late", "3_settle/person_late", year=plan.year)
    view_counted(con, pack, plan.year, 1, month)
    con.execute("create or replace temp table entitle_person (person_id bigint)")
    con.execute("insert into temp.entitle_person values (?)", [person_id])
    statements.make_temp(con, "entitle_row", "3_settle/entitle_row", division=pack.division)
    columns = statements.columns(con, "3_settle/entitle_part", part=0, parts=1)
    statements.drop_temp(con, *_TEMPORARY)
    return columns


def _explained(plan: EntitlementPlan, columns: Mapping[str, Any]) -> tuple[Explained, ...]:
    batch = batch_of(columns, plan)
    result, _state = entitle(batch, plan.for_kernel)
    shares = shared_out(plan, columns, result)
    layers = [steps_of(batch, layer, result[layer.plan.id], shares[layer.plan.id]) for layer in plan.layers]
    return tuple(
        Explained(
            row_id=int(columns["row_id"][row]),
            month=int(columns["month"][row]),
            day=_EPOCH + timedelta(days=int(columns["day"][row])),
            facts=facts_of(batch, row),
            identities=identities_of(batch, row),
            steps=tuple(steps[row] for steps in layers),
        )
        for row in range(len(columns["person_id"]))
    )
