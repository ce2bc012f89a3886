"""One round of the months by themselves: empty the inbox, ask the ledger what is due, run it in order, say what waits.

Comes in: the configuration, the day, the moment of looking. Goes out: what was done and what was not, as one `Round`.
Called by the scheduler and by `monitor schedule --once`. Every month is issued once, oldest first; one that must wait
keeps those after it waiting. Never reads a clock, never decides about a hold by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.deliver.dispatch.handing import Tried, hand_over
from monitor.deliver.dispatch.notify import Notice, tell
from monitor.deliver.dispatch.receipts import Looked, look
from monitor.deliver.published import renew
from monitor.due import Due, due_months, uncounted
from monitor.errors import Busy, MonitorError, StateError
from monitor.holds import Hold, holds, unanswered
from monitor.inbox import Taken, empty, parcels
from monitor.inbox_remarks import remarks, unfinished
from monitor.lists.freeze import issue_of
from monitor.lists.lost_issue import lost_issue
from monitor.log import run_log
from monitor.month import MonthDone, run_month
from monitor.notices import no_deadline, reminder, stopped, stored_notices
from monitor.policy import Pack
from monitor.warehouse import ledger, statements
from monitor.warehouse.connection import Connection, transaction

RunMonth = Callable[..., MonthDone]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A month that was not issued, and why: holds that nobody has answered for, or the error, or the code of an earlier
    one."""

    due: Due
    holds: tuple[Hold, ...] = ()
    error: MonitorError | None = None
    failures: int = 0
    gave_up: bool = False
    code: str = ""


