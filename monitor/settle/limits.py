"""What is paid of what is offered: the best variant of each settlement, within the annual limit, in order.

Comes in: the offers of a layer for the settlements of whole persons, in order. Goes out: the payment and the chosen
variant of each. It never looks at the cost itself; the same offers always give the same payments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.settle.variants import LOWEST, UNBOUNDED, Flags, Ints, Variant


@dataclass(frozen=True)
class Segments:
    """Rows of whole persons: where each person's rows begin, and how many they are."""

    starts: Ints
    counts: Ints

    def running(self, amount: Ints, opening: Ints) -> Ints:
        """Per row the person's `opening` and all amounts up to and with that row."""
        total: Ints = np.cumsum(amount)
        offset: Ints = opening - (total[self.starts] - amount[self.starts])
        total += np.repeat(offset, self.counts)
        return total

    def chosen(self, persons: Flags) -> Ints:
        """The rows of some of the persons."""
        return np.flatnonzero(np.repeat(persons, self.counts))


def segments(owner: Ints) -> Segments:
    """Rows cut where the owner changes."""
    begins = np.ones(len(owner), dtype=np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    starts = np.flatnonzero(begins)
    return Segments(starts, np.diff(starts, append=len(owner)))


def limited(offer: Ints, variants: Sequence[Variant], people: Segments, paid_before: Ints) -> tuple[Ints, Ints]:
    """Per row the fen paid and the variant that gives most; of equals the first.

    `offer` [variants, rows] is LOWEST where a variant does not fit, and at least one fits each row; `paid_before` is
    per person. Most persons never come near a limit and give nothing back: for them the best offer is the payment.
    Only the others are gone through settlement by settlement.
    """
    paid, variant = offer.max(axis=0), offer.argmax(axis=0)
    stepped = _needs_order(offer, paid, annual_limits(variants), people, paid_before)
    rows = people.chosen(stepped)
    if len(rows):
        counts = people.counts[stepped]
        some = Segments(np.cumsum(counts) - counts, counts)
        paid[rows], variant[rows] = in_order(offer[:, rows], variants, some, paid_before[stepped])
    return paid, variant


def annual_limits(variants: Sequence[Variant]) -> Ints:
    """The annual limit of each variant in fen, UNBOUNDED where there is none."""
    return np.array([UNBOUNDED if one.cap_fen < 0 else one.cap_fen for one in variants], dtype=np.int64)


def _needs_order(offer: Ints, best: Ints, caps: Ints, people: Segments, paid_before: Ints) -> Flags:
    """Persons for whom a limit could bind or an amount is taken back."""
    if not len(best):
        return np.zeros(len(people.starts), dtype=np.bool_)
    fits = offer > LOWEST
    takes_back = np.any(fits & (offer < 0), axis=0)
    least_cap = np.where(fits, caps[:, None], UNBOUNDED).min(axis=0)
    total = paid_before + np.add.reduceat(best, people.starts)
    over = total > np.minimum.reduceat(least_cap, people.starts)
    return np.asarray(over | np.logical_or.reduceat(takes_back, people.starts), dtype=np.bool_)


def in_order(offer: Ints, variants: Sequence[Variant], people: Segments, paid_before: Ints) -> tuple[Ints, Ints]:
    """As `limited`, for everybody by ordinal: the k-th settlements of all persons together, with what was paid so far.

    A payment never lifts the sum paid above the limit of its variant; what is taken back never exceeds that sum. What
    is taken as reported counts for the sum and is never changed.
    """
    caps = annual_limits(variants)[:, None]
    verbatim = np.array([one.reported for one in variants])[:, None]
    paid, variant = np.zeros((2, offer.shape[1]), dtype=np.int64)
    order = np.argsort(-people.counts, kind="stable")
    starts, so_far = people.starts[order], paid_before[order]
    for ordinal, persons in enumerate(_with_at_least(people.counts)):
        rows = starts[:persons] + ordinal
        given = _within(offer[:, rows], caps, verbatim, so_far[:persons])
        variant[rows] = given.argmax(axis=0)
        paid[rows] = given.max(axis=0)
        so_far[:persons] += paid[rows]
    return paid, variant


def _with_at_least(counts: Ints) -> Ints:
    """How many persons have a first settlement, a second, and so on."""
    having = np.bincount(counts)[1:]
    return np.cumsum(having[::-1])[::-1]


def _within(offer: Ints, caps: Ints, verbatim: Flags, so_far: Ints) -> Ints:
    taken_back = np.maximum(offer, -np.maximum(so_far, 0))
    given = np.where(offer < 0, taken_back, np.minimum(offer, np.maximum(caps - so_far, 0)))
    return np.where(verbatim | (offer == LOWEST), offer, given)
