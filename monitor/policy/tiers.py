"""Whether the tiers of a scheme join up on every day on which one of their figures changes.

In: a layer's scheme and the dated values that it refers to. Out: a `Problem` for every gap,
overlap, falling bound, closed last tier, and falling rate where the document forbids it.
Values that the operator must set are skipped until they are set.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from monitor.policy.figures import plain_number
from monitor.policy.model import PolicyValue
from monitor.policy.problems import Problem
from monitor.policy.schema import LayerShape, SchemeShape, ValueShape

Spans = Mapping[str, Sequence[ValueShape | PolicyValue]]


def tier_problems(at: str, layer: LayerShape, scheme: SchemeShape, spans: Spans) -> Iterator[Problem]:
    """Tiers start at the deductible, rise, join without overlap or gap, and only the last one is open."""
    if any(tier.upto is None for tier in scheme.tiers[:-1]):
        yield Problem(f"{at}.tiers", "只有最后一档可以没有上限")
    if scheme.tiers and scheme.tiers[-1].upto is not None:
        yield Problem(f"{at}.tiers", "最后一档不能有上限：以上部分没有比例")
    for day in _change_days(scheme, spans):
        yield from _bounds(at, layer, scheme, spans, day)
        if layer.rates_never_fall:
            yield from _rates(at, scheme, spans, day)


def _bounds(at: str, layer: LayerShape, scheme: SchemeShape, spans: Spans, day: date) -> Iterator[Problem]:
    floor, name = scheme.deductible, "起付线"
    for n, tier in enumerate(scheme.tiers, start=1):
        where = f"{at}.tiers[第{n}项]"
        start, end = _figure(spans, tier.over, day), _figure(spans, tier.upto, day)
        yield from _joins(where, _figure(spans, floor, day), start, f"{name}（{day}）")
        counted_from = Decimal(0) if n == 1 and layer.tier_basis == "excess" else start
        yield from _rises(where, counted_from, end, day)
        floor, name = tier.upto, "上一档的上限"


def _rates(at: str, scheme: SchemeShape, spans: Spans, day: date) -> Iterator[Problem]:
    rates = [_figure(spans, tier.rate, day) for tier in scheme.tiers]
    for n, (before, rate) in enumerate(pairwise(rates), start=2):
        if before is not None and rate is not None and rate < before:
            fault = f"比例 {plain_number(rate * 100)}% 低于上一档的 {plain_number(before * 100)}%（{day}）"
            yield Problem(f"{at}.tiers[第{n}项].rate", f"{fault}：文件要求费用越大、比例越高")


def _change_days(scheme: SchemeShape, spans: Spans) -> list[date]:
    keys = {key for tier in scheme.tiers for key in (tier.over, tier.upto, tier.rate)} | {scheme.deductible}
    return sorted({value.from_date for key in keys if key is not None for value in spans.get(key, ())})


def _figure(spans: Spans, key: str | None, day: date) -> Decimal | None:
    in_force = (v for v in spans.get(key or "", ()) if v.from_date <= day and (v.to_date is None or day <= v.to_date))
    return next((value.value for value in in_force), None)


def _joins(where: str, before: Decimal | None, start: Decimal | None, name: str) -> Iterator[Problem]:
    if before is None or start is None or start == before:
        return
    fault = "之间有空档" if start > before else "重叠"
    yield Problem(
        f"{where}.over", f"与{name}{fault}：{plain_number(min(before, start))} 至 {plain_number(max(before, start))}"
    )


def _rises(where: str, start: Decimal | None, end: Decimal | None, day: date) -> Iterator[Problem]:
    if start is not None and end is not None and end <= start:
        yield Problem(f"{where}.upto", f"上限 {plain_number(end)} 不高于下限 {plain_number(start)}（{day}）")
