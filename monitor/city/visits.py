"""Who is treated in a month, where, when, and for how much.

Comes in: people, their needs, the month. Goes out: a table of columns, one row per settlement, in order of time:
person, care (index of the kind), day (of the year), second (of the day), begin and end (days of the year), fee in fen,
`high` (millionths: how dear among its kind), hospital, level (0 to 2, AWAY_REFERRED or AWAY_ALONE), right (how an away
stay is covered) and late.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.city.arrays import BP, Dice, Flags, Ints, Table, Wide, along, band, chance, spread, stack, take, weighted
from monitor.city.hospitals import PER_LEVEL, PHARMACIES, Hospitals
from monitor.city.identities import Identities
from monitor.city.people import People, by_age, frailty
from monitor.city.settings import Care, settings

AWAY_REFERRED, AWAY_ALONE = 3, 4
BY_REFERRAL, BY_SETTLEMENT, BY_EMERGENCY = 1, 2, 3


@dataclass(frozen=True)
class Month:
    """A month as days of its year: first and last, both inclusive."""

    year: int
    number: int

    @property
    def first(self) -> int:
        """Day of the year of the 1st."""
        return (date(self.year, self.number, 1) - date(self.year, 1, 1)).days

    @property
    def last(self) -> int:
        """Day of the year of the last day."""
        return self.first + monthrange(self.year, self.number)[1] - 1


@dataclass(frozen=True)
class Needs:
    """Weights of all people, by kind of need, and the county of each (index)."""

    weights: dict[str, Wide]
    county: Ints

    def of(self, need: str, present: Flags) -> Wide:
        """The weights of a need, zero for those who are not insured in the month."""
        return self.weights[need] * present


def make_needs(people: People, identities: Identities, county: Ints, chances: Dice) -> Needs:
    """How much each person needs of every kind of care; chronic care only for patients."""
    rules = settings().need
    frail = frailty(people, chances) * np.where(identities.anybody, rules.assisted_bp, BP) // BP
    patient = chance(chances.stream("patients"), len(people), by_age(people, rules.chronic_bp))
    mother = people.female & (people.age >= 20) & (people.age < 42)
    weights = {
        "illness": frail * by_age(people, rules.illness),
        "ordinary": (frail + 60) * by_age(people, rules.ordinary),
        "chronic": (frail + 100) * patient,
        "birth": mother.astype(np.int64),
    }
    return Needs(weights, county)


def how_many(total: int, care: Care, month: int, months: int = 12) -> int:
    """Settlements of a kind in one month, so that twelve months add up to the kind's share of `total`."""
    yearly = total * care.share_bp // BP
    return yearly * month // months - yearly * (month - 1) // months


def _when(rng: np.random.Generator, size: int, month: Month) -> Table:
    day = rng.integers(month.first, month.last + 1, size)
    return {"day": day, "second": rng.integers(7 * 3600, 19 * 3600, size)}


def _levels(rng: np.random.Generator, high: Wide) -> Wide:
    rules = settings().stay
    score = high // 100 * (BP - rules.level_noise_bp) // BP + rng.integers(0, rules.level_noise_bp, len(high))
    return np.searchsorted(rules.level_cut_bp, score, side="right")


