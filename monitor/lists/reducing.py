"""Rows reduced to the fields that one recipient may see.

Comes in: full rows of one slice and the recipient's letters. Goes out: one mapping per row with the allowed
fields only; a forbidden field is absent, not blank. Never adds a field that the access table does not allow.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from monitor.lists.access import Recipient
from monitor.lists.issue import IssueRow, Owed, Visit, section_of
from monitor.lists.masking import age_band, mask_number, number_tail, visible

ReducedRow = dict[str, Any]
# Free text; the other fields are numbers, dates and codes with a fixed set of values.
_TEXTS = frozenset(field.name for field in fields(IssueRow) if field.type == "str" or field.type is str)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What is known only from the other rows of the slice."""

    namesakes: frozenset[tuple[str, str]]
    household: dict[str, int]
    household_order: dict[str, int]
    person_order: dict[str, int]


def reduce_rows(rows: Sequence[IssueRow], recipient: Recipient, *, show_phone: bool) -> tuple[ReducedRow, ...]:
    """The rows with the fields of `recipient`, in the same order; every text is safe to show.

    Beside the fields themselves a row may hold `certno_masked` (M), `certno_tail` (T), `age_band` (B),
    `household_others` (H, a count) with `household` (its number within these rows, 0 for who is alone in it),
    `person` (O, a number within these rows), and always `section`.
    """
    full = recipient.with_letter("F") + (recipient.with_letter("C") if show_phone else ())
    neighbours = _neighbours(rows)
    special = [letter for letter in "MTBHO" if recipient.with_letter(letter)]
    texts = [name for name in full if name in _TEXTS]
    reduced = []
    for row in rows:
        kept = {name: getattr(row, name) for name in full}
        for name in texts:
            kept[name] = visible(kept[name])
        for name in kept.keys() & {"identities", "identities_ended"}:
            kept[name] = tuple(map(visible, kept[name]))
        if "owed" in kept:
            kept["owed"] = tuple(map(_readable, kept["owed"]))
        if "visits" in kept:
            kept["visits"] = tuple(map(_readable_visit, kept["visits"]))
        kept["section"] = section_of(row)
        for letter in special:
            kept.update(_special(letter, row, neighbours))
        reduced.append(kept)
    return tuple(reduced)


def _readable(part: Owed) -> Owed:
    return replace(part, payer=visible(part.payer), article=visible(part.article))


def _readable_visit(one: Visit) -> Visit:
    return replace(
        one,
        visitor=visible(one.visitor),
        identity=visible(one.identity),
        measures=visible(one.measures),
        remarks=visible(one.remarks),
    )


def _special(letter: str, row: IssueRow, neighbours: _Neighbours) -> dict[str, Any]:
    if letter == "M":
        return {"certno_masked": visible(mask_number(row.certno))}
    if letter == "B":
        return {"age_band": age_band(row.age)}
    if letter == "T":
        return {"certno_tail": visible(number_tail(row.certno))} if _namesake(row) in neighbours.namesakes else {}
    if letter == "O":
        return {"person": neighbours.person_order[row.person_key]}
    others = neighbours.household.get(row.resdbook_no, 1) - 1
    return {"household_others": others, "household": neighbours.household_order[row.resdbook_no] if others else 0}


def _namesake(row: IssueRow) -> tuple[str, str]:
    return row.village, row.psn_name


def _neighbours(rows: Sequence[IssueRow]) -> _Neighbours:
    """Namesakes of one village, and the persons of each household, counted by person and not by row.

    The numbers run from 1 in the order of the rows: they say which rows belong together and nothing else.
    """
    names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    households: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[_namesake(row)].add(row.person_key)
        if row.resdbook_no:
            households[row.resdbook_no].add(row.person_key)
    namesakes = frozenset(pair for pair, people in names.items() if len(people) > 1)
    people_of = {number: len(people) for number, people in households.items()}
    return _Neighbours(namesakes, people_of, _numbered(households), _numbered(row.person_key for row in rows))


def _numbered(keys: Iterable[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(keys), start=1)}
