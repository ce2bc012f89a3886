"""One layer of one settlement in words and yuan: what it was judged by, tier by tier, and the law behind each figure.

Comes in: a `Step` in whole fen. Goes out: a `StepTold` of plain values, and the list of figures used. It decides and
computes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monitor.deliver.wording import yuan
from monitor.policy import PolicyValue
from monitor.policy.figures import plain_number
from monitor.policy.wording import INSURANCE_NAMES, value_text
from monitor.settle.one_person import PersonYear
from monitor.settle.steps import Step, TierPart

EVERYBODY = "一般人员"


@dataclass(frozen=True)
class Tier:
    """What of a settlement fell between two bounds: yuan, the rate with its adjustment, the share before rounding."""

    over: Decimal
    upto: Decimal | None
    part: Decimal
    own_rate: str
    adjustment: str
    rate: str
    share: Decimal


@dataclass(frozen=True)
class StepTold:
    """One layer of one settlement. Amounts in yuan; `values` are ids of the figures used, see `Basis`.

    `counted` is what of the base adds to the accumulated amount; `total` the sum of the tiers rounded once; `why` says
    in Chinese why nothing, less, or only what was reported is given. `gap` is None for a layer without rules.
    """

    layer: str
    name: str
    base: Decimal
    counted: Decimal
    accumulated_before: Decimal
    accumulated_after: Decimal
    judged_by: str
    deductible: Decimal | None
    tiers: tuple[Tier, ...]
    daily: Decimal | None
    bed_days: int | None
    total: Decimal
    cap: Decimal | None
    cap_before: Decimal | None
    cap_left: Decimal | None
    entitled: Decimal
    reported: Decimal
    gap: Decimal | None
    why: str
    article: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Basis:
    """One figure of the law as it was used: its text, its days, its article and the words that it stands in."""

    id: str
    name: str
    figure: str
    from_date: date
    to_date: date | None
    article: str
    quote: str
    document: str


def step_told(step: Step) -> StepTold:
    """The step in words and yuan."""
    judged, shape = step.judged, step.layer.shape
    daily = judged.daily_fen if judged else 0
    return StepTold(
        layer=shape.id,
        name=shape.name,
        base=yuan(step.base_fen),
        counted=yuan(step.counted_fen),
        accumulated_before=yuan(step.before_fen),
        accumulated_after=yuan(step.after_fen),
        judged_by=_judged_by(step),
        deductible=_yuan(judged.deductible_fen if judged else None),
        tiers=tuple(_tier(part) for part in judged.parts) if judged else (),
        daily=yuan(daily) if daily else None,
        bed_days=judged.bed_days if judged and daily else None,
        total=yuan(step.raw_fen),
        cap=_yuan(judged.cap_fen if judged else None),
        cap_before=_yuan(judged.cap_before_fen if judged else None),
        cap_left=_yuan(judged.cap_left_fen if judged else None),
        entitled=yuan(step.entitled_fen),
        reported=yuan(step.reported_fen),
        gap=None if step.layer.plan.reported_only else yuan(step.gap_fen),
        why=next(_why(step), ""),
        article=shape.article,
        values=tuple(value.id for value in judged.values) if judged else (),
    )


def _judged_by(step: Step) -> str:
    """By which identity a layer takes the person; by the insurance where that alone keeps it from computing."""
    judged = step.judged
    if judged is None:
        return ""
    insurance = judged.law.scheme.insurance if judged.law.is_reported else None
    return "、".join(judged.held) or (f"{INSURANCE_NAMES[insurance]}人员" if insurance else EVERYBODY)


def bases_of(found: PersonYear) -> tuple[Basis, ...]:
    """Every figure that some step used, once, in order of first use."""
    judged = [step.judged for one in found.settlements for step in one.steps if step.judged]
    used = {(value.id, value.from_date): value for one in judged for value in one.values}
    return tuple(_basis(value) for value in used.values())


def rate_text(millionths: int) -> str:
    """A rate as per cent: 650000 → 65%."""
    return f"{plain_number(Decimal(millionths).scaleb(-4))}%"


def _why(step: Step) -> Iterator[str]:
    """What holds the layer back, the first reason first."""
    judged = step.judged
    if not step.fits_kind:
        yield "就医类别不在本层范围内"
    elif not step.fits_conditions:
        yield "不符合本层的就医条件"
    elif step.layer.plan.reported_only:
        yield "只取平台已报支付，不计算应享"
    elif judged is None:
        yield "当日没有本层对象的身份"
    elif judged.law.is_reported:
        yield "文件没有写明这类人员的待遇，取平台已报支付"
    elif step.raw_fen > step.entitled_fen:
        yield "超过年度限额的部分不付"
    elif step.raw_fen < step.entitled_fen:
        yield "冲减不超过已付合计"
    elif judged.deductible_fen is not None and step.after_fen <= judged.deductible_fen and step.counted_fen > 0:
        yield "累计未超过起付线"


def _tier(part: TierPart) -> Tier:
    points = part.rate - part.own_rate
    moved = plain_number(abs(Decimal(points)).scaleb(-4))
    return Tier(
        over=yuan(part.low_fen),
        upto=_yuan(part.high_fen),
        part=yuan(part.part_fen),
        own_rate=rate_text(part.own_rate),
        adjustment=f"{'提高' if points > 0 else '降低'} {moved} 个百分点" if points else "",
        rate=rate_text(part.rate),
        share=_exact(part.share),
    )


def _exact(millionths: int) -> Decimal:
    """Millionths of a fen as yuan, with the places it needs and two at least."""
    exact = Decimal(millionths).scaleb(-8).normalize()
    return exact if int(exact.as_tuple().exponent) < -2 else exact.quantize(Decimal("0.01"))


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan(fen)


def _basis(value: PolicyValue) -> Basis:
    return Basis(
        id=value.id,
        name=value.name,
        figure=value_text(value),
        from_date=value.from_date,
        to_date=value.to_date,
        article=value.article,
        quote=value.quote,
        document=value.document,
    )
