"""The audit log: one line for everything that leaves, and for what was refused.

Comes in: what happened, as codes, counts and hashes. Goes out: lines of the journal with time and user, and the new
head in the warehouse. The line is on disk before the thing leaves: what cannot be logged is not given out. Never holds
a name, a number, an address or a passcode; a person is its pseudonym.
"""

import hashlib
import json
import os
import pwd
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from monitor import clock
from monitor.config import Config
from monitor.errors import IntegrityError, MonitorError, StorageError
from monitor.journal import Checked, Head, append, check, hashes
from monitor.lists.access import Access
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, transaction

_SHOWN: Final = 16


def record(con: Connection, config: Config, *entries: Mapping[str, Any]) -> None:
    """Writes one line for each entry. Raises StorageError if the log does not take them; then nothing may leave."""
    path = config.path("audit")
    stamp = {"at": clock.now().isoformat(), "user": _user(), "result": "ok"}
    try:
        head = append(path, [{**stamp, **one} for one in entries])
    except OSError:
        todo = "检查磁盘空间和文件权限后重新运行；写不进日志就什么也不送出。"
        raise StorageError("E-AUDIT-002", "审计日志写不进去", where=str(path), todo=todo) from None
    with transaction(con):
        con.execute("insert into deliver.audit_head values (?, ?)", [head.seq, head.hash])


@contextmanager
def refusals(con: Connection, config: Config, what: str, **facts: Any) -> Iterator[None]:
    """Logs that `what` was refused, with the code of the reason, and lets the error go on.

    A disk that has no room for the log either must not hide why it was refused: nothing has left.
    """
    try:
        yield
    except MonitorError as error:
        with suppress(StorageError):
            record(con, config, {"what": what, "result": "refused", "code": error.code, **facts})
        raise


def verify(con: Connection, config: Config, known: str = "") -> Head:
    """The head of a log that is whole. Raises IntegrityError naming the first bad line.

    `known` is the beginning of a head that was noted elsewhere (12 digits or more); the log must contain it.
    """
    path = config.path("audit")
    try:
        checked = check(path, _heads(con))
        is_known = not known or any(one.startswith(known) for one in hashes(path))
    except OSError:
        raise StorageError("E-AUDIT-002", "审计日志读不出来", where=str(path), todo="检查路径和权限。") from None
    if not checked.bad_line and not is_known:
        checked = Checked(checked.head, checked.head.seq + 1, "从这一行起缺失：给出的链头不在日志里")
    if checked.bad_line:
        raise _broken(path, checked)
    return checked.head


def field_set(access: Access, kind: str, *, show_phone: bool) -> str:
    """Which fields a kind of recipient was shown: the first 16 hex digits of the SHA-256 of its letters."""
    recipient = access.of(kind)
    said = [kind, show_phone, sorted(recipient.letters.items()), sorted(recipient.work_letters.items())]
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()[:_SHOWN]


def _heads(con: Connection) -> Sequence[Head]:
    return [Head(int(seq), str(digest)) for seq, digest in statements.rows(con, "6_deliver/audit_head")]


def _broken(path: Path, found: Checked) -> IntegrityError:
    return IntegrityError(
        "E-AUDIT-001",
        f"审计日志第 {found.bad_line} 行有问题：{found.reason}",
        where=str(path),
        todo="保留现场，不要改动日志；与备份对照，查明是谁、何时改动的。",
    )


def _user() -> str:
    """The user of the operating system that runs the program; the environment is not asked."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
