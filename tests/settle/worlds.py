"""Small random cities as the files of their bureau: refunds, corrections, conflicts, people with several numbers.

Everything follows from a seed. No two settlements have the same time, and no two rosters of a day differ on a person.
"""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from tests.settle.oracle import File
from tests.warehouse.builder import Row, bill, holds, person, refund

PLACES = {
    "hefei": ("340121", "3401", ["水湖镇", "庄墓镇"], "长丰县"),
    "yingkou": ("210881", "2108", ["高坎镇", "沟沿镇"], "盖州市"),
}
IDENTITIES = ["低保对象", "特困人员", "脱贫人口", "因病致贫重病患者", "低保边缘家庭成员"]
PEOPLE = range(1, 31)
EARLIER = {1: (31, 32), 2: (33,), 3: (34,), 4: (35,)}  # identity numbers that people had before, oldest first
AMOUNTS = {"hefei": (100, 6_000), "yingkou": (50, 9_000)}


class World:
    """The deliveries of one random city."""

    def __init__(self, seed: int, place: str) -> None:
        self.rng, self.place = random.Random(seed), place
        self.numbers = random.Random(f"numbers {seed}")
        self.region, self.division, self.townships, self.county = PLACES[place]
        self.settlements: list[Row] = []
        self.files = [*self._rosters(), *self._identities(), *self._deliveries(), *self._changes()]

    def certno(self, number: int) -> str:
        """One of the identity numbers of a person, at random where there are several."""
        return person(self.numbers.choice([number, *EARLIER.get(number, ())]), self.region)

    def _changes(self) -> list[File]:
        """Changes of numbers in two files: a chain, two simple ones, and one that is withdrawn."""
        first = [self._change(31, 32, 1), self._change(33, 2, 2), self._change(35, 4, 1)]
        later = [self._change(32, 1, 2), self._change(34, 3, 3), self._change(35, 4, 3, "撤销")]
        return [File("renumbered", first), File("renumbered", later)]

    def _change(self, old: int, new: int, month: int, action: str = "") -> Row:
        numbers = {"old_number": person(old, self.region), "certno": person(new, self.region)}
        said = {"changed_on": f"2023-{month:02d}-10", "evidence": "变更证明", "handled_by": "测经办", "action": action}
        return {**numbers, **said}

    def _rosters(self) -> list[File]:
        """Two rosters of persons, months apart; some people are on none, some numbers lead to two people."""
        first = [self._resident(number) for number in PEOPLE if self.rng.random() < 0.7]
        later = [self._resident(number) for number in PEOPLE if self.rng.random() < 0.7]
        return [File("persons", first), File("persons", later, date(2023, 3, 1))]

    def _resident(self, number: int) -> Row:
        psn_no = f"P{number}" if self.rng.random() < 0.8 else f"P{number // 2}"
        return {
            "certno": self.certno(number),
            "psn_no": psn_no,
            "psn_name": f"人{number}",
            "insutype": self.rng.choice(["390", "310"]),
            "county": self.county,
            "township": self.rng.choice([*self.townships, "没有的镇"]),
        }

    def _identities(self) -> list[File]:
        """Spans of one office, three snapshots of another."""
        spans = [self._span(number) for number in PEOPLE if self.rng.random() < 0.6]
        days = (date(2022, 12, 31), date(2023, 2, 15), date(2023, 3, 31))
        taken = [[self._named(n, "乡村振兴") for n in PEOPLE if self.rng.random() < 0.4] for _ in days]
        whole = [File("identities", rows, day) for rows, day in zip(taken, days, strict=True) if rows]
        return [File("identities", spans[::2]), File("identities", spans[1::2]), *whole]

    def _span(self, number: int) -> Row:
        begins = date(2023, self.rng.randint(1, 4), self.rng.randint(1, 28))
        ends = date(2023, self.rng.randint(begins.month, 12), 28).isoformat() if self.rng.random() < 0.4 else ""
        begins = begins if self.rng.random() < 0.5 else date(2022, 1, 1)
        return {**self._named(number, "民政"), "begndate": begins.isoformat(), "enddate": ends}

    def _named(self, number: int, source: str) -> Row:
        row = holds(self.certno(number), self.rng.choice(IDENTITIES), "", "", source=source)
        return {**row, "psn_no": "", "psn_name": f"人{number}"}

    def _deliveries(self) -> list[File]:
        """Four files: the settlements and all that happens to them, dealt out at random, some rows twice."""
        for at in range(150):
            self._settle(at)
        for at, row in enumerate(list(self.settlements)):
            self._aftermath(at, row)
        piles: list[list[Row]] = [[], [], [], []]
        for row in self.settlements:
            for pile in self.rng.sample(piles, 2 if self.rng.random() < 0.1 else 1):
                pile.append(row)
        return [File("settlements", pile) for pile in piles]

    def _settle(self, at: int) -> None:
        rng, number = self.rng, self.rng.choice(PEOPLE)
        month = rng.choice([1, 2, 3, 4, 4, 12])
        day = f"{2022 if month == 12 else 2023}-{month:02d}-{rng.randint(1, 28):02d} {at // 60:02d}:{at % 60:02d}:00"
        low, high = AMOUNTS[self.place]
        cells: dict[str, Any] = {
            "med_type": rng.choice(["21", "21", "22", "23", "24", "14", "11", "13", "41"]),
            "insutype": rng.choice(["390", "390", "310", ""]),
            "insu_admdvs": rng.choice([self.region] * 6 + ["", "330100"]),
            "hifp_pay": self._money(1, 3_000),
            "maf_pay": self._money(0, 200),
            "preselfpay_amt": self._money(0, 100),
        }
        over = rng.random() < 0.05
        self_pay = "-0.02" if over else self._money(low, high)
        row = bill(f"S{at}", self.certno(number), day, self_pay, self._money(1 if over else 0, 900), **cells)
        alone = rng.random() < 0.15
        known = {"psn_no": f"P{number}" if alone or rng.random() < 0.5 else "", "psn_name": f"人{number}"}
        flags = {
            "vali_flag": "0" if rng.random() < 0.03 else "1",
            "refd_setl_flag": "1" if rng.random() < 0.06 else "0",
            "updt_time": "",
        }
        self.settlements.append({**row, **known, **flags, "certno": "" if alone else row["certno"]})

    def _aftermath(self, at: int, row: Row) -> None:
        """What happens to a settlement later: one in three is undone, corrected or contradicted."""
        rng, day = self.rng, f"2023-05-{self.rng.randint(1, 28):02d} {at // 60:02d}:{at % 60:02d}:30"
        what, share = rng.random(), rng.choice(["1", "1", "1", "0.5", "1.5"])
        if what < 0.14:
            backs = [
                self._renumbered(refund(row, f"R{at}-{n}", day.replace(":30", f":3{n}"), share))
                for n in range(rng.choice([1, 1, 1, 2, 3]))
            ]
            self.settlements += [{**back, "updt_time": ""} for back in backs]
        elif what < 0.18:
            self.settlements.append(
                {
                    **refund(row, f"N{at}", day.replace("05", "04", 1)),
                    "init_setl_id": "",
                    "refd_setl_flag": rng.choice("01"),
                }
            )
        elif what < 0.26:
            newer = bill(row["setl_id"], row["certno"], row["setl_time"], self._money(100, 9_000), **_codes(row))
            self.settlements.append(
                {**newer, "updt_time": rng.choice(["", "2023-06-01 00:00:00", "2023-07-01 00:00:00"])}
            )
        elif what < 0.30:
            self.settlements.append(refund({**row, "setl_id": f"S{at + 400}"}, f"R{at}", day))

    def _renumbered(self, row: Row) -> Row:
        """The record under any number of its person, where it names one."""
        of = {person(old, self.region): new for new, known in EARLIER.items() for old in (new, *known)}
        return {**row, "certno": self.certno(of[row["certno"]])} if row["certno"] in of else row

    def _money(self, low: int, high: int) -> str:
        """An amount of an even number of fen, so that its half is one too."""
        return str(Decimal(self.rng.randint(low * 50, high * 50) * 2).scaleb(-2))


def _codes(row: Row) -> dict[str, Any]:
    kept = ("psn_no", "psn_name", "med_type", "insutype", "insu_admdvs", "vali_flag", "refd_setl_flag")
    return {name: row[name] for name in kept}
