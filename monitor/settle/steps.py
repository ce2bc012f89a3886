"""One person's settlements layer by layer: what was judged by which scheme, tier by tier, from the kernel's result.

Comes in: a batch of one person, the plan of the year, what the kernel gave and what each layer was reported to have
paid. Goes out: a `Step` per settlement and layer, in whole fen and millionths. It decides nothing: every amount
is the kernel's, taken apart; the parts of a step add up to it, rounded once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.policy import IDENTITY_NAMES, PolicyValue
from monitor.policy.schema import Condition
from monitor.settle.batches import MOST_KINDS, Batch, LayerResult
from monitor.settle.plan import CONDITIONS, Law, PlannedLayer
from monitor.settle.variants import MILLION, UNBOUNDED, Ints, Offered, Variant, covered, offers


@dataclass(frozen=True)
class TierPart:
    """What of a settlement falls into one tier, below 0 where it is taken back: fen and rates in millionths.

    `own_rate` is the rate of the tier by itself, `rate` with the adjustments of the settlement. `high_fen` is None in
    the last tier.
    """

    low_fen: int
    high_fen: int | None
    part_fen: int
    own_rate: int
    rate: int

    @property
    def share(self) -> int:
        """The part's payment in millionths of a fen, not rounded."""
        return self.part_fen * self.rate


@dataclass(frozen=True)
class Judged:
    """The scheme by which a settlement was judged; `held` are the identities for which the person has it.

    `values` are the figures that were used. `cap_fen`, `cap_before_fen` and `cap_left_fen` (the annual limit and what
    remained of it before and after) are None without a limit, `deductible_fen` without tiers. With `daily_fen` the
    sum is paid for each of the `bed_days`.
    """

    law: Law
    held: tuple[str, ...]
    deductible_fen: int | None
    parts: tuple[TierPart, ...]
    daily_fen: int
    bed_days: int
    cap_fen: int | None
    cap_before_fen: int | None
    cap_left_fen: int | None
    values: tuple[PolicyValue, ...]


@dataclass(frozen=True)
class Step:
    """One layer of one settlement, in fen.

    `counted_fen` is what of the base adds to the layer's sum of the year (0 where the settlement does not count);
    `judged` is None where no scheme of the layer is the person's. `raw_fen` is the sum of the parts rounded once;
    the annual limit makes of it `entitled_fen`.
    """

    layer: PlannedLayer
    base_fen: int
    counted_fen: int
    before_fen: int
    fits_kind: bool
    fits_conditions: bool
    judged: Judged | None
    raw_fen: int
    entitled_fen: int
    reported_fen: int

    @property
    def after_fen(self) -> int:
        """The accumulated amount with this settlement."""
        return self.before_fen + self.counted_fen

    @property
    def gap_fen(self) -> int:
        """Above 0: help not yet received; below 0: overpaid. A layer without rules owes nothing more."""
        return 0 if self.layer.plan.reported_only else self.entitled_fen - self.reported_fen


def steps_of(batch: Batch, layer: PlannedLayer, given: LayerResult, reported: Ints) -> tuple[Step, ...]:
    """The layer's step of every settlement of the batch, which holds one person's, from January."""
    eligible = _eligible(batch, layer)
    raw = given.entitled if layer.plan.reported_only else _offered(batch, layer, given, eligible)
    paid_before = np.cumsum(given.entitled) - given.entitled
    found = []
    for row, (fits_kind, fits_conditions) in enumerate(eligible):
        counted = _counted(layer, given, row) if fits_kind and fits_conditions else 0
        found.append(
            Step(
                layer=layer,
                base_fen=int(given.base[row]),
                counted_fen=counted,
                before_fen=int(given.accumulated_before[row]),
                fits_kind=fits_kind,
                fits_conditions=fits_conditions,
                judged=_judged(batch, layer, given, row, counted, int(paid_before[row])),
                raw_fen=int(raw[row]),
                entitled_fen=int(given.entitled[row]),
                reported_fen=int(reported[row]),
            )
        )
    return tuple(found)


def facts_of(batch: Batch, row: int) -> tuple[Condition, ...]:
    """What holds of a settlement, as the layers' conditions call it."""
    return tuple(name for bit, name in enumerate(CONDITIONS) if int(batch.facts[row]) >> bit & 1)


def identities_of(batch: Batch, row: int) -> tuple[str, ...]:
    """The identities held on the day of a settlement."""
    return tuple(name for bit, name in enumerate(IDENTITY_NAMES) if int(batch.identities[row]) >> bit & 1)


