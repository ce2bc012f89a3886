"""Invented hospitals and pharmacies.

Comes in: the counties of a place. Goes out: one table of institutions and, for each kind of institution, where its rows
lie in it. The names say that they are make-believe.
"""

from dataclasses import dataclass

import polars as pl

from monitor.city.arrays import Flags
from monitor.city.places import Regions
from monitor.city.settings import Place, settings

PER_LEVEL = (6, 3, 1)
PHARMACIES = 5
AWAY_EACH = 3
_TITLES = ("模拟卫生院", "模拟人民医院", "模拟中心医院")


@dataclass(frozen=True)
class Hospitals:
    """Institutions, and the offsets of their blocks in `table`, whose columns are those of a settlement record.

    Level L (0 to 2) of county C starts at `level_start[L] + C * PER_LEVEL[L]`; pharmacies and away hospitals likewise.
    `in_province` says of each institution whether it lies in the province.
    """

    table: pl.DataFrame
    in_province: Flags
    level_start: tuple[int, int, int]
    pharmacy_start: int
    away_start: int
    away_count: int


def _block(areas: list[tuple[str, str]], count: int, title: str, level: str, first: int) -> list[tuple[str, ...]]:
    """`count` institutions in each area; those without a level are pharmacies."""
    letter = "H" if level else "P"
    each = [(code, name, number) for code, name in areas for number in range(1, count + 1)]
    return [
        (f"{letter}{code}{first + number:05d}", f"{name}{title}{number}部", level, code) for code, name, number in each
    ]


def make_hospitals(regions: Regions, place: Place) -> Hospitals:
    """The institutions of a place: in each county six, three and one of the levels, pharmacies, and some away."""
    levels = settings().hospital_levels.code
    counties = [(str(code), str(name)) for code, name in regions.counties.rows()]
    blocks = [_block(counties, PER_LEVEL[at], _TITLES[at], levels[at], 100 * at) for at in range(3)]
    pharmacies = _block(counties, PHARMACIES, "模拟药房", "", 500)
    away = _block([(code, "外地") for code in place.away], AWAY_EACH, "模拟医院", levels[2], 900)
    starts = (0, len(blocks[0]), len(blocks[0]) + len(blocks[1]))
    at_home = starts[2] + len(blocks[2])
    rows = [row for block in (*blocks, pharmacies, away) for row in block]
    names = ["fixmedins_code", "fixmedins_name", "hosp_lv", "fix_blng_admdvs"]
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    table = table.with_columns(pl.col("hosp_lv").replace("", None))
    in_province = (table["fix_blng_admdvs"].str.head(2) == place.city_office[:2]).to_numpy()
    return Hospitals(table, in_province, starts, at_home, at_home + len(pharmacies), len(away))
