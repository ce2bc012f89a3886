"""A day on the command line: how it is written, and that nothing is done on a day to come."""

from datetime import date, datetime

import click

from monitor import clock
from monitor.errors import UsageError

DAY = click.DateTime(formats=["%Y-%m-%d"])


def day_of(given: datetime | None) -> date:
    """The day given, or today. Raises UsageError for a day to come: what was done on it would stand in the ledger, and
    until then the clock would look as if it had gone back."""
    today = clock.today()
    if given and given.date() > today:
        raise UsageError("E-USAGE-005", f"{given.date()} 在今天以后", todo="写今天或以前的日期")
    return given.date() if given else today
