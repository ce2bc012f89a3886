"""A list that went out and is not in the warehouse any more, because a backup was restored: made again as it was.

Comes in: the warehouse whose ledger tells what was issued. Goes out: number, day and hash of the lost issue; an error
where what was made is another one. Never decides that another list may take its place: that is the operator's word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor import __version__
from monitor.errors import StateError
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text


@dataclass(frozen=True, slots=True)
class LostIssue:
    """What the ledger tells of it: its number, the day of issue, the SHA-256 of its rows, the program's version."""

    issue_id: int
    issued_on: date
    rows_sha256: str
    program_version: str


def lost_issue(con: Connection, month: int) -> LostIssue | None:
    """The list of a month (six digits) that is to be made again as it was; None in the ordinary course of things."""
    found = statements.records(con, "5_lists/lost_issue", month=month)
    return LostIssue(**found[0]) if found else None


def require_same(lost: LostIssue, month: int, seals: Mapping[str, str]) -> None:
    """Raise StateError unless what was just frozen is the list that went out."""
    if seals["rows_sha256"] == lost.rows_sha256:
        return
    name = month_text(month)
    newer = (
        f"（当时的程序是 {lost.program_version}，现在是 {__version__}）" if lost.program_version != __version__ else ""
    )
    raise StateError(
        "E-MONTH-004",
        f"{name} 的名单 {lost.issued_on} 已经出具过，恢复备份以后按现有数据重做的不是同一份{newer}，没有出具",
        todo="先补齐恢复以后缺的数据和设置（monitor status 列出没有重新载入的批次）；"
        f"补不齐、要另出一份代替它的，运行 monitor month {name} --release 理由，再运行一次",
    )
