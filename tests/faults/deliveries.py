"""Two years of a small bureau as it delivers: late, twice, undone, corrected, broken, out of order. All from a seed.

Comes in: a seed and a number of months. Goes out: deliveries, each with the day on which it lies in the inbox, its rows
as they are written and, for the oracle, those of them that are sound. No two settlements have the same time.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.settle.oracle import File
from tests.warehouse.builder import Row, bill, holds, person, refund, resident

LATE, TWICE, UNDONE, BROKEN, CORRECTED = 0.15, 0.05, 0.05, 0.01, 0.03
PEOPLE = range(1, 13)
TOWNSHIPS = ("水湖镇", "庄墓镇")
_IDENTITIES = ("低保对象", "特困人员", "脱贫人口", "低保边缘家庭成员")
_BREAKS: tuple[dict[str, Any], ...] = ({"med_type": "9901"}, {"psn_pay": "1,2x4"}, {"certno": person(1)[:-1] + "?"})
_FLAGS = {"vali_flag": "1", "refd_setl_flag": "0", "updt_time": ""}


@dataclass(frozen=True)
class Delivery:
    """A file: when it comes, under which name, what the oracle takes of it, and what is written."""

    day: date
    name: str
    file: File
    written: list[Row]


@dataclass
class Pile:
    """The rows of a settlement file in the making."""

    sound: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)


class Deliveries:
    """Everything that comes for so many months from a month of 2023 on; `all` is in the order of coming."""

    def __init__(self, seed: int, month: int, count: int) -> None:
        self.rng = random.Random(seed)
        months = range(month - 1, month + count)
        self.firsts = [date(2023 + at // 12, at % 12 + 1, 1) for at in months]
        self.piles = [Pile() for _ in self.firsts]
        self._number = 0
        for at in range(count):
            for _ in range(self.rng.randint(6, 14)):
                self._settle(at)
        self.all = sorted([*self._settlements(), *self._identities(), *self._persons()], key=lambda one: one.day)

    def _settle(self, at: int) -> None:
        """A settlement, in the file of its month or of a later one, and what becomes of it."""
        rng = self.rng
        row = self._bill(at)
        comes = at + (rng.randint(1, 4) if rng.random() < LATE else 0)
        if rng.random() < BROKEN:
            self._pile(comes).broken.append({**row, **rng.choice(_BREAKS)})
            comes += 1
        self._pile(comes).sound.append(row)
        if rng.random() < TWICE:
            self._pile(comes + rng.randint(0, 3)).sound.append(row)
        if rng.random() < UNDONE:
            self._undo(row, at + rng.randint(0, 3))
        if rng.random() < CORRECTED:
            newer = {**self._bill(at, row), "updt_time": f"{row['setl_time'][:4]}-12-31 00:00:00"}
            self._pile(comes + rng.randint(0, 3)).sound.append(newer)

    def _undo(self, row: Row, at: int) -> None:
        """A refund, whole, half, or of more than there was; it may come before what it undoes."""
        at = min(at, len(self.firsts) - 2)
        day = f"{self.firsts[at]:%Y-%m}-28 {row['setl_time'][11:17]}30"
        back = refund(row, f"R{row['setl_id']}", day, self.rng.choice(["1", "1", "1", "0.5", "1.5"]))
        self._pile(at).sound.append({**back, "updt_time": ""})

    def _pile(self, at: int) -> Pile:
        return self.piles[min(at, len(self.piles) - 1)]

    def _bill(self, at: int, of: Row | None = None) -> Row:
        """A settlement of a month, or another version of one; one in seven knows its person by psn_no alone."""
        rng, number = self.rng, self._number
        self._number += of is None
        day = f"{self.firsts[at]:%Y-%m}-{rng.randint(1, 28):02d} {number // 60 % 24:02d}:{number % 60:02d}:00"
        who = rng.choice(PEOPLE)
        known = {"certno": person(who), "psn_no": f"P{who}", "psn_name": f"人{who}"}
        cells: dict[str, Any] = {
            "med_type": rng.choice(["21", "21", "22", "14", "11", "41"]),
            "insutype": rng.choice(["390", "390", "310", ""]),
            "insu_admdvs": rng.choice(["340121"] * 6 + ["", "330100"]),
            "hifp_pay": self._money(1, 3_000),
            "preselfpay_amt": self._money(0, 100),
        }
        row = bill(f"S{number}", person(who), day, self._money(100, 6_000), self._money(1, 900), **cells)
        if of:
            kept = ("setl_id", "setl_time", "certno", "psn_no", "psn_name", "insu_admdvs")
            return {**row, **_FLAGS, **{name: of[name] for name in kept}}
        return {**row, **known, **_FLAGS, **({"certno": ""} if rng.random() < 0.15 else {})}

    def _money(self, low: int, high: int) -> str:
        """An amount of an even number of fen, so that its half is one too."""
        return str(Decimal(self.rng.randint(low * 50, high * 50) * 2).scaleb(-2))

    def _settlements(self) -> list[Delivery]:
        """A file a month; one in eight comes after the next month's, one in ten comes again under another name."""
        made = []
        for at, pile in enumerate(self.piles):
            rows = self.rng.sample(pile.sound + pile.broken, len(pile.sound) + len(pile.broken))
            day = self._after(self.firsts[at], 2, 7) + timedelta(35 if self.rng.random() < 0.12 else 0)
            name = f"{self.firsts[at]:%Y-%m}"
            if rows:
                made.append(Delivery(day, f"{name}.csv", File("settlements", pile.sound), rows))
            if rows and self.rng.random() < 0.1:
                again = day + timedelta(self.rng.randint(0, 40))
                made.append(Delivery(again, f"{name} again.csv", File("settlements", pile.sound), rows))
        return made

    def _identities(self) -> list[Delivery]:
        """Spans of one office at the start; of another a whole list at the end of every month, one in ten late."""
        spans = [self._named(who, "乡村振兴", f"2023-{who:02d}-05") for who in PEOPLE[::4]]
        made = [Delivery(self.firsts[0], "spans.csv", File("identities", spans), spans)]
        holding = set(PEOPLE[::2])
        for first in self.firsts:
            end = first - timedelta(1)
            holding ^= {who for who in PEOPLE if self.rng.random() < 0.08}
            rows = [self._named(who, "民政") for who in sorted(holding | {PEOPLE[0]})]
            day = self._after(end, 1, 6) + timedelta(25 if self.rng.random() < 0.1 else 0)
            made.append(Delivery(day, f"全量{end}.csv", File("identities", rows, end), rows))
        return made

    def _named(self, who: int, source: str, begins: str = "") -> Row:
        row = holds(person(who), _IDENTITIES[who % len(_IDENTITIES)], begins, "", source=source)
        return {**row, "psn_no": "", "psn_name": f"人{who}"}

    def _persons(self) -> list[Delivery]:
        """The whole roster every quarter; some move."""
        made = []
        for first in self.firsts[::3]:
            end, move = first - timedelta(1), self.rng.choice(PEOPLE)
            rows = [
                resident(person(who), TOWNSHIPS[(who == move) ^ (who % 2)], psn_no=f"P{who}", psn_name=f"人{who}")
                for who in PEOPLE
            ]
            made.append(Delivery(self._after(end, 1, 6), f"全量{end}.csv", File("persons", rows, end), rows))
        return made

    def _after(self, day: date, least: int, most: int) -> date:
        """Some days after the end of the month of `day`."""
        following = (day.replace(day=28) + timedelta(4)).replace(day=1)
        return following + timedelta(self.rng.randint(least, most) - 1)
