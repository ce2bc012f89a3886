"""Planted errors of the make-believe platform: what it pays to some persons is not what it owes.

Comes in: how many persons of the rosters shall suffer each error. Goes out: the kind of error of every person, and what
the platform gives where it errs. Each person has at most one; an error changes one payer and never what is owed later.
"""

from collections.abc import Mapping

import numpy as np

from monitor.city.arrays import BP, Dice, Flags, Table, Wide, share, stack, take
from monitor.city.fees import care_is
from monitor.city.layers import Terms, best_scheme, increment
from monitor.errors import UsageError

ERRORS = {
    "assistance_missing": "no assistance at all is given",
    "re_assistance_missing": "the last layer, re-assistance, is not given",
    "deductible_not_lowered": "catastrophic insurance begins at everybody's deductible",
    "rate_not_raised": "catastrophic insurance pays everybody's rates",
    "overpaid": "assistance also pays half of what was left in scope",
    "paid_twice": "the first stay of each month is settled twice",
    "above_cost": "a record comes in whose fund payments are more than the whole fee",
}
_NUMBER = {name: number for number, name in enumerate(ERRORS, start=1)}
_HALF = BP // 2


def make_mistakes(holders: Flags, errors: Mapping[str, int], chances: Dice) -> Wide:
    """The number of each person's error, 0 for none; UsageError for an unknown kind or more than there are holders."""
    drawn = chances.stream("mistakes").permutation(np.flatnonzero(holders))
    _check(errors, len(drawn))
    kinds = np.repeat([_NUMBER[name] for name in errors], [errors[name] for name in errors]).astype(np.int64)
    of_person = np.zeros(len(holders), dtype=np.int64)
    of_person[drawn[: len(kinds)]] = kinds
    return of_person


def _check(errors: Mapping[str, int], holders: int) -> None:
    wrong = {
        f"errors 的种类须为 {'、'.join(ERRORS)}": bool(set(errors) - set(ERRORS)),
        "errors 的人数须为非负整数": any(count < 0 for count in errors.values()),
        f"errors 的人数合计不得超过名册人数 {holders}": sum(errors.values()) > holders,
    }
    for rule, broken in wrong.items():
        if broken:
            raise UsageError("E-CITY-ARG", f"合成城市的参数不对：{rule}", todo="改正参数后重试")


def errs(rows: Table, name: str) -> Flags:
    """The rows of persons who suffer this error."""
    found: Flags = rows["mistake"] == _NUMBER[name]
    return found


def given(terms: Terms, at: int, rows: Table, owed: Table, before: Wide) -> Wide:
    """What the platform gives in the layer number `at` (0: catastrophic insurance) where it owes `owed`."""
    if at:
        missing = errs(rows, "assistance_missing")
        if terms.layer.id == "re_assistance":
            missing = missing | errs(rows, "re_assistance_missing")
        return np.where(missing, 0, owed["due"])
    scheme = best_scheme(terms, rows)
    common = terms.scheme_of[rows["employee"].astype(np.int64), -1]
    bounds = np.where(errs(rows, "deductible_not_lowered"), common, scheme)
    rates = np.where(errs(rows, "rate_not_raised"), common, scheme)
    less = increment(terms, bounds, rates, rows, before, owed["cost"])
    return np.where((bounds != scheme) | (rates != scheme), less, owed["due"])


def too_much(rows: Table, assistance: Wide, left: Wide) -> Wide:
    """What is paid on top of the assistance of those who get too much."""
    return np.where(errs(rows, "overpaid") & (assistance > 0), share(left, _HALF), 0)


def settled_again(visits: Table) -> Table:
    """The visits, and a minute later once more the first stay of each person who is paid twice; `again` marks these."""
    visits = visits | {"again": np.zeros(len(visits["person"]), dtype=bool)}
    stays = np.flatnonzero(errs(visits, "paid_twice") & care_is(visits, "inpatient"))
    _, first = np.unique(visits["person"][stays], return_index=True)
    copies = take(visits, stays[first])
    copies |= {"second": copies["second"] + 60, "again": np.ones(len(first), dtype=bool)}
    return stack([visits, copies])


def above_cost(rows: Table) -> Table:
    """Records that no settlement stands behind: a long-care row of the month again, its funds above its fee."""
    at = np.flatnonzero(errs(rows, "above_cost") & rows["counted"] & (rows["init"] == 0))
    _, first = np.unique(rows["person"][at], return_index=True)
    copies = take(rows, at[first])
    more = {name: copies[name] + copies["fee"] for name in ("hifp", "fund")}
    number = rows["setl"].max(initial=0) + 1 + np.arange(len(first))
    return copies | more | {"setl": number, "second": copies["second"] + 60}
