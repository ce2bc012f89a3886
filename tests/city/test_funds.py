"""The arithmetic of the make-believe platform, on numbers that can be checked by hand."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.city import CityFiles
from monitor.city.arrays import Runs, Table, along, share
from monitor.city.funds import turns
from monitor.city.identities import NOBODY
from monitor.city.layers import Terms, due, increment, make_terms, within
from monitor.city.settings import Layer, Scheme, place_settings, settings

PLAIN = make_terms(
    Layer(id="a", bounds_yuan=[50_000, 100_000], schemes=[Scheme(deductible_yuan=15_000, rate_bp=[6000, 7000, 8000])])
)


def _rows(size: int, **columns: object) -> Table:
    """Rows of residents here without a word, apart from what `columns` say."""
    no, nobody = np.zeros(size, dtype=bool), np.full(size, NOBODY)
    rows = dict.fromkeys(("employee", "referred", "emergency", "is_stay"), no) | {
        f"word_{at}": nobody for at in range(3)
    }
    return rows | {"person": np.arange(size), "here": ~no} | {name: np.asarray(one) for name, one in columns.items()}


def _gained(terms: Terms, before: list[int], cost: list[int]) -> list[int]:
    scheme = np.zeros(len(cost), dtype=np.int64)
    gained = increment(terms, scheme, scheme, _rows(len(cost)), np.array(before, np.int64), np.array(cost, np.int64))
    return [int(one) for one in gained]


@pytest.mark.parametrize(
    ("yuan", "paid_fen"),
    [(15_000, 0), (15_001, 60), (50_000, 21_000_00), (60_000, 28_000_00), (110_000, 64_000_00)],
)
def test_tiers_are_read_on_the_accumulated_amount(yuan: int, paid_fen: int) -> None:
    assert _gained(PLAIN, [0], [yuan * 100]) == [paid_fen]


def test_tiers_on_the_excess_begin_above_the_deductible() -> None:
    excess = make_terms(PLAIN.layer.model_copy(update={"on_excess": True}))
    assert _gained(excess, [0, 65_000_00], [65_000_00, 100]) == [30_000_00, 70]


@given(st.lists(st.integers(1, 60_000_00), max_size=12))
def test_each_payment_is_rounded_once(costs: list[int]) -> None:
    before = [sum(costs[:at]) for at in range(len(costs))]
    exact = [_exact(start + cost) - _exact(start) for start, cost in zip(before, costs, strict=True)]
    assert _gained(PLAIN, before, costs) == [(one + 5_000) // 10_000 for one in exact]


def _exact(fen: int) -> int:
    """Ten-thousandths of a fen that PLAIN pays on an accumulated amount."""
    tiers = ((15_000_00, 50_000_00, 6000), (50_000_00, 100_000_00, 7000), (100_000_00, 10**15, 8000))
    return sum(max(min(fen, high) - low, 0) * rate for low, high, rate in tiers)


def test_half_a_fen_is_rounded_up() -> None:
    assert _gained(make_terms(Layer(id="a", schemes=[Scheme(rate_bp=[5000])])), [0, 0, 0], [1, 2, 3]) == [1, 1, 2]


def _word(name: str) -> int:
    return [word.name for word in settings().identity].index(name)


def test_the_best_of_several_words_counts() -> None:
    terms = make_terms(place_settings("hefei").layers[1])
    words = {"word_0": [_word("低保边缘家庭成员")], "word_1": [_word("低保对象")], "word_2": [_word("脱贫人口")]}
    owed = due(terms, _rows(1, **words), np.array([1000]), np.zeros(1, np.int64), np.zeros(1, np.int64))
    assert owed["due"].tolist() == [750]


def test_who_has_no_scheme_gets_nothing_and_adds_nothing_up() -> None:
    terms = make_terms(place_settings("hefei").layers[1])
    owed = due(terms, _rows(1), np.array([1000]), np.zeros(1, np.int64), np.zeros(1, np.int64))
    assert (owed["cost"].tolist(), owed["due"].tolist()) == ([0], [0])


def test_care_elsewhere_without_referral_is_not_assisted_in_hefei() -> None:
    terms, no, two = make_terms(place_settings("hefei").layers[1]), np.array([False] * 2), np.zeros(2, np.int64)
    rows = _rows(2, word_0=[_word("低保对象")] * 2, here=no, emergency=[True, False])
    assert due(terms, rows, np.array([1000, 1000]), two, two)["due"].tolist() == [750, 0]


def test_without_referral_the_rates_are_lower_even_in_an_emergency() -> None:
    terms, one = make_terms(place_settings("hefei").layers[0]), np.array([15_000_00])
    rows = _rows(1, here=[False], emergency=[True])
    assert due(terms, rows, np.array([1000]), one, np.zeros(1, np.int64))["due"].tolist() == [500]


def test_a_cap_lets_through_what_is_left_of_it() -> None:
    scheme = np.zeros(3, dtype=np.int64)
    terms = make_terms(Layer(id="a", schemes=[Scheme(rate_bp=[10_000], cap_yuan=1)]))
    assert within(terms, scheme, np.array([20, 40, 10]), np.array([50, 70, 120])).tolist() == [20, 30, 0]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_everybody_takes_turns_in_order(person: list[int]) -> None:
    seen = [turn.tolist() for turn in turns(np.array(person, dtype=np.int64))]
    assert sorted(at for turn in seen for at in turn) == list(range(len(person)))
    assert all(len({person[at] for at in turn}) == len(turn) for turn in seen)
    assert [[at for turn in seen for at in turn if person[at] == one] for one in range(5)] == [
        [at for at, owner in enumerate(person) if owner == one] for one in range(5)
    ]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1000)), max_size=30))
def test_running_sums_restart_with_every_person(rows: list[tuple[int, int]]) -> None:
    rows.sort(key=lambda row: row[0])
    keys, amounts = (np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1))
    expected = [sum(b for a, b in rows[:i] if a == key) for i, (key, _) in enumerate(rows)]
    assert Runs(keys).before(amounts).tolist() == expected


@pytest.mark.parametrize(("amount", "paid"), [(1, 1), (3, 2), (4, 2)])
def test_a_share_is_rounded_half_up(amount: int, paid: int) -> None:
    assert share(np.array([amount]), 5000).tolist() == [paid]


def test_a_quantile_table_is_read_between_its_points() -> None:
    points = [(0, 10), (5000, 20), (10_000, 120)]
    assert along(points, np.array([0, 250_000, 500_000, 750_000])).tolist() == [10, 15, 20, 70]


def _naive_catastrophic(left_fen: list[int]) -> int:
    """Hefei's resident tiers on a year's in-scope remainders, written out."""
    bounds, total, paid = [15_000_00, 50_000_00, 100_000_00, 200_000_00, 10**15], 0, 0
    for one in left_fen:
        gained = sum(
            (min(max(total + one, low), high) - min(max(total, low), high)) * rate
            for (low, high), rate in zip(pairwise(bounds), (60, 70, 75, 85), strict=True)
        )
        paid, total = paid + (gained + 50) // 100, total + one
    return paid


def test_a_year_of_catastrophic_insurance_is_the_tier_function_of_its_settlements(
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
    ).sort("setl_time", "setl_id")
    left = (pl.col("inscp_amt") - pl.col("hifp_pay")).clip(0)
    years = plain.group_by("psn_no").agg(left.alias("left"), pl.col("hifmi_pay").sum())
    assert years.filter(pl.col("hifmi_pay") > 0).height > 20
    assert [_naive_catastrophic(row["left"]) for row in years.to_dicts()] == years["hifmi_pay"].to_list()
