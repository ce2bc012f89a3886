"""The errors that were planted, as a table: what the bureau's worklists must find.

Comes in: a month's delivery and the layers of the place. Goes out: one row per settlement and layer that was paid
wrongly (due and given in yuan), and per record that is wrong in itself (both null).
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from monitor.city.arrays import Ints, Table
from monitor.city.faces import texts
from monitor.city.funds import GIVEN
from monitor.city.layers import Terms
from monitor.city.mistakes import ERRORS
from monitor.city.records import yuan

_NAMES = ["", *ERRORS]


def planted(delivery: Table, terms: Sequence[Terms], impossible: int, month: int) -> pl.DataFrame:
    """setl_id, person (row of the register), error, layer, due, given, month of delivery; the last `impossible` rows of
    the delivery are records that no settlement stands behind."""
    size = len(delivery["person"])
    stands = np.arange(size) < size - impossible
    rows = [_rows(delivery, np.flatnonzero(~stands | delivery["again"]), month)]
    for at, one in enumerate(terms):
        due, given = delivery[f"due_{at}"], delivery[GIVEN[at]]
        wrong = np.flatnonzero((due != given) & stands)
        layer = pl.lit(one.layer.id).alias("layer")
        amounts = yuan(due[wrong]).alias("due"), yuan(given[wrong]).alias("given")
        rows.append(_rows(delivery, wrong, month).with_columns(layer, *amounts))
    return pl.concat(rows)


def _rows(delivery: Table, at: Ints, month: int) -> pl.DataFrame:
    money = pl.lit(None, dtype=pl.Decimal(16, 2))
    frame = pl.DataFrame(
        {
            "setl_id": pl.Series(delivery["setl"][at]).cast(pl.String),
            "person": delivery["person"][at],
            "error": texts(_NAMES, delivery["mistake"][at]),
        }
    )
    layer = pl.lit(None, dtype=pl.String)
    return frame.with_columns(layer=layer, due=money, given=money, month=pl.lit(month))
