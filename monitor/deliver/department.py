"""The page of a department: a table of finished cells, one line per person and rule, and what opens below each line.

Comes in: a slice and its issue. Goes out: frozen views. The columns are those of the workbook (`columns.py`), those of
one heading stacked in one cell. Drops nobody and sorts nothing: lines stand in the order of the slice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from monitor.deliver.casework import VisitLine, is_again, visit_lines
from monitor.deliver.certifying import WORDS, Ask, ask
from monitor.deliver.columns import Column, Context, columns_of, context_of
from monitor.deliver.facets import Facet, Words, facets, tags
from monitor.deliver.people import Person, papers, view
from monitor.deliver.sections import headings, sums
from monitor.deliver.wording import UNPLACED
from monitor.lists.issue import Issue, Section
from monitor.lists.reducing import ReducedRow
from monitor.lists.slices import Slice

NO_IDENTITY: Final = "无困难身份"
_PLACED_WITHOUT: Final = "乡镇未登记"
# What tells the person apart stands in the table already, and is not said again below it.
_IN_THE_TABLE: Final = "证件"
# The facets whose words are those of a column.
_CHOSEN: Final = {"rule": "k-rule-id", "status": "k-status", "case": "k-case-state"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: the classes by which style and script find it, its text, and what it is sorted by if not by that."""

    css: str
    text: str
    order: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the table with the columns below it."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One person under one rule: `cells` by heading, `told` and the rest for what opens below; `tags` for the filters.

    `number` is the row's, by which an error names it.
    """

    number: int
    cells: tuple[tuple[Cell, ...], ...]
    told: Person
    ask: Ask
    papers: tuple[str, ...]
    visits: tuple[VisitLine, ...]
    is_reopened: bool
    is_unplaced: bool
    tags: str


@dataclass(frozen=True, slots=True)
class Table:
    """One of the three parts of the list; `sums` are (Chinese name, amount) over its lines."""

    id: Section
    heading: str
    note: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    sums: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """The whole page: the tables, what can be chosen, and how many lines ask what of the department."""

    tables: tuple[Table, ...]
    facets: tuple[Facet, ...]
    asked: tuple[tuple[str, int], ...]
    total: int


def department_page(piece: Slice, issue: Issue) -> DepartmentPage:
    """The page of a department's slice."""
    context = context_of(piece, issue)
    words = {row["row_no"]: _words(row, context) for row in piece.rows}
    made = facets(list(words.values()))
    heads = headings(is_correction=issue.is_correction)
    parts = [(part, [row for row in piece.rows if row["section"] == part[0]]) for part in heads]
    tables = tuple(
        Table(id_, heading, note, _headings(rows), tuple(_line(row, context, words, made) for row in rows), sums(rows))
        for (id_, heading, note), rows in parts
        if rows or id_ == "official"
    )
    counts = Counter(line.ask.kind for table in tables for line in table.lines)
    asked = tuple((word, counts[kind]) for kind, word in WORDS.items() if counts[kind])
    return DepartmentPage(tables, made, asked, len(piece.rows))


def _words(row: ReducedRow, context: Context) -> Words:
    """What each facet says of a line."""
    told = {one.css: one.text(one.read(row, context)) for one in columns_of(row) if one.css in _CHOSEN.values()}
    held: Iterable[str] = row.get("identities") or (row.get("identity", ""),)
    return {
        "township": (_township(row, context),),
        "identity": [name or NO_IDENTITY for name in held],
        **{facet: (told.get(css, ""),) for facet, css in _CHOSEN.items()},
        "asked": (ask(row, context.department, context.month).word,),
    }


def _township(row: ReducedRow, context: Context) -> str:
    return UNPLACED if row["row_no"] in context.unplaced else row.get("township", "") or _PLACED_WITHOUT


def _headings(rows: Sequence[ReducedRow]) -> tuple[Heading, ...]:
    columns = [column for column in columns_of(rows[0]) if column.group] if rows else []
    return tuple(Heading(name, tuple(own)) for name, own in groupby(columns, key=lambda column: column.group))


def _line(row: ReducedRow, context: Context, words: Mapping[int, Words], made: Sequence[Facet]) -> Line:
    told = view(row, context.rules)
    return Line(
        number=row["row_no"],
        cells=tuple(_cells(heading, row, told, context) for heading in _headings([row])),
        told=told,
        ask=ask(row, context.department, context.month),
        papers=tuple(text for text in papers(row) if not text.startswith(_IN_THE_TABLE)),
        visits=visit_lines(row),
        is_reopened=is_again(row),
        is_unplaced=row["row_no"] in context.unplaced,
        tags=tags(words[row["row_no"]], made),
    )


def _cells(heading: Heading, row: ReducedRow, told: Person, context: Context) -> tuple[Cell, ...]:
    """The cells under a heading that have something to say."""
    read = [(column, column.read(row, context)) for column in heading.columns]
    cells = [(column, column.text(value), column.order(row, context, value)) for column, value in read]
    return tuple(Cell(_css(column, row, told), text, order) for column, text, order in cells if text)


def _css(column: Column, row: ReducedRow, told: Person) -> str:
    """The classes of a cell: its column's, and those of the component that it is shown as."""
    shown_as = {
        "status": f"badge s-{told.status_class}",
        "case_state": f"badge c-{row.get('case_state', '')}",
        "attention": "attention",
        "amount_fen": "figure",
        "over_by_fen": "more" if told.is_over else "",
    }
    return " ".join(css for css in (shown_as.get(column.field, ""), column.css) if css)
