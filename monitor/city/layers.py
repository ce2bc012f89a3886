"""One layer of the make-believe platform: whom it knows, what it looks at, and what it owes for a settlement.

Comes in: a layer's settings, and rows of which no two are of the same person. Goes out: per row the cost that adds up
in the year and the payment, in whole fen. It keeps no accounts and knows no other layer.
"""

from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import BP, Flags, Table, Wide
from monitor.city.settings import Layer, Scheme, settings

FEN = 100
NO_CAP = 10**15
INSURANCES = ("resident", "employee")


@dataclass(frozen=True)
class Terms:
    """A layer's schemes as arrays, amounts in fen: lows, highs and rates are [schemes, tiers].

    `scheme_of` [insurance, word] is the scheme that counts (-1: none); the last column is for those without a word.
    """

    layer: Layer
    scheme_of: Wide
    lows: Wide
    highs: Wide
    rates: Wide
    unreferred: Wide
    caps: Wide


def make_terms(layer: Layer) -> Terms:
    """The arrays of a layer."""
    schemes = layer.schemes
    deductible = np.array([[one.deductible_yuan] for one in schemes], dtype=np.int64) * FEN
    bounds = np.array([layer.bounds_yuan] * len(schemes), dtype=np.int64).reshape(len(schemes), -1) * FEN
    bounds = np.maximum(bounds + deductible if layer.on_excess else bounds, deductible)
    return Terms(
        layer=layer,
        scheme_of=_scheme_of(schemes),
        lows=np.hstack([deductible, bounds]),
        highs=np.hstack([bounds, np.full_like(deductible, NO_CAP)]),
        rates=np.array([one.rate_bp for one in schemes], dtype=np.int64),
        unreferred=np.array([one.unreferred_bp for one in schemes], dtype=np.int64),
        caps=np.array([NO_CAP if one.cap_yuan is None else one.cap_yuan * FEN for one in schemes], dtype=np.int64),
    )


def _scheme_of(schemes: list[Scheme]) -> Wide:
    words = [word.name for word in settings().identity]
    table = np.full((len(INSURANCES), len(words) + 1), -1, dtype=np.int64)
    for number, scheme in enumerate(schemes):
        held = [words.index(word) for word in scheme.words] or slice(None)
        for insurance in (scheme.insurance,) if scheme.insurance else INSURANCES:
            table[INSURANCES.index(insurance), held] = number
    return table


def best_scheme(terms: Terms, rows: Table) -> Wide:
    """The scheme of each row's person on the day, -1 if none; of several the best one counts."""
    insurance = rows["employee"].astype(np.int64)
    found: Wide = np.maximum.reduce([terms.scheme_of[insurance, rows[f"word_{at}"]] for at in range(3)])
    return found


def covered(terms: Terms, rows: Table) -> Flags:
    """Which rows are of the layer's kinds of care and meet its conditions."""
    layer, size = terms.layer, len(rows["person"])
    sets = [np.logical_and.reduce([rows[fact] for fact in facts]) for facts in layer.when]
    meets: Flags = np.logical_or.reduce(sets) if sets else np.ones(size, dtype=bool)
    return meets & rows["is_stay"] if layer.stays_only else meets


def due(terms: Terms, rows: Table, left: Wide, before: Wide, paid: Wide) -> Table:
    """`cost` and `due` of each row; `before` and `paid` are what the person's year has come to in this layer."""
    scheme, looked_at = best_scheme(terms, rows), covered(terms, rows)
    counts = looked_at if terms.layer.everyone else looked_at & (scheme >= 0)
    cost = np.where(counts, left, 0)
    wanted = increment(terms, scheme, scheme, rows, before, cost)
    return {"cost": cost, "due": np.where(scheme >= 0, within(terms, scheme, wanted, paid), 0)}


def within(terms: Terms, scheme: Wide, wanted: Wide, paid: Wide) -> Wide:
    """`wanted` as far as the year's cap leaves room."""
    allowed: Wide = np.minimum(np.maximum(terms.caps[scheme] - paid, 0), wanted)
    return allowed


def increment(terms: Terms, bounds_of: Wide, rates_of: Wide, rows: Table, before: Wide, cost: Wide) -> Wide:
    """What the tier function gains from `before` to `before + cost`, rounded once, half a fen up.

    Deductible and bounds are those of one scheme, the rates those of another (the same, unless the platform errs).
    """
    alone = ~rows["here"] & ~rows["referred"]
    total = np.zeros(len(cost), dtype=np.int64)
    for tier in range(terms.rates.shape[1]):
        low, high = terms.lows[bounds_of, tier], terms.highs[bounds_of, tier]
        rate = terms.rates[rates_of, tier] + np.where(alone, terms.unreferred[rates_of], 0)
        total += (np.clip(before + cost, low, high) - np.clip(before, low, high)) * rate
    gained: Wide = (total + BP // 2) // BP
    return gained
