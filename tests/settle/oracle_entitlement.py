"""The entitlement of one person's year, the slow and plain way: POLICY section 2 read over the TOML of a pack.

It shares nothing with the kernel, nor with the loader of packs: one settlement after the other, one layer after the
other, exact decimals. Amounts are whole fen.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Toml = dict[str, Any]
_ONE = Decimal(1)


@dataclass(frozen=True)
class Settlement:
    """What the layers see of a settlement; `columns` are the platform's payments, `base` what basic insurance left."""

    day: date
    base: int
    kind: str
    facts: frozenset[str]
    identities: frozenset[str]
    bed_days: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    employee: bool = False


@dataclass(frozen=True)
class Step:
    """One layer of one settlement."""

    base: int
    accumulated_before: int
    entitled: int


class Law:
    """The layers of a pack's TOML in a year, with the operator's figures where the document has none."""

    def __init__(self, toml: Toml, parameters: Mapping[str, Decimal], year: int) -> None:
        self.values: dict[str, list[Toml]] = {}
        for value in toml["values"]:
            figure = parameters.get(value["id"], value.get("value"))
            self.values.setdefault(value["id"], []).append({**value, "value": figure})
        self.layers = [layer for layer in toml.get("layers", []) if layer["id"] != "basic"]
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
        self._days = [day for day in days if day.year == year]
        self.computed = {layer["id"] for layer in self.layers if self._is_computed(layer)}

    def figure(self, key: str, day: date) -> Decimal | None:
        """The figure in force on the day; None if it is open, KeyError if there is none."""
        for value in self.values[key]:
            if value["from"] <= day and (value.get("to") is None or day <= value["to"]):
                return None if value["value"] is None else Decimal(value["value"])
        raise KeyError(key)

    def in_force(self, scheme: Toml, day: date) -> bool:
        """Whether every figure of the scheme exists on the day, set or not."""
        try:
            return bool([self.figure(key, day) for key in keys(scheme)]) or scheme.get("reported_only", False)
        except KeyError:
            return False

    def _is_computed(self, layer: Toml) -> bool:
        """Nothing open on any day of the year, and somebody has a rule on some day."""
        if layer.get("reported_only", False):
            return False
        ruled = [
            (scheme, day)
            for scheme in layer.get("schemes", [])
            for day in self._days
            if not scheme.get("reported_only", False) and self.in_force(scheme, day)
        ]
        return bool(ruled) and all(self.figure(key, day) is not None for scheme, day in ruled for key in keys(scheme))

    def schemes(self, layer: Toml, one: Settlement) -> list[Toml] | None:
        """Those that compute for the settlement; None where only the platform can say."""
        there = [scheme for scheme in layer.get("schemes", []) if self.in_force(scheme, one.day)]
        if all("insurance" in scheme and scheme.get("reported_only", False) for scheme in there):
            return None
        insured = "employee" if one.employee else "resident"
        there = [scheme for scheme in there if scheme.get("insurance", insured) == insured]
        own = [scheme for scheme in there if one.identities & set(scheme.get("identities", []))]
        own = own or [scheme for scheme in there if not scheme.get("identities")]
        computing = [scheme for scheme in own if not scheme.get("reported_only", False)]
        return None if own and not computing else computing


