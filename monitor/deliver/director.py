"""The bureau's summary as its director reads it: sentences, pictures and tables of one frozen issue.

Comes in: an issue with nothing invisible in its texts, its frozen figures, its worklists. Goes out: what the template
shows, every figure finished. Holds no name of a person; computes nothing from the warehouse; the count that a share is
taken of always stands beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from monitor.deliver import headlines
from monitor.deliver.casework import WHO
from monitor.deliver.director_pictures import (
    PAYERS,
    Chart,
    band_totals,
    band_zh,
    line_chart,
    listed_cost,
    parts_of,
    payer_chart,
    trend_chart,
)
from monitor.deliver.director_places import PlaceLine, Steps, place_lines, steps_by_place, whole
from monitor.deliver.drawing import font_caution
from monitor.deliver.heat import HeatRow, heat_rows
from monitor.deliver.owing import help_sums
from monitor.deliver.proportion import share
from monitor.deliver.wording import date_zh, money, month_zh
from monitor.intake.columns import KINDS
from monitor.lists.issue import NOT_LOADED, Issue
from monitor.lists.masking import visible
from monitor.lists.picture import Picture, Unconfirmed
from monitor.lists.placing import NOWHERE
from monitor.lists.slices import official_rows, tally
from monitor.lists.work import MonthWork

_UNRECEIVED: Final = "unreceived"
ENROLLED: Final = "参保："
_BAR: Final = 1000
_NOT_DRAWN: Final = "[W-CHART] 汇总页有图没有画出来，页面上已注明，数字都在表里；请检查绘图组件和字体"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A coverage rate against its target: `missing` persons of `due` lack it; `bar` is `done` in thousandths."""

    name: str
    due: int
    done: int
    target: str

    @property
    def share(self) -> str:
        """Of those who should have it."""
        return share(self.done, self.due)

    @property
    def missing(self) -> int:
        """How many do not."""
        return self.due - self.done

    @property
    def bar(self) -> int:
        """The share in thousandths, rounded down: full only where all have it."""
        return self.done * _BAR // self.due if self.due else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page shows beside the law and the people without a place; `tables` by the names of the template."""

    sentences: tuple[str, ...]
    charts: Mapping[str, Chart]
    lines: tuple[PlaceLine, ...]
    heat: tuple[HeatRow, ...]
    nowhere: int
    watched: str
    unplaced: int
    confirm_months: int
    cases: dict[str, Any]
    tables: Mapping[str, tuple[Any, ...]]

    @property
    def heat_sentence(self) -> str:
        """On how many townships the warned persons are spread."""
        return headlines.heat_sentence(self.heat)

    @property
    def has_targets(self) -> bool:
        """Whether the law names a target for the coverage."""
        return any(one.target for one in self.tables["coverage"])

    @property
    def failed(self) -> bool:
        """Whether any picture could not be drawn although there was something to draw."""
        return any(chart.failed for chart in self.charts.values())


@dataclass
class Overview:
    """The frozen figures of an issue, if it has any, and what the operator is told once they have been drawn."""

    picture: Picture | None = None
    cautions: tuple[str, ...] = ()

    def note(self, drawn: Summary) -> None:
        """Remember what was wrong with the pictures."""
        self.cautions = font_caution() + ((_NOT_DRAWN,) if drawn.failed else ())


def summary(issue: Issue, picture: Picture, work: MonthWork) -> Summary:
    """The summary of an issue; `issue` as `readable` gives it."""
    now = steps_by_place(picture, issue.regions, issue.month)
    heat, lines = heat_rows(now, issue.regions), place_lines(picture, issue.regions)
    charts = (
        trend_chart(picture.trend), line_chart(picture.bands), payer_chart(listed_cost(issue), picture.cost),
    )  # fmt: skip
    return Summary(
        sentences=tuple(one for one in _sentences(issue, picture, work) if one),
        charts={one.id: one for one in charts},
        lines=lines,
        heat=heat,
        nowhere=now.get((NOWHERE, NOWHERE), Steps()).warned,
        watched=headlines.watch_sentence(issue.rows),
        unplaced=sum(one.screened for (_county, township), one in now.items() if township == NOWHERE),
        confirm_months=picture.confirm_months,
        cases={**asdict(picture.cases), "oldest_since": month_zh(picture.cases.oldest_since)},
        tables={name: tuple(rows) for name, rows in _tables(issue, picture, work, lines[-1].steps).items()},
    )


def coverages(work: MonthWork) -> tuple[Coverage, ...]:
    """The coverage lines of the worklists, those of enrolment added up before them."""
    lines = [Coverage(visible(one.name), one.due, one.done, visible(one.target)) for one in work.coverage]
    enrolled = [one for one in lines if one.name.startswith(ENROLLED)]
    if len(enrolled) < 2:
        return tuple(lines)
    due, done = sum(one.due for one in enrolled), sum(one.done for one in enrolled)
    return (Coverage(f"{ENROLLED}困难群众合计", due, done, enrolled[0].target), *lines)


