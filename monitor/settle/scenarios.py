"""What the layers give for the rows of a scenario: the kernel through the plan of a pack, without any warehouse.

Comes in: a pack with the figures that a scenario supposes, and its rows. Goes out: per row the fen that each layer
gives. It reads no file and knows nothing of what was expected.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np

from monitor.policy import Pack
from monitor.policy.cells import Held
from monitor.policy.scenarios import OTHERS, Case
from monitor.settle.facts import batch_of
from monitor.settle.kernel import entitle
from monitor.settle.plan import CARE_KINDS, CONDITIONS, EntitlementPlan, compile_plan, day_number, identity_bits

Given = Mapping[str, int]


def entitled(pack: Pack, cases: Sequence[Case]) -> dict[int, Given]:
    """Fen by layer id for every row that counts, by its line; each person's calendar year begins anew."""
    found: dict[int, Given] = {}
    ordered = sorted(counted(cases), key=lambda case: (case.day.year, case.person, case.day, case.line))
    for year, rows in groupby(ordered, key=lambda case: case.day.year):
        found |= _year(pack, compile_plan(pack, year), list(rows), cases)
    return found


def counted(cases: Sequence[Case]) -> Iterator[Case]:
    """The rows that are not undone: what was refunded never was."""
    return (case for case in cases if not case.refunded)


def held_on(pack: Pack, spans: Sequence[Held], day: date) -> tuple[str, ...]:
    """The identities that count on a day, by the pack's rule from when they do."""
    return tuple(dict.fromkeys(one.name for one in spans if _begins(pack, one.first) <= day <= one.last))


def spans_of(cases: Sequence[Case], person: str) -> list[Held]:
    """The identities of a person, whichever of the rows say them."""
    return [one for case in cases if case.person == person for one in case.identities]


def payments(pack: Pack, case: Case) -> dict[str, int]:
    """What the platform reports as paid, by national column."""
    columns: dict[str, tuple[str, ...]] = {layer.id: layer.reported for layer in pack.layers}
    columns[OTHERS] = next((layer.other_payers for layer in pack.layers if layer.other_payers), ())
    found: dict[str, int] = {}
    for name, fen in case.reported.items():
        for column in columns[name][:1]:
            found[column] = found.get(column, 0) + fen
    return found


def _begins(pack: Pack, first: date) -> date:
    if pack.identity_effective == "from_day" or first == date.min:
        return first
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _year(pack: Pack, plan: EntitlementPlan, rows: Sequence[Case], cases: Sequence[Case]) -> dict[int, Given]:
    held = [held_on(pack, spans_of(cases, case.person), case.day) for case in rows]
    result, _state = entitle(batch_of(_columns(pack, plan, rows, held), plan), plan.for_kernel)
    return {
        case.line: {layer: int(given.entitled[at]) for layer, given in result.items()} for at, case in enumerate(rows)
    }


def _columns(
    pack: Pack, plan: EntitlementPlan, rows: Sequence[Case], held: Sequence[tuple[str, ...]]
) -> dict[str, Any]:
    """The columns of `entitle_part`, from the words of the rows and the identities held on their days."""
    paid = [payments(pack, case) for case in rows]
    columns = {column for layer in plan.layers for column in (*layer.taken, *layer.others)}
    persons = {name: at for at, name in enumerate(dict.fromkeys(case.person for case in rows))}
    return {
        "person_id": _ints(persons[case.person] for case in rows),
        "day": _ints(day_number(case.day) for case in rows),
        "in_scope_fen": _ints(case.left_fen for case in rows),
        "hifp_pay": _ints(0 for _ in rows),
        "is_negative": np.array([case.left_fen < 0 for case in rows]),
        "kind": _ints(CARE_KINDS.index(case.kind) for case in rows),
        "identities": _ints(identity_bits(names) for names in held),
        "is_employee": np.array([case.insurance == "employee" for case in rows]),
        "bed_days": _ints(case.bed_days for case in rows),
        **{name: np.array([name in case.facts for case in rows]) for name in CONDITIONS},
        **{column: _ints(one.get(column, 0) for one in paid) for column in columns},
    }


def _ints(values: Any) -> Any:
    return np.fromiter(values, dtype=np.int64)
