"""What happens to settlements later: late delivery and refunds.

Comes in: each month's settled rows. Goes out: the rows of each month's delivery, so that a late row lies in a later
file than its own month, and a refund is a new row with negative money that names its original, whole or in part. The
original stays as it was first delivered. What a settlement of stays or chronic care pays depends on those before it; so
none of a person's is refunded once another has followed it, and none is still missing when the next one comes.
"""

from dataclasses import dataclass, field

import numpy as np

from monitor.city.arrays import Dice, Flags, Table, Wide, between, chance, take
from monitor.city.claims import MONEY, Bureau, pay, smaller
from monitor.city.funds import ACCUMULATED, GIVEN, Accounts
from monitor.city.settings import settings
from monitor.city.visits import Month, moment

SEQUENCE_SPAN = 100_000_000
_NEVER = np.iinfo(np.int64).max
_AMOUNTS = (*MONEY, *GIVEN, *(name for name in ACCUMULATED if name.startswith("due")))


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

    def overtaken(self, visits: Table, people: int, month: int) -> None:
        """Whoever is settled again gets what is late at once, and no refund any more of what was settled before."""
        first = np.full(people, _NEVER)
        again = visits["counted"]
        np.minimum.at(first, visits["person"][again], moment(visits)[again])
        for number, tables in self.refunds.items():
            limit = [moment(rows) if number == month else _NEVER for rows in tables]
            self.refunds[number] = [
                take(rows, ~rows["counted"] | (first[rows["person"]] >= until))
                for rows, until in zip(tables, limit, strict=True)
            ]
        for number in [number for number in self.late if number > month]:
            for rows in self.late.pop(number):
                due = rows["counted"] & (first[rows["person"]] < _NEVER)
                self.late.setdefault(month, []).append(take(rows, due))
                self.late.setdefault(number, []).append(take(rows, ~due))


def fresh(rows: Table) -> Table:
    """Rows as first settled: they refund nothing."""
    return rows | {"init": np.zeros(len(rows["person"]), dtype=np.int64)}


def _is_last(rows: Table) -> Flags:
    """Which rows no stay or chronic care of the same person follows within the month; true of all ordinary care."""
    last = ~rows["counted"]
    again = np.flatnonzero(rows["counted"] & (rows["init"] == 0))[::-1]
    _, at = np.unique(rows["person"][again], return_index=True)
    last[again[at]] = True
    return last


def _by_month(rows: Table, number: Wide, months: range, store: dict[int, list[Table]]) -> None:
    for month in months:
        chosen = number == month
        if chosen.any():
            store.setdefault(month, []).append(take(rows, chosen))


def _month_of(day: Wide, year: int) -> Wide:
    firsts = [Month(year, number).first for number in range(1, 13)]
    return np.searchsorted(firsts, day, side="right").astype(np.int64)


def plan_refunds(rows: Table, month: Month, months: int, chances: Dice, waiting: Waiting) -> None:
    """Choose the rows of this month that will be refunded, and put their refunds on their day. Errors are kept."""
    rules, rng = settings().extras, chances.stream("refunds", month.number)
    size = len(rows["person"])
    day = rows["day"] + rng.integers(1, rules.refund_days_max + 1, size)
    chosen = chance(rng, size, rules.refund_bp) & (rows["init"] == 0) & (day <= Month(month.year, months).last)
    chosen &= _is_last(rows) & (rows["mistake"] == 0)
    refund = take(rows, chosen) | {"day": day[chosen], "init": rows["setl"][chosen]}
    refund |= {"late": np.zeros(len(refund["day"]), dtype=bool), "kept_bp": _kept(rng, refund)}
    when = _month_of(refund["day"], month.year)
    _by_month(refund, when, range(month.number, months + 1), waiting.refunds)


def _kept(rng: np.random.Generator, rows: Table) -> Wide:
    """How much of each settlement stays: nothing, or where only a part is given back the rest."""
    rules, size = settings().extras, len(rows["person"])
    part = chance(rng, size, rules.refund_part_bp) & rows["counted"]
    return np.where(part, between(rng, size, rules.refund_kept_bp), 0)


def undo(rows: Table, bureau: Bureau, accounts: Accounts) -> Table:
    """The refunds of settled rows: the accounts go back to before them, what is kept is settled again, and the records
    carry the difference."""
    person, kept = rows["person"].astype(np.int64), np.flatnonzero(rows["kept_bp"])
    accounts.add(person, rows, -1)
    left = {name: np.zeros(len(person), dtype=np.int64) for name in _AMOUNTS}
    rest = smaller(take(rows, kept), rows["kept_bp"][kept])
    rest |= pay(rest, bureau, accounts)
    for name in _AMOUNTS:
        left[name][kept] = rest[name]
    refund = rows | {name: left[name] - rows[name] for name in _AMOUNTS}
    del refund["kept_bp"]
    return refund


def hold_late(rows: Table, month: Month, months: int, chances: Dice, waiting: Waiting) -> Table:
    """Put the late rows aside for later deliveries; the rest is delivered now."""
    rng = chances.stream("late", month.number)
    size = len(rows["person"])
    late = rows["late"] & (month.number < months) & _is_last(rows) & (rows["mistake"] == 0)
    target = np.minimum(month.number + 1 + rng.integers(0, settings().extras.late_months_max, size), months)
    rows = rows | {"late": late}
    _by_month(take(rows, late), target[late], range(month.number + 1, months + 1), waiting.late)
    return take(rows, ~late)
