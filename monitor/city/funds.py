"""What the make-believe platform pays: basic insurance, catastrophic insurance, assistance, in that order.

Comes in: the visits of one month with the parts of their fees, and the accounts of everybody up to then. Goes out:
each layer's payment in whole fen, and the accounts moved on. Later layers see what earlier ones left; cumulative layers
pay the increment of their tier function over what the person has accumulated in the year. All of it is whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import BP, Flags, Ints, Runs, Table, Wide, share, take
from monitor.city.fees import care_is
from monitor.city.settings import Assistance, Basic, Catastrophic, Place, settings
from monitor.city.visits import AWAY_ALONE, AWAY_REFERRED, BY_EMERGENCY

FEN = 100
ACCUMULATED = ("stays", "basic", "eligible", "aided_0", "aided_1", "paid_0", "paid_1")


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


@dataclass(frozen=True)
class Ledger:
    """The rows of a month sorted by person and time, with what stood in the accounts before each of them."""

    accounts: Accounts
    person: Wide
    runs: Runs

    def before(self, name: str, amounts: Wide) -> Wide:
        """The person's sum of `name` before each row."""
        return self.accounts.sums[name][self.person] + self.runs.before(amounts)

    def capped(self, name: str, wanted: Wide, cap: Wide | int) -> Wide:
        """`wanted` as far as the year's cap leaves room."""
        used = self.before(name, wanted)
        return np.minimum(np.maximum(cap - used, 0), wanted)


