"""What leaves the bureau: small figures are hidden, and none of them can be worked out from what is printed."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator

import pytest

from monitor.deliver.small_cells import Cell, Printed, printable

LIMIT = 3
HIDDEN = None
Table = tuple[int, ...]
View = tuple[int | None, ...]


def counts(*numbers: int, limit: int = 10) -> Printed:
    return printable([Cell(one) for one in numbers], Cell(sum(numbers)), limit)


def view(wholes: Table, parts: Table, limit: int) -> View:
    """What is printed of two columns, the second part of the first: cells and total of one, then of the other."""
    first = printable([Cell(one) for one in wholes], Cell(sum(wholes)), limit)
    cells = [Cell(part, whole, not shown) for part, whole, shown in zip(parts, wholes, first.cells, strict=True)]
    second = printable(cells, Cell(sum(parts), sum(wholes), not first.total), limit)
    values = (*wholes, sum(wholes), *parts, sum(parts))
    shown = (*first.cells, first.total, *second.cells, second.total)
    return tuple(value if shows else HIDDEN for value, shows in zip(values, shown, strict=True))


def tables(places: int, most: int) -> Iterator[tuple[Table, Table]]:
    for wholes in itertools.product(range(most + 1), repeat=places):
        if sum(wholes) <= most:
            for parts in itertools.product(*(range(whole + 1) for whole in wholes)):
                yield wholes, parts


@pytest.mark.parametrize(("places", "most", "limit"), [(1, 9, 3), (2, 9, 3), (3, 9, 3), (3, 9, 4), (4, 7, 3)])
def test_no_hidden_figure_follows_from_what_is_printed(places: int, most: int, limit: int) -> None:
    """Every table there is, against every other that would look the same to somebody who can add and subtract."""
    seen: dict[View, list[Table]] = defaultdict(list)
    everything = []
    for wholes, parts in tables(places, most):
        values = (*wholes, sum(wholes), *parts, sum(parts))
        everything.append(values)
        seen[view(wholes, parts, limit)].append(values)
    assert [one for one, alike in seen.items() if given_away(one, alike, everything)] == []


def given_away(printed: View, alike: list[Table], everything: list[Table]) -> list[int]:
    """The hidden places of a view that can have only one value."""
    hidden = [at for at, value in enumerate(printed) if value is HIDDEN]
    doubtful = [at for at in hidden if len({values[at] for values in alike}) < 2]
    fitting = [values for values in everything if fits(values, printed)] if doubtful else []
    return [at for at in doubtful if len({values[at] for values in fitting}) < 2]


def fits(values: Table, printed: View) -> bool:
    return all(shown in (HIDDEN, value) for value, shown in zip(values, printed, strict=True))


def test_the_search_would_find_a_figure_that_is_given_away() -> None:
    whole = (1, 5, 6, 0, 0, 0)
    assert given_away((HIDDEN, 5, 6, 0, 0, 0), [whole], [whole]) == [0]


@pytest.mark.parametrize("seed", range(40))
def test_nothing_small_is_printed_and_nothing_small_is_left_over(seed: int) -> None:
    dice = random.Random(seed)
    wholes = [dice.choice([0, dice.randrange(1, 12), dice.randrange(1, 400)]) for _ in range(dice.randrange(1, 14))]
    parts = [dice.randrange(0, whole + 1) for whole in wholes]
    printed = view(tuple(wholes), tuple(parts), 10)
    for column in (printed[: len(wholes) + 1], printed[len(wholes) + 1 :]):
        shown = [value for value in column if value is not HIDDEN]
        assert not [value for value in shown if 0 < value < 10]
        hidden = sum(value is HIDDEN for value in column[:-1])
        if column[-1] is not HIDDEN and hidden:
            assert hidden > 1
            assert not 0 < column[-1] - sum(value or 0 for value in column[:-1]) < 10


def test_what_is_not_small_is_printed() -> None:
    assert counts(10, 25, 0, 400) == Printed((True,) * 4, total=True)


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    assert counts(4, 90, 30, 500) == Printed((False, True, False, True), total=True)


def test_small_cells_that_are_together_small_take_a_third() -> None:
    assert counts(4, 5, 30, 500) == Printed((False, False, False, True), total=True)


def test_two_small_cells_that_are_together_not_small_are_enough() -> None:
    assert counts(6, 5, 30, 500) == Printed((False, False, True, True), total=True)


def test_a_small_total_hides_the_column() -> None:
    assert counts(4, 0, 5) == Printed((False,) * 3, total=False)


def test_nobody_at_all_may_be_said() -> None:
    assert counts(0, 0) == Printed((True, True), total=True)


def test_a_small_rest_is_hidden_too() -> None:
    """Of 40 warned 38 were visited: 2 were not."""
    cells = [Cell(38, 40), Cell(15, 60), Cell(20, 70)]
    assert printable(cells, Cell(73, 170), 10).cells == (False, False, True)


def test_a_part_of_a_hidden_whole_is_hidden() -> None:
    cells = [Cell(5, 5, whole_hidden=True), Cell(20, 40, whole_hidden=True), Cell(30, 70)]
    assert printable(cells, Cell(55, 115), 10).cells == (False, False, True)
