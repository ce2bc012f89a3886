"""The three pictures of the director's page, each with the sentence above it and its figures in words.

Comes in: the frozen figures of an issue. Goes out: charts; one whose picture is None could not be drawn, one without a
sentence has nothing to say. Every number that is written or told is a whole number or an exact amount.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.deliver.director_charts import (
    LINE_PARTS,
    PAYER_PARTS,
    STATUS_PARTS,
    Column,
    Picture,
    Strip,
    columns,
    strips,
)
from monitor.deliver.headlines import compared, line_sentence, payer_sentence
from monitor.deliver.proportion import share
from monitor.deliver.wording import money, month_zh
from monitor.lists.issue import Issue
from monitor.lists.picture import Band, Cost, Trend
from monitor.lists.slices import each_person, official_rows

PAYERS: Final = (
    ("基本医保", "basic_fen"), ("大病保险", "catastrophic_fen"), ("医疗救助", "assistance_fen"),
    ("其他基金", "other_funds_fen"), ("医院负担", "hospital_fen"), ("个人负担", "burden_fen"),
)  # fmt: skip
_LINE: Final = 100
_FEE: Final = ("medfee_fen", *(field for _name, field in PAYERS))


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with the sentence above it and an id for the page."""

    id: str
    sentence: str
    picture: Picture | None

    @property
    def failed(self) -> bool:
        """Whether there was something to draw and it could not be drawn."""
        return bool(self.sentence) and self.picture is None


def trend_chart(trend: Sequence[Trend]) -> Chart:
    """The lists of the year's months, by what had become of each row since the last."""
    if not any(one.rows for one in trend):
        return Chart("trend", "", None)
    sizes = [(one.continuing, one.escalated, one.corrected, one.new) for one in trend]
    rows = [Column(f"{int(one.month[5:])}月", size, str(one.rows)) for one, size in zip(trend, sizes, strict=True)]
    told = [
        f"{month_zh(one.month)} {one.rows} 人次（新增 {one.new}，持续 {one.continuing}，升级 {one.escalated}"
        + (f"，更正 {one.corrected}）" if one.corrected else "）")
        for one in trend
    ]
    sentence = f"{month_zh(trend[-1].month)}预警 {trend[-1].persons} 人{compared(trend)}。"
    return Chart("trend", sentence, columns(STATUS_PARTS, rows, "；".join(told)))


def line_chart(bands: Sequence[Band]) -> Chart:
    """Everybody from half of the line on, by how far: all rules together, each against its own line."""
    totals = band_totals(bands)
    if not any(totals.values()):
        return Chart("line", "", None)
    rows = [
        Column(band_zh(*span), (0, persons) if span[0] >= _LINE else (persons, 0), str(persons))
        for span, persons in totals.items()
    ]
    told = [f"{band_zh(*span)} {persons} 人" for span, persons in totals.items()]
    over = next(at for at, (low, _high) in enumerate(totals) if low >= _LINE)
    return Chart("line", line_sentence(bands), columns(LINE_PARTS, rows, "；".join(told), line_at=over))


def payer_chart(listed: Cost, everybody: Cost) -> Chart:
    """Who paid for the persons on the list, against everybody with cost."""
    if not listed.medfee_fen or not everybody.medfee_fen:
        return Chart("paid", "", None)
    rows = [_strip("名单上的人", listed), _strip("全部有费用的人", everybody)]
    sentence = payer_sentence(listed.burden_fen, listed.medfee_fen, everybody.burden_fen, everybody.medfee_fen)
    return Chart("paid", sentence, strips(PAYER_PARTS, rows, "；".join(_told(row) for row in rows)))


def band_totals(bands: Sequence[Band]) -> dict[tuple[int, int], int]:
    """Persons by band over all rules, the bands in order."""
    found: dict[tuple[int, int], int] = {}
    for one in sorted(bands, key=lambda band: band.low):
        found[one.low, one.high] = found.get((one.low, one.high), 0) + one.persons
    return found


def band_zh(low: int, high: int) -> str:
    """A band as it is called: 50–80%, 1–1.5倍, 3倍以上."""
    if high and high <= _LINE:
        return f"{low}–{high}%"
    return f"{_times(low)}–{_times(high)}倍" if high else f"{_times(low)}倍以上"


def listed_cost(issue: Issue) -> Cost:
    """What the cost of the persons on the list is made of, each person once."""
    rows = each_person(official_rows(issue.rows))
    return Cost(**{name: sum(getattr(row, name) for row in rows) for name in _FEE})


def parts_of(cost: Cost) -> tuple[int, ...]:
    """The amounts in the order of the payers, in fen."""
    return tuple(getattr(cost, field) for _name, field in PAYERS)


def _strip(name: str, cost: Cost) -> Strip:
    amounts = parts_of(cost)
    return Strip(
        name, f"共 {money(cost.medfee_fen)} 元", amounts, tuple(share(one, cost.medfee_fen) for one in amounts)
    )


def _told(row: Strip) -> str:
    parts = [f"{name} {words}" for (name, _field), words in zip(PAYERS, row.words, strict=True)]
    return f"{row.name}{row.total}：{'，'.join(parts)}"


def _times(percent: int) -> str:
    whole, rest = divmod(percent, _LINE)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
