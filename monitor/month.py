"""One month, end to end: settle, screen, freeze, publish, deliver. The stages do the work; this module keeps
their order.

Everything that decides the list happens in one transaction, read back after commit. What is rendered
afterwards is what was
frozen, so a run that was stopped in between only has to be started again. An issued month is never computed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from monitor import audit
from monitor.cautions import cautions, late_news, merged_away
from monitor.checks import verify
from monitor.compute import compute, require_settlements
from monitor.config import Config
from monitor.corrections import correct, correct_closed
from monitor.deliver.director import Overview
from monitor.deliver.dispatch.addressing import idle
from monitor.deliver.dispatch.handing import Tried, hand_over
from monitor.deliver.dispatch.state import expect, recall
from monitor.deliver.folder import DeliveredFile, write_issue
from monitor.deliver.leaving import file_entries
from monitor.deliver.published import newest_day, publish, renew
from monitor.deliver.sealed import holder, sealing_of
from monitor.disk import require_room
from monitor.doctor.environment import version_cautions
from monitor.errors import IntegrityError, StateError
from monitor.failpoint import failpoint
from monitor.feedback import refresh_cases
from monitor.issued_under import changed_since, record, settled_now
from monitor.lists.access import load_access
from monitor.lists.freeze import freeze, issue_of, issues_of, thaw
from monitor.lists.issue import Issue
from monitor.lists.lost_issue import lost_issue, require_same
from monitor.lists.picture import freeze_picture, thaw_picture
from monitor.lists.picture_figures import picture_of
from monitor.lists.worklists import freeze_worklists, thaw_worklists
from monitor.log import run_log
from monitor.policy import Pack
from monitor.screen.worklists import screen_worklists
from monitor.settle import bring_up_to_date
from monitor.warehouse import ledger, statements
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import last_day, month_text


@dataclass(frozen=True)
class Written:
    """An issue and the finished folder in which it stands."""

    issue: Issue
    issue_id: int
    files: tuple[DeliveredFile, ...]
    folder: Path
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class MonthDone:
    """What a month's run gave. `was_issued` is true when the month had been issued before and was only written
    out again; `others` are what was written out beside its list: correction lists, of this or of other months;
    `handed` are the packages that were tried."""

    issue: Issue
    files: tuple[DeliveredFile, ...]
    folder: Path
    published: Path
    was_issued: bool
    cautions: tuple[str, ...] = ()
    others: tuple[Written, ...] = ()
    handed: tuple[Tried, ...] = ()


def run_month(
    con: Connection,
    config: Config,
    pack: Pack,
    year: int,
    month: int,
    *,
    issued_on: date,
    answered: Sequence[str] = (),
) -> MonthDone:
    """Issue a month, or write an issued one out again, with what else was frozen and not written.

    Lists of earlier years that later data have made wrong are corrected with it. `answered` are the codes of holds
    that whoever issues the month by hand answers for, on record with the issue. Raises StateError when the month is not
    over or there is nothing in it.
    """
    number = year * 100 + month
    with run_log(config).step("month", month=f"{year}-{month:02d}") as told:
        said = version_cautions() + cautions(con, year, month) + changed_since(con, config, pack, number)
        was_issued = issue_of(con, number) is not None
        said += late_news(con, number) if was_issued else ()
        if not was_issued:
            require_over(con, year, month, issued_on)
            require_room(config)
            said += _issue(con, config, pack, number, issued_on, answered)
        done = _write_out(con, config, pack, number)
        said += idle(config, done.issue.regions)
        months = dict.fromkeys(_number(issue) for issue in (done.issue, *(one.issue for one in done.others)))
        handed = tuple(one for own in months for one in hand_over(con, config, issued_on, month=own))
        renew(con, config, pack, issued_on)  # the copy tells how far the month has come
        told.update(rows=len(done.issue.rows), files=len(done.files))
    return replace(done, was_issued=was_issued, cautions=said + done.cautions, handed=handed)


def correct_month(
    con: Connection, config: Config, pack: Pack, year: int, month: int, *, issued_on: date
) -> tuple[Written, ...]:
    """Issue a correction list of an issued month, and write it out; nothing if what was told still holds.

    One that was frozen before and not written out is written out, too. Raises StateError where the month was never
    issued, or its newest list is of a later day.
    """
    require_room(config)
    number = year * 100 + month
    _require_later(con, number, issued_on)
    with run_log(config).step("month", month=f"{year}-{month:02d}") as told:
        with transaction(con):
            bring_up_to_date(con, config, pack, year, month)
            correct(con, config, pack, number, issued_on)
            settled_now(con, issues_of(con, number)[0])
        ledger.reconcile(con, config)
        left = {int(one) for (one,) in statements.rows(con, "5_lists/unwritten")} & set(issues_of(con, number))
        written = [
            one
            for one in (_write_out(con, config, pack, number).others if left else ())
            if one.issue_id in left and _number(one.issue) == number
        ]
        hand_over(con, config, issued_on, month=number)
        renew(con, config, pack, issued_on)
        told.update(rows=sum(len(one.issue.rows) for one in written), lists=len(written))
    return tuple(written)


def _issue(
    con: Connection, config: Config, pack: Pack, number: int, issued_on: date, answered: Sequence[str]
) -> tuple[str, ...]:
    """Settle, screen and freeze a month (six digits) and what it corrects, in one transaction, and read it back.

    Returns what is to be said of it.
    """
    year, month = divmod(number, 100)
    log, about = run_log(config), f"{year}-{month:02d}"
    lost = lost_issue(con, number)
    day = lost.issued_on if lost else issued_on
    with log.step("warehouse", month=about), transaction(con):
        said = compute(con, config, pack, year, month, log=log)
        with log.step("lists", month=about):
            work = screen_worklists(con, pack, year, month)
            refresh_cases(con)
            issue_id = freeze(con, config, pack, year, month, day, again=lost.issue_id if lost else None)
            seals = record(con, issue_id, config, pack)
            if lost:
                require_same(lost, number, seals)
                seals["issued_on"] = day.isoformat()
            freeze_worklists(con, pack, issue_id, work, year, month)
            refresh_cases(con)
            freeze_picture(con, issue_id, picture_of(con, config, pack, year, month))
        with log.step("checks", month=about):
            verify(con, config, pack, year, month)
        said += correct_closed(con, config, pack, year, issued_on)
        if answered:
            ledger.note(con, "released", issued_on, month=number, holds=[*answered], reason="手工出具")
        ledger.note(con, "issued", issued_on, month=number, issue_id=issue_id, **seals)
    failpoint("month.committed")
    if issue_of(con, number) != issue_id:
        raise IntegrityError("E-INT-004", "名单写入后读不回来，本月没有出具", todo="检查磁盘后重新运行")
    ledger.reconcile(con, config)
    failpoint("month.noted")
    return said


def _write_out(con: Connection, config: Config, pack: Pack, number: int) -> MonthDone:
    """Write out a month's list and corrections and whatever else was frozen and not written, then publish."""
    own = issues_of(con, number)
    waiting = [int(one) for (one,) in statements.rows(con, "5_lists/unwritten")]
    log, about = run_log(config), month_text(number)
    with log.step("deliver", month=about) as told:
        first, *others = (_write(con, config, one) for one in dict.fromkeys((*own, *waiting)))
        told["files"] = sum(len(one.files) for one in (first, *others))
    with log.step("publish", month=about):
        published = publish(con, config, pack, newest_day(con) or last_day(*divmod(number, 100)))
    failpoint("month.published")
    said = tuple(one for written in (first, *others) for one in written.cautions)
    return MonthDone(first.issue, first.files, first.folder, published, False, said, tuple(others))


