"""How a fee falls apart into the parts inside and outside the scope of insurance.

Comes in: visits with their fee in fen. Goes out: ful, overlmt, preself and inscp in fen, so that
inscp = fee - ful - overlmt - preself on every row, and `floor` = rows that live from the floor reimbursement.
"""

import numpy as np

from monitor.city.arrays import BP, Flags, Table, Wide, between, chance
from monitor.city.settings import Split, settings


def care_is(visits: Table, name: str) -> Flags:
    """Which visits are of this kind of care."""
    at = [care.name for care in settings().care].index(name)
    found: Flags = visits["care"] == at
    return found


def _shares(rng: np.random.Generator, high: Wide, rules: Split) -> tuple[Wide, Wide, Wide]:
    size = len(high)
    dear = high // 100 >= rules.dear_from_bp
    ful = np.where(dear, between(rng, size, rules.dear_ful_bp), between(rng, size, rules.ful_bp))
    over = np.where(chance(rng, size, BP // 2), between(rng, size, rules.overlmt_bp), 0)
    return ful, over, between(rng, size, rules.preself_bp)


def split_fees(rng: np.random.Generator, visits: Table) -> Table:
    """The parts of every fee."""
    rules, size, high = settings(), len(visits["fee"]), visits["high"]
    kinds = [care_is(visits, "inpatient"), care_is(visits, "chronic")]
    drawn = [_shares(rng, high, rules.split[name]) for name in ("inpatient", "chronic", "other")]
    ful, over, pre = (np.select(kinds, [drawn[0][at], drawn[1][at]], drawn[2][at]) for at in range(3))
    floor = kinds[0] & chance(rng, size, rules.basic.floor_rows_bp)
    ful = np.where(floor, rules.basic.floor_ful_bp, ful)
    fee = visits["fee"]
    parts = {"ful": fee * ful // BP, "overlmt": fee * over // BP, "preself": fee * pre // BP}
    inscp = fee - parts["ful"] - parts["overlmt"] - parts["preself"]
    return parts | {"inscp": inscp, "floor": floor}
