"""The issue cut into what each recipient receives: own rows only, allowed fields only.

Comes in: an issue and the access table. Goes out: one slice per office and township, and the bureau's own,
whose rows hold the allowed fields and no others. Never renders, and never loses a row: the slices are
proven to add up before they are returned.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain

from monitor.errors import IntegrityError
from monitor.lists.access import FIELDS, Access
from monitor.lists.issue import Issue, IssueRow, Region, section_of
from monitor.lists.masking import visible
from monitor.lists.placing import NOWHERE, Places, file_code, place_rows
from monitor.lists.reducing import ReducedRow, reduce_rows
from monitor.offices import DEPARTMENTS


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows in all and per section and, over all of them, sums in fen.

    `owed_fen` is what could still be paid to the persons of the official list, `owed_people` how many they are.
    """

    rows: int = 0
    official: int = 0
    early: int = 0
    past: int = 0
    amount_fen: int = 0
    over_by_fen: int = 0
    medfee_fen: int = 0
    burden_fen: int = 0
    owed_fen: int = 0
    owed_people: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))


def tally(rows: Sequence[IssueRow]) -> Tally:
    """Counts and sums of full rows, before any field is taken away."""
    sections = [section_of(row) for row in rows]
    owed = [row.owed_fen for row in each_person(official_rows(rows)) if row.owed_fen]
    return Tally(
        rows=len(rows),
        official=sections.count("official"),
        early=sections.count("early"),
        past=sections.count("past"),
        amount_fen=sum(row.amount_fen for row in rows),
        over_by_fen=sum(row.over_by_fen for row in rows),
        medfee_fen=sum(row.medfee_fen for row in rows),
        burden_fen=sum(row.burden_fen for row in rows),
        owed_fen=sum(owed),
        owed_people=len(owed),
    )


def official_rows(rows: Iterable[IssueRow]) -> list[IssueRow]:
    """Those of the official list."""
    return [row for row in rows if section_of(row) == "official"]


def each_person(rows: Iterable[IssueRow]) -> tuple[IssueRow, ...]:
    """One row of each person: what is a person's and not a rule's must not be added up twice."""
    return tuple({row.person_key: row for row in rows}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one recipient receives. `code` is ASCII and names the files; region codes are 12 digits or empty.

    `unplaced` are the numbers of the rows under 待核: in a county's list those without a township, in the
    bureau's those without a county. The bureau's `rows` are both, the ones it must mend by name; its `totals`
    cover the whole issue.
    """

    kind: str
    code: str
    title_zh: str
    county_code: str = ""
    county: str = ""
    township_code: str = ""
    township: str = ""
    rows: tuple[ReducedRow, ...]
    unplaced: frozenset[int] = frozenset()
    totals: Tally

    @property
    def row_nos(self) -> tuple[int, ...]:
        """The numbers of the rows, in the order of the rows."""
        return tuple(row["row_no"] for row in self.rows)


def slices(issue: Issue, access: Access) -> tuple[Slice, ...]:
    """The bureau, then each county's two departments, then each township, in code order.

    Raises IntegrityError if the parts do not add up to the whole.
    """
    places = place_rows(issue)
    names = {county.code: visible(county.name) for county in places.counties}
    cut = (
        _of_bureau(issue, places, access),
        *(piece for one in places.counties for piece in _of_county(one, places, access, issue.show_phone)),
        *(_of_township(one, names[one.parent], places, access, issue.show_phone) for one in places.townships),
    )
    prove_sums(issue, cut)
    return cut


def _of_bureau(issue: Issue, places: Places, access: Access) -> Slice:
    groups = (places.unplaced(county) for county in (NOWHERE, *(one.code for one in places.counties)))
    rows = tuple(chain.from_iterable(groups))
    return Slice(
        kind="bureau",
        code="bureau",
        title_zh=f"{visible(issue.place_name)}医疗保障部门",
        rows=reduce_rows(rows, access.of("bureau"), show_phone=issue.show_phone),
        unplaced=_numbers(places.unplaced(NOWHERE)),
        totals=tally(issue.rows),
    )


def _of_county(county: Region, places: Places, access: Access, show_phone: bool) -> Iterator[Slice]:
    """One slice for each department; with the same letters they share the same rows."""
    rows, name = places.of_county(county.code), visible(county.name)
    totals, unplaced = tally(rows), _numbers(places.unplaced(county.code))
    reduced: dict[tuple[str, ...], tuple[ReducedRow, ...]] = {}
    for kind in DEPARTMENTS:
        recipient = access.of(kind)
        letters = tuple(recipient.letters[field] for field in FIELDS)
        if letters not in reduced:
            reduced[letters] = reduce_rows(rows, recipient, show_phone=show_phone)
        yield Slice(
            kind=kind,
            code=f"{file_code(county)}_{kind}",
            title_zh=name + recipient.name,
            county_code=county.code,
            county=name,
            rows=reduced[letters],
            unplaced=unplaced,
            totals=totals,
        )


def _of_township(township: Region, county: str, places: Places, access: Access, show_phone: bool) -> Slice:
    rows = places.of_township(township)
    return Slice(
        kind="township",
        code=f"{file_code(township)}_township",
        title_zh=county + visible(township.name),
        county_code=township.parent,
        county=county,
        township_code=township.code,
        township=visible(township.name),
        rows=reduce_rows(rows, access.of("township"), show_phone=show_phone),
        totals=tally(rows),
    )


def _numbers(rows: Sequence[IssueRow]) -> frozenset[int]:
    return frozenset(row.row_no for row in rows)


def prove_sums(issue: Issue, cut: Sequence[Slice]) -> None:
    """Townships + 待核 = county and counties + 待核 = all, by row number and in fen; every row in its own place.

    Raises IntegrityError naming the slice that does not add up, never a person.
    """
    by_number = {row.row_no: row for row in issue.rows}
    if len(by_number) != len(issue.rows):
        raise _wrong("本期名单有重复的编号")
    bureau = next(piece for piece in cut if piece.kind == "bureau")
    townships = [piece for piece in cut if piece.kind == "township"]
    for piece in townships:
        if any(by_number[number].township_code != piece.township_code for number in piece.row_nos):
            raise _wrong(f"{piece.code}：含有其他乡镇的人员")
    for kind in DEPARTMENTS:
        counties = [piece for piece in cut if piece.kind == kind]
        for county in counties:
            own = [piece for piece in townships if piece.county_code == county.county_code]
            _prove_whole(county.code, county.row_nos, own, county.unplaced)
        _prove_whole(kind, tuple(by_number), counties, bureau.unplaced)
    for piece in cut:
        numbers = by_number if piece is bureau else piece.row_nos
        if piece.totals != tally([by_number[number] for number in numbers]):
            raise _wrong(f"{piece.code}：合计数与所列人员不一致")


def _prove_whole(name: str, whole: Sequence[int], parts: Sequence[Slice], unplaced: frozenset[int]) -> None:
    listed = [number for part in parts for number in part.row_nos]
    if sorted([*listed, *unplaced]) != sorted(whole):
        raise _wrong(f"{name}：各部分与待核之和不等于全部")


def _wrong(what: str) -> IntegrityError:
    return IntegrityError("E-LIST-SUM", what, todo="名单没有写出，上一版保持不变；请把本条消息告诉开发者。")
