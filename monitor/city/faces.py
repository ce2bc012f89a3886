"""What the records say of a person: number, name, home, telephone.

Comes in: the people in columns. Goes out: text columns, one entry per person. Every name is drawn from
characters, every number computed; none belongs to anybody.
"""

import numpy as np
import polars as pl

from monitor.city.arrays import BP, Dice, Ints, Wide, chance
from monitor.city.idnumbers import id_numbers
from monitor.city.people import People
from monitor.city.places import Regions
from monitor.city.settings import Names, Place, names, settings


def texts(words: list[str], index: Ints) -> pl.Series:
    """The word of each index."""
    return pl.Series(words, dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))


def numbers(first: str, index: Ints, digits: int) -> pl.Series:
    """Text numbers: `first` and the index with leading zeros."""
    return first + pl.Series(index).cast(pl.String).str.zfill(digits)


def _surnames(rng: np.random.Generator, people: People, drawn: Names) -> pl.Series:
    """A household's members mostly share one; earlier surnames of the list are commoner."""
    words = [*drawn.surnames, *drawn.double_surnames]
    size, households = len(people), int(people.household[-1]) + 1
    shared = _common_first(rng, households, len(words))[people.household]
    own = chance(rng, size, BP - settings().households.same_surname_bp)
    return texts(words, np.where(own, _common_first(rng, size, len(words)), shared))


def _common_first(rng: np.random.Generator, size: int, count: int) -> Wide:
    return np.minimum(rng.integers(0, count, size), rng.integers(0, count, size))


def _given(rng: np.random.Generator, size: int, drawn: Names) -> pl.Series:
    words = [*drawn.given, *drawn.rare]
    common = len(drawn.given)
    first = rng.integers(0, common, size)
    first = np.where(chance(rng, size, 20), common + rng.integers(0, len(drawn.rare), size), first)
    second = np.where(chance(rng, size, 1800), len(words), rng.integers(0, common, size))
    return texts(words, first) + texts([*words, ""], second)


def _dotted(rng: np.random.Generator, drawn: Names, plain: pl.Series) -> pl.Series:
    """One name in a thousand has a middle dot."""
    size = len(plain)
    first, last = drawn.dotted_first, drawn.dotted_last
    dotted = texts(first, rng.integers(0, len(first), size)) + "·" + texts(last, rng.integers(0, len(last), size))
    return plain.zip_with(pl.Series(~chance(rng, size, 10)), dotted)


def person_names(people: People, chances: Dice) -> pl.Series:
    """A name for everybody."""
    rng, drawn = chances.stream("names"), names()
    plain = _surnames(rng, people, drawn) + _given(rng, len(people), drawn)
    return _dotted(rng, drawn, plain).alias("psn_name")


def _prefixes(rng: np.random.Generator, county: Ints, regions: Regions, place: Place) -> tuple[list[str], Wide]:
    """ID area codes and the index of each person's: the home county's, or elsewhere for those who moved in."""
    own, far = place.id_prefixes, place.elsewhere_prefixes
    codes = enumerate(regions.counties["code"].to_list())
    home = [own.index(code) if code in own else at % len(own) for at, code in codes]
    size = len(county)
    elsewhere = chance(rng, size, settings().households.born_elsewhere_bp)
    return [*own, *far], np.where(elsewhere, len(own) + rng.integers(0, len(far), size), np.array(home)[county])


def county_index(people: People, regions: Regions) -> Ints:
    """Index of each person's county in `regions.counties`."""
    order = {code: at for at, code in enumerate(regions.counties["code"].to_list())}
    of_village = np.array([order[code] for code in regions.villages["county_code"].to_list()], dtype=np.int32)
    return of_village[people.village]


def identify(people: People, county: Ints, regions: Regions, place: Place, chances: Dice) -> pl.DataFrame:
    """One row per person: psn_no, certno, psn_name."""
    words, prefix = _prefixes(chances.stream("birthplaces"), county, regions, place)
    certno = id_numbers(words, prefix, people.birth, people.female)
    psn_no = numbers(regions.table["code"][1][:4], np.arange(1, len(people) + 1), 8)
    return pl.DataFrame([psn_no.alias("psn_no"), certno, person_names(people, chances)])
