"""Why a month must not be issued by itself: a feed that is missing, stale, or suddenly much smaller than it was.

Comes in: the warehouse, a month, the limits of `[holds]`. Goes out: holds with a stable code and a Chinese
sentence. The scheduler waits while one stands and nobody has answered for it; an operator who runs the month by hand
answers by running it, and the ledger says so. Never names a person.
"""

from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Final

from monitor.config import HoldSettings
from monitor.intake.columns import KINDS
from monitor.warehouse import ledger, statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day, month_text

_LOOK_BACK: Final = 3
_NAMED: Final = 5
_PLACES: Final = {"hospital": "医疗机构", "county": "参保县区", "township": "乡镇"}


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason to wait. `code` is what the operator answers for."""

    code: str
    what: str


def holds(con: Connection, settings: HoldSettings, year: int, month: int) -> tuple[Hold, ...]:
    """Every hold of a month, the gravest first; none if the month may go out by itself."""
    return (
        *_lost(con),
        *_gap(con, year, month),
        *_volume(con, settings, year, month),
        *_places(con, settings, year, month),
        *_rosters(con, settings, year, month),
    )


def unanswered(con: Connection, settings: HoldSettings, month: int) -> tuple[Hold, ...]:
    """The holds of a month (six digits) for which the operator has not answered."""
    found = holds(con, settings, month // 100, month % 100)
    answered = {code for facts in ledger.facts(con, "released", month) for code in facts["holds"]}
    return tuple(hold for hold in found if hold.code not in answered)


def months_before(year: int, month: int, count: int) -> int:
    """The month `count` months before one, as six digits."""
    whole = year * 12 + month - 1 - count
    return whole // 12 * 100 + whole % 12 + 1


def _lost(con: Connection) -> tuple[Hold, ...]:
    count = len(ledger.lost(con))
    return (Hold("H-LOST", f"恢复备份以后还有 {count} 批没有重新载入（见 monitor status）"),) if count else ()


def _gap(con: Connection, year: int, month: int) -> tuple[Hold, ...]:
    found = statements.records(con, "5_lists/caution", year=year, month=month)[0]
    skipped, empty = found["skipped_months"], found["empty_months"] or ()
    said = [f"本年此前还有 {skipped} 个月有结算而没有出具名单"] if skipped else []
    said += [f"{'、'.join(map(month_text, empty))} 没有结算，也没有核实过"] if empty else []
    return (Hold("H-GAP", "；".join(said)),) if said else ()


def _volume(con: Connection, settings: HoldSettings, year: int, month: int) -> tuple[Hold, ...]:
    number = year * 100 + month
    found = dict(
        statements.rows(con, "5_lists/hold_volume", month=number, earliest=months_before(year, month, _LOOK_BACK))
    )
    now, before = found.pop(number, 0), sorted(found.values())
    if not now:
        return (Hold("H-FEED-NONE", "本月没有结算记录"),)
    usual = median_low(before) if before else 0
    if usual < settings.least_settlements or now * 100 >= usual * settings.volume_percent:
        return ()
    return (Hold("H-FEED-SMALL", f"本月结算 {now} 条，前 {len(before)} 个月通常 {usual} 条：可能没有交全"),)


def _places(con: Connection, settings: HoldSettings, year: int, month: int) -> tuple[Hold, ...]:
    gone = statements.records(
        con,
        "5_lists/hold_place",
        month=year * 100 + month,
        before=months_before(year, month, 1),
        percent=settings.place_percent,
        least=settings.least_settlements,
    )
    if not gone:
        return ()
    named = "；".join(f"{_PLACES[one['kind']]} {one['name']} {one['before']}→{one['now']} 条" for one in gone[:_NAMED])
    more = f"等 {len(gone)} 处" if len(gone) > _NAMED else ""
    return (Hold("H-PLACE-GONE", f"与上月相比结算骤减：{named}{more}"),)


def _rosters(con: Connection, settings: HoldSettings, year: int, month: int) -> tuple[Hold, ...]:
    newest = dict(statements.rows(con, "5_lists/hold_roster"))
    month_end = last_day(year, month)
    limits = {"identities": settings.identities_days, "persons": settings.persons_days}
    return tuple(hold for kind, days in limits.items() for hold in _roster(kind, newest.get(kind), month_end, days))


def _roster(kind: str, newest: date | None, month_end: date, days: int) -> tuple[Hold, ...]:
    name = f"{KINDS[kind].zh}名册"
    if newest is None:
        return (Hold("H-ROSTER-NONE", f"{name}还没有载入"),)
    age = (month_end - newest).days
    return (Hold("H-ROSTER-OLD", f"{name}最近一次是 {newest}，到月底已 {age} 天"),) if age > days else ()
