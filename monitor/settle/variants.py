"""The rule of one layer for one group of persons and one period, as integers, and what it offers for a settlement.

Comes in: the figures of a layer and columns of settlements. Goes out: which variants fit which settlement, and the
amounts that they offer before any annual limit. It never knows of packs, articles or earlier payments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.policy import IDENTITY_NAMES

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MILLION = 10**6
UNBOUNDED = 2**62
LOWEST = -UNBOUNDED
EMPLOYEE = len(IDENTITY_NAMES)  # the bit beside those of the identities: settled under employees' insurance


@dataclass(frozen=True)
class Tier:
    """What lies above `low_fen`, up to `high_fen`, of the accumulated amount is paid at `rate` (millionths)."""

    low_fen: int
    high_fen: int
    rate: int


@dataclass(frozen=True)
class Adjustment:
    """Millionths added to every tier's rate on settlements on which all `facts` (bits) hold."""

    facts: int
    points: int


@dataclass(frozen=True)
class Variant:
    """One scheme of a layer from `first_day` to `last_day` (days since 1970-01-01, both inclusive).

    `identities` are bits, 0 means everybody whom no other variant of the layer fits. `cap_fen` -1 means no annual
    limit. A variant with `daily_fen` pays that sum for each bed day and has no tiers. A `reported` one takes what the
    platform reports, of whatever kind of care, where no other fits: there is no rule for these persons or days.
    `employee` limits it to settlements under employees' insurance (True) or under any other (False).
    """

    first_day: int
    last_day: int
    identities: int = 0
    tiers: tuple[Tier, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    rate_floor: int = 0
    cap_fen: int = -1
    daily_fen: int = 0
    reported: bool = False
    employee: bool | None = None

    @property
    def floor_fen(self) -> int:
        """The accumulated amount below which nothing is paid by a rule."""
        if self.reported:
            return UNBOUNDED
        return self.tiers[0].low_fen if self.tiers else LOWEST


@dataclass(frozen=True)
class LayerPlan:
    """One layer: `kinds` is a mask of kinds of care; `conditions` are alternatives, each a set of fact bits.

    No conditions mean that nothing is asked. `accumulates_everyone`: the eligible cost of every settlement is added
    up, not only of those that some variant fits. A layer that is `reported_only`, or has no variants, pays what the
    platform reports for it.
    """

    id: str
    kinds: int
    conditions: tuple[int, ...] = ()
    accumulates_everyone: bool = False
    reported_only: bool = False
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Offered:
    """Settlements in columns, of whole persons in order: the accumulated amounts before and after each, and facts.

    `fit` [variants, rows] says which variants fit. `amount` is the eligible cost, `reported` what the platform says
    was paid; all amounts are fen.
    """

    amount: Ints
    before: Ints
    after: Ints
    reported: Ints
    facts: Ints
    bed_days: Ints
    fit: Flags


def covered(layer: LayerPlan, kinds: int, facts: int) -> Flags:
    """[facts, kinds]: whether the layer covers a settlement with such facts and of such a kind of care."""
    kind = (layer.kinds >> np.arange(kinds)) & 1 == 1
    held = np.arange(facts)
    asked = [(held & condition) == condition for condition in layer.conditions]
    meets = np.any(asked, axis=0) if asked else np.ones(facts, dtype=np.bool_)
    return np.asarray(meets[:, None] & kind, dtype=np.bool_)


def change_days(variants: Sequence[Variant]) -> Ints:
    """The days on which the variants in force change, ascending."""
    return np.array(sorted({day for one in variants for day in (one.first_day, one.last_day + 1)}), dtype=np.int64)


def fit_table(variants: Sequence[Variant], identities: int) -> Flags:
    """[variants, periods, identities]: who fits in the period before the first change day, and from each on."""
    starts = np.concatenate([[LOWEST], change_days(variants)])
    first, last = (np.array([getattr(one, name) for one in variants])[:, None] for name in ("first_day", "last_day"))
    in_force = ((first <= starts) & (starts <= last))[:, :, None]
    bits = np.array([one.identities for one in variants])[:, None, None]
    insured = in_force & _insured(variants, identities)[:, None, :]
    named = insured & ((bits & np.arange(identities)) != 0)
    fit = named | (insured & (bits == 0) & ~named.any(axis=0))
    is_reported = np.array([one.reported for one in variants])
    fit[is_reported] &= ~fit[~is_reported].any(axis=0)
    return np.asarray(fit, dtype=np.bool_)


def _insured(variants: Sequence[Variant], identities: int) -> Flags:
    """[variants, identities]: whether the insurance is one that the variant is for."""
    employee = (np.arange(identities) >> EMPLOYEE) & 1 == 1
    asked = np.array([one.employee is not None for one in variants])[:, None]
    wanted = np.array([bool(one.employee) for one in variants])[:, None]
    return np.asarray(~asked | (wanted == employee), dtype=np.bool_)


def offers(layer: LayerPlan, rows: Offered) -> Ints:
    """[variants, rows]: fen that each variant gives apart from its annual limit; LOWEST where it does not fit."""
    found = np.full(rows.fit.shape, LOWEST, dtype=np.int64)
    for variant, fit, offer in zip(layer.variants, rows.fit, found, strict=True):
        at = np.flatnonzero(fit)
        if variant.reported:
            offer[at] = rows.reported[at]
        elif variant.daily_fen:
            offer[at] = _by_day(variant.daily_fen, rows.bed_days[at], rows.amount[at])
        else:
            offer[at] = increment(variant, rows.before[at], rows.after[at], rows.facts[at])
    return found


def increment(variant: Variant, before: Ints, after: Ints, facts: Ints) -> Ints:
    """F(after) − F(before) in fen, rounded half away from zero, with the rates of each settlement."""
    points = _points(variant, facts)
    gained = np.zeros(len(before), dtype=np.int64)
    for tier in variant.tiers:
        rate = np.clip(tier.rate + points, variant.rate_floor, MILLION)
        gained += (np.clip(after, tier.low_fen, tier.high_fen) - np.clip(before, tier.low_fen, tier.high_fen)) * rate
    return rounded(gained)


def rounded(millionths: Ints) -> Ints:
    """Millionths of a fen as whole fen, half away from zero: 100.5 fen become 101, -100.5 fen -101."""
    size = (np.abs(millionths) + MILLION // 2) // MILLION
    return np.where(millionths < 0, -size, size)


def _points(variant: Variant, facts: Ints) -> Ints:
    points = np.zeros(1, dtype=np.int64)
    for one in variant.adjustments:
        points = points + one.points * ((facts & one.facts) == one.facts) if one.facts else points + one.points
    return points


def _by_day(daily_fen: int, bed_days: Ints, amount: Ints) -> Ints:
    """The sum for the bed days, within the cost; a negative record takes back its days, whatever their sign."""
    days = np.where(amount < 0, np.abs(bed_days), np.maximum(bed_days, 0))
    size: Ints = np.minimum(days * daily_fen, np.abs(amount))
    return np.where(amount < 0, -size, size)
