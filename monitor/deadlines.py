"""By which day the things of a month are due: what the pack's documents say, put into the calendar of working days.

Comes in: a pack, the operator's `[schedule]`, the calendar, a month of data. Goes out: one `Deadline` for each thing
that is due in the month that follows, with the day for a reminder and how the day was found. Dates are arguments.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from monitor.config import ScheduleSettings
from monitor.policy import Pack
from monitor.policy.due import Stated, stated_on
from monitor.policy.schema import DeadlineId
from monitor.workdays import Calendar
from monitor.year_month import last_day

_LISTS: Final = "名单和费用信息送出"
_BUREAU: Final = "医保经办机构"
_OWN: Final = "文件没有写明日子，由经办机构在 config.toml [schedule] 设定"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing due: the last day that is in time, the day to be reminded, and why it is that day.

    `limit` is the last day in time by the document's words; `due` the last working day until then, on which somebody is
    there to do it. Late is what comes after `limit`.

    `about` is the month (2023-03) or year whose matter it is. `article`, `quote` and `document` are empty where the day
    is the operator's alone; `reading` says in Chinese how the day was found.
    """

    id: DeadlineId
    name: str
    who: str
    about: str
    due: date
    limit: date
    remind: date
    article: str
    quote: str
    document: str
    reading: str


def deadlines(
    pack: Pack, settings: ScheduleSettings, calendar: Calendar, year: int, month: int, received: date | None = None
) -> tuple[Deadline, ...]:
    """What is due in the month after this month of data, the soonest first.

    `received` is the day on which the month's rosters came; without it the comparison is counted from the last day on
    which they may come. Raises UsageError E-CAL-001 for a year of which the working days are not known.
    """
    first = date(year + month // 12, month % 12 + 1, 1)
    about = f"{year}-{month:02d}"
    found: list[Deadline] = []
    for stated in _stated(pack, first):
        if stated.month is not None:
            found += _yearly(stated, settings, calendar, first)
        elif stated.within is None:
            found += _monthly(stated, settings, calendar, first, about)
    found += _following(_stated(pack, first), found, settings, calendar, received)
    return tuple(sorted(found, key=lambda one: (one.due, one.id)))


def _stated(pack: Pack, day: date) -> tuple[Stated, ...]:
    """What the pack says, and the lists in any case: where no document names them, the operator's day counts."""
    said = stated_on(pack, day)
    if any(one.id == "lists" for one in said):
        return said
    return (*said, Stated("lists", _LISTS, _BUREAU, None, None, None, None, "", "", "", ""))


def _monthly(
    stated: Stated, settings: ScheduleSettings, calendar: Calendar, first: date, about: str
) -> Iterator[Deadline]:
    """Before a day of the month, by the document or the operator; nothing where neither names a day."""
    if stated.day is None:
        own = _own_day(stated.id, settings)
        if own is not None:
            last = last_day(first.year, first.month) if own == "last" else first.replace(day=own)
            yield _deadline(stated, settings, calendar, about, last, f"{_OWN}：最迟 {last}")
    elif settings.day_counts:
        last = first.replace(day=stated.day)
        yield _deadline(stated, settings, calendar, about, last, f"每月 {stated.day} 日前，含当日")
    else:
        last = date.fromordinal(first.toordinal() + stated.day - 2)
        yield _deadline(stated, settings, calendar, about, last, f"每月 {stated.day} 日前，不含当日：最迟 {last}")


def _yearly(stated: Stated, settings: ScheduleSettings, calendar: Calendar, first: date) -> Iterator[Deadline]:
    """By the end of a month of the year, when that month is the one that follows."""
    if stated.month == first.month:
        last = last_day(first.year, first.month)
        yield _deadline(stated, settings, calendar, str(first.year), last, f"每年 {stated.month} 月底前：最迟 {last}")


def _following(
    said: tuple[Stated, ...],
    found: list[Deadline],
    settings: ScheduleSettings,
    calendar: Calendar,
    received: date | None,
) -> Iterator[Deadline]:
    """So many working days after something else was done; the day on which it was done does not count."""
    known: Mapping[str, Deadline] = {one.id: one for one in found}
    for stated in said:
        earlier = known.get(stated.after or "")
        if stated.within is not None and earlier is not None:
            begun = received or earlier.due
            due = calendar.add_working_days(begun, stated.within)
            came = "收到" if received else "最迟收到"
            reading = f"{came}名册的 {begun} 之后第 {stated.within} 个工作日，收到当日不计入"
            yield _made(stated, settings, calendar, earlier.about, (due, due), reading)


def _deadline(
    stated: Stated, settings: ScheduleSettings, calendar: Calendar, about: str, last: date, reading: str
) -> Deadline:
    """The last day itself, or the working day before it; the reading says so where it was moved."""
    due = calendar.last_working_day_until(last) if settings.on_working_day else last
    moved = f"；{last} 不是工作日，提前到 {due}" if due != last else ""
    return _made(stated, settings, calendar, about, (due, last), reading + moved)


def _made(
    stated: Stated, settings: ScheduleSettings, calendar: Calendar, about: str, days: tuple[date, date], reading: str
) -> Deadline:
    """`days` are the working day on which it is due, and the last day that is in time."""
    due, limit = days
    remind = calendar.add_working_days(due, -settings.remind_working_days)
    return Deadline(
        stated.id, stated.name, stated.who, about, due, limit, remind,
        stated.article, stated.quote, stated.document, reading,
    )  # fmt: skip


def _own_day(deadline: DeadlineId, settings: ScheduleSettings) -> int | Literal["last"] | None:
    own = {"lists": settings.due_day, "rosters": settings.roster_day, "summary": settings.summary_day}
    return own.get(deadline)
