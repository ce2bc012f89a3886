"""Counts what the bureau's summary shows of a month, from the warehouse in which its issue has just been written.

Comes in: the warehouse inside the transaction of the issue, after screening and freezing. Goes out: a `Picture`.
Everybody's figures are read once, added up by place; the rest is counted from the lists that were issued. It never
reads a name.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from monitor.config import Config
from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME
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
    Unconfirmed,
)
from monitor.policy import IDENTITIES, Pack, Rule
from monitor.warehouse import rejects, secret, statements
from monitor.warehouse.connection import Connection
from monitor.warehouse.derived import view_identities
from monitor.year_month import last_day, month_text

# Percents of the line; below 100 nobody is over it, from 100 on everybody is. The last is open.
BANDS: Final = ((50, 80), (80, 100), (100, 150), (150, 200), (200, 300), (300, 0))
_PARTS: Final = ("medfee", "basic", "catastrophic", "assistance", "other_funds", "hospital", "burden")
_MEASURES: Final = ("self_pay", "burden")
_TEMPORARY = ("issued_month", "listed", "first_listed", "identity_gained", "answer", "followed")


def picture_of(con: Connection, config: Config, pack: Pack, year: int, month: int) -> Picture:
    """The figures of a month whose issue is in the warehouse; the rules of `screen` are still in the session."""
    asked = {"year": year, "month": month}
    everybody = statements.records(con, "5_lists/screened", **asked)
    _make_listed(con, pack, asked)
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    statements.make_temp_view(con, "refused", "5_lists/refused")
    found = Picture(
        screened=tuple(_screened(everybody, year)),
        cost=_cost(everybody),
        listed=tuple(Listed(**_dated(row)) for row in statements.records(con, "5_lists/listed_place")),
        trend=tuple(_trend(row) for row in statements.records(con, "5_lists/trend")),
        bands=_bands(con, pack, asked),
        hits=tuple(Hit(*row) for row in statements.rows(con, "5_lists/hit")),
        returns=_returns(con),
        cases=_cases(con, year, month),
        refused=tuple(_refused(con)),
        small_cell=config.lists.small_cell,
        unconfirmed=unconfirmed(con, config, last_day(year, month)),
        confirm_months=config.lists.confirm_months,
        cell_key=secret.derived(secret.read(config), "small cells").hex(),
    )
    statements.drop_temp(con, *_TEMPORARY, "near_candidate", "figure", "in_rule")
    return found


def unconfirmed(con: Connection, config: Config, day: date) -> tuple[Unconfirmed, ...]:
    """Recognitions that are older than `[lists] confirm_months` on `day` and that no roster has confirmed."""
    view_identities(con)
    found = statements.rows(
        con, "5_lists/unconfirmed", before=_months_before(day, config.lists.confirm_months), day=day
    )
    return tuple(Unconfirmed(county, office, word, people, f"{since}") for county, office, word, people, since in found)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), last_day(year, month + 1))


def helping_identities(pack: Pack) -> tuple[str, ...]:
    """The identities by which a person counts as helped: monitored ones, and those that a layer of the pack favours."""
    favoured = {name for layer in pack.layers for scheme in layer.schemes for name in scheme.identities}
    return tuple(one.name for one in IDENTITIES if one.id == "monitored" or one.name in favoured)


def _make_listed(con: Connection, pack: Pack, asked: Mapping[str, int]) -> None:
    """Who was on the year's lists, and what came of it."""
    statements.make_rows(con, "helping_identity", "identity varchar", [(name,) for name in helping_identities(pack)])
    statements.make_rows(con, "receipt_word", "kind varchar, word varchar", _receipt_words())
    for table in _TEMPORARY:
        statements.make_temp(con, table, f"5_lists/{table}", **asked)


def _receipt_words() -> Iterable[tuple[str, str]]:
    """Which words of a receipt tell of a visit, of help, of no risk."""
    yield from (("visit", word.code) for word in FOUND.values() if word.visited or word.closes)
    yield from (("help", word.code) for word in (*OUTCOME.values(), *DECISION.values()) if word.helped)
    yield "no_risk", "no_risk"


def _screened(rows: Iterable[Mapping[str, Any]], year: int) -> Iterable[Screened]:
    for row in rows:
        month = _month_text(year * 100 + row["month"])
        yield Screened(month, row["county_code"], row["township_code"], row["persons"])


def _cost(rows: Iterable[Mapping[str, Any]]) -> Cost:
    sums = {part: sum((row[part] for row in rows), Decimal(0)) for part in _PARTS}
    return Cost(**{f"{part}_fen": int(total.scaleb(2)) for part, total in sums.items()})


def _trend(row: Mapping[str, Any]) -> Trend:
    told = _dated(row)
    return Trend(rows=told.pop("row_count"), **told)


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "month": _month_text(row["month"])}


def _bands(con: Connection, pack: Pack, asked: Mapping[str, int]) -> tuple[Band, ...]:
    """Every band of every rule, nobody in it or somebody."""
    year, month = asked["year"], asked["month"]
    rules = pack.rules_on(last_day(year, month))
    limits = {f"least_{name}": _least(rules, name) for name in _MEASURES}
    statements.make_rows(con, "line_band", "low integer, high integer", BANDS)
    statements.make_temp(con, "near_candidate", "5_lists/near_candidate", **asked, **limits)
    statements.make_temp(con, "figure", "5_lists/near_figure", **asked)
    statements.make_temp(con, "in_rule", "4_screen/in_rule", **asked)
    found = {(rule, low): persons for rule, low, _high, persons in statements.rows(con, "5_lists/near_line")}
    return tuple(Band(rule.id, low, high, found.get((rule.id, low), 0)) for rule in rules for low, high in BANDS)


def _least(rules: Iterable[Rule], measure: str) -> Decimal:
    """The lowest amount of the first band of any rule, in yuan; far above any amount where no rule has the measure."""
    lines = [rule.threshold_fen for rule in rules if rule.measure == measure]
    return Decimal(min(lines) * BANDS[0][0] // 100).scaleb(-2) if lines else Decimal(10**15)


def _returns(con: Connection) -> tuple[Returns, ...]:
    return tuple(Returns(**_dated(row)) for row in statements.records(con, "5_lists/returned"))


def _cases(con: Connection, year: int, month: int) -> OpenCases:
    count, since = statements.rows(con, "5_lists/open_case", year=year)[0]
    months = (year - since // 100) * 12 + month - since % 100 if since else 0
    return OpenCases(count, months, _month_text(since))


def _refused(con: Connection) -> Iterable[Refused]:
    reasons = rejects.reasons()
    for kind, code, reason, rows, open_rows in statements.rows(con, "5_lists/rejected_count"):
        yield Refused(kind, code, reasons.get(code, reason), rows, open_rows)


def _month_text(month: int) -> str:
    """2023-03 of 202303; empty for 0, the year."""
    return month_text(month) if month else ""
