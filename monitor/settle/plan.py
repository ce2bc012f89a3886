"""The layers of a place for a year, compiled for the entitlement kernel, with the law behind every variant.

Comes in: a policy pack with the operator's parameters, and a year. Goes out: the kernel's layers in whole fen and
millionths, and for each layer why it may only be reported and which columns report it. It computes nothing about
persons; a figure that the operator has not set makes the layer reported-only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest
from typing import get_args

from monitor.policy import IDENTITY_NAMES, CareKind, Layer, Pack, PolicyValue, Scheme
from monitor.policy.schema import Condition
from monitor.settle.variants import MILLION, UNBOUNDED, Adjustment, LayerPlan, Tier, Variant

CARE_KINDS: tuple[CareKind, ...] = get_args(CareKind)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)

_EPOCH = date(1970, 1, 1)
_BASIC = "basic"  # its payment is taken off before the first layer: `Batch.base` is what it left


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True)
class Law:
    """Where a variant comes from: its days, its scheme in the pack, and every value that it uses, by id."""

    span: Span
    scheme: Scheme
    values: Mapping[str, PolicyValue]

    @property
    def is_reported(self) -> bool:
        """Whether there is no figure to compute by: what the platform reports is taken."""
        return self.scheme.reported_only


@dataclass(frozen=True)
class PlannedLayer:
    """One layer: `laws` are in the order of the kernel's variants; `missing` are the values that the operator must set.

    `taken` are the national columns whose sum the kernel gets as the layer's reported amount, where it takes that for
    anybody; `others` those of other payers that come off before it. A column comes off once, whichever layers name it.
    """

    shape: Layer
    plan: LayerPlan
    laws: tuple[Law, ...]
    missing: tuple[str, ...]
    taken: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def takes_reported(self) -> bool:
        """Whether the platform's amount stands for the layer's, for everybody or for some persons or days."""
        return self.plan.reported_only or any(law.is_reported for law in self.laws)


@dataclass(frozen=True)
class EntitlementPlan:
    """The layers of a place in a year, in order of payment, basic insurance left out."""

    place: str
    year: int
    pack_version: str
    layers: tuple[PlannedLayer, ...]

    @property
    def for_kernel(self) -> tuple[LayerPlan, ...]:
        """What the kernel needs of the layers."""
        return tuple(layer.plan for layer in self.layers)


def compile_plan(pack: Pack, year: int) -> EntitlementPlan:
    """The plan of a year: values in force on its days, whatever was or will be in force in other years."""
    layers = [_layer(pack, shape, year) for shape in pack.layers if shape.id != _BASIC]
    return EntitlementPlan(pack.place, year, pack.version, tuple(_with_columns(layers)))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def identity_bits(names: tuple[str, ...]) -> int:
    """The bits of identities by their canonical names."""
    return sum(1 << IDENTITY_NAMES.index(name) for name in names)


def condition_bits(conditions: tuple[Condition, ...]) -> int:
    """The bits of facts about a settlement."""
    return sum(1 << CONDITIONS.index(condition) for condition in conditions)


def _layer(pack: Pack, shape: Layer, year: int) -> PlannedLayer:
    days = Span(date(year, 1, 1), date(year, 12, 31))
    schemes = () if shape.reported_only else shape.schemes
    laws = [law for scheme in schemes for law in _laws(pack, scheme, days)]
    missing = tuple(sorted({key for law in laws for key, value in law.values.items() if value.value is None}))
    is_reported = bool(missing) or all(law.is_reported for law in laws)
    laws = [] if is_reported else [*laws, *_lawless(laws, days)]
    plan = LayerPlan(
        id=shape.id,
        kinds=sum(1 << CARE_KINDS.index(kind) for kind in shape.kinds),
        conditions=tuple(condition_bits(conditions) for conditions in shape.conditions),
        accumulates_everyone=shape.accumulates == "everyone",
        reported_only=is_reported,
        variants=tuple(_variant(shape, law) for law in laws),
    )
    return PlannedLayer(shape, plan, tuple(laws), missing)


def _with_columns(layers: Iterable[PlannedLayer]) -> Iterator[PlannedLayer]:
    """The layers with the columns to be taken off, each by the first layer that answers for it."""
    seen: set[str] = set()
    for layer in layers:
        others = tuple(column for column in layer.shape.other_payers if column not in seen)
        seen.update(others)
        taken = tuple(column for column in layer.shape.reported if layer.takes_reported and column not in seen)
        seen.update(layer.shape.reported)
        yield replace(layer, others=others, taken=taken)


def _laws(pack: Pack, scheme: Scheme, days: Span) -> Iterator[Law]:
    """The scheme for each part of the year in which its values stay the same; none where one is not in force."""
    values = [value for value in pack.values if value.id in scheme.value_ids]
    for span in _parts(days, [Span(value.from_date, value.to_date or date.max) for value in values]):
        in_force = {value.id: value for value in values if value.in_force(span.first)}
        if in_force.keys() == set(scheme.value_ids):
            yield Law(span, scheme, in_force)


def _lawless(laws: Sequence[Law], days: Span) -> Iterator[Law]:
    """The parts of the year in which the document has no rule for anybody: what is reported is taken."""
    laws = [law for law in laws if not (law.is_reported and law.scheme.insurance)]
    for span in _parts(days, [law.span for law in laws]):
        if not any(law.span.first <= span.first <= law.span.last for law in laws):
            yield Law(span, Scheme(reported_only=True), {})


def _parts(days: Span, spans: Iterable[Span]) -> Iterator[Span]:
    """The days cut wherever one of the spans begins or has ended."""
    cuts = {day for span in spans for day in (span.first, _after(span.last)) if days.first < day <= days.last}
    starts = sorted({days.first} | cuts)
    for first, after in zip_longest(starts, starts[1:]):
        yield Span(first, days.last if after is None else after - timedelta(days=1))


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _variant(shape: Layer, law: Law) -> Variant:
    scheme = law.scheme
    return Variant(
        first_day=day_number(law.span.first),
        last_day=day_number(law.span.last),
        identities=identity_bits(scheme.identities),
        tiers=tuple(_tiers(shape, law)),
        adjustments=tuple(
            Adjustment(condition_bits(one.when), _whole(law, one.by, MILLION // 100)) for one in scheme.adjustments
        ),
        rate_floor=_whole(law, scheme.rate_floor, MILLION) if scheme.rate_floor else 0,
        cap_fen=_whole(law, scheme.cap, 100) if scheme.cap else -1,
        daily_fen=_whole(law, scheme.daily, 100) if scheme.daily else 0,
        reported=scheme.reported_only,
        employee=None if scheme.insurance is None else scheme.insurance == "employee",
    )


def _tiers(shape: Layer, law: Law) -> Iterator[Tier]:
    """The tiers by the accumulated amount itself: bounds on what lies above the deductible are moved up by it."""
    low = deductible = _deductible(law)
    moved = deductible if shape.tier_basis == "excess" else 0
    for tier in law.scheme.tiers:
        high = UNBOUNDED if tier.upto is None else _whole(law, tier.upto, 100) + moved
        yield Tier(low, high, _whole(law, tier.rate, MILLION))
        low = high


def _deductible(law: Law) -> int:
    """The deductible in fen, lowered by the cut: half of it where the share is 0.5."""
    scheme = law.scheme
    if scheme.deductible is None:
        return 0
    share = 1 - _figure(law, scheme.deductible_cut) if scheme.deductible_cut else Decimal(1)
    return _rounded(_figure(law, scheme.deductible) * 100 * share)


def _whole(law: Law, key: str, unit: int) -> int:
    return _rounded(_figure(law, key) * unit)


def _figure(law: Law, key: str) -> Decimal:
    return law.values[key].value or Decimal(0)


def _rounded(figure: Decimal) -> int:
    return int(figure.quantize(Decimal(1), rounding=ROUND_HALF_UP))
