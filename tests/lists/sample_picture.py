"""The figures that belong to the sample issue: counted from its rows, and what came of them made up."""

from collections import Counter
from dataclasses import replace

from monitor.lists.issue import Issue
from monitor.lists.picture import (
    Band,
    Cost,
    Hit,
    Listed,
    OpenCases,
    Picture,
    Refused,
    Returns,
    Screened,
    Trend,
)
from monitor.lists.slices import each_person, official_rows
from tests.lists.sample_issue import REGIONS, RULE, sample_issue

TOWNSHIPS = tuple(region for region in REGIONS if region.level == "township")
EARLIER = Trend("2023-02", 21, 21, 9, 10, 2, 0)


def sample_picture(issue: Issue | None = None, **changes: object) -> Picture:
    """The picture of an issue of March; every township has screened persons, a tenth of the listed were helped."""
    issue = sample_issue() if issue is None else issue
    listed = official_rows(issue.rows)
    places = Counter((row.county_code, row.township_code) for row in each_person(listed))
    statuses = Counter(row.status for row in listed)
    made = Picture(
        screened=(
            *(Screened("2023-01", one.parent, one.code, 300 + at) for at, one in enumerate(TOWNSHIPS)),
            Screened("2023-03", "", "", 4),
        ),
        cost=Cost(1_000_000_00, 500_000_00, 100_000_00, 50_000_00, 10_000_00, 5_000_00, 335_000_00),
        listed=tuple(_listed("2023-03", place, count) for place, count in sorted(places.items()))
        + tuple(_listed("", place, count + 2) for place, count in sorted(places.items())),
        trend=(
            EARLIER,
            Trend(
                "2023-03", len(each_person(listed)), len(listed), statuses["new"], statuses["continuing"],
                statuses["escalated"], statuses["corrected"],
            ),
        ),
        bands=_bands(len(listed)),
        hits=(Hit(RULE.id, 60, 30, 12, 7),),
        returns=(Returns("2023-02", 21, 15, 4, 6), Returns("2023-03", len(listed), 0, 0, len(listed))),
        cases=OpenCases(40, 2, "2023-01"),
        refused=(Refused("settlements", "E-BAL-001", "医疗费总额对不上", 9, 3),),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _listed(month: str, place: tuple[str, str], count: int) -> Listed:
    return Listed(
        month, *place, warned=count, new=count // 2, visited=count // 3, helped=count // 5, helped_unvisited=0
    )


def _bands(over: int) -> tuple[Band, ...]:
    counts = (140, 25, over - 9, 5, 3, 1)
    spans = ((50, 80), (80, 100), (100, 150), (150, 200), (200, 300), (300, 0))
    return tuple(Band(RULE.id, low, high, persons) for (low, high), persons in zip(spans, counts, strict=True))
