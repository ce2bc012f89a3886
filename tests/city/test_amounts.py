"""Every row's amounts add up to the fen, and follow the shape of real stays."""

from decimal import Decimal

import polars as pl
import pytest

from monitor.city import CityFiles

FUNDS = [
    "hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay", "maf_pay", "othfund_pay",
]  # fmt: skip
STAYS = ["21", "22", "23", "24"]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("medfee_sumamt", ["fund_pay_sumamt", "psn_pay", "ownpay_hosp_part"]),
        ("psn_pay", ["acct_pay", "cash_payamt"]),
        ("medfee_sumamt", ["inscp_amt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt"]),
        ("fund_pay_sumamt", FUNDS),
    ],
)
def test_the_parts_of_every_row_add_up_to_the_fen(settlements: pl.DataFrame, whole: str, parts: list[str]) -> None:
    assert settlements.filter(pl.col(whole) != pl.sum_horizontal(parts)).height == 0


def test_no_original_amount_is_negative(originals: pl.DataFrame) -> None:
    money = [name for name in originals.columns if name.endswith(("_pay", "amt", "_part", "_dedc"))]
    assert originals.select(pl.min_horizontal(money).min()).item() == 0


@pytest.mark.parametrize(("quantile", "yuan"), [(0.5, 8628), (0.9, 28581), (0.99, 80622)])
def test_fees_of_stays_follow_the_sample_within_a_tenth(originals: pl.DataFrame, quantile: float, yuan: int) -> None:
    fee = originals.filter(pl.col("med_type").is_in(STAYS))["medfee_sumamt"]
    assert fee.quantile(quantile, "linear") == pytest.approx(yuan * 100, rel=0.1)


def test_no_stay_costs_more_than_the_dearest_of_the_sample(originals: pl.DataFrame) -> None:
    assert originals["medfee_sumamt"].max() < 156_060_00


def test_the_deductible_lies_inside_the_scope(originals: pl.DataFrame) -> None:
    assert originals.filter(pl.col("act_pay_dedc") > pl.col("inscp_amt")).height == 0


def test_a_few_floor_rows_pay_more_than_the_scope(originals: pl.DataFrame) -> None:
    clamped = originals.filter(pl.col("fund_pay_sumamt") > pl.col("inscp_amt"))
    assert 0 < clamped.height < 40


def test_the_hospital_bears_a_part_of_some_rows(originals: pl.DataFrame) -> None:
    assert 20 < originals.filter(pl.col("ownpay_hosp_part") > 0).height < 200


def test_the_rate_of_a_stay_is_what_the_fund_paid(originals: pl.DataFrame) -> None:
    local = originals.filter(pl.col("med_type") == "21", pl.col("pay_loc") == "2", pl.col("hifp_pay") < 100_000_00)
    due = (pl.col("inscp_amt") - pl.col("act_pay_dedc")) * (pl.col("pool_prop_selfpay") * 10_000).cast(pl.Int64)
    off = local.filter((due - pl.col("hifp_pay") * 10_000).abs() > 5_000)
    assert off.height == local.filter(pl.col("fund_pay_sumamt") > pl.col("inscp_amt")).height


def test_residents_and_employees_have_their_own_second_layer(originals: pl.DataFrame) -> None:
    resident, employee = pl.col("insutype") == "390", pl.col("insutype") == "310"
    wrong = (resident & (pl.col("hifob_pay") != 0)) | (employee & (pl.col("hifmi_pay") != 0))
    assert originals.filter(wrong).height == 0
    assert originals["hifmi_pay"].sum() > 0
    assert originals["hifob_pay"].sum() > 0


def test_money_is_decimal_in_the_files(city: CityFiles) -> None:
    first = pl.read_parquet(city.settlements[0], n_rows=1)
    assert first.schema["medfee_sumamt"] == pl.Decimal(16, 2)
    assert isinstance(first["medfee_sumamt"][0], Decimal)


def test_assistance_reaches_only_people_of_a_roster(city: CityFiles, originals: pl.DataFrame) -> None:
    listed = pl.read_parquet(city.identities)["certno"]
    helped = originals.filter(pl.col("maf_pay") > 0)["certno"].drop_nulls().str.to_uppercase()
    long = helped.filter(helped.str.len_chars() == 18)
    assert len(long) > 100
    assert long.is_in(listed.implode()).all()
