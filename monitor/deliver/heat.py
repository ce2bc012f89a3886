"""Where the warned persons live: every county a row, every township a cell with its number and a shade.

Comes in: the steps by place and the region table. Goes out: rows of cells with a shade from 0 to 4. The shade says
nothing that the number beside it does not say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.deliver.director_places import Place, Steps
from monitor.deliver.wording import UNPLACED
from monitor.lists.issue import Region
from monitor.lists.placing import NOWHERE

_SHADES: Final = 4


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A township: its name, the persons on the list, and the shade, 0 for nobody."""

    name: str
    persons: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A county: its name, its persons, its townships in the order of their codes, those without a township last."""

    name: str
    persons: int
    cells: tuple[HeatCell, ...]


def heat_rows(steps: Mapping[Place, Steps], regions: Sequence[Region]) -> tuple[HeatRow, ...]:
    """The rows in the order of the codes; the shades are quarters of the most in any township."""
    most = max((one.warned for (_, township), one in steps.items() if township), default=0)
    ordered = sorted(regions, key=lambda region: region.code)
    counties = [one for one in ordered if one.level == "county"]
    return tuple(_row(one, [town for town in ordered if town.parent == one.code], steps, most) for one in counties)


def _row(county: Region, townships: Sequence[Region], steps: Mapping[Place, Steps], most: int) -> HeatRow:
    cells = [_cell(one.name, steps.get((county.code, one.code), Steps()).warned, most) for one in townships]
    lost = steps.get((county.code, NOWHERE), Steps()).warned
    cells += [_cell(UNPLACED, lost, max(most, lost))] if lost else []
    return HeatRow(county.name, sum(one.persons for one in cells), tuple(cells))


def _cell(name: str, persons: int, most: int) -> HeatCell:
    return HeatCell(name, persons, 1 + (persons - 1) * _SHADES // most if persons else 0)