def _away(rng: np.random.Generator, high: Wide, lives_away: Flags) -> tuple[Flags, Wide]:
    """Which stays are away, and by what right: 0 none, else one of the BY_ constants."""
    rules = settings().stay
    steps, shares = [step for step, _ in rules.away_bp], [share for _, share in rules.away_bp]
    size = len(high)
    away = lives_away | chance(rng, size, band(steps, shares, high // 100))
    draw = rng.integers(0, BP, size)
    emergency = np.where(draw < rules.away_referred_bp + rules.away_emergency_bp, BY_EMERGENCY, 0)
    right = np.where(draw < rules.away_referred_bp, BY_REFERRAL, emergency)
    right = np.where(lives_away, BY_SETTLEMENT, right)
    return away, np.where(away, right, 0)


def _where(rng: np.random.Generator, table: Table, needs: Needs, hospitals: Hospitals, care: Care) -> Wide:
    """Row of the hospital table for each visit."""
    size, county = len(table["person"]), needs.county[table["person"]].astype(np.int64)
    elsewhere = rng.integers(0, 100, size) < 15
    county = np.where(elsewhere, rng.integers(0, int(needs.county.max()) + 1, size), county)
    draw = rng.integers(0, 60, size)
    if care.name == "pharmacy":
        return hospitals.pharmacy_start + county * PHARMACIES + draw % PHARMACIES
    level = np.minimum(table["level"], 2)
    start, each = np.array(hospitals.level_start)[level], np.array(PER_LEVEL)[level]
    here = start + county * each + draw % each
    there = hospitals.away_start + rng.integers(0, hospitals.away_count, size)
    return np.where(table["level"] >= AWAY_REFERRED, there, here)


def _days_in(rng: np.random.Generator, care: Care, high: Wide) -> Wide:
    rules = settings().stay
    if care.name not in ("inpatient", "childbirth"):
        return np.zeros(len(high), dtype=np.int64)
    return rules.days_base + rng.integers(0, rules.days_spread, len(high)) + rules.days_dear * high // 1_000_000


def _stay(rng: np.random.Generator, table: Table, people: People, care: Care) -> Table:
    """Level, right and day of admission of each visit; only stays go away."""
    high, size = table["high"], len(table["person"])
    level, right = _levels(rng, high), np.zeros(size, dtype=np.int64)
    if care.name == "inpatient":
        away, right = _away(rng, high, people.away[table["person"]])
        level = np.where(away, np.where(right > 0, AWAY_REFERRED, AWAY_ALONE), level)
    late = chance(rng, size, settings().extras.late_bp)
    end = table["day"] - np.where(late, rng.integers(1, 25, size), 0)
    return {"level": level, "right": right, "late": late, "end": end, "begin": end - _days_in(rng, care, high)}


@dataclass(frozen=True)
class Scene:
    """Where visits happen: `total` is the number of settlements of twelve months."""

    people: People
    needs: Needs
    hospitals: Hospitals
    chances: Dice
    total: int


def _visits_of(at: int, care: Care, month: Month, scene: Scene) -> Table:
    """The visits of one kind of care; who is born or leaves around the month does not come."""
    rng, people = scene.chances.stream("visits", month.number, care.name), scene.people
    present = (people.born < month.first - 31) & (people.stop > month.last)
    person = weighted(rng, scene.needs.of(care.need, present), how_many(scene.total, care, month.number))
    size = len(person)
    high = spread(rng, size)
    fee = np.maximum(along(settings().fees[care.name], high, 100) + rng.integers(-50, 50, size), 100)
    table: Table = {"person": person, "care": np.full(size, at), "high": high, "fee": fee} | _when(rng, size, month)
    table |= _stay(rng, table, people, care)
    return table | {"hospital": _where(rng, table, scene.needs, scene.hospitals, care)}


def make_stays(month: Month, scene: Scene) -> Table:
    """The stays among the visits of a month, the same whenever they are asked for."""
    at = [care.name for care in settings().care].index("inpatient")
    return _visits_of(at, settings().care[at], month, scene)


def make_visits(month: Month, scene: Scene) -> Table:
    """All visits of a month, in order of time."""
    return in_order([_visits_of(at, care, month, scene) for at, care in enumerate(settings().care)])


def moment(rows: Table) -> Wide:
    """Seconds since the beginning of the year."""
    out: Wide = rows["day"] * 86_400 + rows["second"]
    return out


def in_order(tables: list[Table]) -> Table:
    """Tables stacked and put in order of settlement time."""
    rows = stack(tables)
    return take(rows, np.argsort(moment(rows), kind="stable"))
