"""The bureau's worklists over synthetic cities, from the files to the lists: a clean city gives no row, a city with
planted errors gives exactly these, with their amounts. The make-believe platform works out its payments by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from monitor.city import CityFiles, made_up_parameters, make_city
from monitor.policy import pack_names
from monitor.screen.worklists import WorkMade
from tests.conftest import Bureau
from tests.screen.planted import add_parameters, run_lists
from tests.warehouse.workplace import new_bureau

Workspace = Callable[[str], Path]
Finding = tuple[str, str | None, str | None]  # list, whom or which record, amount
MONTHS = 3
COMPARED = ("unreceived", "overpaid", "re_assistance", "over_cost")
PAYERS = {"assistance_major": "assistance", "assistance_tilted": "assistance"}
ERRORS = {
    "assistance_missing": 60,
    "deductible_not_lowered": 150,
    "rate_not_raised": 150,
    "overpaid": 60,
    "paid_twice": 40,
    "above_cost": 20,
}
REASONS = {
    "assistance_missing": {"not_triggered"},
    "deductible_not_lowered": {"deductible_not_tilted", "rate_not_tilted"},
    "rate_not_raised": {"rate_not_tilted"},
    "overpaid": {"paid_more"},
    "paid_twice": {"paid_twice"},
    "above_cost": {"refused_record"},
}


@dataclass(frozen=True)
class Town:
    """A bureau with a city's files loaded, and its lists of March."""

    files: CityFiles
    bureau: Bureau
    made: WorkMade

    def rows(self, *lists: str) -> list[dict[str, object]]:
        wanted = ", ".join(f"'{one}'" for one in lists)
        return self.bureau.sql(f"select * from screen.worklist where list in ({wanted}) order by all")


def open_town(workspace: Path, folder: Path, place: str, files: CityFiles, settings: Mapping[str, Decimal]) -> Town:
    bureau = new_bureau(workspace, folder)
    add_parameters(bureau, "\n".join(f'"{key}" = {figure}' for key, figure in settings.items()))
    for kind in ("persons", "identities", "households", "referrals"):
        bureau.intake(kind, getattr(files, kind), on=date(2023, 1, 5))
    for path in files.settlements:
        bureau.intake("settlements", path)
    return Town(files, bureau, run_lists(bureau, 2023, MONTHS))


def is_quiet(files: CityFiles) -> pl.DataFrame:
    """The persons to whom nothing happens in the year: no beginning or end of insurance or of an identity."""
    persons, identities = pl.read_parquet(files.persons), pl.read_parquet(files.identities)
    begun = pl.col("begndate") >= pl.date(2022, 12, 1)
    moved = identities.filter(begun | pl.col("enddate").is_not_null())
    stays = (pl.col("psn_insu_stas") == "1") & (pl.col("psn_insu_date") < pl.date(2022, 12, 1))
    return persons.filter(stays).join(moved, on="certno", how="anti").select("psn_no", "certno")


def only(files: CityFiles, people: pl.DataFrame) -> None:
    """Takes everybody else out of the files."""
    for path in (files.persons, files.identities, files.households, *files.settlements):
        frame, key = pl.read_parquet(path), "psn_no" if path in files.settlements else "certno"
        frame.join(people, on=key, how="semi", maintain_order="left").write_parquet(path)


@pytest.mark.parametrize("place", pack_names())
def test_what_the_platform_pays_is_what_the_layers_owe(place: str, empty_workspace: Workspace, tmp_path: Path) -> None:
    files = make_city(place, tmp_path / "files", people=1000, seed=5, months=MONTHS, settlements_per_person=12)
    town = open_town(empty_workspace(place), tmp_path, place, files, made_up_parameters(place))
    query = "select count(distinct layer) as layers from settle.entitlement where entitled > 0 and scheme >= 0"
    assert town.rows(*COMPARED) == []
    assert town.bureau.sql("select * from settle.entitlement where entitled <> reported") == []
    assert town.bureau.sql(query)[0]["layers"] >= 2


