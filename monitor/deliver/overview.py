"""What the operator wants to know at a glance: months and their deadlines, how fresh each feed is, what waits.

Comes in: the warehouse, the pack, the day on which it is asked. Goes out: lines of Chinese text. Whether a month was in
time is told against the day of the month that the pack names; where it names none, nothing is said about time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.intake.columns import KINDS
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

_DATED_FEEDS = ("settlements", "persons", "identities")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day before which a month's list goes out, and the article that says so."""

    day: date
    article: str


def overview(con: Connection, pack: Pack, today: date) -> list[str]:
    """Lines of Chinese text for `monitor status`."""
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    reaching = _reaching(con, today)
    feeds = statements.records(con, "6_deliver/feed_state")
    return [
        f"{pack.name}（{pack.place}）政策包 {pack.version}，{today}",
        *_month_lines(con, pack, today),
        *(_feed_line(feed, reaching.get(feed["kind"]), today) for feed in feeds),
    ]


def deadline(pack: Pack, month: int) -> Deadline | None:
    """When the list of a month (six digits) has to be sent, or None where the pack names no day."""
    year, number = divmod(month, 100)
    following = date(year + number // 12, number % 12 + 1, 1)
    for value in pack.values_on(following):
        if value.layer == "warning" and value.unit == "day_of_month" and value.value is not None:
            return Deadline(following.replace(day=int(value.value)), value.article)
    return None


def _month_lines(con: Connection, pack: Pack, today: date) -> list[str]:
    months = statements.records(con, "5_lists/month_state")
    shown = [_month_line(one, deadline(pack, one["month"]), today) for one in months]
    return shown or ["  还没有结算记录，也没有出具过名单"]


def _month_line(row: dict[str, Any], due: Deadline | None, today: date) -> str:
    name, issued = f"  {row['month'] // 100}-{row['month'] % 100:02d}", row["issued_on"]
    if issued is None:
        return f"{name} 未出具" + (f"：期限 {due.day} 前（{due.article}），{_left(due.day, today)}" if due else "")
    when = f"，期限 {due.day} 前，{_kept(due.day, issued)}" if due else ""
    counts = f"预警 {row['official_rows']}，观察 {row['early_rows']}，更正或退出 {row['withdrawn_rows']}"
    return f"{name} {issued} 出具{when}：{counts}"


def _left(due: date, today: date) -> str:
    days = (due - today).days
    return f"还有 {days} 天" if days > 0 else "今天到期" if days == 0 else f"已过期 {-days} 天"


def _kept(due: date, issued: date) -> str:
    days = (issued - due).days
    return "按时" if days < 0 else "到期当天" if days == 0 else f"晚 {days} 天"


def _reaching(con: Connection, today: date) -> dict[str, date | None]:
    """How far the dated feeds reach, by kind: the last settlement, the day of the newest roster."""
    found = statements.rows(con, "5_lists/feed", month_end=today, first_day=today.replace(day=1))
    return {kind: row[2] for kind, row in zip(_DATED_FEEDS, found, strict=True)}


def _feed_line(feed: dict[str, Any], latest: date | None, today: date) -> str:
    name = KINDS[feed["kind"]].zh if feed["kind"] in KINDS else feed["kind"]
    reach = f"，数据到 {latest}（{(today - latest).days} 天前）" if latest else ""
    waiting = f"，待处理拒收 {feed['open_rows']} 条" if feed["open_rows"] else ""
    loaded = f"{feed['batch_count']} 批，接收 {feed['accepted']} 条，最近载入 {feed['latest']}"
    return f"  {name}：{loaded}{reach}{waiting}"
