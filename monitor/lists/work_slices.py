"""The worklists cut into what each recipient receives: the bureau all of them, a township its own names to mobilise.

Comes in: a month's worklists, the regions, the access table. Goes out: slices whose rows hold the allowed fields and no
others. Never loses a row: the townships' names and those without a township are proven to add up to the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import IntegrityError
from monitor.lists.access import Access, Recipient
from monitor.lists.issue import Region
from monitor.lists.masking import age_band, mask_number, number_tail, visible
from monitor.lists.placing import file_code
from monitor.lists.work import MonthWork, WorkList, WorkRow

_TEXTS = frozenset(WorkRow.__dataclass_fields__) - {"row_no", "age", "amount_fen", "compared_fen"}
ReducedWork = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorkPart:
    """One list as one recipient sees it."""

    worklist: WorkList
    rows: tuple[ReducedWork, ...]


@dataclass(frozen=True, slots=True)
class Mobilisation:
    """What one township is asked to do: `code` is ASCII and names the file."""

    code: str
    county: str
    township: str
    parts: tuple[WorkPart, ...]

    @property
    def row_count(self) -> int:
        """The names in all its lists."""
        return sum(len(part.rows) for part in self.parts)


def bureau_parts(work: MonthWork, access: Access, *, show_phone: bool) -> tuple[WorkPart, ...]:
    """Every list with every row, in the order of the pack."""
    recipient = access.of("bureau")
    return tuple(WorkPart(one, reduce_work(one.rows, recipient, show_phone=show_phone)) for one in work.lists)


def mobilisations(
    work: MonthWork, regions: Sequence[Region], access: Access, *, show_phone: bool
) -> tuple[Mobilisation, ...]:
    """One slice for every township, also without a name; none where no list goes to the townships.

    Raises IntegrityError if the townships and those without one do not add up to the lists.
    """
    if not work.mobilised:
        return ()
    names = {region.code: visible(region.name) for region in regions}
    recipient = access.of("township")
    cut = tuple(
        Mobilisation(
            f"{file_code(region)}_mobilise",
            names.get(region.parent, ""),
            names[region.code],
            tuple(_part(one, region, recipient, show_phone) for one in work.mobilised),
        )
        for region in sorted((one for one in regions if one.level == "township"), key=lambda one: one.code)
    )
    _prove(work.mobilised, regions, cut)
    return cut


def unplaced(one: WorkList, regions: Iterable[Region]) -> int:
    """How many rows of a list no township of the region table claims: they stay with the bureau."""
    known = {region.code for region in regions if region.level == "township"}
    return sum(row.township_code not in known for row in one.rows)


def reduce_work(rows: Sequence[WorkRow], recipient: Recipient, *, show_phone: bool) -> tuple[ReducedWork, ...]:
    """The rows with the fields of `recipient`, every text safe to show.

    Beside the fields themselves a row may hold `certno_masked` (M), `certno_tail` (T) and `age_band` (B).
    """
    letters = recipient.work_letters
    full = [name for name, letter in letters.items() if letter == "F" or (letter == "C" and show_phone)]
    namesakes = _namesakes(rows)
    return tuple(
        {name: _shown(row, name) for name in full} | _special(row, letters, (row.village, row.psn_name) in namesakes)
        for row in rows
    )


def _shown(row: WorkRow, name: str) -> Any:
    value = getattr(row, name)
    return visible(value) if name in _TEXTS else value


def _special(row: WorkRow, letters: Mapping[str, str], is_namesake: bool) -> dict[str, str]:
    shown = {}
    if letters["certno"] == "M":
        shown["certno_masked"] = visible(mask_number(row.certno))
    if letters["certno"] == "T" and is_namesake:
        shown["certno_tail"] = visible(number_tail(row.certno))
    if letters["age"] == "B":
        shown["age_band"] = age_band(row.age)
    return shown


def _namesakes(rows: Iterable[WorkRow]) -> frozenset[tuple[str, str]]:
    """Names that two persons of one village bear."""
    persons = {(row.village, row.psn_name, row.certno) for row in rows}
    counts = Counter((village, name) for village, name, _certno in persons)
    return frozenset(pair for pair, count in counts.items() if count > 1)


def _part(one: WorkList, township: Region, recipient: Recipient, show_phone: bool) -> WorkPart:
    rows = [row for row in one.rows if row.township_code == township.code]
    return WorkPart(one, reduce_work(rows, recipient, show_phone=show_phone))


def _prove(lists: Sequence[WorkList], regions: Sequence[Region], cut: Sequence[Mobilisation]) -> None:
    for at, one in enumerate(lists):
        listed = sum(len(piece.parts[at].rows) for piece in cut)
        if listed + unplaced(one, regions) != len(one.rows):
            what = f"参保动员名单 {one.id}：各乡镇与待核之和不等于全部"
            raise IntegrityError("E-LIST-SUM", what, todo="名单没有写出，上一版保持不变；请把本条消息告诉开发者。")
