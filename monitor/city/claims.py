"""One month's settlements as amounts: fee, parts, funds, and who pays the rest.

Comes in: visits, people, identities, accounts. Goes out: a table of columns in fen in which, on every row,
fee = fund + psn + hosp, psn = acct + cash, and fund is the sum of the funds.
"""

from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import BP, Dice, Table, Wide, between, chance, share
from monitor.city.facts import Filings, known
from monitor.city.fees import split_fees
from monitor.city.funds import Accounts, pay_layers
from monitor.city.hospitals import Hospitals
from monitor.city.identities import Identities
from monitor.city.layers import Terms, make_terms
from monitor.city.people import People
from monitor.city.settings import Place, settings

FUNDS = ("hifp", "cvlserv", "hifes", "hifmi", "hifob", "maf", "othfund")
MONEY = ("fee", "ful", "overlmt", "preself", "inscp", "dedc", *FUNDS, "fund", "hosp", "psn", "acct", "cash", "mulaid")


@dataclass(frozen=True)
class Bureau:
    """What a settlement needs to know about the city; `identities` are those in force, `mistake` is per person."""

    people: People
    identities: Identities
    hospitals: Hospitals
    filings: Filings
    terms: tuple[Terms, ...]
    mistake: Wide


def make_bureau(
    people: People, roster: Identities, hospitals: Hospitals, filings: Filings, mistake: Wide, rules: Place
) -> Bureau:
    """The city as the platform sees it, by the rosters as they stand at the end of the year."""
    in_force = roster.from_next_month(people.year_start) if rules.from_next_month else roster
    return Bureau(people, in_force, hospitals, filings, tuple(map(make_terms, rules.layers)), mistake)


def _persons(visits: Table, bureau: Bureau) -> Table:
    """Insurance and roster words of each row's person on that day."""
    person, day = visits["person"], visits["day"]
    employee = bureau.people.employee[person] | (bureau.people.switch[person] <= day)
    words = bureau.identities.words(person, day)
    return {"employee": employee} | {f"word_{at}": word for at, word in enumerate(words)}


def _small_shares(rng: np.random.Generator, rows: Table) -> Table:
    """Who else pays, and how much of what is left to it; what the hospital bears of the cost outside the scope."""
    rules, size = settings().extras, len(rows["fee"])
    servant = rows["employee"] & (rows["person"] * 7919 % BP < rules.civil_servant_bp)
    supplement = rows["employee"] & chance(rng, size, rules.supplement_bp)
    other = chance(rng, size, rules.other_fund_bp)
    bears = rows["is_stay"] & chance(rng, size, rules.hospital_bears_bp)
    return {
        "servant": servant,
        "cvlserv_bp": servant * rules.civil_servant_share_bp,
        "hifes_bp": supplement * rules.supplement_share_bp,
        "othfund_bp": other * rules.other_fund_share_bp,
        "hosp": bears * share(rows["ful"], rules.hospital_share_bp),
    }


def _purse(rng: np.random.Generator, rows: Table) -> Table:
    """How much of a person's part comes from an account, and whose it is."""
    rules, size = settings().extras, len(rows["fee"])
    family = chance(rng, size, rules.family_account_bp) & ~rows["employee"]
    share_bp = between(rng, size, rules.account_share_bp)
    return {"family": family, "acct_bp": np.where(rows["employee"] | family, share_bp, 0)}


def pay(rows: Table, bureau: Bureau, accounts: Accounts) -> Table:
    """The amounts that everybody pays for rows in order of time; moves the accounts on."""
    paid = pay_layers(rows, accounts, bureau.terms)
    fund: Wide = sum((paid[name] for name in FUNDS), start=np.zeros(len(rows["fee"]), dtype=np.int64))
    psn = rows["fee"] - fund - rows["hosp"]
    acct = share(psn, rows["acct_bp"])
    mulaid = np.where(rows["family"], acct, 0)
    return paid | {"fund": fund, "psn": psn, "acct": acct, "cash": psn - acct, "mulaid": mulaid}


def settle_visits(visits: Table, bureau: Bureau, accounts: Accounts, chances: Dice, month: int) -> Table:
    """The visits of a month, in order of time, with all amounts; moves the accounts on."""
    rng = chances.stream("claims", month)
    facts = known(visits, bureau.hospitals.in_province, bureau.filings)
    rows = visits | split_fees(rng, visits) | _persons(visits, bureau) | facts
    rows |= _small_shares(rng, rows)
    rows |= _purse(rng, rows)
    return rows | pay(rows, bureau, accounts)


def smaller(rows: Table, kept_bp: Wide) -> Table:
    """The rows as if only a part of the care had been given."""
    cut = {name: rows[name] * kept_bp // BP for name in ("fee", "ful", "overlmt", "preself", "hosp")}
    return rows | cut | {"inscp": cut["fee"] - cut["ful"] - cut["overlmt"] - cut["preself"]}
