"""Which county and township each row of an issue belongs to.

Comes in: an issue. Goes out: rows grouped by county and township of the region table. A row whose township is
not in the table, or not of its county, stays in its county as 待核; without a known county it is the bureau's.
Never guesses a place and never drops a row.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.errors import IntegrityError
from monitor.lists.issue import Issue, IssueRow, Region, section_of

NOWHERE = ""
_CODE = re.compile(r"[0-9]{12}")
_RANK = {"official": 0, "early": 1, "past": 2}


@dataclass(frozen=True, slots=True)
class Places:
    """The region table in code order, and the rows by (county code, township code); empty codes mean 待核."""

    counties: tuple[Region, ...]
    townships: tuple[Region, ...]
    rows: dict[tuple[str, str], tuple[IssueRow, ...]]

    def townships_of(self, county: str) -> list[Region]:
        """The townships whose parent is the county with this code."""
        return [region for region in self.townships if region.parent == county]

    def of_township(self, township: Region) -> tuple[IssueRow, ...]:
        """The rows of one township."""
        return self.rows.get((township.parent, township.code), ())

    def unplaced(self, county: str) -> tuple[IssueRow, ...]:
        """The rows of the county that have no known township; with `NOWHERE`, those without a county."""
        return self.rows.get((county, NOWHERE), ())

    def of_county(self, county: str) -> tuple[IssueRow, ...]:
        """Every row of the county: township after township, then 待核."""
        placed = (row for township in self.townships_of(county) for row in self.of_township(township))
        return (*placed, *self.unplaced(county))


def place_rows(issue: Issue) -> Places:
    """Groups the rows of `issue`. Raises IntegrityError if region codes are malformed, repeated or orphaned."""
    regions = sorted(issue.regions, key=lambda region: region.code)
    _check_regions(regions)
    counties = tuple(region for region in regions if region.level == "county")
    townships = tuple(region for region in regions if region.level == "township")
    where = placer(regions)
    groups: defaultdict[tuple[str, str], list[IssueRow]] = defaultdict(list)
    for row in issue.rows:
        groups[where(row.county_code, row.township_code)].append(row)
    return Places(counties, townships, {place: in_order(rows) for place, rows in groups.items()})


def placer(regions: Sequence[Region]) -> Callable[[str, str], tuple[str, str]]:
    """What finds the county and township of two codes: township `NOWHERE` where it is not one of the county's."""
    counties = {region.code for region in regions if region.level == "county"}
    parent_of = {region.code: region.parent for region in regions if region.level == "township"}

    def where(county_code: str, township_code: str) -> tuple[str, str]:
        parent = parent_of.get(township_code, NOWHERE)
        county = county_code if county_code in counties else NOWHERE
        if parent and county in (NOWHERE, parent) and county_code in (NOWHERE, parent):
            return parent, township_code
        return county, NOWHERE

    return where


def in_order(rows: Iterable[IssueRow]) -> tuple[IssueRow, ...]:
    """Official list, early watch, past; villages by name; inside a village the largest excess first."""
    return tuple(sorted(rows, key=_order))


def _order(row: IssueRow) -> tuple[int, bool, str, int, int]:
    return (_RANK[section_of(row)], not row.village, row.village, -row.over_by_fen, row.row_no)


def _check_regions(regions: Sequence[Region]) -> None:
    counties = {region.code for region in regions if region.level == "county"}
    stems = Counter((region.level, file_code(region)) for region in regions)
    wrong = [
        region.code
        for region in regions
        if not _CODE.fullmatch(region.code)
        or stems[region.level, file_code(region)] > 1
        or (region.level == "township" and region.parent not in counties)
    ]
    if wrong:
        what = f"区划表有 {len(wrong)} 行不能用：代码不是12位数字、重复，或乡镇没有所属县区"
        where = "、".join(ascii(code)[1:-1][:20] for code in wrong[:5])
        raise IntegrityError("E-LIST-REGION", what, where=where, todo="改正后重新导入区划表。")


def file_code(region: Region) -> str:
    """The short code that names a region's files: 6 digits of a county, 9 of a township."""
    return region.code[: 6 if region.level == "county" else 9]
