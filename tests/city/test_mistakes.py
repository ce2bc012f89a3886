"""Planted errors: only those asked for, each of one person, written down with what was owed."""

from pathlib import Path

import polars as pl
import pytest

from monitor.city import CityFiles, make_city
from monitor.city.mistakes import ERRORS
from monitor.errors import UsageError


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    """A town of Yiyuan in which sixty persons suffer each kind of error."""
    return make_city(
        "yiyuan", tmp_path_factory.mktemp("wrong"), people=5000, months=4, settlements_per_person=16,
        errors=dict.fromkeys(ERRORS, 60),
    )  # fmt: skip


def test_every_kind_happens(wrong: CityFiles) -> None:
    assert wrong.planted is not None
    assert set(pl.read_parquet(wrong.planted)["error"]) == set(ERRORS)


def test_a_person_suffers_one_kind_only(wrong: CityFiles) -> None:
    assert wrong.planted is not None
    kinds = pl.read_parquet(wrong.planted).group_by("person").agg(pl.col("error").n_unique())
    assert kinds["error"].max() == 1


def test_only_overpaid_is_more_than_owed(wrong: CityFiles) -> None:
    assert wrong.planted is not None
    rows = pl.read_parquet(wrong.planted).drop_nulls("layer")
    more = pl.col("given") > pl.col("due")
    assert set(rows.filter(more)["error"]) == {"overpaid"}
    assert "overpaid" not in set(rows.filter(~more)["error"])


def test_apart_from_records_above_the_cost_everything_adds_up(wrong: CityFiles) -> None:
    assert wrong.planted is not None
    impossible = pl.read_parquet(wrong.planted).filter(pl.col("error") == "above_cost")["setl_id"]
    rows = pl.concat([pl.read_parquet(path) for path in wrong.settlements])
    off = pl.col("medfee_sumamt") != pl.sum_horizontal("fund_pay_sumamt", "psn_pay", "ownpay_hosp_part")
    assert sorted(rows.filter(off)["setl_id"]) == sorted(impossible)


def test_without_errors_nothing_is_planted(city: CityFiles) -> None:
    assert city.planted is None


@pytest.mark.parametrize("errors", [{"typing": 1}, {"overpaid": -1}, {"overpaid": 100_000}])
def test_impossible_errors_are_refused(tmp_path: Path, errors: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="errors"):
        make_city("hefei", tmp_path, people=300, months=1, errors=errors)
