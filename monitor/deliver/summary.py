"""The bureau's table: how many people by county, township and rule.

Comes in: an issue and its places. Goes out: lines of counts, each county's townships adding up to the county,
the counties and 待核 to the whole. Holds no name of a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.deliver.wording import NO_COUNTY, UNPLACED
from monitor.lists.issue import Issue, IssueRow, section_of
from monitor.lists.placing import NOWHERE, Places


@dataclass(frozen=True, slots=True)
class Line:
    """One place: people on the official list per rule in the order of the rules, in all, new; watch; past."""

    level: str
    name: str
    by_rule: tuple[int, ...]
    official: int
    new: int
    early: int
    past: int


def summary_lines(issue: Issue, places: Places) -> tuple[Line, ...]:
    """Counties with their townships and 待核, then people without a county, then the sum."""
    rules = [rule.id for rule in issue.rules]
    made: list[Line] = []
    for county in places.counties:
        made.append(_line("county", county.name, places.of_county(county.code), rules))
        made += [
            _line("township", township.name, places.of_township(township), rules)
            for township in places.townships_of(county.code)
        ]
        made += _unplaced(UNPLACED, places.unplaced(county.code), rules)
    made += _unplaced(NO_COUNTY, places.unplaced(NOWHERE), rules)
    return (*made, _line("total", "合计", issue.rows, rules))


def _unplaced(name: str, rows: Sequence[IssueRow], rules: Sequence[str]) -> list[Line]:
    return [_line("unplaced", name, rows, rules)] if rows else []


def _line(level: str, name: str, rows: Iterable[IssueRow], rules: Sequence[str]) -> Line:
    by_section = [(row, section_of(row)) for row in rows]
    official = [row for row, section in by_section if section == "official"]
    return Line(
        level=level,
        name=name,
        by_rule=tuple(sum(row.rule_id == rule for row in official) for rule in rules),
        official=len(official),
        new=sum(row.status == "new" for row in official),
        early=sum(section == "early" for _, section in by_section),
        past=sum(section == "past" for _, section in by_section),
    )
