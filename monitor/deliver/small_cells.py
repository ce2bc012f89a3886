"""Hides the small figures of a table that leaves the bureau, so that nobody works them out from the others.

Comes in: a column of counts, one per place, adding up to the column's total, and the order in which others are hidden
with the small ones. Goes out: which of them may be printed. A printed figure is the true one; nothing is rounded or
altered. Never decides which columns there are.

The rule. A count from 1 to one below the limit is small, and so is what is left of a count that it is part of (of 12
warned persons 11 were visited: 1 was not). A small cell is hidden, and one whose whole is hidden. A column whose total
is small is hidden altogether. Else others are hidden with the small ones, in the order given, places with nobody last,
until the hidden cells are two at least, and what they come to together leaves each of them the limit's number of
values: what the total leaves of the printed ones is then no small figure, and no single place's.

The order is secret (`hiding_order`). Were it one that a reader can work out, such as the smallest first, then (10, ＊,
＊ of 28) would say it all: who was hidden with a small one would be smaller than 10 too, so both are 9.
What is left to somebody who knows all of this but not the secret is tried out in the tests over every small table: of
each hidden small figure one below the limit's number of values remain at least.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of persons; `wholes` are the counts that it is part of, the nearest first.

    `whole_hidden` says that the nearest is not printed, and so gives nothing away.
    """

    count: int
    wholes: tuple[int, ...] = ()
    whole_hidden: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """What can be read from the cell: the count, and what is left of its wholes."""
        return (self.count,) if self.whole_hidden else (self.count, *self.rests)

    @property
    def rests(self) -> tuple[int, ...]:
        """What is left of each whole."""
        return tuple(whole - self.count for whole in self.wholes)


@dataclass(frozen=True, slots=True)
class Printed:
    """Which cells of a column may be printed, in their order, and whether the total may."""

    cells: tuple[bool, ...]
    total: bool


def hiding_order(key: bytes, column: str, places: Sequence[str]) -> tuple[int, ...]:
    """The order in which the cells of a column are hidden with small ones: known only to who has the key.

    The same in every month, so that nobody learns more from a second report by another order.
    """
    ranks = [hmac.digest(key, f"small cells 1|{column}|{place}".encode(), "sha256") for place in places]
    return tuple(sorted(range(len(places)), key=lambda at: (ranks[at], at)))


def printable(cells: Sequence[Cell], total: Cell, limit: int, order: Sequence[int]) -> Printed:
    """Which cells, and whether their sum `total`, may be printed where counts below `limit` may not.

    `limit` must be 3 at least: two hidden cells that add up to 2 would both be 1. A nought that anybody can tell,
    because its whole or what is left for it is printed as nought, is printed. `order` names every cell once.
    """
    if total.count == 0:
        return Printed((True,) * len(cells), total=True)
    if total.whole_hidden or _is_small(total.parts, limit):
        return _nothing_printed(cells)
    hidden = {at for at, cell in enumerate(cells) if cell.whole_hidden or _is_small(cell.parts, limit)}
    while hidden and _gives_away([cells[at] for at in hidden], limit):
        if len(hidden) == len(cells):
            return _nothing_printed(cells)
        hidden.add(_next(cells, hidden, order))
    if not any(cells[at].count for at in hidden):
        hidden = set()
    return Printed(tuple(at not in hidden or _is_known_nought(cells[at]) for at in range(len(cells))), total=True)


def _nothing_printed(cells: Sequence[Cell]) -> Printed:
    return Printed(tuple(_is_known_nought(cell) for cell in cells), total=False)


def _is_known_nought(cell: Cell) -> bool:
    return bool(cell.wholes) and cell.wholes[0] == 0 and not cell.whole_hidden


def _next(cells: Sequence[Cell], hidden: set[int], order: Sequence[int]) -> int:
    """The first in the order that is not hidden yet, places with nobody last."""
    others = [at for at in order if at not in hidden]
    return min(others, key=lambda at: not cells[at].count)


def _is_small(parts: Iterable[int], limit: int) -> bool:
    return any(0 < one < limit for one in parts)


def _gives_away(hidden: Sequence[Cell], limit: int) -> bool:
    """Whether what the printed cells leave of the total says too much: of one place, or too few values for each.

    Of n cells with somebody in each that come to s together, each has a value from 1 to s - n + 1.
    """
    wholes = zip(*(cell.rests for cell in hidden if cell.rests), strict=True)
    together = (sum(cell.count for cell in hidden), *map(sum, wholes))
    return len(hidden) < 2 or any(0 < one < limit + len(hidden) - 1 for one in together)
