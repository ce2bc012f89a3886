"""Make a whole synthetic city and write it as a bureau would deliver it.

Comes in: a place, a number of people, a seed, a year. Goes out: a folder of Parquet files in the national format, the
same to the byte for the same arguments. Months are made one by one: memory grows with the people, not with the year.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from monitor.city.aftermath import Waiting, fresh, hold_late, numbered, plan_refunds, undo
from monitor.city.arrays import BP, Dice, Table, dice, stack
from monitor.city.claims import Bureau, make_bureau, settle_visits
from monitor.city.faces import county_index, identify
from monitor.city.facts import file_stays, referrals_frame, with_type
from monitor.city.funds import Accounts, open_accounts
from monitor.city.hospitals import make_hospitals
from monitor.city.identities import Identities, make_identities
from monitor.city.mistakes import above_cost, make_mistakes, settled_again
from monitor.city.people import make_people
from monitor.city.places import Regions, load_regions
from monitor.city.planted import planted
from monitor.city.records import Archive, settlement_frame
from monitor.city.rosters import (
    household_numbers,
    households_frame,
    identities_frame,
    insured_at,
    persons_frame,
)
from monitor.city.settings import place_settings
from monitor.city.visits import Month, Scene, in_order, make_needs, make_visits
from monitor.errors import StorageError, UsageError

Progress = Callable[[str, int, int], None]
ROW_GROUP = 131_072
# Columns that nobody needs after the payment.
SPENT = (
    "high", "floor", "word_0", "word_1", "word_2", "here", "in_province", "referred", "elsewhere", "emergency",
    "family", "acct_bp", "cvlserv_bp", "hifes_bp", "othfund_bp", "stays", "basic", "cost_0", "cost_1", "cost_2",
)  # fmt: skip


@dataclass(frozen=True)
class CityFiles:
    """Where the city lies, and how many rows each kind has.

    `counts` has persons, identities, households, referrals, regions, settlements (rows in all files), refunds and late.
    `planted` lists the errors that were asked for, one row per settlement and layer (`planted.parquet`).
    """

    folder: Path
    regions: Path
    persons: Path
    identities: Path
    households: Path
    referrals: Path
    settlements: tuple[Path, ...]
    counts: dict[str, int]
    planted: Path | None = None


@dataclass(frozen=True)
class Extent:
    """How large a city is: `months` that are made, `settlements` of twelve months."""

    people: int
    year: int
    months: int
    settlements: int


@dataclass
class _City:
    """The city while it is made, up to the month that was last delivered."""

    bureau: Bureau
    archive: Archive
    scene: Scene
    accounts: Accounts
    months: int
    waiting: Waiting = field(default_factory=Waiting)
    planted: list[pl.DataFrame] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _write(frame: pl.DataFrame, path: Path) -> Path:
    try:
        frame.write_parquet(path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
    except OSError:
        raise StorageError("E-CITY-OUT", "写文件失败", where=str(path), todo="检查磁盘空间和权限") from None
    return path


def _check(people: int, seed: int, year: int, months: int, settlements_per_person: float) -> None:
    wrong = {
        "people 须在 100 至 20000000 之间": not 100 <= people <= 20_000_000,
        "seed 须为非负整数": seed < 0,
        "year 须在 2010 至 2099 之间": not 2010 <= year <= 2099,
        "months 须在 1 至 12 之间": not 1 <= months <= 12,
        "settlements_per_person 须在 0.1 至 30 之间": not 0.1 <= settlements_per_person <= 30,
    }
    for rule, broken in wrong.items():
        if broken:
            raise UsageError("E-CITY-ARG", f"合成城市的参数不对：{rule}", todo="改正参数后重试")


def _settle_month(city: _City, month: Month) -> Table:
    """The rows of one month: its own settlements and the refunds that fall in it, numbered in order of time."""
    chances, people = city.scene.chances, len(city.archive.people)
    visits = with_type(make_visits(month, city.scene), chances, month.number)
    visits = settled_again(visits | {"mistake": city.bureau.mistake[visits["person"]]})
    city.waiting.overtaken(visits, people, month.number)
    refunds = [undo(rows, city.bureau, city.accounts) for rows in city.waiting.take_refunds(month.number)]
    settled = fresh(settle_visits(in_order([visits]), city.bureau, city.accounts, chances, month.number))
    rows = numbered(in_order([settled, *refunds]), month)
    plan_refunds(rows, month, city.months, chances, city.waiting)
    return _with_own_refunds(city, month, rows)


def _with_own_refunds(city: _City, month: Month, rows: Table) -> Table:
    """Add the refunds of this month's own rows; they come last and so have the highest numbers."""
    own = [undo(refunds, city.bureau, city.accounts) for refunds in city.waiting.take_refunds(month.number)]
    for refunds in own:
        refunds["setl"] = rows["setl"][-1] + 1 + np.arange(len(refunds["person"]))
    return stack([rows, *own])