def everybody_owed(work: MonthWork) -> list[tuple[str, int, int]]:
    """(payer, persons, fen) of help that anybody insured has not received, the largest sum first."""
    sums: dict[str, list[int]] = {}
    for row in (row for one in work.lists if one.id == _UNRECEIVED for row in one.rows):
        sums.setdefault(visible(row.layer), []).append(row.amount_fen or 0)
    return sorted(((payer, len(own), sum(own)) for payer, own in sums.items()), key=lambda one: (-one[2], one[0]))


def _sentences(issue: Issue, picture: Picture, work: MonthWork) -> Iterator[str]:
    listed = official_rows(issue.rows)
    counted, year = tally(listed), whole(picture, issue.regions)
    lines = place_lines(picture, issue.regions, issue.month)
    owed = sum(fen for _payer, _people, fen in everybody_owed(work))
    yield headlines.month_sentence(picture.trend, lines[-1].steps.screened) + headlines.place_sentence(lines)
    yield headlines.follow_sentence(year, picture.cases)
    yield headlines.owed_sentence(counted.owed_people, counted.owed_fen, help_sums(listed), owed)
    yield headlines.coverage_sentence(
        [(one.name, one.due, one.done) for one in coverages(work) if "合计" not in one.name]
    )
    unplaced = sum(line.steps.warned for line in lines if line.level in ("unplaced", "nowhere"))
    yield headlines.data_sentence(
        picture.refused, unplaced, [one.name for one in issue.freshness if one.latest == NOT_LOADED]
    )


def _tables(issue: Issue, picture: Picture, work: MonthWork, year: Steps) -> dict[str, Iterable[Any]]:
    names = {rule.id: rule.name for rule in issue.rules}
    order = list(names)
    ordered = sorted(picture.hits, key=lambda one: order.index(one.rule_id) if one.rule_id in order else len(order))
    hits = ({**asdict(one), "name": names.get(one.rule_id, one.rule_id)} for one in ordered)
    refused = ({**asdict(one), "reason": visible(one.reason), "feed": _feed(one.kind)} for one in picture.refused)
    return {
        "steps": _steps(year),
        "months": [(month_zh(one.month), whole(picture, issue.regions, one.month)) for one in reversed(picture.trend)],
        "trend": [_named(one) for one in reversed(picture.trend)],
        "bands": [band_zh(*span) for span in band_totals(picture.bands)],
        "near": _near(issue, picture),
        "paid": _paid(issue, picture),
        "returns": [{**_named(one), "share": share(one.received, one.expected)} for one in reversed(picture.returns)],
        "hits": [{**one, "share": share(one["helped"], one["warned"])} for one in hits],
        "coverage": coverages(work),
        "owed": [(payer, people, money(fen)) for payer, people, fen in everybody_owed(work)],
        "refused": refused,
        "unconfirmed": [_unconfirmed(issue, one) for one in picture.unconfirmed],
    }


def _unconfirmed(issue: Issue, one: Unconfirmed) -> tuple[str, str, int, str]:
    """(department, identity, persons, day of the first decision)."""
    names = {region.code[:6]: region.name for region in issue.regions if region.level == "county"}
    office = names.get(one.county, one.county) + WHO[one.office]
    return office, visible(one.identity), one.persons, date_zh(date.fromisoformat(one.since))


def _steps(year: Steps) -> list[tuple[str, int, str, int]]:
    """(name, persons, share of the warned, width in thousandths): the year's way from screening to help."""
    told = (
        ("筛查：本年有计入费用", year.screened, ""),
        ("预警：本年上过名单", year.warned, ""),
        ("入户：已有入户回执", year.visited, f"占预警的 {year.visited_share}"),
        ("帮扶：已监测或得到救助", year.helped, f"占预警的 {year.helped_share}"),
    )
    most = max(year.screened, 1)
    return [(name, count, part, min(_BAR, max(6, count * _BAR // most)) if count else 0) for name, count, part in told]


def _near(issue: Issue, picture: Picture) -> Iterator[tuple[str, list[int]]]:
    """(rule, persons by band), the sum last where there are several."""
    for rule in issue.rules:
        own = [one for one in picture.bands if one.rule_id == rule.id]
        yield rule.name, list(band_totals(own).values())
    if len(issue.rules) > 1:
        yield "合计", list(band_totals(picture.bands).values())


def _paid(issue: Issue, picture: Picture) -> Iterator[tuple[str, str, str, str, str]]:
    """(payer, amount and share for the persons on the list, the same for everybody with cost), the sum last."""
    listed, everybody = listed_cost(issue), picture.cost
    for (name, _field), mine, all_ in zip(PAYERS, parts_of(listed), parts_of(everybody), strict=True):
        yield name, money(mine), share(mine, listed.medfee_fen), money(all_), share(all_, everybody.medfee_fen)
    yield "医疗总费用", money(listed.medfee_fen), "", money(everybody.medfee_fen), ""


def _named(one: Any) -> dict[str, Any]:
    """A row with its month in words."""
    return {**asdict(one), "name": month_zh(one.month)}


def _feed(kind: str) -> str:
    return KINDS[kind].zh if kind in KINDS else kind
