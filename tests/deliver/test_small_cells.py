"""What leaves the bureau: small figures are hidden, and none of them can be worked out from what is printed."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from monitor.deliver.small_cells import Cell, Printed, hiding_order, printable

HIDDEN = None
Table = tuple[int, ...]
View = tuple[int | None, ...]


def counts(*numbers: int, limit: int = 10) -> Printed:
    return printable([Cell(one) for one in numbers], Cell(sum(numbers)), limit, range(len(numbers)))


@cache
def first_ways(wholes: Table, limit: int) -> frozenset[Printed]:
    """Every way in which a column may be printed, whatever the secret order."""
    cells, total = [Cell(one) for one in wholes], Cell(sum(wholes))
    return frozenset(printable(cells, total, limit, order) for order in itertools.permutations(range(len(wholes))))


@cache
def next_ways(parts: Table, wholes: Table, shown: Printed, limit: int) -> frozenset[Printed]:
    """The same of a column that is part of one that has been printed in one of its ways."""
    cells = [Cell(part, (whole,), not shows) for part, whole, shows in zip(parts, wholes, shown.cells, strict=True)]
    total = Cell(sum(parts), (sum(wholes),), not shown.total)
    return frozenset(printable(cells, total, limit, order) for order in itertools.permutations(range(len(wholes))))


def told(values: Table, shown: Printed) -> View:
    pairs = zip((*values, sum(values)), (*shown.cells, shown.total), strict=True)
    return tuple(value if shows else HIDDEN for value, shows in pairs)


def views(columns: tuple[Table, ...], limit: int) -> Iterator[View]:
    """Every report of columns each of which is part of the one before it: cells and total, column after column."""
    ways: list[tuple[View, Printed]] = [(told(columns[0], one), one) for one in first_ways(columns[0], limit)]
    for whole, part in itertools.pairwise(columns):
        ways = [(seen + told(part, one), one) for seen, shown in ways for one in next_ways(part, whole, shown, limit)]
    yield from (seen for seen, _shown in ways)


def tables(places: int, most: int, depth: int) -> Iterator[tuple[Table, ...]]:
    for wholes in itertools.product(range(most + 1), repeat=places):
        if sum(wholes) <= most:
            yield from nested((wholes,), depth)


def nested(columns: tuple[Table, ...], depth: int) -> Iterator[tuple[Table, ...]]:
    if len(columns) == depth:
        yield columns
        return
    for part in itertools.product(*(range(whole + 1) for whole in columns[-1])):
        yield from nested((*columns, part), depth)


def left_open(places: int, most: int, limit: int, depth: int) -> dict[tuple[View, int], set[int]]:
    """The values that a hidden figure may still have for somebody who knows the rule and not the secret: by the view
    and the place of the figure in it, those of which one at least is small or leaves a small rest."""
    open_: defaultdict[tuple[View, int], set[int]] = defaultdict(set)
    small: set[tuple[View, int]] = set()
    for columns in tables(places, most, depth):
        values = tuple(value for column in columns for value in (*column, sum(column)))
        for view in views(columns, limit):
            for at, shown in enumerate(view):
                if shown is HIDDEN:
                    open_[view, at].add(values[at])
                    whole = view[at - places - 1] if at > places else HIDDEN
                    if 0 < values[at] < limit or (whole is not HIDDEN and 0 < whole - values[at] < limit):
                        small.add((view, at))
    return {key: found for key, found in open_.items() if key in small}


@pytest.mark.parametrize(
    ("places", "most", "limit", "depth"),
    [(1, 12, 3, 2), (2, 12, 4, 2), (3, 9, 3, 2), (3, 12, 4, 2), (3, 13, 5, 2), (4, 7, 3, 2), (2, 30, 10, 2),
     (2, 9, 3, 3), (3, 7, 3, 3)],
)  # fmt: skip
def test_no_hidden_figure_follows_for_who_knows_the_rule(places: int, most: int, limit: int, depth: int) -> None:
    """Every table there is, against every other that would look the same under some order."""
    found = left_open(places, most, limit, depth)
    assert found
    assert min(len(values) for values in found.values()) >= limit - 1


def test_the_search_finds_what_a_known_order_gives_away() -> None:
    """The smallest other first: (10, *, * of 28) can only be 9 and 9."""
    fitting = set()
    for small in range(1, 10):
        table = (10, small, 18 - small)
        order = sorted(range(3), key=lambda at: table[at])
        if told(table, printable([Cell(one) for one in table], Cell(28), 10, order)) == (10, None, None, 28):
            fitting.add(table)
    assert fitting == {(10, 9, 9)}


@pytest.mark.parametrize("seed", range(40))
def test_nothing_small_is_printed_and_nothing_small_is_left_over(seed: int) -> None:
    dice = random.Random(seed)
    wholes = tuple(
        dice.choice([0, dice.randrange(1, 12), dice.randrange(1, 400)]) for _ in range(dice.randrange(1, 14))
    )
    parts = tuple(dice.randrange(0, whole + 1) for whole in wholes)
    order = dice.sample(range(len(wholes)), len(wholes))
    first = printable([Cell(one) for one in wholes], Cell(sum(wholes)), 10, order)
    cells = [Cell(part, (whole,), not shows) for part, whole, shows in zip(parts, wholes, first.cells, strict=True)]
    second = printable(cells, Cell(sum(parts), (sum(wholes),), not first.total), 10, order)
    for column in (told(wholes, first), told(parts, second)):
        shown = [value for value in column if value is not HIDDEN]
        assert not [value for value in shown if 0 < value < 10]
        hidden = sum(value is HIDDEN for value in column[:-1])
        if column[-1] is not HIDDEN and hidden:
            assert hidden > 1
            assert not 0 < column[-1] - sum(value or 0 for value in column[:-1]) < 10


def test_what_is_not_small_is_printed() -> None:
    assert counts(10, 25, 0, 400) == Printed((True,) * 4, total=True)


def test_one_small_cell_takes_the_first_other_of_the_order_with_it() -> None:
    cells = [Cell(one) for one in (4, 90, 30, 500)]
    found = {printable(cells, Cell(624), 10, order).cells for order in itertools.permutations(range(4))}
    assert found == {(False, False, True, True), (False, True, False, True), (False, True, True, False)}


def test_places_with_nobody_are_hidden_last() -> None:
    cells = [Cell(one) for one in (4, 0, 30)]
    assert printable(cells, Cell(34), 10, (1, 2, 0)).cells == (False, True, False)


def test_small_cells_that_are_together_small_take_a_third() -> None:
    assert counts(4, 5, 30, 500) == Printed((False, False, False, True), total=True)


def test_small_cells_that_leave_too_few_values_take_a_third() -> None:
    """6 and 4 come to 10: each from 1 to 9; 6 and 5 leave one to 10."""
    assert counts(6, 4, 30, 500) == Printed((False, False, False, True), total=True)
    assert counts(6, 5, 30, 500) == Printed((False, False, True, True), total=True)


def test_the_order_is_another_under_another_secret_and_the_same_under_one() -> None:
    places = [f"34012{number}000000" for number in range(8)]
    orders = {hiding_order(bytes([secret]) * 32, "warned", places) for secret in range(20)}
    assert len(orders) > 15
    assert all(sorted(order) == list(range(8)) for order in orders)
    assert hiding_order(b"k" * 32, "warned", places) == hiding_order(b"k" * 32, "warned", places)
    assert hiding_order(b"k" * 32, "warned", places) != hiding_order(b"k" * 32, "new", places)


def test_a_small_total_hides_the_column() -> None:
    assert counts(4, 0, 5) == Printed((False,) * 3, total=False)


def test_nobody_at_all_may_be_said() -> None:
    assert counts(0, 0) == Printed((True, True), total=True)


def test_a_small_rest_is_hidden_too() -> None:
    """Of 40 warned 38 were visited: 2 were not."""
    cells = [Cell(38, (40,)), Cell(15, (60,)), Cell(20, (70,))]
    assert printable(cells, Cell(73, (170,)), 10, (0, 1, 2)).cells == (False, False, True)


def test_what_the_last_month_hid_does_not_follow_from_this_month_s_new_ones() -> None:
    """Of 38 warned this year 30 are new this month: the last report hid 8."""
    cells = [Cell(30, (38, 38)), Cell(40, (60, 90)), Cell(50, (70, 120))]
    assert printable(cells, Cell(120, (168, 248)), 10, (0, 1, 2)).cells == (False, False, True)


def test_a_part_of_a_hidden_whole_is_hidden() -> None:
    cells = [Cell(5, (5,), whole_hidden=True), Cell(20, (40,), whole_hidden=True), Cell(30, (70,))]
    assert printable(cells, Cell(55, (115,)), 10, (0, 1, 2)).cells == (False, False, True)
