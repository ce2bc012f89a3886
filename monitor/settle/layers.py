"""One layer of payment for a batch: which settlements count, what they add up to, and what is paid for each.

Comes in: the checked batch, what the layers before left of each cost, and the persons' sums so far. Goes out: the
layer's result and the persons' accumulated amounts after it. It knows no other layer.
"""

from dataclasses import dataclass

import numpy as np

from monitor.settle.batches import MOST_KINDS, Codes, LayerResult, Rows
from monitor.settle.limits import Segments, limited, segments
from monitor.settle.variants import (
    Flags,
    Ints,
    LayerPlan,
    Offered,
    change_days,
    covered,
    fit_table,
    offers,
)


@dataclass(frozen=True)
class _Counted:
    """The settlements that the layer deals with: row numbers, persons, accumulated amounts before and after each.

    `case` is the column of the layer's table of variants that holds for each, `variant` the first that fits (-1: none).
    `amount` is 0 where the payment is taken as reported and the cost adds nothing.
    """

    at: Ints
    people: Segments
    persons: Ints
    amount: Ints
    before: Ints
    after: Ints
    case: Ints
    variant: Ints


def reported(layer: LayerPlan, rows: Rows, base: Ints) -> LayerResult:
    """A layer that is taken as the platform reports it; nothing where it reports nothing."""
    none = np.full(len(base), -1, dtype=np.int64)
    nothing = np.zeros_like(base)
    return LayerResult(base, nothing, rows.batch.reported.get(layer.id, nothing), none.astype(np.int16), none)


def computed(layer: LayerPlan, rows: Rows, base: Ints, accumulated: Ints, paid: Ints) -> tuple[LayerResult, Ints, Ints]:
    """A layer by its rules, and what each person has accumulated and was paid after the batch, as before it."""
    table, case = _cases(layer, rows)
    counted = _counted(layer, rows, base, accumulated, table, case)
    before, entitled = np.zeros_like(base), np.zeros_like(base)
    variant = np.full(len(base), -1, dtype=np.int16)
    before[counted.at], variant[counted.at] = counted.before, counted.variant
    reported = rows.batch.reported.get(layer.id, np.zeros_like(base))
    live = _live(layer, counted, reported)
    entitled[counted.at[live]], variant[counted.at[live]] = _given(layer, rows, counted, reported, table, live, paid)
    cap_left = _cap_left(layer, counted, entitled, variant, paid)
    after, paid_after = accumulated.copy(), paid.copy()
    after[counted.persons] = counted.after[counted.people.starts + counted.people.counts - 1]
    if len(counted.at):
        paid_after[counted.persons] += np.add.reduceat(entitled[counted.at], counted.people.starts)
    return LayerResult(base, before, entitled, variant, cap_left), after, paid_after


def _cases(layer: LayerPlan, rows: Rows) -> tuple[Flags, Ints]:
    """The table of variants [variants, cases], and per row its case: the period of its day, and its identities."""
    table = fit_table(layer.variants, _states(rows.identities))
    days, day = change_days(layer.variants), rows.batch.day
    ends = (day.min(), day.max()) if len(day) else (0, 0)
    first, last = np.searchsorted(days, ends, side="right")
    if first == last:
        return table[:, last], rows.identities
    period = np.searchsorted(days, day, side="right")
    return table.reshape(len(table), -1), period * table.shape[2] + rows.identities


def _counted(layer: LayerPlan, rows: Rows, base: Ints, accumulated: Ints, table: Flags, case: Ints) -> _Counted:
    first = np.where(table.any(axis=0), table.argmax(axis=0), -1)
    taken = _is_reported(layer)[first]
    adds = covered(layer, MOST_KINDS, _states(rows.batch.facts)).ravel()[rows.code]
    if not layer.accumulates_everyone:
        adds &= ((first >= 0) & ~taken)[case]
    at = np.flatnonzero(adds | taken[case] if taken.any() else adds)
    amount = np.where(adds[at], base[at], 0) if taken.any() else base[at]
    owner, case = rows.owner[at], case[at]
    people = segments(owner)
    persons = owner[people.starts]
    after = people.running(amount, accumulated[persons])
    return _Counted(at, people, persons, amount, after - amount, after, case, first[case])


def _states(codes: Codes) -> int:
    return int(codes.max(initial=0)) + 1


def _is_reported(layer: LayerPlan) -> Flags:
    """Per variant, and at the end (-1) for none."""
    return np.array([*(one.reported for one in layer.variants), False])


def _live(layer: LayerPlan, counted: _Counted, reported: Ints) -> Ints:
    """Those of the settlements for which a variant could give anything: most persons stay below all floors."""
    floor = min(one.floor_fen for one in layer.variants)
    above = np.maximum(counted.before, counted.after) > floor
    taken = _is_reported(layer)
    if taken.any():
        above = np.where(taken[counted.variant], reported[counted.at] != 0, above)
    return np.flatnonzero(above & (counted.variant >= 0))


def _given(
    layer: LayerPlan, rows: Rows, counted: _Counted, reported: Ints, table: Flags, live: Ints, paid: Ints
) -> tuple[Ints, Ints]:
    """The payment and the variant of each live settlement."""
    at = counted.at[live]
    offered = Offered(
        amount=counted.amount[live],
        before=counted.before[live],
        after=counted.after[live],
        reported=reported[at],
        facts=rows.batch.facts[at].astype(np.int64),
        bed_days=rows.batch.bed_days[at].astype(np.int64),
        fit=table[:, counted.case[live]],
    )
    owner = rows.owner[at]
    people = segments(owner)
    return limited(offers(layer, offered), layer.variants, people, paid[owner[people.starts]])


def _cap_left(layer: LayerPlan, counted: _Counted, entitled: Ints, variant: Codes, paid: Ints) -> Ints:
    """What remains of the limit of the chosen variant after each settlement, -1 where there is none."""
    left = np.full(len(entitled), -1, dtype=np.int64)
    caps = np.array([*(one.cap_fen for one in layer.variants), -1], dtype=np.int64)
    if np.any(caps >= 0):
        cap = caps[variant[counted.at]]
        so_far = counted.people.running(entitled[counted.at], paid[counted.persons])
        left[counted.at] = np.where(cap < 0, -1, np.maximum(cap - so_far, 0))
    return left