def _counted(layer: PlannedLayer, given: LayerResult, row: int) -> int:
    """What of the base adds to the layer's sum of the year, for a settlement that the layer covers."""
    number = int(given.variant[row])
    by_rule = number >= 0 and not layer.plan.variants[number].reported
    adds = by_rule or (layer.plan.accumulates_everyone and not layer.plan.reported_only)
    return int(given.base[row]) if adds else 0


def _judged(
    batch: Batch, layer: PlannedLayer, given: LayerResult, row: int, counted: int, paid_before: int
) -> Judged | None:
    number, before, facts = int(given.variant[row]), int(given.accumulated_before[row]), int(batch.facts[row])
    if number < 0:
        return None
    law, variant = layer.laws[number], layer.plan.variants[number]
    has_cap = variant.cap_fen >= 0
    parts = tuple(_parts(variant, before, before + counted, facts))
    return Judged(
        law=law,
        held=tuple(name for name in identities_of(batch, row) if name in law.scheme.identities),
        deductible_fen=variant.tiers[0].low_fen if variant.tiers else None,
        parts=parts,
        daily_fen=variant.daily_fen,
        bed_days=int(batch.bed_days[row]),
        cap_fen=variant.cap_fen if has_cap else None,
        cap_before_fen=max(variant.cap_fen - paid_before, 0) if has_cap else None,
        cap_left_fen=int(given.cap_left[row]) if has_cap else None,
        values=tuple(_values(law, variant, parts, facts)),
    )


def _eligible(batch: Batch, layer: PlannedLayer) -> list[tuple[bool, bool]]:
    """Per settlement whether the layer covers its kind of care, and whether its conditions hold."""
    codes = list(zip(batch.kind.tolist(), batch.facts.tolist(), strict=True))
    table = covered(layer.plan, MOST_KINDS, max((facts for _, facts in codes), default=0) + 1)
    kinds = [bool(layer.plan.kinds >> kind & 1) for kind, _ in codes]
    return [(fits, bool(table[facts, kind]) or not fits) for fits, (kind, facts) in zip(kinds, codes, strict=True)]


def _offered(batch: Batch, layer: PlannedLayer, given: LayerResult, eligible: Sequence[tuple[bool, bool]]) -> Ints:
    """What the chosen scheme gives for each settlement apart from its annual limit, by the kernel's own arithmetic."""
    chosen = given.variant >= 0
    amount = np.where(chosen & np.array([all(one) for one in eligible], dtype=np.bool_), given.base, 0)
    rows = Offered(
        amount=amount,
        before=given.accumulated_before,
        after=given.accumulated_before + amount,
        reported=batch.reported.get(layer.plan.id, np.zeros_like(amount)),
        facts=batch.facts.astype(np.int64),
        bed_days=batch.bed_days.astype(np.int64),
        fit=given.variant == np.arange(len(layer.plan.variants))[:, None],
    )
    return np.where(chosen, offers(layer.plan, rows).max(axis=0), 0)


def _parts(variant: Variant, before: int, after: int, facts: int) -> Iterator[TierPart]:
    """The tiers that a settlement touches, in order."""
    points = sum(one.points for one in variant.adjustments if facts & one.facts == one.facts)
    for tier in variant.tiers:
        part = _within(after, tier.low_fen, tier.high_fen) - _within(before, tier.low_fen, tier.high_fen)
        if part:
            rate = min(max(tier.rate + points, variant.rate_floor), MILLION)
            high = None if tier.high_fen >= UNBOUNDED else tier.high_fen
            yield TierPart(tier.low_fen, high, part, tier.rate, rate)


def _within(amount: int, low: int, high: int) -> int:
    return min(max(amount, low), high)


def _values(law: Law, variant: Variant, parts: Sequence[TierPart], facts: int) -> Iterator[PolicyValue]:
    """The figures that the step used, each once: deductible, touched tiers, adjustments, limit, daily sum."""
    scheme = law.scheme
    touched = {part.low_fen for part in parts}
    keys = [scheme.deductible, scheme.deductible_cut]
    for shape, tier in zip(scheme.tiers, variant.tiers, strict=True):
        keys += [shape.over, shape.upto, shape.rate] if tier.low_fen in touched else []
    if parts:
        held = {name for bit, name in enumerate(CONDITIONS) if facts >> bit & 1}
        keys += [*(one.by for one in scheme.adjustments if held.issuperset(one.when)), scheme.rate_floor]
    keys += [scheme.daily, scheme.cap]
    yield from (law.values[key] for key in dict.fromkeys(keys) if key is not None)
