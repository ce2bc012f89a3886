"""The people of the city: households, ages, villages, insurance.

Comes in: a place's regions and the chance. Goes out: one column per attribute, one entry per person. Days of the year
are counted from 0 = 1 January; `NEVER` is later than any of them. Writes nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from monitor.city.arrays import BP, Dice, Flags, Ints, Runs, Wide, along, band, chance, spread
from monitor.city.places import Regions
from monitor.city.settings import Households, settings

NEVER = 32_000
LONG_AGO = -32_000
_HEAD, _SPOUSE, _CHILD, _PARENT = 0, 1, 2, 4


@dataclass(frozen=True)
class People:
    """Everybody, in columns.

    `birth` counts days from 1970-01-01; `born`, `switch` and `stop` are days of the year: birth, change from resident
    to employee insurance, end of insurance.
    """

    household: Ints
    village: Ints
    birth: Ints
    female: Flags
    employee: Flags
    away: Flags
    born: Ints
    switch: Ints
    stop: Ints
    year_start: int = field(default=0)

    def __len__(self) -> int:
        return len(self.household)

    @cached_property
    def age(self) -> Wide:
        """Whole years on 1 January; newborns of the year count 0."""
        return np.maximum(self.year_start - self.birth.astype(np.int64), 0) * 100 // 36_525


def year_start(year: int) -> int:
    """1 January of `year` in days from 1970-01-01."""
    return (date(year, 1, 1) - date(1970, 1, 1)).days


def _households(rng: np.random.Generator, people: int, size_bp: list[int]) -> tuple[Wide, Wide, Wide]:
    """Of each person: household, position in it, and the size of it."""
    sizes = 1 + np.searchsorted(np.cumsum(size_bp), rng.integers(0, BP, people), side="right")
    ends = np.cumsum(sizes)
    count = int(np.searchsorted(ends, people)) + 1
    household = np.repeat(np.arange(count), sizes[:count])[:people]
    return household, Runs(household).before(np.ones(people, dtype=np.int64)), sizes[household]


def _ages_in_days(rng: np.random.Generator, household: Wide, position: Wide, size: Wide) -> Wide:
    """Days lived on 1 January: heads by household size, others by distance from the head; below 0 = born later."""
    households = int(household[-1]) + 1
    first = np.flatnonzero(position == 0)
    low = np.where(size[first] == 1, 19, np.where(size[first] == 2, 23, 26))
    high = np.where(size[first] <= 2, 88, 58)
    head = rng.integers(low, high + 1, households)[household] * 365 + rng.integers(0, 365, len(household))
    years = 365
    gap = rng.integers(20 * years, 33 * years, len(household))
    close = rng.integers(-6 * years, 5 * years, len(household))
    days = np.where(position == _HEAD, head, np.where(position == _SPOUSE, head + close, 0))
    days = np.where((position >= _CHILD) & (position < _PARENT), head - gap, days)
    days = np.where(position >= _PARENT, head + gap, days)
    infant = rng.integers(-180, 2000, len(household))
    return np.where(days < -180, infant, np.clip(days, -180, 99 * years))


def _sexes(rng: np.random.Generator, household: Wide, position: Wide) -> Flags:
    own = rng.integers(0, 2, len(household)).astype(bool)
    of_head = own[np.flatnonzero(position == 0)][household]
    return np.where(position == _SPOUSE, ~of_head, own)


def _employees(rng: np.random.Generator, age: Wide, rural: Flags, rules: Households) -> Flags:
    share = np.where(rural, rules.employee_rural_bp, rules.employee_urban_bp)
    return chance(rng, len(age), share) & (age >= 22)


def _insurance_days(rng: np.random.Generator, employee: Flags, age: Wide) -> tuple[Ints, Ints]:
    """Day of the change to employee insurance, and day on which insurance stopped."""
    rare = settings().extras
    size = len(age)
    changes = chance(rng, size, rare.switch_bp) & ~employee & (age >= 18) & (age < 60)
    stops = chance(rng, size, rare.stopped_bp) & ~changes & (age >= 18)
    switch = np.where(changes, rng.integers(20, 340, size), NEVER)
    stop = np.where(stops, rng.integers(-200, 360, size), NEVER)
    return switch.astype(np.int16), stop.astype(np.int16)


def _homes(rng: np.random.Generator, regions: Regions, households: int) -> Wide:
    weight = rng.integers(50, 151, len(regions.rural))
    ends = np.cumsum(weight)
    return np.searchsorted(ends, rng.integers(0, ends[-1], households), side="right")


def make_people(regions: Regions, chances: Dice, people: int, year: int) -> People:
    """`people` persons in households of one to six."""
    rules = settings().households
    rng = chances.stream("people")
    household, position, size = _households(rng, people, rules.size_bp)
    village = _homes(rng, regions, int(household[-1]) + 1)[household]
    lived = _ages_in_days(rng, household, position, size)
    age = np.maximum(lived, 0) * 100 // 36_525
    employee = _employees(rng, age, regions.rural[village], rules)
    switch, stop = _insurance_days(rng, employee, age)
    return People(
        household=household.astype(np.int32),
        village=village.astype(np.int32),
        birth=(year_start(year) - lived).astype(np.int32),
        female=_sexes(rng, household, position),
        employee=employee,
        away=chance(rng, people, settings().extras.away_person_bp),
        born=np.where(lived < 0, -lived, LONG_AGO).astype(np.int16),
        switch=switch,
        stop=stop,
        year_start=year_start(year),
    )


def frailty(people: People, chances: Dice) -> Wide:
    """Each person's inclination to be ill: a whole-number weight, very unequal."""
    return along(settings().need.frailty, spread(chances.stream("frailty"), len(people)))


def by_age(people: People, values: list[int]) -> Wide:
    """The entry of `values` for each person's age."""
    return band(settings().need.ages, values, people.age)