def _require_later(con: Connection, number: int, day: date) -> None:
    """A receipt answers the version that was out on the day of the visit, so versions go by days."""
    found = con.execute("select max(issued_on) from lists.issue where month = ?", [number]).fetchall()
    newest = found[0][0]
    if newest is not None and day < newest:
        raise StateError(
            "E-CORR-002",
            f"{month_text(number)} 的名单是 {newest} 出具的，更正不能早于它",
            todo="日期写当天，或不写 --on",
        )


def _number(issue: Issue) -> int:
    return int(issue.month.replace("-", ""))


def _write(con: Connection, config: Config, issue_id: int) -> Written:
    issue, access = thaw(con, issue_id), load_access(config.optional_path("access"))
    overview = Overview(thaw_picture(con, issue_id))
    files = write_issue(
        issue, access, config.path("out"), thaw_worklists(con, issue_id), sealing_of(config, issue),
        announce=lambda files: audit.record(con, config, *file_entries(files, issue, access)), overview=overview,
    )  # fmt: skip
    failpoint("month.delivered")
    _record_files(con, config, issue, issue_id, files)
    failpoint("month.recorded")
    folder = config.path("out") / issue.month / (f"v{issue.version}" if issue.is_correction else "current")
    return Written(issue, issue_id, files, folder, overview.cautions + merged_away(con, issue_id))


def _record_files(
    con: Connection, config: Config, issue: Issue, issue_id: int, files: tuple[DeliveredFile, ...]
) -> None:
    """What was written, as of the last time; the first time is a line of the ledger, and then it is to be handed over.

    A month that was written before its targets were configured is handed over by `monitor deliver` only. Of one that is
    made again the ledger knows what arrived.
    """
    month = _number(issue)
    with transaction(con):
        con.execute("delete from deliver.delivery where issue_id = ?", [issue_id])
        con.executemany(
            "insert into deliver.delivery values (?, ?, ?, ?, ?)",
            [[issue_id, one.recipient, one.path.name, one.rows, one.sha256] for one in files],
        )
        if all(one["issue_id"] != issue_id for one in ledger.facts(con, "written", month)):
            ledger.note(con, "written", issue.issued_on, month=month, issue_id=issue_id, files=len(files))
        elif not recall(con, issue_id, month):
            return
        recipients = {holder(one.recipient) for one in files}
        expect(con, config, issue_id, recipients, issue.regions, issue.issued_on)


def require_over(con: Connection, year: int, month: int, issued_on: date) -> None:
    """Raise StateError where the month is not over on that day, or has no settlements."""
    following = date(year + month // 12, month % 12 + 1, 1)
    if issued_on < following:
        raise StateError(
            "E-MONTH-001",
            f"{year}-{month:02d} 还没有结束，不能出具名单",
            todo=f"到 {following} 以后再运行，或加 --plan 先看",
        )
    require_settlements(con, year, month)
