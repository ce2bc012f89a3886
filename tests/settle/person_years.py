"""Nasty person-years from a seed, the sample figures for what the documents leave open, and their kernel batch."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from monitor.policy import Pack
from monitor.settle.batches import Batch
from monitor.settle.plan import CARE_KINDS, CONDITIONS, EntitlementPlan, condition_bits, day_number, identity_bits
from monitor.settle.variants import EMPLOYEE
from tests.settle.oracle_entitlement import Settlement, Toml

_CHOICES = [("treated_here", "treated_elsewhere"), ("referred", "not_referred")]
_OFTEN = {"designated": 0.9, "in_province": 0.6}


def sample_parameters(pack: Pack) -> dict[str, Decimal]:
    """A plausible figure for every value that the operator must set."""
    return {value.id: _sample(value.id, value.unit) for value in pack.values if value.required_parameter}


def _sample(key: str, unit: str) -> Decimal:
    number = re.search(r"tier(\d)", key)
    tier = int(number[1]) if number else 0
    if unit in {"rate", "percentage_points"}:
        return Decimal("0.3") + Decimal("0.075") * tier if unit == "rate" else Decimal("5.5")
    return next(
        (
            Decimal(amount)
            for word, amount in (("deductible", 6_000), ("cap", 33_333), ("sum", 155))
            if key.endswith(word)
        ),
        Decimal(12_000 * tier + 4_000),
    )


class PersonYears:
    """Random persons of a place and year: everything follows from the seed."""

    def __init__(self, toml: Toml, parameters: Mapping[str, Decimal], year: int, seed: int) -> None:
        self.rng, self.year = random.Random(seed), year
        layers = toml.get("layers", [])
        named = {
            name for layer in layers for scheme in layer.get("schemes", []) for name in scheme.get("identities", [])
        }
        self.identities = [*sorted(named), "计划生育特殊家庭父母"]
        self.kinds = [*(kind for layer in layers for kind in layer["kinds"]), *CARE_KINDS]
        self.columns = sorted(
            {name for layer in layers[1:] for key in ("reported", "other_payers") for name in layer.get(key, [])}
        )
        figures = [(one["unit"], parameters.get(one["id"], one.get("value"))) for one in toml["values"]]
        self.edges = sorted({int(figure * 100) for unit, figure in figures if unit == "yuan" and figure is not None})

    def one(self) -> list[Settlement]:
        """The settlements of a person's year, in order."""
        first = date(self.year, 1, 1)
        busy = [self.rng.randrange(365) for _ in range(self.rng.choice([1, 3, 12]))]
        days = sorted(
            self.rng.choice([*busy, self.rng.randrange(365)]) for _ in range(self.rng.choice([1, 2, 5, 12, 30]))
        )
        spans = [self._span() for _ in range(self.rng.choice([0, 1, 2, 2, 4]))]
        scale = self.rng.choice([300, 50_000, 1_000_000, 8_000_000, 30_000_000])
        found: list[Settlement] = []
        for day in days:
            held = frozenset(name for name, begins, ends in spans if begins <= day <= ends)
            found.append(self._settlement(first + timedelta(days=day), held, self._amount(found, scale)))
        return found

    def _span(self) -> tuple[str, int, int]:
        """An identity and its days: all the year, or a part of it."""
        begins, ends = sorted(self.rng.randrange(365) for _ in range(2))
        return self.rng.choice(self.identities), *self.rng.choice([(0, 365), (begins, ends), (begins, 365), (0, ends)])

    def _amount(self, before: Sequence[Settlement], scale: int) -> int:
        """Nothing, something, as much as brings the sum to an edge, something taken back, or a record undone."""
        so_far = sum(one.base for one in before)
        some = self.rng.randrange(1, scale)
        edges = [edge - so_far for edge in self.edges if edge > so_far] or [some]
        edge = self.rng.choice(edges) + self.rng.choice([-1, 0, 1])
        back = [-some, -self.rng.choice(before).base] if before else []
        return self.rng.choice([0, some, some, some, some, some, edge, edge, *back])

    def _settlement(self, day: date, identities: frozenset[str], base: int) -> Settlement:
        facts = {self.rng.choice(pair) for pair in _CHOICES}
        others = [fact for fact in CONDITIONS if not any(fact in pair for pair in _CHOICES)]
        facts |= {fact for fact in others if self.rng.random() < _OFTEN.get(fact, 0.2)}
        columns = {name: self._column(base) for name in self.columns if self.rng.random() < 0.25}
        bed_days = self.rng.choice([0, 1, 9, 40]) * (1 if base >= 0 else self.rng.choice([1, -1]))
        kind, employee = self.rng.choice(self.kinds), self.rng.random() < 0.3
        return Settlement(day, base, kind, frozenset(facts), identities, bed_days, columns, employee)

    def _column(self, base: int) -> int:
        """A payment that the platform reports: a part of the cost, now and then more than it or against its sign."""
        return self.rng.choice([0, base // 3, base // 10, base // 2, base + 777, -(base // 20)])


def batch_of(plan: EntitlementPlan, years: Sequence[tuple[int, Sequence[Settlement]]]) -> Batch:
    """The batch of some persons by number, with the reported amounts that the plan asks for."""
    rows = [(person, one) for person, settlements in years for one in settlements]
    ones = [one for _, one in rows]
    columns = {layer.shape.id: layer.taken for layer in plan.layers}
    columns |= {f"{layer.shape.id}/others": layer.others for layer in plan.layers}
    return Batch(
        person=np.array([person for person, _ in rows], dtype=np.int64),
        day=np.array([day_number(one.day) for one in ones], dtype=np.int32),
        base=np.array([one.base for one in ones], dtype=np.int64),
        kind=np.array([CARE_KINDS.index(one.kind) for one in ones], dtype=np.int8),
        facts=np.array([sum(condition_bits((fact,)) for fact in one.facts) for one in ones], dtype=np.int32),
        identities=np.array([identity_bits(tuple(one.identities)) | one.employee << EMPLOYEE for one in ones]),
        bed_days=np.array([one.bed_days for one in ones], dtype=np.int32),
        reported={
            key: np.array([sum(one.columns.get(name, 0) for name in names) for one in ones], dtype=np.int64)
            for key, names in columns.items()
            if names
        },
    )
