"""The Chinese words for what a pack says: figures with their units, kinds of care, conditions, tiers.

In: values, rules and layers. Out: text for the operator. It never computes an amount.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from monitor.policy.figures import Unit, plain_number
from monitor.policy.model import Layer, Pack, PolicyValue, Rule, Scheme
from monitor.policy.schema import CareKind, Condition, Insurance, Measure, TierShape, Topic, Window

KIND_NAMES: dict[CareKind, str] = {
    "inpatient": "住院",
    "outpatient_chronic": "门诊慢特病",
    "high_value_drug": "高值药品",
    "outpatient": "普通门诊",
    "emergency": "急诊",
    "pharmacy": "药店购药",
    "maternity": "生育",
    "other": "其他",
}
MEASURE_NAMES: dict[Measure, str] = {"self_pay": "合规自付", "burden": "个人负担"}
WINDOW_NAMES: dict[Window, str] = {"calendar_year": "自然年度内累计"}
INSURANCE_NAMES: dict[Insurance, str] = {"resident": "居民医保", "employee": "职工医保", "other": "其他险种"}
TOPIC_NAMES: dict[Topic, str] = {
    "warning": "预警",
    "basic": "基本医保",
    "catastrophic": "大病保险",
    "special_drug": "特药保障",
    "assistance": "医疗救助",
    "assistance_major": "重特大疾病救助",
    "assistance_tilted": "倾斜救助",
    "application": "依申请救助",
    "bed_day": "床日定额救助",
    "reduction": "医疗机构减免",
    "commercial": "商业补充保险",
    "re_assistance": "再救助",
    "premium_subsidy": "参保资助",
    "roster_exchange": "名单交换与参保",
    "treat_first": "先诊疗后付费",
    "watch": "观察指标",
}
CONDITION_NAMES: dict[Condition, str] = {
    "treated_here": "在本统筹区就医",
    "treated_elsewhere": "在统筹区外就医",
    "in_province": "在省域内就医",
    "referred": "已按规定转诊或备案",
    "not_referred": "未转诊",
    "emergency": "急诊抢救",
    "resident_elsewhere": "异地安置",
    "designated": "定点机构",
    "severe_mental_illness": "严重精神障碍",
    "applied": "已申请",
    "special_drug": "使用特药",
}
_PATTERNS: dict[Unit, str] = {
    "yuan": "{} 元",
    "months": "{} 个月",
    "days": "{} 日",
    "working_days": "{} 个工作日",
    "day_of_month": "每月 {} 日前",
    "month_of_year": "每年 {} 月底前",
}
UNSET = "待设定"
NO_RULES = "文件没有规定预警线；操作员在 config.toml 的 [parameters] 设定预警线之前，不产生预警。"
DRAFT_NOTICE = "【征求意见稿】所据文件尚未正式印发，名单和计算结果仅供试运行，正式使用前须换成正式文件的政策包。"


def figure_text(figure: Decimal | None, unit: Unit) -> str:
    """A figure with its unit, such as 15,000 元, 60%, 降低 10 个百分点; 待设定 for none."""
    if figure is None:
        return UNSET
    if unit == "rate":
        return f"{plain_number(figure * 100)}%"
    if unit == "percentage_points":
        return f"{'降低' if figure < 0 else '提高'} {plain_number(abs(figure))} 个百分点"
    return _PATTERNS[unit].format(plain_number(figure))


def value_text(value: PolicyValue) -> str:
    """The figure of a value with its unit; a floor says that it is one."""
    figure = figure_text(value.value, value.unit)
    return f"不低于 {figure}" if value.at_least and not value.set_by_operator else figure


def fen_text(fen: int) -> str:
    """An amount in whole fen as yuan, such as 10,000.00 元."""
    return f"{Decimal(fen).scaleb(-2):,.2f} 元"


def kinds_text(kinds: Iterable[CareKind]) -> str:
    """Kinds of care as a Chinese enumeration."""
    return "、".join(KIND_NAMES[kind] for kind in kinds)


def span_text(value: PolicyValue) -> str:
    """From when to when a value is in force."""
    return f"{value.from_date} 起" + (f"至 {value.to_date}" if value.to_date else "")


def standard_text(rule: Rule) -> str:
    """The test of a rule in one line: measure, operator, threshold, window, kinds of care."""
    strictness = "超过（不含本数）" if rule.operator == ">" else "达到或超过（含本数）"
    measure = MEASURE_NAMES[rule.measure]
    return (
        f"{kinds_text(rule.kinds)}的{measure}，{WINDOW_NAMES[rule.window]}，{strictness}{fen_text(rule.threshold_fen)}"
    )


def population_text(rule: Rule, names: dict[str, str]) -> str:
    """Whom a rule watches; `names` maps rule ids to their Chinese names."""
    outside = "”“".join(names[other] for other in rule.not_in_rules)
    everybody = f"“{outside}”范围以外的参保人员" if outside else "全部参保人员"
    parts = ["、".join(rule.identities) or everybody]
    if rule.except_identities:
        parts.append("仅凭“" + "、".join(rule.except_identities) + "”身份不列入")
    if rule.insurance:
        parts.append("限" + "、".join(INSURANCE_NAMES[kind] for kind in rule.insurance))
    if rule.attention_identities:
        parts.append("重点关注" + "、".join(rule.attention_identities))
    return "；".join(parts)


def layer_lines(pack: Pack, layer: Layer, day: date) -> Iterator[str]:
    """What a layer pays on, when, and for whom how much with the figures of a day: one line each."""
    yield f"支付基数：{layer.base}；计入：{kinds_text(layer.kinds)}"
    if layer.conditions:
        yield f"条件：{_conditions_text(layer)}"
    if layer.reported_only:
        yield "只取平台已报支付，不另行计算"
    if layer.accumulates == "everyone":
        yield "不论身份，全年符合条件的费用都累加"
    if layer.tier_basis == "excess":
        yield "各段按扣除起付线以后的金额划分"
    for scheme in layer.schemes:
        yield f"{_scheme_population(layer, scheme)}：{_scheme_text(pack, layer, scheme, day)}"
    if unset := pack.unset_in(layer):
        yield f"{UNSET} {len(unset)} 个数值，设定之前本层只取平台已报支付，不计算应享待遇"


def _conditions_text(layer: Layer) -> str:
    groups = ["且".join(CONDITION_NAMES[word] for word in group) for group in layer.conditions]
    return "，或".join(groups)


def _scheme_text(pack: Pack, layer: Layer, scheme: Scheme, day: date) -> str:
    """One scheme with the figures of a day: deductible, tiers, adjustments, cap."""
    parts = [f"起付线 {_at(pack, scheme.deductible, day)}"] if scheme.deductible else []
    parts += [f"起付线降低 {_at(pack, scheme.deductible_cut, day)}"] if scheme.deductible_cut else []
    parts += [f"{_over(pack, layer, scheme, tier, day)}{_rest(pack, tier, day)}" for tier in scheme.tiers]
    for adjustment in scheme.adjustments:
        when = "且".join(CONDITION_NAMES[word] for word in adjustment.when)
        parts.append(f"{when or '各段比例'}{_at(pack, adjustment.by, day)}")
    parts += [f"各段比例不低于 {_at(pack, scheme.rate_floor, day)}"] if scheme.rate_floor else []
    parts += [f"每床日 {_at(pack, scheme.daily, day)}"] if scheme.daily else []
    parts += [f"年度限额 {_at(pack, scheme.cap, day)}"] if scheme.cap else []
    parts += ["依申请"] if scheme.on_application else []
    parts += ["文件没有写明待遇，只取平台已报支付"] if scheme.reported_only else []
    return "；".join(parts)


def _scheme_population(layer: Layer, scheme: Scheme) -> str:
    """Whom a scheme of a layer is for."""
    if scheme.identities:
        return "、".join(scheme.identities)
    if scheme.insurance:
        named = any(other.identities and other.insurance in (None, scheme.insurance) for other in layer.schemes)
        return INSURANCE_NAMES[scheme.insurance] + ("的其他人员" if named else "人员")
    return "其他人员" if len(layer.schemes) > 1 else "全体参保人员"


def _over(pack: Pack, layer: Layer, scheme: Scheme, tier: TierShape, day: date) -> str:
    """Where a tier begins; the deductible by its name where its figure is not set or would mislead."""
    if tier.over is None:
        return "0 元"
    over = _at(pack, tier.over, day)
    by_name = over == UNSET or layer.tier_basis == "excess" or scheme.deductible_cut is not None
    return "起付线" if by_name and tier.over == scheme.deductible else over


def _rest(pack: Pack, tier: TierShape, day: date) -> str:
    upto = f"至 {_at(pack, tier.upto, day)}" if tier.upto else "以上"
    return f"{upto} {_at(pack, tier.rate, day)}"


def _at(pack: Pack, value_id: str | None, day: date) -> str:
    value = pack.value_on(value_id or "", day)
    return "（当日无值）" if value is None else value_text(value)