@dataclass(slots=True)
class Round:
    """What a round did. `near` are the months whose deadline is near and that are not issued, `reminders` those of
    them of which that is said for the first time, `uncounted` the first of which nobody knows the deadline, and why.
    `overlooked` is what lies in the inbox and is not taken. `handed` are packages of earlier months that were tried
    again, `looked` who has acknowledged one, `untold` why a notice could not be sent.
    """

    today: date
    taken: list[Taken] = field(default_factory=list)
    overlooked: tuple[str, ...] = ()
    issued: list[tuple[Due, MonthDone]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    near: list[Due] = field(default_factory=list)
    reminders: list[Due] = field(default_factory=list)
    uncounted: tuple[Due, MonitorError] | None = None
    handed: tuple[Tried, ...] = ()
    looked: Looked = field(default_factory=Looked)
    untold: tuple[MonitorError, ...] = ()
    clock_back: date | None = None


def go_round(
    con: Connection, config: Config, pack: Pack, *, today: date, now: float, run: RunMonth = run_month
) -> Round:
    """One round on a day; `now` in seconds since 1970 tells which files of the inbox are at rest.

    Errors of one month are noted and kept in the result; an error of the inbox's disk or of the warehouse is raised.
    """
    log = run_log(config)
    with log.step("schedule") as told:
        done = _round(con, config, pack, today, now, run)
        refused = sum(one.refused is not None for one in done.taken)
        told.update(taken=len(done.taken), refused=refused, issued=len(done.issued), waiting=len(done.waiting))
        told |= {"code": "W-CLOCK"} if done.clock_back else {}
    for one in done.waiting:
        for hold in one.holds:
            log.write("schedule", "held", month=one.due.name, code=hold.code)
    return done


def _round(con: Connection, config: Config, pack: Pack, today: date, now: float, run: RunMonth) -> Round:
    done = Round(today, clock_back=_clock_back(con, today))
    if done.clock_back:
        return done
    folder = config.optional_path("inbox")
    if folder:
        found = parcels(folder, now, config.schedule.rest_seconds)
        done.taken += empty(con, config, pack, folder, found, today)
        done.overlooked = remarks(folder) + unfinished(folder, now, config.schedule.rest_seconds)
        ledger.reconcile(con, config)
    done.handed = hand_over(con, config, today)
    months = due_months(con, config, pack, today)
    lacking = (due for due in months if due.deadline is None and not _is_answered_for(con, config, due))
    done.uncounted = uncounted(config, pack, lacking)
    for due in months:
        waits = _one(con, config, pack, due, done, run)
        ledger.reconcile(con, config)
        if waits:
            done.waiting.append(waits)
        if waits and not due.is_issued:
            break
    _remind(con, config, pack, done)
    ledger.reconcile(con, config)
    done.looked = look(con, config, today)
    done.untold = tell(con, config, _notices(con, config, pack, done), today)
    renew(con, config, pack, today)  # last: without room for it, who is to be told has been told
    return done


def release(con: Connection, config: Config, month: int, reason: str, today: date) -> tuple[str, ...]:
    """Record that the operator answers for a month's holds, and may have failures tried again; returns the hold codes.

    Where nothing holds a month whose list was lost, it is said that another one takes its place.
    Raises StateError where nothing holds the month.
    """
    found = holds(con, config.holds, month // 100, month % 100)
    failed, lost = _failures(con, month), lost_issue(con, month)
    if not found and not failed and not lost:
        raise StateError("E-HOLD-002", "这个月没有待核实的情形", todo="直接运行 monitor month，或等自动运行")
    codes = sorted({hold.code for hold in found})
    with transaction(con):
        instead = lost is not None and not unanswered(con, config.holds, month)
        said = {"failures": failed, "reason": reason, "instead": instead}
        ledger.note(con, "released", today, month=month, holds=codes, **said)
    return tuple(codes)


def run_by_hand(con: Connection, config: Config, pack: Pack, year: int, month: int, *, issued_on: date) -> MonthDone:
    """Issue a month because the operator says so: what would have held it is recorded as answered for, and told.

    Raises as `run_month`; what was not issued is not answered for.
    """
    found: tuple[Hold, ...] = ()
    if issue_of(con, year * 100 + month) is None:
        found = unanswered(con, config.holds, year * 100 + month)
    done = run_month(con, config, pack, year, month, issued_on=issued_on, answered=[hold.code for hold in found])
    said = tuple(f"{hold.what}（{hold.code}：手工出具，视为已核实，记入台账）" for hold in found)
    return replace(done, cautions=said + (() if done.was_issued else _backdated(con, issued_on)) + done.cautions)


def _backdated(con: Connection, issued_on: date) -> tuple[str, ...]:
    """What is to be said of a day of issue on which the data were not there yet: whether it was in time goes by it."""
    row = con.execute("select max(loaded_on) from intake.load_batch").fetchone()
    if row is None or row[0] is None or row[0] <= issued_on:
        return ()
    return (f"出具日期 {issued_on} 早于最近一次载入数据的 {row[0]}：是否按时、晚几天，都按写的出具日期算",)


def _one(con: Connection, config: Config, pack: Pack, due: Due, done: Round, run: RunMonth) -> Waiting | None:
    """Issue one month, or say why it waits; one that was cut off after it was issued is only written out."""
    open_holds = () if due.is_issued else unanswered(con, config.holds, due.month)
    failures = _failures(con, due.month)
    if open_holds:
        return Waiting(due, open_holds, failures=failures)
    if _is_answered_for(con, config, due):
        return None
    if failures >= config.schedule.attempts:
        return Waiting(due, failures=failures, gave_up=True, code=ledger.facts(con, "failed", due.month)[-1]["code"])
    try:
        issue = run(con, config, pack, due.month // 100, due.month % 100, issued_on=done.today)
    except Busy:
        raise
    except MonitorError as error:
        with transaction(con):
            ledger.note(con, "failed", done.today, month=due.month, code=error.code, stage=error.stage)
        gave_up = failures + 1 >= config.schedule.attempts
        return Waiting(due, error=error, failures=failures + 1, gave_up=gave_up, code=error.code)
    done.issued.append((due, issue))
    return None


def _is_answered_for(con: Connection, config: Config, due: Due) -> bool:
    """Whether the operator has said of a month without settlements that there are none."""
    return not (due.has_settlements or due.is_issued or unanswered(con, config.holds, due.month))


def _clock_back(con: Connection, today: date) -> date | None:
    """The ledger's newest day, if the clock says an earlier one: then nothing is run, the clock is wrong."""
    newest = statements.value(con, "2_warehouse/ledger_newest")
    return newest if newest is not None and newest > today else None


def _failures(con: Connection, month: int) -> int:
    """How often the month has failed since the operator last answered for it."""
    return int(statements.value(con, "2_warehouse/ledger_failures", month=month))


def _remind(con: Connection, config: Config, pack: Pack, done: Round) -> None:
    """Once for each month: its deadline is near and the list is not out. Those behind it wait for it anyway."""
    waiting = [due for due in due_months(con, config, pack, done.today) if not _is_answered_for(con, config, due)]
    for due in waiting[:1]:
        near = due.deadline and due.deadline.remind <= done.today and not due.is_issued
        done.near += [due] if near else []
        if near and not ledger.facts(con, "reminded", due.month):
            with transaction(con):
                ledger.note(con, "reminded", done.today, month=due.month)
            done.reminders.append(due)


def _notices(con: Connection, config: Config, pack: Pack, done: Round) -> list[Notice]:
    """What is to be told of this round; nothing is worked out where nobody is to be told."""
    if not config.deliver.notify:
        return []
    return [
        *(_stopped(con, pack, one) for one in done.waiting),
        *(reminder(pack.name, due) for due in done.near),
        *([no_deadline(pack.name, *done.uncounted)] if done.uncounted else []),
        *stored_notices(con, config, pack, done.today),
    ]


def _stopped(con: Connection, pack: Pack, one: Waiting) -> Notice:
    codes = "、".join(hold.code for hold in one.holds) or one.code
    answered = len(ledger.facts(con, "released", one.due.month))
    return stopped(pack.name, one.due, codes, is_held=bool(one.holds), failures=one.failures, answered=answered)


def lock_path(config: Config) -> Path:
    """The file that the one scheduler of a warehouse holds."""
    return config.path("warehouse").with_name("schedule.lock")
