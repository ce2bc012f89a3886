"""Hands over what waits, package by package, and notes what became of it.

Comes in: the open warehouse, the day. Goes out: what was tried and how it ended. The order for each package: a line in
the audit log that it is about to leave, the upload, a line that it arrived, and the note in warehouse and ledger; a run
killed between any two finds what is there the next time and does not send it twice. No network is asked within a
transaction. A package that fails keeps no other waiting.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor import audit
from monitor.config import Config
from monitor.deliver.dispatch.parcel import Finished, Parcel
from monitor.deliver.dispatch.state import OPEN, Dispatch, rows, settle
from monitor.deliver.dispatch.store import own_words
from monitor.deliver.dispatch.targets import Targets, section
from monitor.errors import DeliveryError, MonitorError, NotFound, StorageError
from monitor.failpoint import failpoint
from monitor.lists.access import Access, load_access
from monitor.lists.freeze import thaw
from monitor.log import run_log
from monitor.warehouse import ledger
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text


@dataclass(frozen=True, slots=True)
class Tried:
    """One package that was tried; `error` says why it did not arrive."""

    package: Dispatch
    error: MonitorError | None = None


def hand_over(
    con: Connection, config: Config, today: date, *, month: int | None = None, at_once: bool = False
) -> tuple[Tried, ...]:
    """Try everything that waits, of a month (six digits) or of all; `at_once` even what was tried enough for the day.

    What was tried least comes first. Errors of a package are in the result.
    """
    per_day = config.deliver.attempts_per_day
    waiting = [
        one
        for one in rows(con, month)
        if one.state in OPEN and one.target in config.deliver.to and (at_once or one.tries_left(today, per_day) > 0)
    ]
    return _tried(con, config, today, _least_tried(waiting), _Issues(con, config)) if waiting else ()


def hand_over_again(con: Connection, config: Config, today: date, month: int, recipient: str) -> tuple[Tried, ...]:
    """Bring a recipient once more what it was handed of a month (six digits), the same bytes; it lost them.

    What arrives waits for a new acknowledgement; what does not is tried again like any other. Raises NotFound where
    there was nothing for it, DeliveryError where it would be other bytes; then nothing has left.
    """
    own = [one for one in rows(con, month) if one.recipient == recipient and one.target in config.deliver.to]
    if not own:
        what = "这个月没有给这个接收单位送过名单，或那处已不在 config.toml 的 [deliver.to] 里"
        todo = "用 monitor status 看送达情况；接收单位代码就是送达文件夹的名字，如 340123101_township"
        raise NotFound("E-SEND-010", what, todo=todo)
    finished = _Issues(con, config)
    for one in own:
        if one.sha256 not in ("", _parcel(config, finished, one).sha256):
            what = "重做的文件与上次送到的不同，没有送"
            todo = "这一处的 package、full_ids 或密钥改过：改回原来的再送；要送另一种，另写一处 [deliver.to]"
            raise DeliveryError("E-SEND-012", what, where=section(one.target), todo=todo)
    return _tried(con, config, today, own, finished)


def _tried(
    con: Connection, config: Config, today: date, packages: Sequence[Dispatch], finished: "_Issues"
) -> tuple[Tried, ...]:
    with run_log(config).step("deliver") as told, Targets(config) as targets:
        tried = tuple(_one(con, config, today, one, finished, targets) for one in packages)
        told.update(packages=len(tried), failed=sum(one.error is not None for one in tried))
    return tried


def folder_of(one: Dispatch) -> str:
    """The folder of a package below the operator's: 340121_civil_affairs/2023-03/v1."""
    return f"{one.recipient}/{month_text(one.month)}/v{one.version}"


def _least_tried(waiting: Iterable[Dispatch]) -> list[Dispatch]:
    return sorted(waiting, key=lambda one: (one.attempts, one.issue_id, one.target, one.recipient))


class _Issues:
    """The issues with their finished folders, each read once; one that cannot be read fails the same way again."""

    def __init__(self, con: Connection, config: Config) -> None:
        self._con, self._config = con, config
        self._access: Access | None = None
        self._known: dict[int, Finished | MonitorError] = {}

    def of(self, issue_id: int) -> Finished:
        if issue_id not in self._known:
            try:
                self._access = self._access or load_access(self._config.optional_path("access"))
                self._known[issue_id] = Finished(self._config, thaw(self._con, issue_id), self._access)
            except MonitorError as error:
                self._known[issue_id] = error
        found = self._known[issue_id]
        if isinstance(found, MonitorError):
            raise found
        return found


def _parcel(config: Config, finished: _Issues, one: Dispatch) -> Parcel:
    return finished.of(one.issue_id).parcel(one.recipient, config.deliver.to[one.target])


def _one(con: Connection, config: Config, today: date, one: Dispatch, finished: _Issues, targets: Targets) -> Tried:
    facts = _facts(one)
    try:
        parcel = _parcel(config, finished, one)
        facts |= {"sha256": parcel.sha256, "files": len(parcel.files), "package": config.deliver.to[one.target].package}
        audit.record(con, config, {**facts, "what": "send"})
        failpoint("dispatch.announced")
        store = targets.of(one.target)
        with own_words(section(one.target), store):
            store.place(folder_of(one), parcel.files)
        audit.record(con, config, {**facts, "what": "delivered"})
        failpoint("dispatch.audited")
    except MonitorError as error:
        return _failed(con, config, today, one, facts, targets, error)
    with transaction(con):
        settle(con, one, "delivered", today, sha256=parcel.sha256)
        said = {"recipient": one.recipient, "target": one.target, "sha256": parcel.sha256}
        ledger.note(con, "delivered", today, month=one.month, issue_id=one.issue_id, **said, **_repeated(one))
    failpoint("dispatch.committed")
    ledger.reconcile(con, config)
    return Tried(one)


def _failed(
    con: Connection,
    config: Config,
    today: date,
    one: Dispatch,
    facts: dict[str, Any],
    targets: Targets,
    error: MonitorError,
) -> Tried:
    if isinstance(error, DeliveryError):
        targets.broke_off(one.target, error)
    with transaction(con):
        settle(con, one, "failed", today, error_code=error.code)
    with suppress(StorageError):  # the log may be what refused: then nothing has left
        audit.record(con, config, {**facts, "what": "send", "result": "failed", "code": error.code})
    return Tried(one, error)


def _facts(one: Dispatch) -> dict[str, Any]:
    said = {"version": one.version, "recipient": one.recipient, "target": one.target}
    return {"month": month_text(one.month), **said, **_repeated(one)}


def _repeated(one: Dispatch) -> dict[str, bool]:
    """That a package had arrived before, where it had."""
    return {} if one.state in OPEN else {"again": True}
