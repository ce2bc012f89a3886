"""The arithmetic of the make-believe platform, on numbers that can be checked by hand."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.city import CityFiles
from monitor.city.arrays import Runs, along, share
from monitor.city.funds import Ledger, open_accounts, tiered
from monitor.city.settings import place_settings

RATES = np.array([[6000, 7000, 8000]])


def _tiered(yuan: int) -> int:
    paid = tiered(np.array([yuan * 100]), np.array([15_000_00]), [50_000_00, 100_000_00], RATES)
    return int(paid[0])


@pytest.mark.parametrize(
    ("yuan", "paid_fen"),
    [(15_000, 0), (15_001, 60), (50_000, 21_000_00), (60_000, 28_000_00), (110_000, 64_000_00)],
)
def test_tiers_are_read_on_the_accumulated_amount(yuan: int, paid_fen: int) -> None:
    assert _tiered(yuan) == paid_fen


@given(st.lists(st.integers(1, 60_000_00), max_size=12))
def test_increments_of_the_tier_function_add_up_to_the_whole(fees: list[int]) -> None:
    ends = np.cumsum(np.array([0, *fees]))
    rates, free = np.repeat(RATES, len(ends), axis=0), np.full(len(ends), 15_000_00)
    steps = np.diff(tiered(ends, free, [50_000_00, 100_000_00], rates))
    assert (steps >= 0).all()
    assert (steps <= np.array(fees, dtype=np.int64)).all()
    assert steps.sum() == tiered(ends[-1:], free[:1], [50_000_00, 100_000_00], RATES)[0]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1000)), max_size=30))
def test_running_sums_restart_with_every_person(rows: list[tuple[int, int]]) -> None:
    rows.sort(key=lambda row: row[0])
    keys, amounts = (np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1))
    expected = [sum(b for a, b in rows[:i] if a == key) for i, (key, _) in enumerate(rows)]
    assert Runs(keys).before(amounts).tolist() == expected


def test_a_cap_lets_through_what_is_left_of_it() -> None:
    accounts, person = open_accounts(1), np.zeros(3, dtype=np.int64)
    accounts.sums["basic"][0] = 50
    ledger = Ledger(accounts, person, Runs(person))
    assert ledger.capped("basic", np.array([20, 40, 10]), 100).tolist() == [20, 30, 0]


@pytest.mark.parametrize(("amount", "paid"), [(1, 1), (3, 2), (4, 2)])
def test_a_share_is_rounded_half_up(amount: int, paid: int) -> None:
    assert share(np.array([amount]), 5000).tolist() == [paid]


def test_a_quantile_table_is_read_between_its_points() -> None:
    points = [(0, 10), (5000, 20), (10_000, 120)]
    assert along(points, np.array([0, 250_000, 500_000, 750_000])).tolist() == [10, 15, 20, 70]


def _naive_catastrophic(left_fen: int) -> int:
    """Hefei's resident tiers on a year's in-scope remainder, written out."""
    rules = place_settings("hefei").catastrophic
    bounds = [rules.deductible_yuan * 100, *(bound * 100 for bound in rules.bounds_yuan), 10**15]
    paid = 0
    for (low, high), rate in zip(pairwise(bounds), rules.rate_bp, strict=True):
        paid += max(0, min(left_fen, high) - low) * rate
    return (paid + 5_000) // 10_000


def test_a_year_of_catastrophic_insurance_is_the_tier_function_of_its_sum(
    city: CityFiles, settlements: pl.DataFrame
) -> None:
    assisted = pl.read_parquet(city.identities).join(pl.read_parquet(city.persons), on="certno")["psn_no"]
    special = settlements.filter(
        pl.col("init_setl_id").is_not_null()
        | (pl.col("insutype") == "310")
        | ~pl.col("fix_blng_admdvs").str.starts_with("3401")
    )["psn_no"]
    plain = settlements.filter(
        ~pl.col("psn_no").is_in(pl.concat([assisted, special]).implode()),
        pl.col("med_type").is_in(["21", "22", "23", "24", "14"]),
    )
    left = (pl.col("inscp_amt") - pl.col("hifp_pay")).clip(0).sum()
    years = plain.group_by("psn_no").agg(left.alias("left"), pl.col("hifmi_pay").sum())
    assert years.filter(pl.col("hifmi_pay") > 0).height > 20
    assert [_naive_catastrophic(row["left"]) for row in years.to_dicts()] == years["hifmi_pay"].to_list()
