"""Integer columns and the few things that the whole city does with them.

Comes in: numpy arrays of whole numbers. Goes out: the same. Nothing here draws on a clock or on the system's own
randomness, and no amount or weight is ever a float: a city must be the same to the byte on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Wide = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column = NDArray[Any]  # whole numbers or flags: the columns of a table differ
Table = dict[str, Column]
Points = Sequence[Sequence[int]]

BP = 10_000


@dataclass(frozen=True)
class Dice:
    """Independent streams of chance, one per name, all from one seed."""

    roots: tuple[int, ...]

    def stream(self, *name: str | int) -> np.random.Generator:
        """The stream of this name; asking twice gives the same numbers twice."""
        words = [crc32(str(part).encode()) for part in name]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([*self.roots, *words])))


def dice(place: str, people: int, seed: int, year: int) -> Dice:
    """The chance of one city; `seed` is any non-negative whole number."""
    return Dice((seed, crc32(place.encode()), people, year))


def chance(rng: np.random.Generator, size: int, share_bp: int | Ints) -> Flags:
    """True for about `share_bp` ten-thousandths of `size` draws."""
    drawn: Flags = rng.integers(0, BP, size) < share_bp
    return drawn


def spread(rng: np.random.Generator, size: int) -> Wide:
    """`size` shares in millionths, evenly spread over [0, 1,000,000): stratified, so quantiles are met closely."""
    strata = rng.permutation(size).astype(np.int64)
    return (strata * 1_000_000 + rng.integers(0, 1_000_000, size)) // max(size, 1)


def along(points: Points, millionths: Wide, scale: int = 1) -> Wide:
    """Read a quantile table (share in ten-thousandths, value) at `millionths`; values times `scale`, whole numbers."""
    share = np.array([point[0] * 100 for point in points], dtype=np.int64)
    value = np.array([point[1] * scale for point in points], dtype=np.int64)
    left = np.clip(np.searchsorted(share, millionths, side="right") - 1, 0, len(share) - 2)
    rise, run = value[left + 1] - value[left], share[left + 1] - share[left]
    out: Wide = value[left] + rise * (millionths - share[left]) // run
    return out


def band(steps: Sequence[int], values: Sequence[int], at: Ints) -> Wide:
    """The value of the last step that is not above `at`; the first value below the first step."""
    index = np.clip(np.searchsorted(np.asarray(steps), at, side="right") - 1, 0, len(values) - 1)
    return np.asarray(values, dtype=np.int64)[index]


def weighted(rng: np.random.Generator, weights: Wide, size: int) -> Wide:
    """`size` draws with replacement by whole-number weights, in ascending order of the index; none if all are zero."""
    ends = np.cumsum(weights)
    if not len(ends) or ends[-1] <= 0:
        return np.zeros(0, dtype=np.int64)
    drawn = np.sort(rng.integers(0, ends[-1], size))
    return np.searchsorted(ends, drawn, side="right").astype(np.int64)


def share(amount: Wide, share_bp: int | Ints) -> Wide:
    """`share_bp` ten-thousandths of a non-negative amount, rounded half up to the whole."""
    out: Wide = (amount * share_bp + BP // 2) // BP
    return out


def between(rng: np.random.Generator, size: int, bounds: Sequence[int]) -> Wide:
    """`size` whole numbers from bounds[0] to bounds[1], both inclusive."""
    return rng.integers(bounds[0], bounds[1] + 1, size)


def take(table: Mapping[str, Column], rows: Ints | Flags) -> Table:
    """The chosen rows of a table of columns."""
    return {name: column[rows] for name, column in table.items()}


def stack(tables: Sequence[Mapping[str, Column]]) -> Table:
    """Tables of the same columns, one under the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


@dataclass(frozen=True)
class Runs:
    """Rows that lie sorted by key: running sums and totals of each key's rows."""

    keys: Wide

    @cached_property
    def starts(self) -> Wide:
        """Index of the first row of every run."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(np.concatenate([[True], self.keys[1:] != self.keys[:-1]])).astype(np.int64)

    @cached_property
    def owners(self) -> Wide:
        """The key of every run."""
        return self.keys[self.starts]

    @cached_property
    def lengths(self) -> Wide:
        """Rows in every run."""
        return np.diff(np.append(self.starts, len(self.keys)))

    def before(self, amounts: Wide) -> Wide:
        """Sum of the earlier rows of the same key, for each row."""
        earlier = np.cumsum(amounts) - amounts
        out: Wide = earlier - np.repeat(earlier[self.starts], self.lengths)
        return out

    def totals(self, amounts: Wide) -> Wide:
        """Sum of each run."""
        return np.add.reduceat(amounts, self.starts) if len(self.keys) else np.zeros(0, dtype=np.int64)
