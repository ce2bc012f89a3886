"""The waterfall of one person: from the total cost through every layer to the burden, per settlement and for the year.

Comes in: a person's year as `settle.one_person` worked it out, and the amounts of each settlement. Goes out: a
`Waterfall` of plain values in yuan, told as text, JSON or HTML elsewhere. It computes no payment: it adds up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from monitor.deliver.waterfall_steps import Basis, StepTold, bases_of, step_told
from monitor.deliver.wording import yuan
from monitor.lists.owed import by_way, payers_of
from monitor.policy import Pack
from monitor.policy.wording import CONDITION_NAMES
from monitor.settle.one_person import Explained, PersonYear
from monitor.settle.plan import EntitlementPlan, PlannedLayer
from monitor.settle.steps import Step

NOTHING = Decimal("0.00")
_HOSPITAL = "ownpay_hosp_part"

Role = Literal["stand", "outside", "payer"]


@dataclass(frozen=True)
class Fall:
    """One step down: `amount` goes off and `left` remains, or (role stand) `amount` is what stands there.

    `entitled` and `gap` (entitled − reported) are None where no layer with rules is meant. Amounts in yuan.
    """

    key: str
    name: str
    role: Role
    amount: Decimal
    left: Decimal
    entitled: Decimal | None = None
    gap: Decimal | None = None


@dataclass(frozen=True)
class Settled:
    """One counted settlement: its waterfall, what held of it, and a step per layer."""

    row_id: int
    facts: tuple[str, ...]
    identities: tuple[str, ...]
    falls: tuple[Fall, ...]
    steps: tuple[StepTold, ...]


@dataclass(frozen=True)
class Payer:
    """Layers that the platform reports in the same columns, for the year; a gap above 0 is help not yet received.

    `on_application` is what of the gap has to be applied for.
    """

    name: str
    layers: tuple[str, ...]
    entitled: Decimal
    reported: Decimal
    gap: Decimal
    on_application: Decimal


@dataclass(frozen=True)
class LayerTold:
    """A layer of the policy in words; `not_computed` says why it is only taken as reported, empty where it is not.

    `unset` are the parameters that the operator must set first; `is_concerned` is whether it covers any of the
    person's settlements.
    """

    id: str
    name: str
    base: str
    not_computed: str
    unset: tuple[str, ...]
    is_concerned: bool
    article: str
    quote: str
    document: str


@dataclass(frozen=True)
class Waterfall:
    """The year of a person: the falls of all settlements added up, each settlement, payers, and the law that was used.

    `owed` is what all payers together should still pay, below 0 where they paid too much.
    """

    falls: tuple[Fall, ...]
    settlements: tuple[Settled, ...]
    payers: tuple[Payer, ...]
    owed: Decimal
    layers: tuple[LayerTold, ...]
    bases: tuple[Basis, ...]


def waterfall(found: PersonYear, pack: Pack, records: Mapping[int, Mapping[str, Any]]) -> Waterfall:
    """The waterfall of a year; `records` are the counted settlements' amounts in yuan, by row id."""
    told = tuple(_settled(found.plan, one, records[one.row_id]) for one in found.settlements)
    payers = tuple(_payers(found))
    return Waterfall(
        falls=added_up([one.falls for one in told]),
        settlements=told,
        payers=payers,
        owed=sum((one.gap for one in payers), NOTHING),
        layers=tuple(_layer_told(layer, pack, found) for layer in found.plan.layers),
        bases=bases_of(found),
    )


def added_up(many: Sequence[tuple[Fall, ...]]) -> tuple[Fall, ...]:
    """The falls of several settlements as one; they have the same steps."""
    return tuple(_sum(falls) for falls in zip(*many, strict=True))


def _sum(falls: Sequence[Fall]) -> Fall:
    first = falls[0]
    has_rules = first.entitled is not None
    return Fall(
        key=first.key,
        name=first.name,
        role=first.role,
        amount=sum((one.amount for one in falls), NOTHING),
        left=sum((one.left for one in falls), NOTHING),
        entitled=sum((one.entitled or NOTHING for one in falls), NOTHING) if has_rules else None,
        gap=sum((one.gap or NOTHING for one in falls), NOTHING) if has_rules else None,
    )


