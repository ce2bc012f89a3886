"""The report to the city and the province: counties and their sum, with small figures hidden.

Comes in: an issue, its frozen figures, its worklists. Goes out: the columns and lines that the page and the workbook of
the report print. A printed figure is the true one or none is printed; an amount is hidden wherever the number of the
persons it belongs to is. Basis: 001 四(四) (summaries by county, city and province), 四(五) (figures must be true).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.deliver.director import ENROLLED, Coverage, coverages
from monitor.deliver.director_places import Steps, county_line, place_lines, steps_by_place
from monitor.deliver.small_cells import Cell, Printed, hiding_order, printable
from monitor.deliver.wording import NO_COUNTY
from monitor.lists.issue import Issue, IssueRow, Region
from monitor.lists.picture import Picture
from monitor.lists.placing import NOWHERE, place_rows
from monitor.lists.slices import each_person, official_rows
from monitor.lists.work import MonthWork

HIDDEN: Final = "＊"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its id, its Chinese name, `money` or `count`, and the column whose part it is or belongs to.

    `beside` is another column that it is part of: what is left of the year's warned persons without this month's new
    ones is what the last month's report said, or hid.
    """

    id: str
    name: str
    kind: str
    of: str = ""
    beside: str = ""


HEADINGS: Final = (
    Heading("screened", "筛查人数（本年有计入费用）", "count"),
    Heading("warned_year", "本年预警人数", "count", "screened"),
    Heading("visited", "其中已入户", "count", "warned_year"),
    Heading("helped", "其中已监测或得到救助", "count", "warned_year"),
    Heading("warned", "本月预警人数", "count", "warned_year"),
    Heading("new", "其中本月新增", "count", "warned", "warned_year"),
    Heading("medfee_fen", "本月预警人员医疗总费用（元）", "money", "warned"),
    Heading("burden_fen", "其中个人负担（元）", "money", "warned"),
    Heading("owed_people", "尚可报销人数", "count", "warned"),
    Heading("owed_fen", "尚可报销（元）", "money", "owed_people"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the report: level and code, and its figures in the order of the headings; None where it is hidden."""

    level: str
    code: str
    name: str
    figures: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A coverage line: whether those who should be covered, and those who are, may be printed; `few` says why not."""

    line: Coverage
    shows_due: bool
    shows_done: bool
    few: str

    @property
    def texts(self) -> tuple[str, str, str]:
        """Due, done and share as they are printed."""
        due = f"{self.line.due:,}" if self.shows_due else HIDDEN
        done = f"{self.line.done:,}" if self.shows_done else self.few or HIDDEN
        return due, done, self.line.share if self.shows_done else HIDDEN


@dataclass(frozen=True, slots=True)
class Rollup:
    """The report of a month: the units, their sum, the city's coverage, how many figures are hidden, and the limit."""

    lines: tuple[Line, ...]
    total: Line
    coverage: tuple[Covered, ...]
    hidden: int
    limit: int

    @property
    def says_nothing(self) -> bool:
        """Whether nothing but noughts is printed: a table of stars, which is told in a sentence instead."""
        return self.hidden > 0 and not any(figure for line in (*self.lines, self.total) for figure in line.figures)

    @property
    def silent(self) -> tuple[Heading, ...]:
        """The columns of which nothing but noughts is printed though something is hidden."""
        lines = (*self.lines, self.total)
        columns = [(head, [line.figures[at] for line in lines]) for at, head in enumerate(HEADINGS)]
        return tuple(head for head, column in columns if None in column and not any(column))


@dataclass(frozen=True, slots=True)
class _Unit:
    level: str
    code: str
    name: str
    figures: dict[str, int]


def rollup(issue: Issue, picture: Picture, work: MonthWork) -> Rollup:
    """The report of an issue; `issue` as `readable` gives it."""
    units, total = _units(issue, picture), _total(issue, picture)
    key, codes = bytes.fromhex(picture.cell_key), [one.code for one in units]
    orders = {head.id: hiding_order(key, head.id, codes) for head in HEADINGS}
    printed = protected([one.figures for one in units], total.figures, picture.small_cell, orders)
    lines = tuple(_line(unit, [printed[head.id].cells[at] for head in HEADINGS]) for at, unit in enumerate(units))
    last = _line(total, [printed[head.id].total for head in HEADINGS])
    hidden = sum(figure is None for line in (*lines, last) for figure in line.figures)
    coverage = tuple(_coverage(coverages(work), picture.small_cell, key))
    return Rollup(lines, last, coverage, hidden, picture.small_cell)


def _coverage(lines: Sequence[Coverage], limit: int, key: bytes) -> Iterator[Covered]:
    """Every coverage line; those of enrolment add up to their first one, each of the others stands for itself."""
    enrolled = [one for one in lines if one.name.startswith(ENROLLED)]
    total, cells = (enrolled[0], enrolled[1:]) if len(enrolled) > 1 else (None, [])
    if total is not None:
        names = [one.name for one in cells]
        due_order, rest_order = (hiding_order(key, column, names) for column in ("due", "missing"))
        dues = printable([Cell(one.due) for one in cells], Cell(total.due), limit, due_order)
        parts = [Cell(one.missing, (one.due,), not shown) for one, shown in zip(cells, dues.cells, strict=True)]
        rests = printable(parts, Cell(total.missing, (total.due,), not dues.total), limit, rest_order)
        yield _covered(total, dues.total, rests.total, limit)
        for one, due, rest in zip(cells, dues.cells, rests.cells, strict=True):
            yield Covered(one, due, due and rest, "")
    for one in (one for one in lines if total is None or one not in enrolled):
        alone = printable([], Cell(one.due), limit, ()).total
        yield _covered(one, alone, printable([], Cell(one.missing, (one.due,), not alone), limit, ()).total, limit)


def _covered(one: Coverage, shows_due: bool, shows_done: bool, limit: int) -> Covered:
    """A line that is no part of a printed sum: where few are missing, that is said."""
    few = f"差额不足 {limit} 人" if shows_due and not shows_done and one.missing < limit else ""
    return Covered(one, shows_due, shows_due and shows_done, few)


def protected(
    units: Sequence[dict[str, int]], total: dict[str, int], limit: int, orders: Mapping[str, Sequence[int]]
) -> dict[str, Printed]:
    """What may be printed of every column. A column that is part of another follows it; money follows its persons.

    `orders` names for every column the units in the order in which they are hidden with small ones.
    """
    found: dict[str, Printed] = {}
    for head in HEADINGS:
        whole = found.get(head.of)
        if head.kind == "money":
            found[head.id] = found[head.of]
            continue
        shown = whole.cells if whole else (True,) * len(units)
        cells = [_cell(unit, head, shows) for unit, shows in zip(units, shown, strict=True)]
        found[head.id] = printable(cells, _cell(total, head, whole.total if whole else True), limit, orders[head.id])
    return found


def _cell(figures: dict[str, int], head: Heading, shows_whole: bool) -> Cell:
    wholes = tuple(figures[name] for name in (head.of, head.beside) if name)
    return Cell(figures[head.id], wholes, bool(wholes) and not shows_whole)


def _line(unit: _Unit, shown: Sequence[bool]) -> Line:
    figures = (unit.figures[head.id] if shows else None for head, shows in zip(HEADINGS, shown, strict=True))
    return Line(unit.level, unit.code, unit.name, tuple(figures))


def _units(issue: Issue, picture: Picture) -> list[_Unit]:
    """The counties, and who belongs to none as far as is known."""
    year, month = (steps_by_place(picture, issue.regions, one) for one in ("", issue.month))
    places = place_rows(issue)
    units = [
        _unit(
            "县区",
            county,
            county_line(county, year).steps,
            county_line(county, month).steps,
            places.of_county(county.code),
        )
        for county in places.counties
    ]
    lost = _Unit("待核", "", NO_COUNTY, _figures(
        year.get((NOWHERE, NOWHERE), Steps()), month.get((NOWHERE, NOWHERE), Steps()), places.unplaced(NOWHERE)
    ))  # fmt: skip
    return [*units, lost] if any(lost.figures.values()) else units


def _total(issue: Issue, picture: Picture) -> _Unit:
    year, month = (place_lines(picture, issue.regions, one)[-1].steps for one in ("", issue.month))
    return _Unit("合计", "", issue.place_name, _figures(year, month, issue.rows))


def _unit(level: str, county: Region, year: Steps, month: Steps, rows: Sequence[IssueRow]) -> _Unit:
    return _Unit(level, county.code, county.name, _figures(year, month, rows))


def _figures(year: Steps, month: Steps, rows: Sequence[IssueRow]) -> dict[str, int]:
    persons = each_person(official_rows(rows))
    owed = [one.owed_fen for one in persons if one.owed_fen]
    return {
        "screened": year.screened, "warned_year": year.warned, "visited": year.visited, "helped": year.helped,
        "warned": month.warned, "new": month.new,
        "medfee_fen": sum(one.medfee_fen for one in persons), "burden_fen": sum(one.burden_fen for one in persons),
        "owed_people": len(owed), "owed_fen": sum(owed),
    }  # fmt: skip
