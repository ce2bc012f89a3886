"""The registers beside the settlements: persons, identities, households.

Comes in: the people and their spans. Goes out: polars frames with the column names of intake. A
roster shows the state at the end of the year.
"""

import numpy as np
import polars as pl

from monitor.city.arrays import BP, Dice, Flags, Ints, chance
from monitor.city.faces import numbers, texts
from monitor.city.identities import NOBODY, Identities, Span
from monitor.city.people import NEVER, People
from monitor.city.places import Regions
from monitor.city.records import dates, day_or_null, yuan
from monitor.city.settings import Identity, Place, settings


def insured_at(people: People, county: Ints, regions: Regions, place: Place) -> pl.Series:
    """INSU_ADMDVS of everybody: the county, or the city's own office for some employees."""
    codes = [*regions.counties["code"].to_list(), place.city_office]
    person = np.arange(len(people), dtype=np.int64)
    at_city = people.employee & (person * 104_729 % 5 == 0)
    return texts(codes, np.where(at_city, len(codes) - 1, county)).alias("insu_admdvs")


def household_numbers(people: People, regions: Regions) -> pl.Series:
    """户号: the township's nine digits would not fit every household, so the county's six and a number."""
    county = regions.villages["county_code"].gather(pl.Series(people.village))
    return (county + numbers("", people.household.astype(np.int64) + 1, 8)).alias("resdbook_no")


def _homes(people: People, regions: Regions, chances: Dice) -> dict[str, pl.Series]:
    """County, township, village and code; two in a thousand have no known township."""
    rng, home = chances.stream("homes"), regions.villages[people.village]
    known = pl.Series(~chance(rng, len(people), settings().extras.no_township_bp))
    blank = pl.repeat(None, len(people), dtype=pl.String, eager=True)
    kept = {name: home[name].zip_with(known, blank) for name in ("township", "village")}
    door = numbers("", people.household % 400 + 1, 1) + "号"
    addr = home["county"] + kept["township"].fill_null("") + kept["village"].fill_null("") + door
    code = home["code"].zip_with(known, home["county_code"] + "000000")
    return {"county": home["county"], **kept, "region_code": code, "addr": addr}


def _insured(people: People) -> dict[str, pl.Series]:
    start, size = people.year_start, len(people)
    switched, stopped = people.switch < NEVER, people.stop < NEVER
    since = np.where(switched, people.switch, -(np.arange(size) * 48_271 % 3000) - 1)
    since = np.where(stopped, np.minimum(since, people.stop - 30), since)
    since = np.maximum(since, people.birth - start)
    employee = people.employee | switched
    return {
        "insutype": texts(["390", "310"], employee.astype(np.int8)),
        "psn_insu_stas": texts(["1", "2"], stopped.astype(np.int8)),
        "psn_insu_date": dates(since.astype(np.int64), start),
        "paus_insu_date": day_or_null(people.stop, stopped, start),
    }


def persons_frame(
    people: People, faces: pl.DataFrame, insured: pl.Series, regions: Regions, chances: Dice
) -> pl.DataFrame:
    """The register of persons: one row per person."""
    person = np.arange(len(people), dtype=np.int64)
    own = {
        "gend": texts(["1", "2"], people.female.astype(np.int8)),
        "brdy": pl.Series(people.birth).cast(pl.Date),
    }
    rest = {
        "resdbook_no": household_numbers(people, regions),
        "mob": numbers("154", person * 48_271 % 100_000_000, 8),
    }
    columns = own | _insured(people) | {"insu_admdvs": insured} | _homes(people, regions, chances) | rest
    return pl.concat([faces, pl.DataFrame(columns)], how="horizontal")


def _words_used(rng: np.random.Generator, kind: Ints) -> pl.Series:
    """The word as the roster has it: mostly the name, sometimes an alias."""
    identities = settings().identity
    width = max(len(word.aliases) for word in identities)
    words = [alias for word in identities for alias in _padded(word, width)]
    alias = chance(rng, len(kind), settings().identity_changes.alias_bp)
    place = np.where(alias, 1 + rng.integers(0, width, len(kind)), 0)
    return texts(words, kind.astype(np.int64) * (width + 1) + place)


def _padded(word: Identity, width: int) -> list[str]:
    aliases = word.aliases or [word.name]
    return [word.name, *(aliases[at % len(aliases)] for at in range(width))]


def _span_frame(rng: np.random.Generator, span: Span, faces: pl.DataFrame, year_start: int) -> pl.DataFrame:
    holder = np.flatnonzero(span.kind != NOBODY)
    kind, begin, end = span.kind[holder], span.begin[holder], span.end[holder]
    words = settings().identity
    return pl.DataFrame(
        {
            "certno": faces["certno"].gather(pl.Series(holder)),
            "psn_name": faces["psn_name"].gather(pl.Series(holder)),
            "identity": _words_used(rng, kind),
            "begndate": dates(begin.astype(np.int64), year_start),
            "enddate": day_or_null(end, end < NEVER, year_start),
            "source": texts([word.source for word in words], kind),
            "tag": texts([word.tag for word in words], kind),
        }
    )


def identities_frame(identities: Identities, faces: pl.DataFrame, year_start: int, chances: Dice) -> pl.DataFrame:
    """The roster of identities: one row per span."""
    rng = chances.stream("roster")
    frames = [_span_frame(rng, span, faces, year_start) for span in identities.spans]
    return pl.concat(frames).sort("certno", "begndate", "identity", maintain_order=True)


def households_frame(
    people: People, held: Flags, faces: pl.DataFrame, books: pl.Series, year: int, chances: Dice
) -> pl.DataFrame:
    """Income and asset check of households that were looked at: one row per member."""
    rng, households = chances.stream("incomes"), int(people.household[-1]) + 1
    looked_at = chance(rng, households, 200)
    looked_at[people.household[held]] = True
    income = rng.integers(4_000, 60_000, households) * 100 + rng.integers(0, 100, households)
    passed = chance(rng, households, BP - 600)
    member = np.flatnonzero(looked_at[people.household])
    home = people.household[member]
    return pl.DataFrame(
        {
            "resdbook_no": books.gather(pl.Series(member)),
            "certno": faces["certno"].gather(pl.Series(member)),
            "year": pl.repeat(str(year), len(member), eager=True),
            "income": yuan(income[home]),
            "asset_check": texts(["未通过", "通过"], passed[home].astype(np.int8)),
        }
    )