@pytest.mark.parametrize("place", ["hefei", "yingkou"])
def test_a_quiet_clean_city_is_on_no_list(place: str, empty_workspace: Workspace, tmp_path: Path) -> None:
    files = make_city(place, tmp_path / "files", people=1200, seed=5, months=MONTHS, settlements_per_person=8)
    only(files, is_quiet(files))
    settings = made_up_parameters(place) | ({"application.income_standard": Decimal(1)} if place == "hefei" else {})
    town = open_town(empty_workspace(place), tmp_path, place, files, settings)
    assert [one.worklist.id for one in town.made.lists if one.hindrance] == []
    assert town.bureau.sql("select list, reason, count(*) from screen.worklist group by all") == []


@pytest.fixture(scope="module")
def wrong(request: pytest.FixtureRequest, empty_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A city of 5,000 in which the platform errs."""
    folder, place = tmp_path_factory.mktemp("wrong"), request.param
    errors = ERRORS | ({"re_assistance_missing": 60} if place == "yiyuan" else {})
    files = make_city(
        place, folder / "files", people=5000, seed=5, months=MONTHS, settlements_per_person=16, errors=errors
    )
    return open_town(empty_workspace(place), folder, place, files, made_up_parameters(place))


def planted(town: Town) -> pl.DataFrame:
    """error, certno, list, layer, setl_id, amount of everything that the lists of March must say."""
    assert town.files.planted is not None
    wrong_rows = pl.read_parquet(town.files.planted)
    numbers = pl.read_parquet(town.files.persons).select("certno").with_row_index("person")
    rows = wrong_rows.with_columns(pl.col("person").cast(pl.UInt32)).join(numbers, on="person")
    return pl.concat([owed(rows), recorded(rows, town.files)])


def owed(rows: pl.DataFrame) -> pl.DataFrame:
    less = pl.when(pl.col("layer") == "re_assistance").then(pl.lit("re_assistance")).otherwise(pl.lit("unreceived"))
    return (
        rows.filter(pl.col("layer").is_not_null())
        .with_columns(pl.col("layer").replace(PAYERS), amount=pl.col("due") - pl.col("given"))
        .group_by("error", "certno", "layer")
        .agg(pl.col("amount").sum())
        .with_columns(pl.when(pl.col("amount") > 0).then(less).otherwise(pl.lit("overpaid")).alias("list"))
        .select("error", "certno", "list", pl.lit(None, pl.String).alias("setl_id"), pl.col("amount").abs())
    )


def recorded(rows: pl.DataFrame, files: CityFiles) -> pl.DataFrame:
    """Stays settled again in the month, with what the funds paid the second time; refused records of all months."""
    money = pl.concat([pl.read_parquet(path, columns=["setl_id", "fund_pay_sumamt"]) for path in files.settlements])
    wrong_rows = rows.filter(pl.col("layer").is_null()).join(money, on="setl_id")
    refused = pl.col("error") == "above_cost"
    return wrong_rows.filter(refused | (pl.col("month") == MONTHS) & (pl.col("fund_pay_sumamt") > 0)).select(
        "error",
        pl.when(~refused).then("certno").alias("certno"),
        pl.lit("over_cost").alias("list"),
        "setl_id",
        pl.when(~refused).then("fund_pay_sumamt").alias("amount"),
    )


@pytest.mark.parametrize("wrong", ["hefei", "yiyuan"], indirect=True)
def test_every_planted_error_is_found_with_its_amount_and_nothing_else(wrong: Town) -> None:
    expected = [
        (row["list"], row["certno"] and int(row["certno"][:17]), row["setl_id"], row["amount"])
        for row in planted(wrong).iter_rows(named=True)
    ]
    found = [(row["list"], row["person_id"], row["setl_id"], row["amount"]) for row in wrong.rows(*COMPARED)]
    assert sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.parametrize("wrong", ["hefei"], indirect=True)
def test_every_kind_of_error_is_called_by_its_name(wrong: Town) -> None:
    kind = {(row["list"], row["certno"] and int(row["certno"][:17]), row["setl_id"]): row["error"]
            for row in planted(wrong).iter_rows(named=True)}  # fmt: skip
    said: dict[str, set[object]] = {}
    for row in wrong.rows(*COMPARED):
        said.setdefault(kind[row["list"], row["person_id"], row["setl_id"]], set()).add(row["reason"])
    assert said.keys() == set(kind.values()) >= set(ERRORS)
    assert [name for name, reasons in said.items() if not reasons <= REASONS[name]] == []