def _deliver(city: _City, month: Month, out: Path) -> Path:
    """Make one month and write its delivery: what is on time, and what comes late from earlier months."""
    rows, chances = _settle_month(city, month), city.scene.chances
    for spent in SPENT:
        del rows[spent]
    late, impossible = city.waiting.take_late(month.number), above_cost(rows)
    delivery = stack([*late, hold_late(rows, month, city.months, chances, city.waiting), impossible])
    city.planted.append(planted(delivery, city.bureau.terms, len(impossible["person"]), month.number))
    city.counts["settlements"] += len(delivery["person"])
    city.counts["refunds"] += int(np.count_nonzero(delivery["init"]))
    city.counts["late"] += sum(len(table["person"]) for table in late)
    frame = settlement_frame(delivery, city.archive, month, chances)
    return _write(frame, out / f"settlements-{month.year}-{month.number:02d}.parquet")


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError("E-CITY-OUT", "不能建立输出文件夹", where=str(out), todo="换一个可写的文件夹") from None
    return out


def make_city(
    place: str,
    out: Path,
    *,
    people: int = 20_000,
    seed: int = 1,
    year: int = 2023,
    months: int = 12,
    settlements_per_person: float = 4.0,
    errors: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> CityFiles:
    """Write the synthetic city of `place` into the folder `out`.

    `settlements_per_person` is for twelve months, refunds not counted. Everything is paid as the place's policy has it,
    except to as many persons of the rosters as `errors` says for a kind of error (`mistakes.ERRORS`). `progress` is
    told (step, done, total). Raises UsageError for a wrong argument, StorageError if the folder cannot be made.
    """
    _check(people, seed, year, months, settlements_per_person)
    tell, steps = progress or _silent, months + 2
    tell("人员和名册", 0, steps)
    chances = dice(place, people, seed, year)
    total = people * round(settlements_per_person * BP) // BP
    city, paths = _found(place, _folder(out), Extent(people, year, months, total), errors or {}, chances)
    settlements = []
    for number in range(1, months + 1):
        tell(f"{year}年{number}月结算", number, steps)
        settlements.append(_deliver(city, Month(year, number), out))
    tell("转诊备案", months + 1, steps)
    paths["referrals"] = _write_referrals(city, out)
    if errors:
        paths["planted"] = _write(pl.concat(city.planted), out / "planted.parquet")
    tell("完成", steps, steps)
    return CityFiles(folder=out, settlements=tuple(settlements), counts=dict(city.counts), **paths)


def made_up_parameters(place: str) -> dict[str, Decimal]:
    """Invented figures for what the place's policy pack leaves open, by value id; UsageError for an unknown place."""
    return dict(place_settings(place).parameters)


def _silent(step: str, done: int, total: int) -> None:
    """Progress for those who do not want any."""


def _found(
    place: str, out: Path, extent: Extent, errors: Mapping[str, int], chances: Dice
) -> tuple[_City, dict[str, Path]]:
    """The people of the city; their registers are written on the way."""
    rules, regions = place_settings(place), load_regions(place)
    crowd = make_people(regions, chances, extent.people, extent.year)
    county = county_index(crowd, regions)
    roster = make_identities(crowd, regions.rural[crowd.village], place, chances)
    faces, insured = identify(crowd, county, regions, rules, chances), insured_at(crowd, county, regions, rules)
    archive = Archive(crowd, faces, make_hospitals(regions, rules), insured)
    scene = Scene(crowd, make_needs(crowd, roster, county, chances), archive.hospitals, chances, extent.settlements)
    filings = file_stays(scene, extent.year, extent.months)
    mistake = make_mistakes(roster.anybody, errors, chances)
    bureau = make_bureau(crowd, roster, archive.hospitals, filings, mistake, rules)
    city = _City(bureau, archive, scene, open_accounts(extent.people), extent.months)
    return city, _write_registers(city, roster, regions, extent.year, out)


def _write_registers(city: _City, roster: Identities, regions: Regions, year: int, out: Path) -> dict[str, Path]:
    """Regions, persons, identities and households."""
    crowd, faces, chances = city.archive.people, city.archive.faces, city.scene.chances
    books = household_numbers(crowd, regions)
    city.counts["regions"] = regions.table.height
    regions.table.write_csv(out / "regions.csv")
    paths = {"regions": out / "regions.csv"}
    makers: dict[str, Callable[[], pl.DataFrame]] = {
        "persons": lambda: persons_frame(crowd, faces, city.archive.insured_at, regions, chances),
        "identities": lambda: identities_frame(roster, faces, crowd.year_start, chances),
        "households": lambda: households_frame(crowd, roster.anybody, faces, books, year, chances),
    }
    for name, make in makers.items():
        frame = make()
        city.counts[name] = frame.height
        paths[name] = _write(frame, out / f"{name}.parquet")
    return paths


def _write_referrals(city: _City, out: Path) -> Path:
    areas = city.archive.hospitals.table["fix_blng_admdvs"]
    year_start = city.archive.people.year_start
    frame = referrals_frame(city.bureau.filings, city.archive.faces, areas, year_start)
    city.counts["referrals"] = frame.height
    return _write(frame, out / "referrals.parquet")