def read(path: Path) -> Toml:
    """The TOML of a pack, figures as decimals."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def keys(scheme: Toml) -> Iterator[str]:
    """The ids of all figures of a scheme."""
    yield from (
        scheme[name] for name in ("deductible", "deductible_cut", "rate_floor", "cap", "daily") if name in scheme
    )
    for tier in scheme.get("tiers", []):
        yield from (tier[name] for name in ("over", "upto", "rate") if name in tier)
    yield from (one["by"] for one in scheme.get("adjustments", []))


def person_year(law: Law, settlements: list[Settlement]) -> list[dict[str, Step]]:
    """For each settlement of one person, in order, what each layer saw and should have paid."""
    accumulated = dict.fromkeys((layer["id"] for layer in law.layers), 0)
    paid = dict(accumulated)
    found = []
    for one in settlements:
        left, columns, steps = one.base, dict(one.columns), {}
        for layer in law.layers:
            key = layer["id"]
            left = unpaid(one.base, left - take(columns, layer.get("other_payers", [])))
            reported = take(columns, layer.get("reported", []))
            before, counted, entitled = accumulated[key], False, reported
            if key in law.computed:
                schemes = law.schemes(layer, one)
                adds = eligible(layer, one) and (bool(schemes) or layer.get("accumulates") == "everyone")
                accumulated[key] += left if adds else 0
                counted = adds or schemes is None
                if schemes is not None:
                    offers = [offer(law, layer, each, one, before, accumulated[key], paid[key]) for each in schemes]
                    entitled = max(offers) if adds and offers else 0
                paid[key] += entitled
            steps[key] = Step(left, before if counted else 0, entitled)
            left = unpaid(one.base, left - entitled)
        found.append(steps)
    return found


def unpaid(base: int, left: int) -> int:
    """Between nothing and the whole."""
    return min(max(left, 0), base) if base >= 0 else max(min(left, 0), base)


def take(columns: dict[str, int], names: list[str]) -> int:
    """The sum of the columns, which nobody can take again."""
    return sum(columns.pop(name, 0) for name in names)


def eligible(layer: Toml, one: Settlement) -> bool:
    """Whether the kind of care and the circumstances are covered."""
    conditions = layer.get("conditions", [])
    return one.kind in layer["kinds"] and (not conditions or any(one.facts >= set(each) for each in conditions))


def offer(law: Law, layer: Toml, scheme: Toml, one: Settlement, before: int, after: int, paid: int) -> int:
    """What one scheme gives, within its annual limit."""
    if "daily" in scheme:
        raw = by_day(fen(law, scheme["daily"], one.day), one.bed_days, after - before)
    else:
        gained = function(law, layer, scheme, one, after) - function(law, layer, scheme, one, before)
        raw = int(gained.quantize(_ONE, rounding=ROUND_HALF_UP))
    if raw < 0:
        return max(raw, -max(paid, 0))
    return min(raw, max(fen(law, scheme["cap"], one.day) - paid, 0)) if "cap" in scheme else raw


def by_day(daily: int, days: int, amount: int) -> int:
    """A sum for each bed day, not above the cost; a negative record takes it back."""
    if amount < 0:
        return -min(abs(days) * daily, -amount)
    return min(max(days, 0) * daily, amount)


def function(law: Law, layer: Toml, scheme: Toml, one: Settlement, amount: int) -> Decimal:
    """What the tiers give for an accumulated amount, in fen, not rounded."""
    bound = Decimal(fen(law, scheme["deductible"], one.day)) if "deductible" in scheme else Decimal(0)
    if "deductible_cut" in scheme:
        share = law.figure(scheme["deductible_cut"], one.day) or Decimal(0)
        bound = (bound - bound * share).quantize(_ONE, rounding=ROUND_HALF_UP)
    zero = bound if layer.get("tier_basis") == "excess" else Decimal(0)
    total = Decimal(0)
    for tier in scheme["tiers"]:
        upto = zero + fen(law, tier["upto"], one.day) if "upto" in tier else Decimal("Infinity")
        total += max(min(Decimal(amount), upto) - bound, Decimal(0)) * rate(law, scheme, tier, one)
        bound = upto
    return total


def rate(law: Law, scheme: Toml, tier: Toml, one: Settlement) -> Decimal:
    """The tier's rate on this settlement."""
    points = [
        law.figure(x["by"], one.day) for x in scheme.get("adjustments", []) if one.facts >= set(x.get("when", []))
    ]
    floor = law.figure(scheme["rate_floor"], one.day) if "rate_floor" in scheme else Decimal(0)
    adjusted = (law.figure(tier["rate"], one.day) or 0) + sum(point or 0 for point in points) / Decimal(100)
    return min(max(adjusted, floor or Decimal(0)), _ONE)


def fen(law: Law, key: str, day: date) -> int:
    """A figure in yuan as fen."""
    return int((law.figure(key, day) or Decimal(0)) * 100)
