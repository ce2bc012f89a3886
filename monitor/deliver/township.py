"""The township's page: the month at a glance, then its persons by village and household, each a card.

Comes in: a township's slice, its issue, the rules. Goes out: frozen views whose cells are finished texts, and what a
receipt of this page must say of itself. A person with two rules is one card with both reasons; nobody is dropped.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from monitor.deliver.casework import CASE_STATES, is_again
from monitor.deliver.facets import Facet, Words, facets, tags
from monitor.deliver.people import Person, papers, share
from monitor.deliver.reasons import Reason, reason_of
from monitor.deliver.sections import headings
from monitor.deliver.wording import NO_VILLAGE, STATUS, money
from monitor.intake.columns import KINDS
from monitor.lists.issue import Issue, RuleText
from monitor.lists.reducing import ReducedRow
from monitor.lists.slices import Slice

NO_IDENTITY: Final = "无困难身份"
Rules = Mapping[str, RuleText]


@dataclass(frozen=True, slots=True)
class Card:
    """One person: `told` is their first row, `papers` tell them apart, `tags` are what the filters look for."""

    told: Person
    village: str
    papers: tuple[str, ...]
    share: str
    reasons: tuple[Reason, ...]
    tags: str
    is_to_visit: bool


@dataclass(frozen=True, slots=True)
class Village:
    """The persons of one village, those of one household together."""

    name: str
    count: int
    households: tuple[tuple[Card, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The official list, the early watch or those past; `sums` are (Chinese name, amount) over its persons."""

    id: str
    heading: str
    note: str
    count: int
    villages: tuple[Village, ...]
    sums: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The official list in figures: persons, rows, and by state and status (word, persons) where there are any."""

    people: int
    rows: int
    to_visit: int
    reopened: int
    states: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TownshipPage:
    """The whole page; `facts` are what the script writes at the head of a receipt file, all of them texts."""

    glance: Glance
    parts: tuple[Part, ...]
    facets: tuple[Facet, ...]
    total: int
    facts: Mapping[str, str]


def township_page(piece: Slice, issue: Issue, rules: Rules) -> TownshipPage:
    """The page of a township's slice."""
    people = _people(piece.rows)
    reasons = [tuple(reason_of(row, issue, rules) for row in rows) for rows in people]
    words = [_words(rows[0], own) for rows, own in zip(people, reasons, strict=True)]
    made = facets(words)
    cards = [_card(rows, own, tags(said, made)) for rows, own, said in zip(people, reasons, words, strict=True)]
    parts = _parts(list(zip(people, cards, strict=True)), is_correction=issue.is_correction)
    return TownshipPage(_glance(people), parts, made, len(cards), _facts(piece, issue))


def _facts(piece: Slice, issue: Issue) -> Mapping[str, str]:
    columns = " ".join(f"{column.name}={column.zh}" for column in KINDS["receipts"].columns)
    return {
        "place": issue.place,
        "month": issue.month,
        "version": str(issue.version),
        "recipient": piece.code,
        "columns": columns,
    }


def _people(rows: Iterable[ReducedRow]) -> list[list[ReducedRow]]:
    """The rows of each person, in the order of the slice: the first is of the part where the card stands."""
    groups: dict[int, list[ReducedRow]] = {}
    for row in rows:
        groups.setdefault(row.get("person", -row["row_no"]), []).append(row)
    return list(groups.values())


def _words(first: ReducedRow, reasons: Sequence[Reason]) -> Words:
    """What each facet says of a person."""
    told = reasons[0].told
    return {
        "village": (_village(first),),
        "identity": (told.identity or NO_IDENTITY, *told.also),
        "case": [reason.state for reason in reasons],
        "status": [reason.told.status for reason in reasons],
        "rule": [reason.told.rule for reason in reasons],
    }


def _village(row: ReducedRow) -> str:
    return row.get("village", "") or NO_VILLAGE


def _card(rows: Sequence[ReducedRow], reasons: tuple[Reason, ...], own_tags: str) -> Card:
    return Card(
        told=reasons[0].told,
        village=_village(rows[0]),
        papers=papers(rows[0]),
        share=share(rows[0]),
        reasons=reasons,
        tags=own_tags,
        is_to_visit=_state(rows) == "to_visit",
    )


def _state(rows: Iterable[ReducedRow]) -> str:
    """The state of a person: of several cases the one that is least far."""
    states = {row.get("case_state", "") for row in rows if row["section"] == "official"}
    return next((state for state in CASE_STATES if state in states), "")


def _glance(people: Sequence[Sequence[ReducedRow]]) -> Glance:
    listed = [[row for row in rows if row["section"] == "official"] for rows in people]
    listed = [rows for rows in listed if rows]
    states = Counter(map(_state, listed))
    statuses = Counter(row.get("status", "") for rows in listed for row in rows)
    return Glance(
        people=len(listed),
        rows=sum(map(len, listed)),
        to_visit=states["to_visit"],
        reopened=sum(any(is_again(row) for row in rows) for rows in listed),
        states=_counted(CASE_STATES, states),
        statuses=_counted(STATUS, statuses),
    )


def _counted(words: Mapping[str, str], counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((word, counts[code]) for code, word in words.items() if counts.get(code))


Pair = tuple[list[ReducedRow], Card]


def _parts(pairs: Sequence[Pair], *, is_correction: bool) -> tuple[Part, ...]:
    """The parts that have somebody in them; the official list always, even with nobody."""
    made = []
    for id_, heading, note in headings(is_correction=is_correction):
        own = [pair for pair in pairs if pair[0][0]["section"] == id_]
        if own or id_ == "official":
            made.append(Part(id_, heading, note, len(own), _villages(own), _sums(own)))
    return tuple(made)


def _villages(pairs: Iterable[Pair]) -> tuple[Village, ...]:
    grouped = ((name, list(own)) for name, own in groupby(pairs, key=lambda pair: pair[1].village))
    return tuple(Village(name, len(own), _households(own)) for name, own in grouped)


def _households(pairs: Iterable[Pair]) -> tuple[tuple[Card, ...], ...]:
    """Who shares a household stands together, at the place of the first of them."""
    groups: dict[int, list[Card]] = {}
    for rows, card in pairs:
        groups.setdefault(rows[0].get("household") or -rows[0]["row_no"], []).append(card)
    return tuple(map(tuple, groups.values()))


def _sums(pairs: Sequence[Pair]) -> tuple[tuple[str, str], ...]:
    """Costs are a person's and counted once; amounts over a line are summed only where there is one line."""
    first = [rows[0] for rows, _ in pairs]
    every = [row for rows, _ in pairs for row in rows]
    wanted: list[tuple[str, str, Sequence[Mapping[str, Any]]]] = [
        ("医疗总费用", "medfee_fen", first),
        ("个人负担", "burden_fen", first),
    ]
    if len({row.get("rule_id") for row in every}) == 1:
        wanted.append(("累计金额", "amount_fen", every))
    return tuple(
        (name, money(sum(row[field] for row in rows)))
        for name, field, rows in wanted
        if rows and all(field in row for row in rows)
    )
