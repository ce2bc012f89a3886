"""What arrives when: late rows, refunds, changed insurance, care away from home."""

from datetime import date

import polars as pl

from monitor.city import CityFiles


def test_the_counts_are_those_of_the_files(city: CityFiles, settlements: pl.DataFrame) -> None:
    refunds = settlements["init_setl_id"].drop_nulls().len()
    assert settlements.height == city.counts["settlements"]
    assert refunds == city.counts["refunds"]
    assert settlements.height - refunds == 80_000


def test_every_settlement_number_is_distinct(settlements: pl.DataFrame) -> None:
    assert settlements["setl_id"].n_unique() == settlements.height


def test_late_rows_come_in_a_later_file(city: CityFiles, settlements: pl.DataFrame) -> None:
    late = settlements.filter(pl.col("delivered") != pl.col("setl_time").dt.month())
    assert late.height == city.counts["late"] > 800
    assert (late["delivered"] > late["setl_time"].dt.month()).all()
    assert (late["pay_loc"] == "1").all()


def test_late_rows_were_entered_in_the_month_of_their_delivery(settlements: pl.DataFrame) -> None:
    late = settlements.filter(pl.col("delivered") != pl.col("setl_time").dt.month())
    assert (late["crte_time"].dt.month() == late["delivered"]).all()


def _refunded(settlements: pl.DataFrame) -> pl.DataFrame:
    """Every refund beside its original (columns with _right)."""
    refunds = settlements.filter(pl.col("init_setl_id").is_not_null())
    return refunds.join(settlements, left_on="init_setl_id", right_on="setl_id")


def test_a_refund_names_an_earlier_settlement_of_the_same_person(settlements: pl.DataFrame) -> None:
    pairs = _refunded(settlements)
    same = pl.all_horizontal(
        pl.col("psn_no") == pl.col("psn_no_right"),
        pl.col("setl_time") > pl.col("setl_time_right"),
        pl.col("med_type") == pl.col("med_type_right"),
    )
    assert pairs.filter(same).height == settlements["init_setl_id"].drop_nulls().len() > 300


def test_a_refund_takes_back_all_or_a_part_and_never_more(settlements: pl.DataFrame) -> None:
    pairs = _refunded(settlements)
    money = [name for name in settlements.columns if name.endswith(("_pay", "amt", "_part"))]
    for name in money:
        assert pairs.filter(~(-pl.col(name)).is_between(0, pl.col(f"{name}_right"))).height == 0, name
    whole = pl.col("medfee_sumamt") == -pl.col("medfee_sumamt_right")
    unlike = pl.any_horizontal(pl.col(name) != -pl.col(f"{name}_right") for name in money)
    assert pairs.filter(~whole).height > 5
    assert pairs.filter(whole & unlike).height == 0


def test_only_the_refund_row_carries_the_flag(settlements: pl.DataFrame) -> None:
    flagged = pl.col("refd_setl_flag") == "1"
    assert settlements.filter(flagged != pl.col("init_setl_id").is_not_null()).height == 0


def test_nobody_is_refunded_twice_for_the_same_settlement(settlements: pl.DataFrame) -> None:
    assert settlements["init_setl_id"].drop_nulls().is_unique().all()


def test_some_change_to_employee_insurance_and_none_back(originals: pl.DataFrame) -> None:
    kinds = originals.sort("setl_time", "setl_id").group_by("psn_no").agg(pl.col("insutype"))
    changed = kinds.filter(pl.col("insutype").list.n_unique() > 1)
    assert changed.height > 10
    assert (changed["insutype"].list.first() == "390").all()
    assert (changed["insutype"].list.last() == "310").all()


def test_some_rows_lack_the_id_number_but_not_the_person(settlements: pl.DataFrame) -> None:
    assert 100 < settlements["certno"].null_count() < 500
    assert settlements["psn_no"].null_count() == 0


def test_old_and_careless_spellings_of_id_numbers_occur(settlements: pl.DataFrame) -> None:
    number = settlements["certno"].drop_nulls()
    assert (number.str.len_chars() == 15).sum() > 5
    assert number.str.ends_with("x").sum() > 5


def test_stays_away_are_with_and_without_a_filing(city: CityFiles, originals: pl.DataFrame) -> None:
    away = originals.filter(~pl.col("fix_blng_admdvs").str.starts_with("3401"))
    filed = pl.read_parquet(city.referrals)
    covered = away.join(filed, on="psn_no").filter(
        pl.col("begndate").is_between(pl.col("begndate_right"), pl.col("enddate_right").fill_null(date(2099, 1, 1)))
    )
    assert 0.3 < covered["setl_id"].n_unique() / away.height < 0.9


def test_every_referred_stay_has_its_filing(city: CityFiles, originals: pl.DataFrame) -> None:
    referred = originals.filter(pl.col("med_type") == "23")
    assert referred["psn_no"].is_in(pl.read_parquet(city.referrals)["psn_no"].implode()).all()


def test_ill_people_come_again(originals: pl.DataFrame) -> None:
    stays = originals.filter(pl.col("med_type").is_in(["21", "22", "23", "24"])).group_by("psn_no").len()
    assert stays.filter(pl.col("len") > 1).height > 0.2 * stays.height


def test_nobody_is_treated_before_birth(settlements: pl.DataFrame) -> None:
    assert settlements.filter(pl.col("begndate") < pl.col("brdy")).height == 0


LONG_CARE = pl.col("med_type").is_in(["21", "22", "23", "24", "14"])


def test_nothing_long_lies_between_a_settlement_and_its_refund(settlements: pl.DataFrame) -> None:
    """What was paid in between would have been paid otherwise without the refunded settlement."""
    long = settlements.filter(LONG_CARE).select("setl_id", "init_setl_id", "psn_no", "setl_time")
    pairs = long.drop_nulls("init_setl_id").join(long, left_on="init_setl_id", right_on="setl_id", suffix="_of")
    others = long.filter(pl.col("init_setl_id").is_null()).select("psn_no", when="setl_time")
    between = pl.col("when").is_between("setl_time_of", "setl_time", closed="none")
    assert pairs.height > 10
    assert pairs.join(others, on="psn_no").filter(between).height == 0


def test_nothing_long_is_still_missing_when_the_next_comes(settlements: pl.DataFrame) -> None:
    long = settlements.filter(LONG_CARE, pl.col("init_setl_id").is_null())
    late = long.filter(pl.col("delivered") > pl.col("setl_time").dt.month())
    pairs = late.join(long, on="psn_no").filter(pl.col("setl_time_right") > pl.col("setl_time"))
    assert pairs.height > 10
    assert pairs.filter(pl.col("delivered_right") < pl.col("delivered")).height == 0


def test_no_identity_number_has_an_order_code_of_the_very_old(persons: pl.DataFrame) -> None:
    """996 to 999: in fifteen digits they leave the century open, and intake refuses them."""
    assert persons["certno"].str.slice(14, 3).cast(pl.Int32).max() == 995
