"""How far each month has come, from due to closed: for the published copy and for `monitor status`.

Comes in: the warehouse, the configuration and the pack (for the deadlines). Goes out: the temporary table `month_due`,
on which `sql/6_deliver/month_state.sql` is built, and its rows. A month is due from the day after its end; no clock is
read.
"""

from collections.abc import Mapping
from typing import Any, Final

from monitor.config import Config
from monitor.due import first_after, known_months, list_deadline
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.workdays import load_calendar

STATES: Final[Mapping[str, str]] = {
    "due": "到期", "fed": "已载入", "settled": "已累计", "screened": "已筛查", "checked": "已核对", "issued": "已出具",
    "delivered": "已送达", "closed": "已办结",
}  # fmt: skip


def make_month_due(con: Connection, config: Config, pack: Pack) -> None:
    """Make `month_due`: every month from the first that is due to the last known, from when, and by when."""
    calendar = load_calendar(config.optional_path("workdays"))
    due = {month: list_deadline(pack, config, calendar, month) for month in known_months(con, config, pack)}
    rows = [(month, first_after(month), deadline.limit if deadline else None) for month, deadline in due.items()]
    statements.make_rows(con, "month_due", "month integer, due_on date, deadline date", rows)


def month_states(con: Connection, config: Config, pack: Pack) -> dict[str, dict[str, Any]]:
    """The published rows by month (2023-03)."""
    make_month_due(con, config, pack)
    found = statements.records(con, "6_deliver/month_state", place=pack.place)
    return {one["month"]: one for one in found}
