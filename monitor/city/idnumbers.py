"""Valid eighteen-digit ID numbers for people who do not exist.

Comes in: area prefix, birth day, sex. Goes out: distinct numbers with the right check character, which depend on
nothing but these columns and their order. Never looks at a real person's number.
"""

import numpy as np
import polars as pl

from monitor.city.arrays import Flags, Ints, Runs, Wide
from monitor.errors import UsageError

_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_CHECK = "10X98765432"
_PLACES_OF_A_DAY = 498  # for each sex: 996 to 999 are kept for people of a hundred and more


def _sequence(key: Wide) -> Wide:
    """Position of each row among the rows of its key, started somewhere else for each key, below 498."""
    order = np.argsort(key, kind="stable")
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = Runs(key[order]).before(np.ones(len(key), dtype=np.int64))
    if len(rank) and rank.max() >= _PLACES_OF_A_DAY:
        raise UsageError("E-CITY-FULL", "人口太多：同一区划同一天出生的人超过身份证顺序码的容量", todo="减少 --people")
    return (rank + key * 7919) % _PLACES_OF_A_DAY


def _as_yyyymmdd(days: Ints) -> Wide:
    text = pl.Series(days.astype(np.int32)).cast(pl.Date).dt.strftime("%Y%m%d")
    return text.cast(pl.Int64).to_numpy()


def _check_characters(body: Wide) -> pl.Series:
    total = np.zeros(len(body), dtype=np.int64)
    left = body
    for weight in reversed(_WEIGHTS):
        left, digit = np.divmod(left, 10)
        total += digit * weight
    return pl.Series(list(_CHECK)).gather(pl.Series(total % 11))


def id_numbers(prefixes: list[str], prefix: Ints, birth_days: Ints, female: Flags) -> pl.Series:
    """ID numbers as text; `prefix` indexes `prefixes` (six digits), `birth_days` counts from 1970-01-01."""
    key = (prefix.astype(np.int64) * 100_000 + birth_days + 50_000) * 2 + female
    order_code = _sequence(key) * 2 + ~female
    area = np.array([int(code) for code in prefixes], dtype=np.int64)[prefix]
    body = (area * 100_000_000 + _as_yyyymmdd(birth_days)) * 1000 + order_code
    return pl.Series("certno", pl.Series(body).cast(pl.String) + _check_characters(body))


def short_numbers(numbers: pl.Expr) -> pl.Expr:
    """The fifteen-digit form of numbers of people born in the twentieth century."""
    return numbers.str.slice(0, 6) + numbers.str.slice(8, 9)
