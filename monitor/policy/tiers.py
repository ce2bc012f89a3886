"""Whether the tiers of a scheme join up on every day on which one of their bounds changes.

In: a scheme and the dated values that it refers to. Out: a `Problem` for every gap,
overlap, falling bound and closed last tier. Values that the operator must set are skipped.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from monitor.policy.figures import plain_number
from monitor.policy.problems import Problem
from monitor.policy.schema import SchemeShape, TierShape, ValueShape

Spans = Mapping[str, Sequence[ValueShape]]


def tier_problems(at: str, scheme: SchemeShape, spans: Spans) -> Iterator[Problem]:
    """Tiers start at the deductible, rise, join without overlap or gap, and only the last one is open."""
    if any(tier.upto is None for tier in scheme.tiers[:-1]):
        yield Problem(f"{at}.tiers", "只有最后一档可以没有上限")
    if scheme.tiers and scheme.tiers[-1].upto is not None:
        yield Problem(f"{at}.tiers", "最后一档不能有上限：以上部分没有比例")
    for day in _change_days(scheme, spans):
        floor, name = scheme.deductible, "起付线"
        for n, tier in enumerate(scheme.tiers, start=1):
            where = f"{at}.tiers[第{n}项]"
            yield from _joins(where, _figure(spans, floor, day), _figure(spans, tier.over, day), f"{name}（{day}）")
            yield from _rises(where, tier, spans, day)
            floor, name = tier.upto, "上一档的上限"


def _change_days(scheme: SchemeShape, spans: Spans) -> list[date]:
    keys = {key for tier in scheme.tiers for key in (tier.over, tier.upto)} | {scheme.deductible}
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


def _rises(where: str, tier: TierShape, spans: Spans, day: date) -> Iterator[Problem]:
    start, end = _figure(spans, tier.over, day), _figure(spans, tier.upto, day)
    if start is not None and end is not None and end <= start:
        yield Problem(f"{where}.upto", f"上限 {plain_number(end)} 不高于下限 {plain_number(start)}（{day}）")
