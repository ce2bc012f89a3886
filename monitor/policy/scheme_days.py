"""Whether the figures of a scheme begin and end together: on a day with only some of them nothing could be computed.

In: a scheme and the dated values that it refers to. Out: a `Problem` that names two values and the days on which only
one of them is in force. Overlaps and gaps of one value are `structure.py`'s.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from monitor.policy.problems import Problem
from monitor.policy.schema import SchemeShape, ValueShape

_DAY = timedelta(days=1)


def day_problems(at: str, scheme: SchemeShape, spans: Mapping[str, Sequence[ValueShape]]) -> Iterator[Problem]:
    """At most one fault at the beginning and one at the end."""
    values = {key: spans[key] for key in dict.fromkeys(scheme.value_ids) if key in spans}
    if any(one.to_date is not None and one.to_date < one.from_date for dated in values.values() for one in dated):
        return
    firsts = {key: min(one.from_date for one in dated) for key, dated in values.items()}
    lasts = {key: max(one.to_date or date.max for one in dated) for key, dated in values.items()}
    if len(set(firsts.values())) > 1:
        early, late = min(firsts, key=firsts.__getitem__), max(firsts, key=firsts.__getitem__)
        yield _alone(at, early, late, firsts[early], firsts[late] - _DAY)
    if len(set(lasts.values())) > 1:
        early, late = min(lasts, key=lasts.__getitem__), max(lasts, key=lasts.__getitem__)
        yield _alone(at, late, early, lasts[early] + _DAY, lasts[late])


def _alone(at: str, there: str, missing: str, first: date, last: date) -> Problem:
    until = "长期" if last == date.max else last
    return Problem(at, f"{first} 至 {until} 只有“{there}”、没有“{missing}”：方案里的数值须同时开始、同时结束")
