"""What people are told of the months: in counts and codes, so that nothing in it is about a person.

Comes in: what a round found, and what the warehouse says of issues and packages. Goes out: notices for whoever wants
them. They are worked out anew each round; which were told already is known by the ledger, so none is lost or repeated.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from monitor.config import Config
from monitor.deliver.dispatch.notify import Notice
from monitor.deliver.dispatch.state import OPEN, rows
from monitor.due import Due, list_deadline
from monitor.errors import MonitorError
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.workdays import load_calendar
from monitor.year_month import month_text

_TOLD_FOR: Final = timedelta(days=7)


def stopped(place: str, due: Due, codes: str, *, is_held: bool, failures: int, answered: int) -> Notice:
    """A month that was not issued, with the codes of what keeps it; `answered` is how often the operator has said to go
    on, and after that the same is news again."""
    why = f"等待核实（{codes}）" if is_held else f"已失败 {failures} 次（{codes}）"
    text = f"{place} {due.name} 的名单没有{'写出' if due.is_issued else '出具'}：{why}。请运行 monitor status 查看。"
    return Notice("failed", due.month, text, f"{answered} {failures} {codes}")


def reminder(place: str, due: Due) -> Notice:
    """A month whose deadline is near."""
    last = f"，最迟 {due.deadline.due} 送出" if due.deadline else ""
    return Notice("reminder", due.month, f"{place} {due.name} 的名单还没有出具{last}。")


def no_deadline(place: str, due: Due, why: MonitorError) -> Notice:
    """A month of which no deadline can be worked out: it is neither reminded of nor late."""
    text = f"{place} {due.name} 的名单算不出期限，不会提醒：{why.what}（{why.code}）。请运行 monitor doctor 查看。"
    return Notice("reminder", due.month, text, why.code)


def stored_notices(con: Connection, config: Config, pack: Pack, today: date) -> Iterator[Notice]:
    """What the warehouse says: issues of the last seven days, and packages that did not arrive: once a day when they
    were tried as often as they may be, and from the last working day of the month's deadline on in any case."""
    handed = {(one["month"], one["version"]): one for one in statements.records(con, "6_deliver/dispatch_tally")}
    for issue in statements.records(con, "6_deliver/notice_issue", since=today - _TOLD_FOR):
        yield _issued(pack.name, issue, handed.get((issue["month"], issue["version"])))
    yield from _undelivered(con, config, pack, today)


def _undelivered(con: Connection, config: Config, pack: Pack, today: date) -> Iterator[Notice]:
    per_day, calendar = config.deliver.attempts_per_day, load_calendar(config.optional_path("workdays"))
    tried = [one for one in rows(con) if one.state in OPEN and one.attempts]
    for month in sorted({one.month for one in tried}):
        deadline = list_deadline(pack, config, calendar, month)
        is_due = deadline is not None and deadline.due <= today
        own = [one for one in tried if one.month == month and (is_due or one.tries_left(today, per_day) <= 0)]
        if not own:
            continue
        codes = "、".join(sorted({one.error_code for one in own}))
        given_up = "" if any(one.tries_left(today, per_day) > 0 for one in own) else "，今天不再试"
        limit = f"，期限 {deadline.limit}" if is_due and deadline else ""
        left = f"还有 {len(own)} 份没有送到（{codes}）{given_up}{limit}"
        text = f"{pack.name} {month_text(month)} 的名单{left}。请运行 monitor status 查看。"
        yield Notice("undelivered", month, text, today.isoformat())


def _issued(place: str, issue: dict[str, Any], handed: dict[str, Any] | None) -> Notice:
    counts = (
        f"预警 {issue['official_rows']} 人次，观察 {issue['early_rows']} 人次，"
        f"更正或退出 {issue['withdrawn_rows']} 人次"
    )
    arrived = f"送达 {handed['packages'] - handed['undelivered']}/{handed['packages']} 份。" if handed else ""
    is_first = issue["version"] == 1
    what = "名单已出具" if is_first else f"名单有更正，已出具第 {issue['version']} 版"
    text = f"{place} {month_text(issue['month'])} {what}（{issue['issued_on']}）：{counts}。{arrived}"
    return Notice("issued" if is_first else "correction", issue["month"], text, f"v{issue['version']}")
