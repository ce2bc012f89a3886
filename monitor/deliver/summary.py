"""The bureau's table: how many people by county, township and rule.

Comes in: an issue and its places. Goes out: lines of counts, each county's townships adding up to the county,
the counties and 待核 to the whole. Holds no name of a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.deliver.wording import NO_COUNTY, UNPLACED
from monitor.lists.issue import Issue, IssueRow, section_of
from monitor.lists.placing import NOWHERE, Places


@dataclass(frozen=True, slots=True)
class Line:
    """One place: people on the official list per rule in the order of the rules, in all, new; watch; past.

    At level `quiet` the line stands for the townships of a county without anybody, by name.
    """

    level: str
    name: str
    by_rule: tuple[int, ...]
    official: int
    new: int
    early: int
    past: int
    quiet: tuple[str, ...] = ()


def summary_lines(issue: Issue, places: Places) -> tuple[Line, ...]:
    """Counties with their townships, those without anybody in one line, and 待核; people without a county; the sum."""
    rules = [rule.id for rule in issue.rules]
    made: list[Line] = []
    for county in places.counties:
        made.append(_line("county", county.name, places.of_county(county.code), rules))
        townships = [(one.name, places.of_township(one)) for one in places.townships_of(county.code)]
        made += [_line("township", name, rows, rules) for name, rows in townships if rows]
        made += _quiet(tuple(name for name, rows in townships if not rows), rules)
        made += _unplaced("unplaced", UNPLACED, places.unplaced(county.code), rules)
    made += _unplaced("nowhere", NO_COUNTY, places.unplaced(NOWHERE), rules)
    return (*made, _line("total", "合计", issue.rows, rules))


def _quiet(names: tuple[str, ...], rules: Sequence[str]) -> list[Line]:
    return [replace(_line("quiet", "", (), rules), quiet=names)] if names else []


def _unplaced(level: str, name: str, rows: Sequence[IssueRow], rules: Sequence[str]) -> list[Line]:
    return [_line(level, name, rows, rules)] if rows else []


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
