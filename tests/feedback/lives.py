"""Lives of cases, drawn at random and told once more in plain Python: the oracle for the SQL.

A life is a set of issued rows and receipts of one person under one rule in one year; the order of the lists of both
means nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME

YEAR = 2023
TOWNS = ("340121100", "340121101")


@dataclass(frozen=True)
class Row:
    """A row of a month's list; `status` may be early (watch) or below (corrected below the line)."""

    month: int
    status: str
    town: str


@dataclass(frozen=True)
class Told:
    """A receipt of a month's row: a visit (found, outcome) by a township or a department's decision."""

    month: int
    day: date
    office: str
    found: str = ""
    outcome: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Life:
    """The rows, one a month, and the receipts."""

    rows: tuple[Row, ...]
    told: tuple[Told, ...]


def issued_on(month: int) -> date:
    """The ninth of the following month."""
    return date(YEAR + month // 12, month % 12 + 1, 9)


_STATUSES = ("new", "continuing", "continuing", "escalated", "escalated", "corrected", "below", "gone", "early", "none")


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Up to eight months of rows and up to seven receipts of those rows."""
    count = draw(st.integers(1, 8))
    drawn = [
        Row(month, draw(st.sampled_from(_STATUSES)), draw(st.sampled_from(TOWNS))) for month in range(1, count + 1)
    ]
    rows = tuple(row for row in drawn if row.status != "none")
    told = [draw(_receipt(row)) for row in draw(st.lists(st.sampled_from(rows), max_size=7))] if rows else []
    return Life(rows, tuple({(one.day, one.office): one for one in told}.values()))


@st.composite
def _receipt(draw: st.DrawFn, row: Row) -> Told:
    day = draw(st.dates(date(YEAR, row.month, 1), date(YEAR + 1, 3, 1)))
    office = draw(st.sampled_from(("township", "township", "civil_affairs", "rural_revitalization")))
    if office != "township":
        return Told(row.month, day, office, decision=draw(st.sampled_from(sorted(DECISION))))
    found = draw(st.sampled_from(sorted(FOUND)))
    allowed = FOUND[found].outcome == "must" or (FOUND[found].outcome == "may" and draw(st.booleans()))
    return Told(row.month, day, office, found, draw(st.sampled_from(sorted(OUTCOME))) if allowed else "")


def is_listed(row: Row) -> bool:
    """Whether the row is on the official list."""
    return row.status in ("new", "continuing", "escalated", "corrected")


def states(life: Life) -> list[tuple[int, str]]:
    """(month, state) after each thing that happened, told one after the other."""
    case = _Case()
    return [(month, state) for month, what in _in_order(life) for state in case.live(what)]


def _begins(what: Row | Told) -> bool:
    return isinstance(what, Row) and is_listed(what)


def _in_order(life: Life) -> list[tuple[int, Row | Told]]:
    """A receipt answers its row, or the newest list that was out on the day, whichever is later."""
    out = [row.month for row in life.rows]
    placed: list[tuple[tuple[int, int, date, bool, str], Row | Told]] = [
        ((row.month, 0, date.min, False, ""), row) for row in life.rows if row.status != "early"
    ]
    for one in life.told:
        month = max([one.month, *(other for other in out if issued_on(other) <= one.day)])
        placed.append(((month, 1, one.day, one.office != "township", one.office), one))
    return [(key[0], what) for key, what in sorted(placed, key=lambda pair: pair[0])]


class _Case:
    """The state of one case, by a machine that knows only the present."""

    def __init__(self) -> None:
        self.state = ""
        self.is_withdrawn = False
        self.reopens = "escalated"
        self.town = ""
        self.died_early = False

    def live(self, what: Row | Told) -> list[str]:
        """The states that follow; who died before the first official row is closed as soon as it opens the case."""
        if self.state or not _begins(what):
            return [self._step(what)] if self.state else self._before(what)
        opened = self._step(what)
        return [opened, self._close("never")] if self.died_early else [opened]

    def _before(self, what: Row | Told) -> list[str]:
        if isinstance(what, Told) and (what.outcome or what.found in ("moved", "died")):
            self.died_early = what.found == "died"
        return []

    def _step(self, what: Row | Told) -> str:
        if isinstance(what, Row):
            self._row(what)
        elif what.decision:
            self._close(self.reopens)
        else:
            self._visit(what)
        return self.state

    def _row(self, row: Row) -> None:
        if not is_listed(row):
            self._close(self.reopens)
            self.is_withdrawn = True
        elif self.state in ("", "closed") and self._opens(row):
            self.state = "to_visit"

    def _opens(self, row: Row) -> bool:
        moved_on = self.reopens == "elsewhere" and row.town != self.town
        asked = self.state == "" or self.is_withdrawn or moved_on or row.status == "escalated"
        return asked and self.reopens != "never"

    def _visit(self, told: Told) -> None:
        if told.outcome:
            self._close("escalated")
            self.state = "closed" if OUTCOME[told.outcome].closes else "decided"
        elif told.found in ("moved", "died"):
            self._close("elsewhere" if told.found == "moved" else "never")
            self.town = TOWNS[0]
        elif told.found == "data_wrong" and self.state == "to_visit":
            self.state = "visited"

    def _close(self, reopens: str) -> str:
        self.state, self.reopens, self.is_withdrawn = "closed", reopens, False
        return self.state


def summary(told: Sequence[tuple[int, str]]) -> tuple[str, int, bool]:
    """(state, month since which the present or last open time runs, whether opened again) of a told life."""
    since, openings, before = 0, 0, "closed"
    for month, state in told:
        if before == "closed" and state != "closed":
            since, openings = month, openings + 1
        before = state
    return before, since, openings > 1
