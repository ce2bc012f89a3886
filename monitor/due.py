"""Which months must be issued, told from what has been issued and never from the clock alone.

Comes in: the warehouse, the day, the first month of the service. Goes out: every month that is over and has no issue,
or one that was cut off before it was written out, oldest first, with its deadline and by how many days it is late.
Never runs anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.config import Config
from monitor.deadlines import Deadline, deadlines
from monitor.errors import UsageError
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.workdays import Calendar, load_calendar
from monitor.year_month import month_text


@dataclass(frozen=True, slots=True)
class Due:
    """A month (six digits) that is over and not out. `has_settlements` tells whether its feed has come at all,
    `is_issued` that only the writing out was cut off or failed."""

    month: int
    deadline: Deadline | None
    has_settlements: bool
    is_issued: bool = False

    @property
    def name(self) -> str:
        """As 2023-03."""
        return month_text(self.month)

    def days_late(self, today: date) -> int:
        """How many days `today` is past the last day on which the list was in time; 0 in time or without a deadline."""
        return max((today - self.deadline.limit).days, 0) if self.deadline else 0


def due_months(con: Connection, config: Config, pack: Pack, today: date) -> tuple[Due, ...]:
    """Every month from the first to the last that is over on `today`, less those that were issued and written out.

    The first is `[schedule] first_month` or, where the operator names none, the first month with settlements in
    which the law holds. Without settlements at all nothing is due.
    """
    months = {row["month"]: row for row in statements.records(con, "5_lists/month_state")}
    begun = _begun(config, pack, months)
    if begun is None:
        return ()
    calendar = load_calendar(config.optional_path("workdays"))
    wanted = _months(begun, today)
    return tuple(
        _due(month, list_deadline(pack, config, calendar, month), months.get(month, {}))
        for month in wanted
        if not months.get(month, {}).get("is_written")
    )


def known_months(con: Connection, config: Config, pack: Pack) -> tuple[int, ...]:
    """Every month from the first that is due, or was issued before that, to the last with settlements or an issue."""
    months = {row["month"]: row for row in statements.records(con, "5_lists/month_state")}
    begun = _begun(config, pack, months)
    issued = [month for month, row in months.items() if row["issued_on"] is not None]
    first = min((month for month in (begun, *issued) if month is not None), default=None)
    if first is None or not months:
        return ()
    return tuple(_months(first, first_after(max(months))))


def _begun(config: Config, pack: Pack, months: Iterable[int]) -> int | None:
    """The first month of the service; None where there is none yet."""
    return config.schedule.first_month_number or min((month for month in months if _has_law(pack, month)), default=None)


def first_after(month: int) -> date:
    """The first day after a month (six digits), from which on it can be issued."""
    return _first_of(_next(month))


def _due(month: int, deadline: Deadline | None, state: dict[str, Any]) -> Due:
    return Due(month, deadline, state.get("has_settlements", False), state.get("issued_on") is not None)


def list_deadline(pack: Pack, config: Config, calendar: Calendar, month: int) -> Deadline | None:
    """By which day the list of a month (six digits) has to be out; None for a year whose working days are not known."""
    try:
        found = deadlines(pack, config.schedule, calendar, month // 100, month % 100)
    except UsageError:
        return None
    return next((one for one in found if one.id == "lists"), None)


def uncounted(config: Config, pack: Pack, found: Iterable[Due]) -> tuple[Due, UsageError] | None:
    """The first of the months that are due of whose deadline nobody can tell, and why: a year without working days."""
    calendar = load_calendar(config.optional_path("workdays"))
    for due in found:
        try:
            deadlines(pack, config.schedule, calendar, due.month // 100, due.month % 100)
        except UsageError as error:
            return due, error
    return None


def _has_law(pack: Pack, month: int) -> bool:
    return bool(pack.rules_on(_last_day(month)))


def _last_day(month: int) -> date:
    return date.fromordinal(first_after(month).toordinal() - 1)


def _months(first: int, today: date) -> list[int]:
    """The months from `first` that are over: a month is over on the first day of the next."""
    found, month = [], first
    while first_after(month) <= today:
        found.append(month)
        month = _next(month)
    return found


def _next(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _first_of(month: int) -> date:
    return date(month // 100, month % 100, 1)
