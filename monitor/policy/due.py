"""The deadlines that a pack names: what has to be done by when, with the figures in force on a day.

In: the `[[deadlines]]` of a pack. Out: a `Problem` for every reference that does not hold, and the deadlines as they
stand on a day. It knows no calendar: which day of the year a deadline falls on is worked out in `monitor/deadlines.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from monitor.policy.figures import Unit
from monitor.policy.model import Pack
from monitor.policy.problems import Problem, nearest
from monitor.policy.schema import DeadlineId, DeadlineShape, PackFile

_UNITS: Final[Mapping[str, Unit]] = {"day": "day_of_month", "within": "working_days", "month": "month_of_year"}


class Valued(Protocol):
    """A value of the pack file, as far as a deadline asks."""

    @property
    def unit(self) -> Unit:
        """The unit of its figure."""


@dataclass(frozen=True)
class Stated:
    """A deadline with its figures on a day; at most one of `day`, `within` and `month` is set, none: periodically."""

    id: DeadlineId
    name: str
    who: str
    day: int | None
    within: int | None
    after: DeadlineId | None
    month: int | None
    article: str
    quote: str
    document: str
    interpretation: str


def stated_on(pack: Pack, day: date) -> tuple[Stated, ...]:
    """The deadlines of a pack in its order, with the figures in force on a day; none before the pack is in force."""
    return tuple(_on(pack, shape, day) for shape in pack.deadline_shapes if day >= pack.effective)


def when_text(stated: Stated) -> str:
    """When it is due, in one Chinese phrase."""
    if stated.day is not None:
        return f"每月 {stated.day} 日前"
    if stated.within is not None:
        return f"收到名册之日起 {stated.within} 个工作日内"
    if stated.month is not None:
        return f"每年 {stated.month} 月底前"
    return "定期（文件没有写明日子，由经办机构设定）"


def deadline_problems(
    pack: PackFile, spans: Mapping[str, Sequence[Valued]], broken: frozenset[str]
) -> Iterator[Problem]:
    """Faults of the deadlines: a figure of the wrong unit or none, two ways of counting, nothing to count from."""
    monthly = {shape.id for shape in pack.deadlines if shape.within is None}
    for shape in pack.deadlines:
        where = f"deadlines[{shape.id}]"
        yield from _references(where, shape, spans, broken)
        if sum(getattr(shape, key) is not None for key in _UNITS) > 1:
            yield Problem(where, "day、within、month 只能写一项")
        if (shape.within is None) != (shape.after is None):
            yield Problem(f"{where}.after", "within 和 after 要一起写：从哪一项做完起算几个工作日")
        elif shape.after is not None and shape.after not in monthly:
            yield Problem(f"{where}.after", "要写另一项有日子的期限的编号")


def _references(
    where: str, shape: DeadlineShape, spans: Mapping[str, Sequence[Valued]], broken: frozenset[str]
) -> Iterator[Problem]:
    for key, unit in _UNITS.items():
        named = getattr(shape, key)
        if named is None or named in broken:
            continue
        if named not in spans:
            yield Problem(f"{where}.{key}", f"没有编号为“{named}”的值" + nearest(named, list(spans)))
        elif spans[named][0].unit != unit:
            yield Problem(f"{where}.{key}", f"“{named}”的单位应为 {unit}，实为 {spans[named][0].unit}")


def _on(pack: Pack, shape: DeadlineShape, day: date) -> Stated:
    fields = shape.model_dump(exclude={*_UNITS, "document"})
    return Stated(
        **fields,
        day=_figure(pack, shape.day, day),
        within=_figure(pack, shape.within, day),
        month=_figure(pack, shape.month, day),
        document=pack.citation(shape.document),
    )


def _figure(pack: Pack, value_id: str | None, day: date) -> int | None:
    value = pack.value_on(value_id or "", day)
    return None if value is None or value.value is None else int(value.value)
