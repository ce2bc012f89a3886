"""One month's settlements as amounts: fee, parts, funds, and who pays the rest.

Comes in: visits, people, identities, accounts. Goes out: a table of columns in fen in which, on every row,
fee = fund + psn + hosp, psn = acct + cash, and fund is the sum of the funds.
"""

from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import BP, Dice, Table, Wide, between, chance, share
from monitor.city.fees import care_is, split_fees
from monitor.city.funds import Accounts, pay_layers
from monitor.city.identities import Identities
from monitor.city.people import People
from monitor.city.settings import Place, settings

FUNDS = ("hifp", "cvlserv", "hifes", "hifmi", "hifob", "maf", "othfund")
MONEY = ("fee", "ful", "overlmt", "preself", "inscp", "dedc", *FUNDS, "fund", "hosp", "psn", "acct", "cash", "mulaid")


@dataclass(frozen=True)
class Bureau:
    """What a settlement needs to know about the city."""

    people: People
    identities: Identities
    place: Place
    better: frozenset[int]


def make_bureau(people: People, identities: Identities, place: Place) -> Bureau:
    """The city as the platform sees it; `better` are the relief groups with better catastrophic insurance."""
    order = settings().relief.order
    return Bureau(people, identities, place, frozenset(order.index(name) for name in settings().relief.insured_better))


def _persons(visits: Table, bureau: Bureau) -> Table:
    """Insurance and relief of each row's person on that day."""
    person, day = visits["person"], visits["day"]
    employee = bureau.people.employee[person] | (bureau.people.switch[person] <= day)
    relief = bureau.identities.relief(person, day)
    better = np.isin(relief, sorted(bureau.better))
    return {"employee": employee, "relief": relief, "better": better, "is_stay": care_is(visits, "inpatient")}


def _small_funds(rng: np.random.Generator, rows: Table, paid: Table) -> Table:
    """Civil servants' aid, employers' supplement and other funds, out of what the layers left in scope."""
    rules, size = settings().extras, len(rows["fee"])
    left = np.maximum(rows["inscp"] - paid["hifp"] - paid["hifmi"] - paid["hifob"] - paid["maf"], 0)
    servant = rows["employee"] & (rows["person"] * 7919 % BP < rules.civil_servant_bp)
    civil = np.where(servant, share(left, rules.civil_servant_share_bp), 0)
    has_supplement = rows["employee"] & chance(rng, size, rules.supplement_bp)
    supplement = np.where(has_supplement, share(left, rules.supplement_share_bp), 0)
    other = np.where(chance(rng, size, rules.other_fund_bp), share(left, rules.other_fund_share_bp), 0)
    return {"cvlserv": civil, "hifes": supplement, "othfund": other, "servant": servant}


def _personal(rng: np.random.Generator, rows: Table, fund: Wide) -> Table:
    """Hospital's part, personal account and cash."""
    rules, size = settings().extras, len(rows["fee"])
    bears = rows["is_stay"] & chance(rng, size, rules.hospital_bears_bp)
    hosp = np.where(bears, np.minimum(share(rows["ful"], rules.hospital_share_bp), rows["fee"] - fund), 0)
    psn = rows["fee"] - fund - hosp
    family = chance(rng, size, rules.family_account_bp) & ~rows["employee"]
    acct = np.where(rows["employee"] | family, share(psn, between(rng, size, rules.account_share_bp)), 0)
    return {"hosp": hosp, "psn": psn, "acct": acct, "cash": psn - acct, "mulaid": np.where(family, acct, 0)}


def settle_visits(visits: Table, bureau: Bureau, accounts: Accounts, chances: Dice, month: int) -> Table:
    """The visits of a month with all amounts; moves the accounts on."""
    rng = chances.stream("claims", month)
    rows = visits | split_fees(rng, visits) | _persons(visits, bureau)
    paid = pay_layers(rows, accounts, bureau.place)
    paid |= _small_funds(rng, rows, paid)
    fund: Wide = sum((paid[name] for name in FUNDS), start=np.zeros(len(rows["fee"]), dtype=np.int64))
    return rows | paid | {"fund": fund} | _personal(rng, rows, fund)
