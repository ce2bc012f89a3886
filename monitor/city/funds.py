"""What the make-believe platform pays: basic insurance, the layers of the place after it, smaller payers between.

Comes in: the visits of one month with the parts of their fees, and the accounts of everybody up to then. Goes out:
each payment in whole fen, and the accounts moved on. A person's settlements are gone through in order: the first ones
of everybody, then the second ones, and so on. Every payment is rounded once. All of it is whole numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import Ints, Runs, Table, Wide, share, take
from monitor.city.fees import care_is
from monitor.city.layers import FEN, Terms, due
from monitor.city.mistakes import given, too_much
from monitor.city.settings import Basic, settings

MOST_LAYERS = 3
ACCUMULATED = ("stays", "basic", *(f"{name}_{at}" for at in range(MOST_LAYERS) for name in ("cost", "due")))
SMALL = ("cvlserv", "hifes", "othfund")
GIVEN = tuple(f"given_{at}" for at in range(MOST_LAYERS))
_PAID = (*ACCUMULATED, *SMALL, *GIVEN, "hifp", "dedc", "rate", "hifmi", "hifob", "maf")


@dataclass(frozen=True)
class Accounts:
    """What each person has accumulated in the year, in fen (stays: a count); one array per name of ACCUMULATED."""

    sums: dict[str, Wide]

    def add(self, person: Wide, amounts: Table, sign: int = 1) -> None:
        """Book rows onto their persons; `sign` -1 takes refunded rows back."""
        for name in ACCUMULATED:
            np.add.at(self.sums[name], person, sign * amounts[name])


def open_accounts(people: int) -> Accounts:
    """Empty accounts on 1 January."""
    return Accounts({name: np.zeros(people, dtype=np.int64) for name in ACCUMULATED})


def _by_level(rows: Table, resident: Sequence[int], employee: Sequence[int]) -> Wide:
    table = np.array([resident, employee], dtype=np.int64)
    chosen: Wide = table[rows["employee"].astype(np.int64), rows["level"]]
    return chosen


def _flat_rate(rows: Table, resident: int, employee: int) -> Wide:
    return np.where(rows["employee"], employee, resident)


def _stay_deductible(rows: Table, accounts: Accounts, rules: Basic) -> tuple[Wide, Wide]:
    """Deductible of each stay, smaller from the second stay of the year on, and the stays themselves as 0 or 1."""
    stays = rows["is_stay"].astype(np.int64)
    full = _by_level(rows, rules.resident_deductible_yuan, rules.employee_deductible_yuan) * FEN
    again = accounts.sums["stays"][rows["person"]] > 0
    asked = np.where(again, share(full, rules.repeat_deductible_bp), full) * stays
    return np.minimum(asked, rows["inscp"]), stays


def _basic(rows: Table, accounts: Accounts, rules: Basic) -> Table:
    """Basic insurance for stays and chronic care."""
    deductible, stays = _stay_deductible(rows, accounts, rules)
    stay_rate = _by_level(rows, rules.resident_rate_bp, rules.employee_rate_bp)
    chronic_rate = _flat_rate(rows, rules.chronic_resident_rate_bp, rules.chronic_employee_rate_bp)
    rate = np.where(rows["is_stay"], stay_rate, chronic_rate)
    wanted = share(rows["inscp"] - deductible, rate)
    wanted = np.where(rows["floor"], np.maximum(wanted, share(rows["fee"], rules.floor_rate_bp)), wanted)
    paid = np.minimum(np.maximum(rules.cap_yuan * FEN - accounts.sums["basic"][rows["person"]], 0), wanted)
    return {"stays": stays, "basic": paid, "hifp": paid, "dedc": deductible, "rate": rate}


def _small(rows: Table, fund: str, left: Wide) -> Wide:
    """What a smaller payer takes over of what is left; what the hospital bears is settled beforehand."""
    return np.minimum(rows["hosp"], left) if fund == "hosp" else share(left, rows[f"{fund}_bp"])


def _later_layers(rows: Table, left: Wide, accounts: Accounts, terms: Sequence[Terms]) -> Table:
    """The layers after basic insurance: what each owes and gives. What it owes decides what the next one sees."""
    paid: Table = {}
    for at, one in enumerate(terms):
        for fund in one.layer.after:
            paid[fund] = _small(rows, fund, left)
            left = left - paid[fund]
        before, so_far = (accounts.sums[f"{name}_{at}"][rows["person"]] for name in ("cost", "due"))
        owed = due(one, rows, left, before, so_far)
        paid |= {f"cost_{at}": owed["cost"], f"due_{at}": owed["due"]}
        paid[f"given_{at}"] = given(one, at, rows, owed, before)
        left = left - owed["due"]
    paid["given_1"] = paid["given_1"] + too_much(rows, paid["given_1"], left)
    return paid


def _one_each(rows: Table, accounts: Accounts, terms: Sequence[Terms]) -> Table:
    """All payments for rows of stays and chronic care of which no two are of the same person."""
    paid = _basic(rows, accounts, settings().basic)
    paid |= _later_layers(rows, np.maximum(rows["inscp"] - paid["hifp"], 0), accounts, terms)
    employee, second = rows["employee"], paid["given_0"]
    assistance = sum((paid[name] for name in GIVEN[1 : len(terms)]), start=np.zeros_like(second))
    paid.pop("hosp", None)
    return paid | {"hifmi": np.where(employee, 0, second), "hifob": np.where(employee, second, 0), "maf": assistance}


def _clinic_basic(rows: Table, rules: Basic) -> tuple[Wide, Wide]:
    """Basic insurance of ordinary care without a ledger: a rate up to a small sum a visit; none in a pharmacy."""
    rate = _flat_rate(rows, rules.outpatient_resident_rate_bp, rules.outpatient_employee_rate_bp)
    cap = _flat_rate(rows, rules.outpatient_resident_cap_yuan, rules.outpatient_employee_cap_yuan) * FEN
    paid = np.minimum(share(rows["inscp"], rate), cap)
    birth = np.minimum(rows["inscp"], rules.childbirth_fixed_yuan * FEN)
    paid = np.where(care_is(rows, "childbirth"), birth, paid)
    none = care_is(rows, "pharmacy")
    return np.where(none, 0, paid), np.where(none | care_is(rows, "childbirth"), 0, rate)


def _clinic(rows: Table, rules: Basic) -> Table:
    """Ordinary care: basic insurance, and the smaller payers out of what it left in scope."""
    hifp, rate = _clinic_basic(rows, rules)
    left = np.maximum(rows["inscp"] - hifp, 0)
    return {"hifp": hifp, "rate": rate} | {fund: share(left, rows[f"{fund}_bp"]) for fund in SMALL}


def turns(person: Ints) -> Iterator[Ints]:
    """Indices of everybody's first row, of everybody's second, and so on, as they lie in order of time."""
    order = np.argsort(person, kind="stable")
    number = Runs(person[order].astype(np.int64)).before(np.ones(len(order), dtype=np.int64))
    for turn in range(int(number.max(initial=-1)) + 1):
        yield order[number == turn]


def pay_layers(rows: Table, accounts: Accounts, terms: Sequence[Terms]) -> Table:
    """What everybody pays for each row of a month (in order of time), in fen; moves the accounts on."""
    paid: Table = {name: np.zeros(len(rows["person"]), dtype=np.int64) for name in _PAID}
    paid |= _clinic(rows, settings().basic)
    counted = np.flatnonzero(rows["counted"])
    needed = take(rows, counted)
    for turn in turns(needed["person"]):
        each = take(needed, turn)
        amounts = _one_each(each, accounts, terms)
        for name in _PAID:
            paid[name][counted[turn]] = amounts.get(name, 0)
        accounts.add(each["person"], take(paid, counted[turn]))
    return paid
