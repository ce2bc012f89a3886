"""The people: valid, distinct, at home somewhere, and assisted in a believable share."""

from datetime import date

import polars as pl
import pytest
from stdnum.cn import ric

from monitor.city import CityFiles


def test_every_id_number_is_distinct(persons: pl.DataFrame) -> None:
    assert persons["certno"].n_unique() == persons.height == 20_000


def test_an_outside_oracle_agrees_with_the_check_characters(persons: pl.DataFrame) -> None:
    sample = persons["certno"].gather_every(20).to_list()
    assert [number[-1] for number in sample] == [ric.calc_check_digit(number) for number in sample]


def test_an_outside_oracle_accepts_the_young_whose_area_codes_it_knows(persons: pl.DataFrame) -> None:
    young = persons.filter(pl.col("brdy") > date(2011, 1, 1))["certno"].gather_every(10).to_list()
    assert len(young) > 100
    assert all(ric.is_valid(number) for number in young)


def test_the_id_number_tells_birth_and_sex(persons: pl.DataFrame) -> None:
    number = pl.col("certno").str
    sex = pl.when(number.slice(16, 1).cast(pl.Int8) % 2 == 1).then(pl.lit("1")).otherwise(pl.lit("2"))
    wrong = (number.slice(6, 8) != pl.col("brdy").dt.strftime("%Y%m%d")) | (sex != pl.col("gend"))
    assert persons.filter(wrong).height == 0


def test_people_are_of_every_age(persons: pl.DataFrame) -> None:
    born = persons["brdy"].dt.year()
    assert (born < 1940).mean() > 0.01
    assert (born > 2015).mean() > 0.03
    assert born.max() == 2023


def test_everybody_lives_in_a_village_of_the_regions(city: CityFiles, persons: pl.DataFrame) -> None:
    regions = pl.read_csv(city.regions, infer_schema=False)
    assert persons["region_code"].is_in(regions["code"].implode()).all()


def test_every_region_but_the_first_has_a_parent(city: CityFiles) -> None:
    regions = pl.read_csv(city.regions, infer_schema=False)
    assert regions["code"].is_unique().all()
    assert regions["parent"][1:].is_in(regions["code"].implode()).all()


def test_two_in_a_thousand_have_no_township(persons: pl.DataFrame) -> None:
    assert 10 <= persons["township"].null_count() <= 80


def test_some_names_have_rare_characters_or_a_dot(persons: pl.DataFrame) -> None:
    assert persons.filter(pl.col("psn_name").str.contains("[𠮷䶮]")).height > 0
    assert persons.filter(pl.col("psn_name").str.contains("·")).height > 0


def test_households_have_one_to_six_members_in_one_village(persons: pl.DataFrame) -> None:
    homes = persons.group_by("resdbook_no").agg(pl.len(), pl.col("village").drop_nulls().n_unique().alias("villages"))
    assert homes["len"].max() == 6
    assert homes["villages"].max() == 1


def test_about_an_eighth_is_on_a_roster(city: CityFiles) -> None:
    listed = pl.read_parquet(city.identities)["certno"].n_unique()
    assert 0.11 < listed / 20_000 < 0.16


@pytest.mark.parametrize(
    "word", ["特困人员", "低保对象", "农村低保", "防止返贫监测对象", "脱贫不稳定人口", "低保边缘家庭成员", "脱贫人口"]
)
def test_rosters_use_names_and_aliases(city: CityFiles, word: str) -> None:
    assert pl.read_parquet(city.identities).filter(pl.col("identity") == word).height > 0


def test_identities_start_end_and_change_in_the_year(city: CityFiles) -> None:
    roster = pl.read_parquet(city.identities)
    year = pl.date(2023, 1, 1)
    assert roster.filter(pl.col("begndate") > year).height > 50
    assert roster.filter(pl.col("enddate") > year).height > 50
    follows = roster.join(roster, on="certno").filter(
        pl.col("begndate_right") == pl.col("enddate") + pl.duration(days=1)
    )
    assert follows.height > 10


def test_some_hold_two_identities_on_the_same_day(city: CityFiles) -> None:
    now = pl.read_parquet(city.identities).filter(pl.col("enddate").is_null(), pl.col("begndate") < pl.date(2023, 6, 1))
    assert now.group_by("certno").len().filter(pl.col("len") > 1).height > 100


def test_no_identity_begins_before_birth(city: CityFiles, persons: pl.DataFrame) -> None:
    roster = pl.read_parquet(city.identities).join(persons.select("certno", "brdy"), on="certno")
    assert roster.filter((pl.col("begndate") < pl.col("brdy")) | (pl.col("enddate") < pl.col("begndate"))).height == 0


def test_insurance_begins_after_birth_and_ends_after_it_began(persons: pl.DataFrame) -> None:
    begun = pl.col("psn_insu_date")
    wrong = (begun < pl.col("brdy")) | (pl.col("paus_insu_date") < begun)
    assert persons.filter(wrong).height == 0
    assert persons["paus_insu_date"].drop_nulls().len() > 20


def test_a_household_has_one_income_in_yuan(city: CityFiles) -> None:
    homes = pl.read_parquet(city.households)
    assert homes.group_by("resdbook_no").agg(pl.col("income").n_unique())["income"].max() == 1
    assert homes["income"].max() < 100_000