def _settled(plan: EntitlementPlan, one: Explained, record: Mapping[str, Any]) -> Settled:
    return Settled(
        row_id=one.row_id,
        facts=tuple(CONDITION_NAMES[fact] for fact in one.facts),
        identities=one.identities,
        falls=tuple(_falls(plan, one.steps, record)),
        steps=tuple(step_told(step) for step in one.steps),
    )


def _falls(plan: EntitlementPlan, steps: Iterable[Step], record: Mapping[str, Any]) -> Iterator[Fall]:
    """From the total cost to the burden; the last payers take whatever the record has and no layer answers for."""
    left: Decimal = record["medfee"]
    yield Fall("total", "总费用", "stand", left, left)
    for key, name in (("own_expense", "自费"), ("preself", "先行自付")):
        left -= record[key]
        yield Fall(key, name, "outside", record[key], left)
    yield Fall("in_scope", "范围内费用", "stand", left, left)
    left -= record["basic"]
    yield Fall("basic", "基本医保", "payer", record["basic"], left)
    for step in steps:
        left -= yuan(step.reported_fen)
        yield _layer_fall(step, left)
    hospital = NOTHING if _answers_for_hospital(plan) else record["hospital"]
    others = left - hospital - (record["burden"] - record["own_expense"] - record["preself"])
    for key, name, amount in (("others", "其他支付方", others), ("hospital", "医院负担", hospital)):
        left -= amount
        yield Fall(key, name, "payer", amount, left)
    yield Fall("left", "范围内余额", "stand", left, left)
    yield Fall("burden", "个人负担", "stand", record["burden"], record["burden"])


def _layer_fall(step: Step, left: Decimal) -> Fall:
    layer = step.layer
    by_rules = not layer.plan.reported_only
    return Fall(
        key=layer.shape.id,
        name=layer.shape.name,
        role="payer",
        amount=yuan(step.reported_fen),
        left=left,
        entitled=yuan(step.entitled_fen) if by_rules else None,
        gap=yuan(step.gap_fen) if by_rules else None,
    )


def _answers_for_hospital(plan: EntitlementPlan) -> bool:
    """Whether a layer reports what the hospital bears."""
    return any(_HOSPITAL in layer.shape.reported for layer in plan.layers)


def _payers(found: PersonYear) -> Iterator[Payer]:
    """Who pays by rules, in order of payment."""
    for payer in payers_of(found.plan):
        steps = [step for one in found.settlements for step in one.steps if step.layer.shape.id in payer.ids]
        entitled, reported = sum(s.entitled_fen for s in steps), sum(s.reported_fen for s in steps)
        applied = sum(step.gap_fen for step in steps if _is_on_application(step))
        _by_itself, on_application = by_way(applied, entitled - reported - applied)
        yield Payer(
            name=payer.name,
            layers=payer.ids,
            entitled=yuan(entitled),
            reported=yuan(reported),
            gap=yuan(entitled - reported),
            on_application=yuan(on_application),
        )


def _is_on_application(step: Step) -> bool:
    return step.judged is not None and step.judged.law.scheme.on_application


def _layer_told(layer: PlannedLayer, pack: Pack, found: PersonYear) -> LayerTold:
    shape = layer.shape
    steps = [step for one in found.settlements for step in one.steps if step.layer is layer]
    return LayerTold(
        id=shape.id,
        name=shape.name,
        base=shape.base,
        not_computed=_not_computed(layer, pack),
        unset=layer.missing,
        is_concerned=any(step.fits_kind and step.fits_conditions for step in steps),
        article=shape.article,
        quote=shape.quote,
        document=pack.citation(shape.document),
    )


def _not_computed(layer: PlannedLayer, pack: Pack) -> str:
    if layer.missing:
        names = {value.id: value.name for value in pack.values}
        unset = "、".join(f"{names[key]}（{key}）" for key in layer.missing)
        return f"{unset}待设定，在 config.toml 的 [parameters] 设定以前只取平台已报支付，不计算应享"
    return "文件没有写明待遇标准，只取平台已报支付" if layer.plan.reported_only else ""