def tiered(amount: Wide, deductible: Wide, bounds: Sequence[int], rates_bp: Ints) -> Wide:
    """The tier function in fen: `rates_bp` has a row per amount, a column per tier; bounds are on the amount itself."""
    total = np.zeros(len(amount), dtype=np.int64)
    low = deductible
    for tier in range(rates_bp.shape[1]):
        top = np.full(len(amount), bounds[tier] if tier < len(bounds) else np.iinfo(np.int64).max)
        total += np.clip(np.minimum(amount, top) - low, 0, None) * rates_bp[:, tier]
        low = np.maximum(low, top)
    out: Wide = (total + BP // 2) // BP
    return out


def _by_level(rows: Table, resident: Sequence[int], employee: Sequence[int]) -> Wide:
    table = np.array([resident, employee], dtype=np.int64)
    chosen: Wide = table[rows["employee"].astype(np.int64), rows["level"]]
    return chosen


def _flat_rate(rows: Table, resident: int, employee: int) -> Wide:
    return np.where(rows["employee"], employee, resident)


def _stay_deductible(rows: Table, ledger: Ledger, rules: Basic) -> tuple[Wide, Wide]:
    """Deductible of each stay, smaller from the second stay of the year on, and the stays themselves as 0 or 1."""
    stays = rows["is_stay"].astype(np.int64)
    full = _by_level(rows, rules.resident_deductible_yuan, rules.employee_deductible_yuan) * FEN
    again = ledger.before("stays", stays) > 0
    due = np.where(again, share(full, rules.repeat_deductible_bp), full) * stays
    return np.minimum(due, rows["inscp"]), stays


def _basic(rows: Table, ledger: Ledger, rules: Basic) -> Table:
    """Basic insurance for stays and chronic care."""
    deductible, stays = _stay_deductible(rows, ledger, rules)
    stay_rate = _by_level(rows, rules.resident_rate_bp, rules.employee_rate_bp)
    chronic_rate = _flat_rate(rows, rules.chronic_resident_rate_bp, rules.chronic_employee_rate_bp)
    rate = np.where(rows["is_stay"], stay_rate, chronic_rate)
    wanted = share(rows["inscp"] - deductible, rate)
    wanted = np.where(rows["floor"], np.maximum(wanted, share(rows["fee"], rules.floor_rate_bp)), wanted)
    paid = ledger.capped("basic", wanted, rules.cap_yuan * FEN)
    return {"stays": stays, "basic": paid, "hifp": paid, "dedc": deductible, "rate": rate}


def _catastrophic_scheme(rows: Table, rules: Catastrophic) -> tuple[Wide, Ints]:
    """Deductible in fen and tier rates of each row, by insurance, identity and referral."""
    better = rows["better"] & ~rows["employee"]
    deductible = np.where(better, rules.better_deductible_yuan, rules.deductible_yuan)
    deductible = np.where(rows["employee"], rules.employee_deductible_yuan, deductible)
    rates = np.array([rules.rate_bp, rules.employee_rate_bp], dtype=np.int64)[rows["employee"].astype(np.int64)]
    change = np.where(better, rules.better_bp, 0) + np.where(rows["level"] == AWAY_ALONE, rules.unreferred_bp, 0)
    return deductible * FEN, rates + change[:, None]


def _catastrophic(rows: Table, left: Wide, ledger: Ledger, rules: Catastrophic) -> Table:
    """Catastrophic insurance on what basic insurance left, accumulated over the year."""
    deductible, rates = _catastrophic_scheme(rows, rules)
    bounds = [bound * FEN for bound in rules.bounds_yuan]
    before = ledger.before("eligible", left)
    paid = tiered(before + left, deductible, bounds, rates) - tiered(before, deductible, bounds, rates)
    employee = rows["employee"]
    return {"eligible": left, "hifmi": np.where(employee, 0, paid), "hifob": np.where(employee, paid, 0)}


def _aided(rows: Table, rules: Assistance) -> Flags:
    """Which rows a step of assistance looks at: a relief group, and treated here, referred or in an emergency."""
    allowed: Flags = (rows["relief"] >= 0) & (rows["level"] != AWAY_ALONE)
    if rules.only_referred:
        allowed &= (rows["level"] < AWAY_REFERRED) | (rows["right"] != BY_EMERGENCY)
    return allowed


def _step(rows: Table, left: Wide, ledger: Ledger, rules: Assistance, at: int) -> Table:
    """One step of assistance: the increment of its tier function, within its cap of the year."""
    base = np.where(_aided(rows, rules), left, 0)
    group = rows["relief"]
    deductible = np.array(rules.deductible_yuan, dtype=np.int64)[group] * FEN
    rates, bounds = np.array(rules.rate_bp, dtype=np.int64)[group], [bound * FEN for bound in rules.bounds_yuan]
    before = ledger.before(f"aided_{at}", base)
    wanted = tiered(before + base, deductible, bounds, rates) - tiered(before, deductible, bounds, rates)
    cap = np.array(rules.cap_yuan, dtype=np.int64)[group] * FEN
    return {f"aided_{at}": base, f"paid_{at}": ledger.capped(f"paid_{at}", wanted, cap)}


def _assistance(rows: Table, left: Wide, ledger: Ledger, steps: Sequence[Assistance]) -> Table:
    """All steps of assistance one after the other; `maf` is their sum."""
    nothing = np.zeros(len(left), dtype=np.int64)
    paid: Table = dict.fromkeys(("aided_0", "aided_1", "paid_0", "paid_1"), nothing)
    for at, rules in enumerate(steps):
        paid |= _step(rows, left - paid["paid_0"], ledger, rules, at)
    return paid | {"maf": paid["paid_0"] + paid["paid_1"]}


def _three_layers(rows: Table, accounts: Accounts, place: Place) -> Table:
    """The layers for stays and chronic care; `rows` lie sorted by person and time."""
    ledger = Ledger(accounts, rows["person"], Runs(rows["person"]))
    basic = _basic(rows, ledger, settings().basic)
    left = np.maximum(rows["inscp"] - basic["hifp"], 0)
    catastrophic = _catastrophic(rows, left, ledger, place.catastrophic)
    left = left - catastrophic["hifmi"] - catastrophic["hifob"]
    paid = basic | catastrophic | _assistance(rows, left, ledger, place.assistance)
    accounts.add(rows["person"], paid)
    return paid


def _clinic(rows: Table, rules: Basic) -> tuple[Wide, Wide]:
    """Basic insurance of ordinary care without a ledger: a rate up to a small sum a visit; none in a pharmacy."""
    rate = _flat_rate(rows, rules.outpatient_resident_rate_bp, rules.outpatient_employee_rate_bp)
    cap = _flat_rate(rows, rules.outpatient_resident_cap_yuan, rules.outpatient_employee_cap_yuan) * FEN
    paid = np.minimum(share(rows["inscp"], rate), cap)
    birth = np.minimum(rows["inscp"], rules.childbirth_fixed_yuan * FEN)
    paid = np.where(care_is(rows, "childbirth"), birth, paid)
    none = care_is(rows, "pharmacy")
    return np.where(none, 0, paid), np.where(none | care_is(rows, "childbirth"), 0, rate)


def pay_layers(rows: Table, accounts: Accounts, place: Place) -> Table:
    """What every layer pays for each row of a month (in order of time), in fen; moves the accounts on."""
    size = len(rows["person"])
    names = (*ACCUMULATED, "hifp", "dedc", "rate", "hifmi", "hifob", "maf")
    paid: Table = {name: np.zeros(size, dtype=np.int64) for name in names}
    paid["hifp"], paid["rate"] = _clinic(rows, settings().basic)
    counted = np.flatnonzero(rows["is_stay"] | care_is(rows, "chronic"))
    order = counted[np.argsort(rows["person"][counted], kind="stable")]
    for name, amounts in _three_layers(take(rows, order), accounts, place).items():
        paid[name][order] = amounts
    return paid
