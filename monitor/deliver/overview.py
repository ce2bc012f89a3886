"""What the operator wants to know at a glance: months and their deadlines, how fresh each feed is, what waits.

Comes in: the warehouse, the pack, the day on which it is asked. Goes out: lines of Chinese text. Whether a month was in
time is told against its deadline in working days; for a year whose working days are not known, that is said instead.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from monitor.config import Config
from monitor.deadlines import Deadline
from monitor.deliver.casework import CASE_STATES
from monitor.deliver.month_state import STATES, month_states
from monitor.due import due_months, list_deadline
from monitor.holds import unanswered
from monitor.intake.columns import KINDS
from monitor.lists.picture_figures import unconfirmed
from monitor.policy import Pack
from monitor.warehouse import ledger, statements
from monitor.warehouse.connection import Connection
from monitor.workdays import load_calendar
from monitor.year_month import month_text

_DATED_FEEDS = ("settlements", "persons", "identities")
_NAMED = 5
_UNKNOWN = "：没有这一年的工作日历，期限未知（见 monitor doctor）"


def overview(con: Connection, config: Config, pack: Pack, today: date) -> list[str]:
    """Lines of Chinese text for `monitor status`."""
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    statements.make_temp_view(con, "refused", "5_lists/refused")
    reaching = _reaching(con, today)
    feeds = statements.records(con, "6_deliver/feed_state")
    return [
        f"{pack.name}（{pack.place}）政策包 {pack.version}，{today}",
        *_month_lines(con, config, pack, today),
        *_case_lines(con),
        *_unconfirmed(con, config, today),
        *_unloaded(con),
        *(_feed_line(feed, reaching.get(feed["kind"]), today) for feed in feeds),
    ]


def _unloaded(con: Connection) -> list[str]:
    """Deliveries that the ledger knows of and the warehouse has lost, until they are loaded again."""
    told = ledger.lost(con)
    named = "；".join(told[:_NAMED]) + ("等" if len(told) > _NAMED else "")
    todo = "已用别的文件补齐或不再补的，运行 monitor doctor --give-up-lost"
    return [f"  台账记着载入过、现在没有的 {len(told)} 批还没有重新载入：{named}。{todo}"] if told else []


def _month_lines(con: Connection, config: Config, pack: Pack, today: date) -> list[str]:
    months, held = statements.records(con, "5_lists/month_state"), _held(con, config, pack, today)
    there = {one["month"] for one in months}
    first, *more = [month for month in held if month not in there] or [0]
    months += [{"month": month, "issued_on": None} for month in (first, *more[:_NAMED]) if month]
    waiting = {month: (rows, left) for month, rows, left in statements.rows(con, "6_deliver/receipt_outstanding")}
    handed: dict[int, list[dict[str, Any]]] = {}
    for tally in statements.records(con, "6_deliver/dispatch_tally"):
        handed.setdefault(tally["month"], []).append(tally)
    calendar = load_calendar(config.optional_path("workdays"))
    states = month_states(con, config, pack)
    deadlines = {one["month"]: list_deadline(pack, config, calendar, one["month"]) for one in months}
    shown = [
        _month_line(one, deadlines[one["month"]], today)
        + _receipts(*waiting.get(one["month"], (0, 0)))
        + "".join(_handed_over(tally, deadlines[one["month"]], today) for tally in handed.get(one["month"], ()))
        + _state(states.get(month_text(one["month"])))
        + held.get(one["month"], "")
        for one in sorted(months, key=lambda one: one["month"])
    ]
    if left := more[_NAMED:]:
        shown.append(f"  {month_text(left[0])} 至 {month_text(left[-1])} 另有 {len(left)} 个月没有结算，未出具")
    return shown or ["  还没有结算记录，也没有出具过名单"]


def _held(con: Connection, config: Config, pack: Pack, today: date) -> dict[int, str]:
    """Of each month that is over and not out: what it waits for, and how to answer; one without settlements, for which
    the operator has answered, is left out. Those after the first only wait for it: they go out in order."""
    shown, first = dict[int, str](), ""
    for due in due_months(con, config, pack, today):
        if due.is_issued:
            continue
        if first:
            shown[due.month] = f"；排在 {first} 之后"
            continue
        found = unanswered(con, config.holds, due.month)
        if found:
            what = "、".join(f"{one.what}（{one.code}）" for one in found)
            shown[due.month] = f"；等核实：{what}。补齐数据，或运行 monitor month {due.name} --release 理由"
        first = due.name if found or due.has_settlements else ""
    return shown


def _month_line(row: dict[str, Any], due: Deadline | None, today: date) -> str:
    name, issued = f"  {month_text(row['month'])}", row["issued_on"]
    if issued is None:
        return f"{name} 未出具" + (f"：{_day(due)}{_by(due)}，{_left(due.limit, today)}" if due else _UNKNOWN)
    when = f"，{_day(due)}，{_kept(due.limit, issued)}" if due else _UNKNOWN
    counts = f"预警 {row['official_rows']}，观察 {row['early_rows']}，更正或退出 {row['withdrawn_rows']}"
    return f"{name} {issued} 出具{when}：{counts}"


def _state(row: Mapping[str, Any] | None) -> str:
    """How far the month has come, and the cases that keep it from being closed."""
    if row is None:
        return ""
    left = row["open_cases"]
    if left and row["state"] == "closed":
        return f"；年度已终，还有 {left} 件未办结"
    return f"；{STATES[row['state']]}" + (f"，{left} 件未办结" if left else "")


def _receipts(rows: int, left: int) -> str:
    return f"；须入户 {rows} 人次，{f'{left} 人次还没有回执' if left else '回执已齐'}" if rows else ""


def _handed_over(tally: Mapping[str, Any], due: Deadline | None, today: date) -> str:
    """How many of an issue's packages have arrived, what keeps the others, and that a list's should have arrived."""
    packages, left = tally["packages"], tally["undelivered"]
    which = "" if tally["version"] == 1 else f"更正第 {tally['version']} 版"
    said = f"；{which}送达 {packages - left}/{packages} 份"
    if left:
        said += f"，{left} 份没有送到" + (
            f"（{tally['error_code']}，最多已试 {tally['attempts']} 次）" if tally["error_code"] else ""
        )
        said += f"，送达已过期限 {(today - due.limit).days} 天" if not which and due and today > due.limit else ""
    return said + (f"，{tally['unacknowledged']} 份对方还没有确认收到" if tally["unacknowledged"] else "")


def _case_lines(con: Connection) -> list[str]:
    """One line per year with cases: how many in each state, and since when the oldest open one waits."""
    found: dict[int, dict[str, tuple[int, int | None]]] = {}
    for year, state, count, oldest in statements.rows(con, "6_deliver/case_tally"):
        found.setdefault(year, {})[state] = (count, oldest)
    newest = con.execute("select coalesce(max(month), 0) from lists.issue").fetchall()[0][0]
    return [_case_line(year, states, newest) for year, states in found.items()]


def _unconfirmed(con: Connection, config: Config, today: date) -> list[str]:
    """One line about recognitions that no roster has confirmed for long, if there are any."""
    found = unconfirmed(con, config, today)
    if not found:
        return []
    told = "、".join(f"{one.identity} {one.persons} 人" for one in found)
    since = min(one.since for one in found)
    return [f"  部门认定了身份、过了 {config.lists.confirm_months} 个月名册上还没有的：{told}（最早 {since}）"]


def _case_line(year: int, states: Mapping[str, tuple[int, int | None]], newest: int) -> str:
    counts = "，".join(f"{zh} {states[state][0]} 件" for state, zh in CASE_STATES.items() if state in states)
    since = min((month for _count, month in states.values() if month), default=None)
    if since is None:
        return f"  {year} 年办理：{counts}"
    age = _months(newest) - _months(since)
    told = f"最早从 {month_text(since)} 起，已 {age} 个月" if age else f"都从 {month_text(since)} 起"
    return f"  {year} 年办理：{counts}；未办结的{told}"


def _months(month: int) -> int:
    return month // 100 * 12 + month % 100


def _left(due: date, today: date) -> str:
    days = (due - today).days
    return f"还有 {days} 天" if days > 0 else "今天到期" if days == 0 else f"已过期 {-days} 天"


def _kept(due: date, issued: date) -> str:
    days = (issued - due).days
    return f"晚 {days} 天" if days > 0 else "按时"


def _day(due: Deadline) -> str:
    """The last day in time, and the last working day until then where that is another."""
    return f"期限 {due.limit}" + (f"（最后一个工作日 {due.due}）" if due.due != due.limit else "")


def _by(due: Deadline) -> str:
    return f"（{due.article}）" if due.article else ""


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
