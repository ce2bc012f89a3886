"""The waterfall of one person as lines of text: the chain of amounts, each layer's step, tiers, and the law.

Comes in: a `Waterfall` or a settlement of it. Goes out: lines of text without indentation of their own.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from monitor.deliver.waterfall import Fall, Settled, Waterfall
from monitor.deliver.waterfall_steps import Basis, StepTold, Tier
from monitor.deliver.wording import titled
from monitor.policy.wording import CONDITION_NAMES

_BESIDE_THE_POINT_HERE = (CONDITION_NAMES["in_province"], CONDITION_NAMES["not_referred"])
_STANDS = {"in_scope": "＝ ", "left": "＝ ", "burden": "；加自费和先行自付 ＝ "}


def chain(falls: Sequence[Fall]) -> str:
    """总费用 … − 自费 … ＝ 范围内费用 … − 基本医保 … ＝ 范围内余额 … and the burden; steps of 0 are left out."""
    said = []
    for fall in falls:
        if fall.role == "stand":
            said.append(f"{_STANDS.get(fall.key, '')}{fall.name} {fall.amount:,}")
        elif fall.amount:
            said.append(f"− {fall.name} {fall.amount:,}")
    return " ".join(said)


def settled_lines(one: Settled) -> Iterator[str]:
    """The chain of a settlement, what held of it, then its layers."""
    yield chain(one.falls)
    yield f"情形：{circumstances(one)}"
    for step in one.steps:
        yield f"{step.name}（{step.article}）：{step_text(step)}"
        yield from (f"  {tier_text(tier)}" for tier in step.tiers)
        if step.tiers:
            yield f"  所用数值：{'、'.join(step.values)}"


def circumstances(one: Settled) -> str:
    """What held of a settlement, and the identities held on its day; care here needs no referral, so none is told."""
    here = CONDITION_NAMES["treated_here"] in one.facts
    told = [fact for fact in one.facts if not (here and fact in _BESIDE_THE_POINT_HERE)]
    return "、".join(told) + "；当日身份：" + ("、".join(one.identities) or "无")


def step_text(step: StepTold) -> str:
    """One layer: what was judged, what it gives, what was reported, and why; of a layer that gives nothing only why."""
    if step.gap is None:
        return f"已报 {step.reported:,}；{step.why}"
    if step.why and not (step.total or step.entitled or step.reported):
        return "；".join([*judged_texts(step), f"不付：{step.why}"])
    parts = [*judged_texts(step), *limit_texts(step), f"应享 {step.entitled:,}", f"已报 {step.reported:,}"]
    return "；".join([*parts, *([gap_text(step.gap)] if step.gap else []), *([step.why] if step.why else [])])


def tier_text(tier: Tier) -> str:
    """15,000.00 以上至 50,000.00：1,500.00 × 65%（60%，提高 5 个百分点）＝ 975.00."""
    upto = f"至 {tier.upto:,}" if tier.upto is not None else ""
    rate = f"{tier.rate}（{tier.own_rate}，{tier.adjustment}）" if tier.adjustment else tier.rate
    return f"{tier.over:,} 以上{upto}：{tier.part:,} × {rate} ＝ {tier.share:,}"


def gap_text(gap: Decimal) -> str:
    """少报 or 多报, with the amount."""
    return f"{'少报' if gap > 0 else '多报'} {abs(gap):,}"


def year_lines(told: Waterfall) -> Iterator[str]:
    """The year: the chain, what each payer owes, which layers cannot be computed."""
    if told.falls:
        yield f"瀑布：{chain(told.falls)}"
    for payer in told.payers:
        state = f"，{gap_text(payer.gap)}" if payer.gap else ""
        applied = f"，其中须申请 {payer.on_application:,}" if payer.on_application else ""
        yield f"应享：{payer.name} 全年应享 {payer.entitled:,}，已报 {payer.reported:,}{state}{applied}"
    for layer in told.layers:
        if layer.not_computed:
            yield f"不计算：{layer.name}：{layer.not_computed}"


def basis_lines(told: Waterfall) -> Iterator[str]:
    """The layers and the figures that were used, each with article, words and document."""
    for layer in told.layers:
        yield f"层次：{layer.name}，基数为{layer.base}；{titled(layer.document)}{layer.article}：“{layer.quote}”"
    for one in told.bases:
        words = f"{titled(one.document)}{one.article}：“{one.quote}”"
        yield f"数值：{one.id} {one.name} {one.figure}（{days_text(one)}）；{words}"


def days_text(one: Basis) -> str:
    """From when to when a figure is in force."""
    return f"{one.from_date} 起" + (f"至 {one.to_date}" if one.to_date else "")


def judged_texts(step: StepTold) -> Iterator[str]:
    """What was judged, piece by piece: base, accumulated amount, whose scheme, deductible."""
    yield f"基数 {step.base:,}"
    if step.counted:
        yield f"累计 {step.accumulated_before:,} → {step.accumulated_after:,}"
    if step.judged_by:
        yield f"按{step.judged_by}的标准"
    if step.deductible is not None:
        yield f"起付线 {step.deductible:,}"


def limit_texts(step: StepTold) -> Iterator[str]:
    """How the payment came about: the daily sum, the sum of the tiers rounded once, the annual limit."""
    if step.daily is not None:
        yield f"{step.bed_days} 个床日 × {step.daily:,}"
    if step.tiers or step.daily is not None:
        yield f"合计（到分）{step.total:,}"
    if step.cap is not None:
        yield f"年度限额 {step.cap:,}，余额 {step.cap_before:,} → {step.cap_left:,}"
