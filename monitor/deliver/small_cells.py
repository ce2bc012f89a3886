"""Hides the small figures of a table that leaves the bureau, so that nobody works them out from the others.

Comes in: a column of counts, one per place, adding up to the column's total. Goes out: which of them may be printed.
A printed figure is the true one; nothing is rounded or altered. Never decides which columns there are.

The rule. A count from 1 to one below the limit is small, and so is what is left of the count that it is part of (of 12
warned persons 11 were visited: 1 was not). A small cell is hidden, and one whose whole is hidden. A column whose total
is small is hidden altogether. Else the hidden cells are made two at least, and what they come to together is made not
small, by hiding the smallest of the others with them: what the total leaves of the printed ones is then no small
figure, and no single place's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of persons; `whole` is the count that it is part of, None where there is none.

    `whole_hidden` says that the whole is not printed, and so gives nothing away.
    """

    count: int
    whole: int | None = None
    whole_hidden: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """What can be read from the cell: the count, and what is left of its whole."""
        return (self.count,) if self.whole is None or self.whole_hidden else (self.count, self.whole - self.count)


@dataclass(frozen=True, slots=True)
class Printed:
    """Which cells of a column may be printed, in their order, and whether the total may."""

    cells: tuple[bool, ...]
    total: bool


def printable(cells: Sequence[Cell], total: Cell, limit: int) -> Printed:
    """Which cells, and whether their sum `total`, may be printed where counts below `limit` may not.

    `limit` must be 3 at least: two hidden cells that add up to 2 would both be 1. A nought that anybody can tell,
    because its whole or what is left for it is printed as nought, is printed.
    """
    if total.count == 0:
        return Printed((True,) * len(cells), total=True)
    if total.whole_hidden or _is_small(total.parts, limit):
        return _nothing_printed(cells)
    hidden = {at for at, cell in enumerate(cells) if cell.whole_hidden or _is_small(cell.parts, limit)}
    while hidden and _gives_away([cells[at] for at in hidden], limit):
        if len(hidden) == len(cells):
            return _nothing_printed(cells)
        hidden.add(_smallest_other(cells, hidden))
    if not any(cells[at].count for at in hidden):
        hidden = set()
    return Printed(tuple(at not in hidden or _is_known_nought(cells[at]) for at in range(len(cells))), total=True)


def _nothing_printed(cells: Sequence[Cell]) -> Printed:
    return Printed(tuple(_is_known_nought(cell) for cell in cells), total=False)


def _is_known_nought(cell: Cell) -> bool:
    return cell.whole == 0 and not cell.whole_hidden


def _smallest_other(cells: Sequence[Cell], hidden: set[int]) -> int:
    """The smallest that is not hidden yet, places with nobody last."""
    others = [at for at in range(len(cells)) if at not in hidden]
    return min(others, key=lambda at: (not cells[at].count, cells[at].count, at))


def _is_small(parts: Iterable[int], limit: int) -> bool:
    return any(0 < one < limit for one in parts)


def _gives_away(hidden: Sequence[Cell], limit: int) -> bool:
    """Whether what the printed cells leave of the total says too much: of one place, of few persons, of one in each."""
    counted = sum(cell.count for cell in hidden)
    rests = [cell.whole - cell.count for cell in hidden if cell.whole is not None]
    return len(hidden) < 2 or 0 < counted <= len(hidden) or _is_small([counted, sum(rests)], limit)
