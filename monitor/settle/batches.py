"""The columns that go into the entitlement kernel and come out of it, and the state between two months.

Comes in: columns of settlements of whole persons. Goes out: the same, checked, with what the kernel needs of them.
It computes no payment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.settle.limits import Segments, segments
from monitor.settle.variants import Ints

MOST_FEN = 10**12  # what a person may have cost in a year: times a rate in millionths it is far from the end of 64 bits
MOST_KINDS = 16
_MOST_DAYS = 10**6
_MOST_CODE = 2**16

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Batch:
    """Settlements in columns: all rows of a person together, in order of settlement time and id.

    `day` counts from 1970-01-01; `base` is the in-scope cost that basic insurance left, in fen, below 0 on a negative
    record. `kind` is an index into the kinds of care, `facts` and `identities` are bits. `reported` holds, under the
    id of a layer, the fen that the platform reports for it, and under `<id>/others` those of other payers before it.
    """

    person: Ints
    day: Codes
    base: Ints
    kind: Codes
    facts: Codes
    identities: Codes
    bed_days: Codes
    reported: Mapping[str, Ints]


@dataclass(frozen=True)
class LayerResult:
    """One layer, per settlement, in fen: what it saw, what it gives, and by which variant (-1: none).

    `accumulated_before` is 0 where the settlement does not count for the layer; `cap_left` is what remains of the
    annual limit after the settlement, -1 without one. Of a reported-only layer `entitled` is what was reported.
    """

    base: Ints
    accumulated_before: Ints
    entitled: Ints
    variant: npt.NDArray[np.int16]
    cap_left: Ints


Result = dict[str, LayerResult]


@dataclass(frozen=True)
class State:
    """Where the year stands: `person` ascending, and by layer id what each has accumulated and was given, in fen."""

    person: Ints
    accumulated: dict[str, Ints]
    paid: dict[str, Ints]


@dataclass(frozen=True)
class Rows:
    """A checked batch: `persons` in its order, `owner` the person of each row by position, codes as indices."""

    batch: Batch
    persons: Ints
    people: Segments
    owner: Ints
    code: Ints
    identities: Ints


def checked(batch: Batch) -> Rows:
    """The batch with its persons; ValueError if it is not as `Batch` describes."""
    _check_columns(batch)
    people = segments(batch.person)
    persons = batch.person[people.starts]
    owner = np.repeat(np.arange(len(persons)), people.counts)
    if np.any(np.diff(persons) <= 0) and len(np.unique(persons)) < len(persons):
        raise ValueError("the rows of a person are not together")
    if np.any((batch.day[1:] < batch.day[:-1]) & (owner[1:] == owner[:-1])):
        raise ValueError("the rows of a person are not in order of day")
    code = batch.facts.astype(np.int64) * MOST_KINDS + batch.kind
    return Rows(batch, persons, people, owner, code, batch.identities.astype(np.int64))


def check_amounts(rows: Rows, opening: State) -> None:
    """ValueError if a sum of a person's, or its product with a rate, could leave 64 bits."""
    size = np.abs(rows.batch.base)
    if not len(size):
        return
    before = max((int(np.abs(amounts).max()) for amounts in opening.accumulated.values()), default=0)
    if int(size.max()) > MOST_FEN or int(np.add.reduceat(size, rows.people.starts).max()) + before > MOST_FEN:
        raise ValueError("the amounts of a person are too large")


def opened(state: State | None, persons: Ints, layers: Sequence[str]) -> State:
    """The state of some persons, in their order: 0 for whoever and whatever it does not know."""
    known, place = _places(state, persons)

    def of(amounts: Mapping[str, Ints], layer: str) -> Ints:
        found = np.zeros(len(persons), dtype=np.int64)
        if layer in amounts:
            found[known] = amounts[layer][place]
        return found

    sums = (state.accumulated, state.paid) if state else ({}, {})
    accumulated, paid = ({layer: of(amounts, layer) for layer in layers} for amounts in sums)
    return State(persons, accumulated, paid)


def carried(state: State | None, changed: State) -> State:
    """The state with what has changed put in, persons ascending; who is not in `changed` stays as before."""
    if state is None:
        order = np.argsort(changed.person, kind="stable")
        return _sorted(changed, order)
    kept = ~np.isin(state.person, changed.person)
    rest = opened(state, state.person[kept], list(changed.paid))
    order = np.argsort(np.concatenate([rest.person, changed.person]), kind="stable")
    return _sorted(_joined(rest, changed), order)


def _check_columns(batch: Batch) -> None:
    columns = (batch.day, batch.base, batch.kind, batch.facts, batch.identities, batch.bed_days)
    if any(len(column) != len(batch.person) for column in (*columns, *batch.reported.values())):
        raise ValueError("the columns of a batch differ in length")
    ranges = (
        (batch.kind, 0, MOST_KINDS), (batch.facts, 0, _MOST_CODE), (batch.identities, 0, _MOST_CODE),
        (batch.bed_days, -_MOST_DAYS, _MOST_DAYS),
    )  # fmt: skip
    if any(len(column) and not (low <= column.min() and column.max() < high) for column, low, high in ranges):
        raise ValueError("a code or a number of days of a batch is out of range")


def _places(state: State | None, persons: Ints) -> tuple[Ints, Ints]:
    """Which of the persons the state knows, by position, and where it has them."""
    if state is None or not len(state.person):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(state.person, persons), len(state.person) - 1)
    known = np.flatnonzero(state.person[place] == persons)
    return known, place[known]


def _joined(first: State, second: State) -> State:
    def both(one: Mapping[str, Ints], other: Mapping[str, Ints]) -> dict[str, Ints]:
        return {layer: np.concatenate([one[layer], other[layer]]) for layer in other}

    person = np.concatenate([first.person, second.person])
    return State(person, both(first.accumulated, second.accumulated), both(first.paid, second.paid))


def _sorted(state: State, order: Ints) -> State:
    accumulated, paid = (
        {layer: amounts[order] for layer, amounts in sums.items()} for sums in (state.accumulated, state.paid)
    )
    return State(state.person[order], accumulated, paid)
