"""The way from screening to help, place by place: how many persons were screened, warned, visited, helped.

Comes in: the frozen figures of an issue and its region table. Goes out: lines of counts, each county's townships adding
up to the county, the counties and 待核 to the whole. Holds no name of a person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from monitor.deliver.proportion import share
from monitor.deliver.wording import NO_COUNTY, UNPLACED
from monitor.lists.issue import Region
from monitor.lists.picture import Picture
from monitor.lists.placing import NOWHERE, placer

Place = tuple[str, str]
_CITY: Final[Place] = (NOWHERE, NOWHERE)


@dataclass(frozen=True, slots=True)
class Steps:
    """Persons: screened, on a list, new on it, visited since, helped since, helped without a visit that is known."""

    screened: int = 0
    warned: int = 0
    new: int = 0
    visited: int = 0
    helped: int = 0
    helped_unvisited: int = 0

    def __add__(self, other: "Steps") -> "Steps":
        return Steps(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Steps)))

    @property
    def visited_share(self) -> str:
        """Of the warned."""
        return share(self.visited, self.warned)

    @property
    def helped_share(self) -> str:
        """Of the warned."""
        return share(self.helped, self.warned)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place with its steps; level `county`, `township`, `unplaced`, `nowhere` or `total`."""

    level: str
    code: str
    name: str
    steps: Steps


def steps_by_place(picture: Picture, regions: Sequence[Region], month: str) -> Mapping[Place, Steps]:
    """The steps of one month's list, or of the year's lists where `month` is empty, by county and township code.

    Codes that are not in the region table count under 待核, as on the lists.
    """
    where = placer(regions)
    found: dict[Place, Steps] = {}
    for place, steps in _parts(picture, month, where):
        found[place] = found.get(place, Steps()) + steps
    return found


def _parts(picture: Picture, month: str, where: Callable[[str, str], Place]) -> Iterator[tuple[Place, Steps]]:
    for screened in picture.screened:
        if not month or screened.month <= month:
            yield where(screened.county_code, screened.township_code), Steps(screened=screened.persons)
    for row in picture.listed:
        if row.month == month:
            steps = Steps(0, row.warned, row.new, row.visited, row.helped, row.helped_unvisited)
            yield where(row.county_code, row.township_code), steps


def whole(picture: Picture, regions: Sequence[Region], month: str = "") -> Steps:
    """The steps of all places together."""
    return _sum(steps_by_place(picture, regions, month).values())


def place_lines(picture: Picture, regions: Sequence[Region], month: str = "") -> tuple[PlaceLine, ...]:
    """Counties in code order, each followed by its townships with anybody on a list and by 待核; the sum last."""
    steps = steps_by_place(picture, regions, month)
    ordered = sorted(regions, key=lambda region: region.code)
    made: list[PlaceLine] = []
    for county in (one for one in ordered if one.level == "county"):
        made.append(county_line(county, steps))
        inside = [one for one in ordered if one.parent == county.code]
        made += _told(PlaceLine("township", one.code, one.name, _at(steps, county.code, one.code)) for one in inside)
        made += _told([PlaceLine("unplaced", "", UNPLACED, _at(steps, county.code, NOWHERE))])
    nowhere = PlaceLine("nowhere", "", NO_COUNTY, steps.get(_CITY, Steps()))
    made += [nowhere] if nowhere.steps.screened or nowhere.steps.warned else []
    return (*made, PlaceLine("total", "", "合计", _sum(steps.values())))


def county_line(county: Region, steps: Mapping[Place, Steps]) -> PlaceLine:
    """A county with everybody in it, those without a township too."""
    return PlaceLine(
        "county", county.code, county.name, _sum(one for (code, _), one in steps.items() if code == county.code)
    )


def _told(lines: Iterable[PlaceLine]) -> list[PlaceLine]:
    return [line for line in lines if line.steps.warned]


def _at(steps: Mapping[Place, Steps], county: str, township: str) -> Steps:
    return steps.get((county, township), Steps())


def _sum(steps: Iterable[Steps]) -> Steps:
    return sum(steps, Steps())
