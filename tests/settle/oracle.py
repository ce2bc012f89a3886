"""The figures and warnings of a year, worked out the slow way from the bureau's files: dictionaries, Decimal, no SQL.

It knows the law as a reader of the documents does, and nothing of the product. Rows are those of the tests' builder.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

Row = dict[str, Any]
COUNTED = ("14", "21", "22", "23", "24")
ASSISTED = {"特困人员", "孤儿", "低保对象", "返贫致贫人口", "低保边缘家庭成员", "防止返贫监测对象"}
BACK = ASSISTED | {"其他特殊困难人员", "脱贫人口"}
OPEN = date(9999, 12, 31)


class File(NamedTuple):
    """One delivery: its kind, its rows, the day of a full snapshot."""

    kind: str
    rows: list[Row]
    as_of: date | None = None


def yuan(row: Row, name: str) -> Decimal:
    return Decimal(row[name])


class Oracle:
    """Everything that follows from the files, in no particular order."""

    def __init__(self, files: list[File], division: str, year: int = 2023) -> None:
        self.files, self.division, self.year = files, division, year
        rows = [row for file in files if file.kind == "settlements" for row in file.rows]
        self.stored = list(
            {tuple(sorted((k, v) for k, v in row.items() if k != "psn_name")): row for row in rows}.values()
        )
        self.residents = [
            (file.as_of or date.min, row) for file in files if file.kind == "persons" for row in file.rows
        ]
        self.now = self._changes()
        told = defaultdict(set)
        for row in [*self.stored, *(row for _, row in self.residents)]:
            if row["psn_no"] and row["certno"]:
                told[row["psn_no"]].add(self._newest(row["certno"][:17]))
        self.alias = {number: next(iter(names)) for number, names in told.items() if len(names) == 1}
        named = [row for file in files if file.kind in ("persons", "identities") for row in file.rows]
        self.known_here = {self.person(row) for row in named}
        self.counted = self._counted()

    def person(self, row: Row) -> str:
        return self._newest(row["certno"][:17]) or self.alias.get(row["psn_no"], row["psn_no"])

    def _changes(self) -> dict[str, str]:
        """Old number → new one, by the latest word on the two."""
        rows = [row for file in self.files if file.kind == "renumbered" for row in file.rows]
        rows.sort(key=lambda row: (row["changed_on"], row["action"] == "撤销"))
        latest = {(row["old_number"][:17], row["certno"][:17]): row["action"] for row in rows}
        return {old: new for (old, new), action in latest.items() if action != "撤销"}

    def _newest(self, number: str) -> str:
        return self._newest(self.now[number]) if number in self.now else number

    def _alive(self) -> list[Row]:
        """The newest version of each SETL_ID, where there is one newest."""
        versions = defaultdict(list)
        for row in self.stored:
            versions[row["setl_id"]].append(row)
        newest = [
            [r for r in rows if r["updt_time"] == max(x["updt_time"] for x in rows)] for rows in versions.values()
        ]
        return [rows[0] for rows in newest if len(rows) == 1 and rows[0]["vali_flag"] != "0"]

    def _counted(self) -> list[tuple[int, int, Row]]:
        """(year, month, record) of everything that counts."""
        alive = self._alive()
        originals = {row["setl_id"]: row for row in alive if yuan(row, "medfee_sumamt") >= 0}
        refunds = [row for row in alive if row["init_setl_id"] and yuan(row, "medfee_sumamt") < 0]
        left = {name: yuan(row, "medfee_sumamt") for name, row in originals.items()}
        aside, undone = {row["setl_id"] for row in refunds}, set()
        moved: dict[str, Row] = {}
        for row in sorted(refunds, key=lambda row: (row["setl_time"], row["setl_id"])):
            original, back = originals.get(row["init_setl_id"]), yuan(row, "medfee_sumamt")
            if (
                original is None
                or self.person(original) != self.person(row)
                or yuan(original, "medfee_sumamt") + back < 0
            ):
                continue
            left[row["init_setl_id"]] += back
            if left[row["init_setl_id"]] >= 0:
                moved[row["setl_id"]] = original
            if left[row["init_setl_id"]] == 0:
                undone.add(row["init_setl_id"])
        aside |= undone | self._flagged(alive, {original["setl_id"] for original in moved.values()})
        kept = [self._net(row, alive, moved) for row in alive if row["setl_id"] not in aside]
        return [(int(r["setl_time"][:4]), int(r["setl_time"][5:7]), r) for r in kept if self._counts(r)]

    @staticmethod
    def _net(row: Row, alive: list[Row], moved: dict[str, Row]) -> Row:
        """A settlement less what refunds took back of it: that part never was."""
        parts = [part for part in alive if moved.get(part["setl_id"]) is row]
        money = ("medfee_sumamt", "inscp_amt", "fund_pay_sumamt", "psn_pay")
        return {**row, **{name: str(yuan(row, name) + sum(yuan(part, name) for part in parts)) for name in money}}

    def _flagged(self, alive: list[Row], refunded: set[str]) -> set[str]:
        """Originals that are flagged as refunded without a refund, and the nameless negatives that pair with them."""
        rows = [
            r for r in alive if r["refd_setl_flag"] == "1" and not r["init_setl_id"] and r["setl_id"] not in refunded
        ]
        halves = Counter((self.person(r), yuan(r, "medfee_sumamt")) for r in rows if yuan(r, "medfee_sumamt") > 0)
        out = {r["setl_id"] for r in rows if yuan(r, "medfee_sumamt") > 0}
        for row in sorted(rows, key=lambda row: (row["setl_time"], row["setl_id"])):
            half = (self.person(row), -yuan(row, "medfee_sumamt"))
            if yuan(row, "medfee_sumamt") < 0 and halves[half]:
                halves[half] -= 1
                out.add(row["setl_id"])
        return out

    def _counts(self, row: Row) -> bool:
        here = (
            not row["insu_admdvs"]
            or row["insu_admdvs"].startswith(self.division)
            or self.person(row) in self.known_here
        )
        return row["med_type"] in COUNTED and here

    def figures(self, month: int) -> dict[str, tuple[Decimal, Decimal, int, str]]:
        """Person → self-pay and burden to the month's end, settlements, insurance."""
        found: dict[str, tuple[Decimal, Decimal, int, str]] = {}
        for _, _, row in sorted(
            (c for c in self.counted if c[0] == self.year and c[1] <= month), key=lambda c: (c[1], c[2]["setl_time"])
        ):
            who, rest = self.person(row), yuan(row, "inscp_amt") - yuan(row, "fund_pay_sumamt")
            clamp = max if yuan(row, "medfee_sumamt") >= 0 else min
            own, burden, count, insurance = found.get(who, (Decimal(0), Decimal(0), 0, ""))
            own, burden = own + clamp(rest, Decimal(0)), burden + yuan(row, "psn_pay")
            found[who] = (own, burden, count + 1, row["insutype"] or insurance)
        return {who: (*sums[:3], sums[3] or self._rostered(who, month)) for who, sums in found.items()}

    def _rostered(self, who: str, month: int) -> str:
        mine = sorted((day, row["insutype"]) for day, row in self.residents if self.person(row) == who)
        end = date(self.year, month, monthrange(self.year, month)[1])
        return next((insurance for day, insurance in mine[::-1] if day <= end), mine[0][1] if mine else "")

    def identities(self, month: int) -> dict[str, set[str]]:
        """Person → identities held on the month's last day."""
        end, until = date(self.year, month, monthrange(self.year, month)[1]), defaultdict(list)
        days = {
            (row["source"], file.as_of)
            for file in self.files
            if file.kind == "identities" and file.as_of
            for row in file.rows
        }
        for file in (file for file in self.files if file.kind == "identities"):
            for row in file.rows:
                begins = date.fromisoformat(row["begndate"]) if row["begndate"] else file.as_of
                ends = date.fromisoformat(row["enddate"]) if row["enddate"] else None
                if file.as_of:
                    after = min(
                        (day for source, day in days if source == row["source"] and day and day > file.as_of),
                        default=OPEN,
                    )
                    ends = min(ends or OPEN, after - timedelta(days=1) if after < OPEN else OPEN)
                until[self.person(row), row["identity"], begins].append(ends)
        held = defaultdict(set)
        for (who, identity, begins), stated in until.items():
            if begins <= end <= max((day for day in stated if day), default=OPEN):
                held[who].add(identity)
        return held

    def rule(self, held: set[str], insurance: str, place: str) -> tuple[str, str, int] | None:
        """The rule that a person is judged by: its name, its measure, its line in yuan."""
        if place == "hefei":
            return ("hefei_return_to_poverty", "self_pay", 10_000) if held & ASSISTED else None
        if held & BACK:
            return ("yingkou_return_to_poverty", "burden", 5_000)
        by_insurance = {"310": ("yingkou_fall_employee", "burden", 50_000), "340": None}
        return by_insurance.get(insurance, ("yingkou_fall_resident", "burden", 20_000))

    def warnings(self, month: int, place: str) -> dict[tuple[str, str], tuple[Decimal, int | None, bool]]:
        """(person, rule) → amount, first month over the line, whether it is early watch only."""
        first: dict[tuple[str, str], int] = {}
        result: dict[tuple[str, str], tuple[Decimal, int | None, bool]] = {}
        active = Counter(
            who for who, _ in {(self.person(row), m) for y, m, row in self.counted if y == self.year and m <= month}
        )
        for at in range(1, month + 1):
            held = self.identities(at)
            for who, (own, burden, _, insurance) in self.figures(at).items():
                rule = self.rule(held.get(who, set()), insurance, place)
                if rule is None:
                    continue
                amount, line = own if rule[1] == "self_pay" else burden, rule[2]
                if amount > line:
                    first.setdefault((who, rule[0]), at)
                near = amount * 100 >= line * 80 or (active[who] >= 3 and amount * 12 > line * month)
                if at == month and (amount > line or near):
                    result[who, rule[0]] = (amount, first.get((who, rule[0])), amount <= line)
        return result
