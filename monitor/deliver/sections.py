"""The people of a slice in the order of the page: section, township, village.

Comes in: a slice and the rules. Goes out: nested groups of person views with their counts. Drops nobody: a
person without a village or township has a group too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from monitor.deliver.people import Person, view
from monitor.deliver.wording import NO_COUNTY, NO_VILLAGE, UNPLACED, money
from monitor.lists.issue import RuleText, Section
from monitor.lists.reducing import ReducedRow
from monitor.lists.slices import Slice

HEADINGS: Final[tuple[tuple[Section, str, str], ...]] = (
    ("official", "正式预警名单", "累计金额已超过预警线，请安排专人入户了解情况。"),
    ("early", "预警观察", "尚未超过预警线，不在正式名单内，仅供提前关注。"),
    ("past", "已更正、已退出", "上期名单内、本期不再超过预警线的人员，列出原因备查，无需再作入户核查。"),
)

_OFF: Final = ("past", "不再超过预警线", "原名单内、按现有数据不超过预警线的人员，列出原因备查，无需再作入户核查。")


def headings(*, is_correction: bool) -> tuple[tuple[Section, str, str], ...]:
    """(section, heading, note) of the parts of a list, or of a correction list."""
    return (*HEADINGS[:-1], _OFF) if is_correction else HEADINGS


@dataclass(frozen=True, slots=True)
class Village:
    """The people of one village, in the order of the slice."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A township of a county's list, or the one group of a township's list (empty name)."""

    name: str
    count: int
    is_unplaced: bool
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class PageSection:
    """One of the three parts of a list; `sums` are (Chinese name, amount) over its people."""

    id: Section
    heading: str
    note: str
    count: int
    groups: tuple[Group, ...]
    sums: tuple[tuple[str, str], ...]


def sections(piece: Slice, rules: Mapping[str, RuleText], *, is_correction: bool = False) -> tuple[PageSection, ...]:
    """The parts that have somebody in them; the official list always, even with nobody."""
    made = []
    for section, heading, note in headings(is_correction=is_correction):
        rows = [row for row in piece.rows if row["section"] == section]
        if rows or section == "official":
            made.append(PageSection(section, heading, note, len(rows), _groups(piece, rows, rules), sums(rows)))
    return tuple(made)


def _groups(piece: Slice, rows: Sequence[ReducedRow], rules: Mapping[str, RuleText]) -> tuple[Group, ...]:
    naming = _naming(piece)
    return tuple(
        Group(name, len(own), name in (UNPLACED, NO_COUNTY), _villages(own, rules))
        for name, own in ((name, list(part)) for name, part in groupby(rows, key=naming))
    )


def _naming(piece: Slice) -> Callable[[ReducedRow], str]:
    """How the people of this slice are grouped above the village."""
    if piece.kind == "bureau":
        return lambda row: NO_COUNTY if row["row_no"] in piece.unplaced else row.get("county", "") or UNPLACED
    if piece.kind == "township":
        return lambda row: ""
    return lambda row: UNPLACED if row["row_no"] in piece.unplaced else row.get("township", "")


def _villages(rows: Iterable[ReducedRow], rules: Mapping[str, RuleText]) -> tuple[Village, ...]:
    by_village = groupby(rows, key=lambda row: row.get("village", "") or NO_VILLAGE)
    return tuple(Village(name, tuple(view(row, rules) for row in own)) for name, own in by_village)


def sums(rows: Sequence[ReducedRow]) -> tuple[tuple[str, str], ...]:
    """(Chinese name, amount) of what every row has, added up."""
    wanted = (("医疗总费用", "medfee_fen"), ("个人负担", "burden_fen"), ("累计金额", "amount_fen"))
    return tuple((name, money(sum(row[field] for row in rows))) for name, field in wanted if _all_have(rows, field))


def _all_have(rows: Sequence[ReducedRow], field: str) -> bool:
    return bool(rows) and all(field in row for row in rows)
