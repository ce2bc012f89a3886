"""What happens to settlements later: late delivery and refunds.

Comes in: each month's settled rows. Goes out: the rows of each month's delivery, so that a late row lies in a later
file than its own month, and a refund is a new row with negated money that names its original. The original stays as it
was first delivered.
"""

from dataclasses import dataclass, field

import numpy as np

from monitor.city.arrays import Dice, Table, Wide, chance, stack, take
from monitor.city.claims import MONEY
from monitor.city.funds import ACCUMULATED, Accounts
from monitor.city.settings import settings
from monitor.city.visits import Month

SEQUENCE_SPAN = 100_000_000


def numbered(rows: Table, month: Month) -> Table:
    """The rows with `setl`: yymm and an eight-digit number in order of time, as one whole number."""
    first = (month.year % 100 * 100 + month.number) * SEQUENCE_SPAN + 1
    return rows | {"setl": first + np.arange(len(rows["person"]))}


@dataclass
class Waiting:
    """Rows that wait for a later delivery, by month."""

    late: dict[int, list[Table]] = field(default_factory=dict)
    refunds: dict[int, list[Table]] = field(default_factory=dict)

    def take_late(self, month: int) -> list[Table]:
        """The late rows that this month's delivery brings."""
        return self.late.pop(month, [])

    def take_refunds(self, month: int) -> list[Table]:
        """The refunds that happen in this month."""
        return self.refunds.pop(month, [])


def fresh(rows: Table) -> Table:
    """Rows as first settled: they refund nothing."""
    return rows | {"init": np.zeros(len(rows["person"]), dtype=np.int64)}


def _negated(rows: Table) -> Table:
    return rows | {name: -rows[name] for name in MONEY}


def _by_month(rows: Table, number: Wide, months: range, store: dict[int, list[Table]]) -> None:
    for month in months:
        chosen = number == month
        if chosen.any():
            store.setdefault(month, []).append(take(rows, chosen))


def _month_of(day: Wide, year: int) -> Wide:
    firsts = [Month(year, number).first for number in range(1, 13)]
    return np.searchsorted(firsts, day, side="right").astype(np.int64)


def plan_refunds(rows: Table, month: Month, months: int, chances: Dice, waiting: Waiting) -> None:
    """Choose the rows of this month that will be refunded, and put their refunds on their day."""
    rules, rng = settings().extras, chances.stream("refunds", month.number)
    size = len(rows["person"])
    day = rows["day"] + rng.integers(1, rules.refund_days_max + 1, size)
    chosen = chance(rng, size, rules.refund_bp) & (rows["init"] == 0) & (day <= Month(month.year, months).last)
    refund = _negated(take(rows, chosen)) | {"day": day[chosen], "init": rows["setl"][chosen]}
    refund["late"] = np.zeros(len(refund["day"]), dtype=bool)
    when = _month_of(refund["day"], month.year)
    _by_month(refund, when, range(month.number, months + 1), waiting.refunds)


def undo(refunds: Table, accounts: Accounts) -> None:
    """Take refunded rows back out of their persons' accounts."""
    accounts.add(refunds["person"].astype(np.int64), {name: refunds[name] for name in ACCUMULATED}, -1)


def hold_late(rows: Table, month: Month, months: int, chances: Dice, waiting: Waiting) -> Table:
    """Put the late rows aside for later deliveries; the rest is delivered now."""
    rng = chances.stream("late", month.number)
    size = len(rows["person"])
    late = rows["late"] & (month.number < months)
    target = np.minimum(month.number + 1 + rng.integers(0, settings().extras.late_months_max, size), months)
    rows = rows | {"late": late}
    _by_month(take(rows, late), target[late], range(month.number + 1, months + 1), waiting.late)
    return take(rows, ~late)


def in_order(tables: list[Table]) -> Table:
    """Tables stacked and put in order of settlement time."""
    rows = stack(tables)
    return take(rows, np.argsort(rows["day"] * 86_400 + rows["second"], kind="stable"))
