"""Counties and townships of a place, with their real names and codes; villages are invented.

Comes in: `places/<place>.csv` (code, name, level, parent). Goes out: the regions table down to the village, and for
each village the words that a person's record carries. Never reads anything outside this package.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl

from monitor.city.arrays import Flags
from monitor.city.settings import HERE, names, place_settings

URBAN_ENDINGS = ("街道", "社区服务中心", "区", "园", "委员会", "管委会", "片区", "基地")


@dataclass(frozen=True)
class Regions:
    """All regions of a place; the other properties have one entry per village."""

    table: pl.DataFrame

    @cached_property
    def villages(self) -> pl.DataFrame:
        """One row per village: code, village, township_code, township, county_code (6 digits), county."""
        above = self.table.select("code", "name", "parent")
        return (
            self.table.filter(pl.col("level") == "village")
            .rename({"name": "village", "parent": "township_code"})
            .join(above, left_on="township_code", right_on="code", maintain_order="left")
            .rename({"name": "township", "parent": "county_12"})
            .join(above, left_on="county_12", right_on="code", maintain_order="left")
            .rename({"name": "county"})
            .with_columns(pl.col("county_12").str.head(6).alias("county_code"))
            .select("code", "village", "township_code", "township", "county_code", "county")
        )

    @cached_property
    def rural(self) -> Flags:
        """Whether a village lies in a township proper and not in a street."""
        return np.array([not town.endswith(URBAN_ENDINGS) for town in self.villages["township"].to_list()])

    @cached_property
    def counties(self) -> pl.DataFrame:
        """One row per county: code (6 digits), name."""
        county = self.table.filter(pl.col("level") == "county")
        return county.select(pl.col("code").str.head(6), "name")


def _village_names() -> list[str]:
    drawn = names()
    return ["".join(pair) for pair in product(drawn.village_first, drawn.village_second)]


def _villages_of(code: str, town: str, words: list[str]) -> list[tuple[str, str, str, str]]:
    start = int(code[:9])
    kind = "社区" if town.endswith(URBAN_ENDINGS) else "村"
    chosen = (words[(start * 31 + 17 * step) % len(words)] for step in range(5 + start * 7919 // 97 % 9))
    return [(f"{code[:9]}{201 + step}", word + kind, "village", code) for step, word in enumerate(chosen)]


def load_regions(place: str) -> Regions:
    """The regions of `place`: province, city, counties, townships as they are, and invented villages."""
    place_settings(place)
    real = pl.read_csv(HERE / "places" / f"{place}.csv", infer_schema=False)
    words = _village_names()
    towns = real.filter(pl.col("level") == "township").select("code", "name").rows()
    villages = [row for code, town in towns for row in _villages_of(code, town, words)]
    return Regions(pl.concat([real, pl.DataFrame(villages, schema=real.schema, orient="row")]))
