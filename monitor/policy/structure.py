"""Whether the parts of a pack fit together.

In: a pack file. Out: a `Problem` for every double id, date overlap or gap, broken
reference, tier that does not join the one before, and rule without a sound population.
It never looks at the documents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations, groupby

from monitor.policy.due import deadline_problems
from monitor.policy.figures import Unit
from monitor.policy.problems import Problem, nearest
from monitor.policy.schema import LayerShape, PackFile, RuleShape, SchemeShape, ValueShape
from monitor.policy.scheme_days import day_problems
from monitor.policy.tiers import tier_problems
from monitor.policy.worklists import worklist_problems

Spans = Mapping[str, Sequence[ValueShape]]
_DIGITS = {"province": 2, "city": 4, "county": 6}


def structure_problems(pack: PackFile, broken_ids: frozenset[str] = frozenset()) -> list[Problem]:
    """All faults of structure; references to `broken_ids` (items reported elsewhere) are not reported again."""
    spans = _spans(pack.values)
    found = [*_division(pack), *_empty(pack, broken_ids), *_double_ids(pack), *_double_codes(pack)]
    for values in spans.values():
        found.extend(span_problems(values))
    for layer in pack.layers:
        found.extend(_layer(layer, spans, broken_ids))
    found.extend(worklist_problems(pack, spans, broken_ids))
    found.extend(deadline_problems(pack, spans, broken_ids))
    known = broken_ids | {rule.id for rule in pack.rules}
    for rule in pack.rules:
        found.extend(_rule(rule, pack, spans, known, broken_ids))
    return found


def _spans(values: Iterable[ValueShape]) -> dict[str, list[ValueShape]]:
    ordered = sorted(values, key=lambda value: (value.id, value.from_date))
    return {key: list(group) for key, group in groupby(ordered, key=lambda value: value.id)}


def _division(pack: PackFile) -> Iterator[Problem]:
    wanted = _DIGITS[pack.pack.level]
    if len(pack.pack.division) != wanted:
        yield Problem("pack.division", f"级别为 {pack.pack.level} 时应为 {wanted} 位区划代码")


def _empty(pack: PackFile, broken: frozenset[str]) -> Iterator[Problem]:
    if not pack.values and not broken:
        yield Problem("values", "至少要有一项")


def _double_ids(pack: PackFile) -> Iterator[Problem]:
    for section in ("documents", "rules", "layers", "clauses", "worklists", "deadlines"):
        counts = Counter(item.id for item in getattr(pack, section))
        for key in (key for key, count in counts.items() if count > 1):
            yield Problem(f"{section}[{key}]", "编号重复")


def _double_codes(pack: PackFile) -> Iterator[Problem]:
    tables: dict[str, Iterable[tuple[str, ...]]] = {
        "med_types": pack.med_types.values(),
        "insurance": pack.insurance.values(),
    }
    for section, groups in tables.items():
        counts = Counter(code for codes in groups for code in codes)
        for code in (code for code, count in counts.items() if count > 1):
            yield Problem(section, f"代码 {code} 出现了不止一次")


def _shown(value: ValueShape) -> str:
    return f"{value.from_date} 至 {value.to_date or '长期'}"


def span_problems(values: Sequence[ValueShape]) -> Iterator[Problem]:
    """Faults of the spans of one id, given in order of their first day."""
    where = f"values[{values[0].id}]"
    if len({value.unit for value in values}) > 1:
        yield Problem(f"{where}.unit", "同一编号的各个时段单位不同")
    for value in values:
        if value.to_date is not None and value.to_date < value.from_date:
            yield Problem(f"{where}.to", f"结束日早于开始日（{_shown(value)}）")
    for earlier, later in combinations(values, 2):
        if earlier.to_date is None or later.from_date <= earlier.to_date:
            yield Problem(f"{where}.from", f"时段重叠：{_shown(earlier)} 与 {_shown(later)}")
    yield from _gaps(where, values)


def _gaps(where: str, values: Sequence[ValueShape]) -> Iterator[Problem]:
    covered = values[0].to_date
    for value in values[1:]:
        if covered is not None and value.from_date > covered + timedelta(days=1):
            missing = f"{covered + timedelta(days=1)} 至 {value.from_date - timedelta(days=1)}"
            yield Problem(f"{where}.from", f"时段有空档：{missing}")
        covered = None if covered is None or value.to_date is None else max(covered, value.to_date)


def _reference(where: str, key: str | None, unit: Unit, spans: Spans, broken: frozenset[str]) -> Iterator[Problem]:
    """A fault if an id names no value, or one of another unit."""
    if key is None or key in broken:
        return
    if key not in spans:
        yield Problem(where, f"没有编号为“{key}”的值" + nearest(key, list(spans)))
    elif spans[key][0].unit != unit:
        yield Problem(where, f"“{key}”的单位应为 {unit}，实为 {spans[key][0].unit}")


def _layer(layer: LayerShape, spans: Spans, broken: frozenset[str]) -> Iterator[Problem]:
    where = f"layers[{layer.id}]"
    for n, scheme in enumerate(layer.schemes, start=1):
        at = f"{where}.schemes[第{n}项]"
        references = list(_scheme_references(at, scheme, spans, broken))
        yield from references
        if not references and not broken:
            yield from tier_problems(at, layer, scheme, spans)
            yield from day_problems(at, scheme, spans)
    yield from _double_schemes(where, layer)


def _double_schemes(where: str, layer: LayerShape) -> Iterator[Problem]:
    counts = Counter(
        (identity, insurance)
        for scheme in layer.schemes
        for identity in (scheme.identities or ("",))
        for insurance in ([scheme.insurance] if scheme.insurance else ["resident", "employee"])
    )
    for identity in dict.fromkeys(identity for (identity, _), count in counts.items() if count > 1):
        what = f"身份“{identity}”列在两个方案中" if identity else "有两个不限身份的方案"
        yield Problem(f"{where}.schemes", what)


def _scheme_references(at: str, scheme: SchemeShape, spans: Spans, broken: frozenset[str]) -> Iterator[Problem]:
    yield from _reference(f"{at}.deductible", scheme.deductible, "yuan", spans, broken)
    yield from _reference(f"{at}.deductible_cut", scheme.deductible_cut, "rate", spans, broken)
    yield from _reference(f"{at}.rate_floor", scheme.rate_floor, "rate", spans, broken)
    if scheme.reported_only and scheme.value_ids:
        yield Problem(f"{at}.reported_only", "只取平台已报支付的方案不能再写数值")
    if scheme.deductible_cut is not None and scheme.deductible is None:
        yield Problem(f"{at}.deductible_cut", "没有起付线，无从降低")
    yield from _reference(f"{at}.cap", scheme.cap, "yuan", spans, broken)
    yield from _reference(f"{at}.daily", scheme.daily, "yuan", spans, broken)
    for n, tier in enumerate(scheme.tiers, start=1):
        if tier.over is None and (n > 1 or scheme.deductible is not None):
            yield Problem(f"{at}.tiers[第{n}项].over", "缺少这一项；只有没有起付线的方案，第一档才可以不写")
        yield from _reference(f"{at}.tiers[第{n}项].over", tier.over, "yuan", spans, broken)
        yield from _reference(f"{at}.tiers[第{n}项].upto", tier.upto, "yuan", spans, broken)
        yield from _reference(f"{at}.tiers[第{n}项].rate", tier.rate, "rate", spans, broken)
    for n, adjustment in enumerate(scheme.adjustments, start=1):
        yield from _reference(f"{at}.adjustments[第{n}项].by", adjustment.by, "percentage_points", spans, broken)


def _rule(
    rule: RuleShape, pack: PackFile, spans: Spans, known: frozenset[str], broken: frozenset[str]
) -> Iterator[Problem]:
    where = f"rules[{rule.id}]"
    yield from _reference(f"{where}.threshold", rule.threshold, "yuan", spans, broken)
    for value in spans.get(rule.threshold, ()):
        if value.value is not None and value.value <= 0:
            yield Problem(f"{where}.threshold", f"预警线必须大于 0（{_shown(value)}）")
    for other in rule.not_in_rules:
        if other not in known or other == rule.id:
            yield Problem(f"{where}.not_in_rules", f"没有编号为“{other}”的另一条规则" + nearest(other, sorted(known)))
    for identity in sorted(set(rule.identities) & set(rule.except_identities)):
        yield Problem(f"{where}.except_identities", f"身份“{identity}”既列入又除外")
    for kind in sorted(set(rule.kinds) - set(pack.counted.kinds)):
        yield Problem(f"{where}.kinds", f"“{kind}”不在 counted.kinds 中")
