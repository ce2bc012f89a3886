"""The ledger: what was loaded, issued, delivered and decided, in the warehouse and once more outside it.

Comes in: events, each noted within the transaction that makes it true. Goes out: the same lines in a hash-chained file
beside the warehouse. A warehouse restored from last week, or a write-ahead log cut short, opens without a word: only
what is kept outside tells that something is missing. A run killed between commit and file is caught up at the next
start. Never holds a name, a number or a file's name; a day is an argument.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from monitor import journal
from monitor.config import Config
from monitor.errors import IntegrityError, StorageError
from monitor.intake.columns import KINDS
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text

_SHOWN: Final = 5
_KEPT: Final = ("line", "event", "month", "noted_on", "facts")
_NAMES: Final = {
    "loaded": "载入", "issued": "出具", "corrected": "更正", "written": "写出", "failed": "出具失败",
    "released": "核实答复", "reminded": "提醒", "accepted": "认可缺失", "delivered": "送达", "acknowledged": "签收",
    "notified": "通知", "clock": "认可时钟",
}  # fmt: skip
BEHIND_TODO: Final = (
    "数据仓库可能是旧备份，或日志文件（.wal）被截断：有更新的备份，用 monitor restore 恢复那一份；"
    "没有更新的，或刚刚恢复过，运行 monitor doctor --accept-loss 记录在案，再重新载入缺少的文件"
)
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """What the file says was done and the warehouse does not know: lines of the file, oldest first."""

    lines: tuple[Line, ...]

    def told(self) -> str:
        """A sentence that names the months and batches concerned."""
        said = [_told(line) for line in self.lines[:_SHOWN]]
        more = f"等 {len(self.lines)} 项" if len(self.lines) > _SHOWN else ""
        return "；".join(said) + more


def note(con: Connection, event: str, noted_on: date, *, month: int | None = None, **facts: Any) -> None:
    """Add a line within the transaction of what it tells. `month` is six digits; facts are codes, counts and hashes."""
    said = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    con.execute(
        "insert into warehouse.ledger_line select coalesce(max(line), 0) + 1, ?, ?, ?, ? from warehouse.ledger_line",
        [event, month, noted_on, said],
    )


def facts(con: Connection, event: str, month: int) -> list[dict[str, Any]]:
    """The facts of every line of an event and month, oldest first."""
    found = statements.rows(con, "2_warehouse/ledger_facts", event=event, month=month)
    return [json.loads(said) for said, _line in found]


def lost(con: Connection) -> tuple[str, ...]:
    """The deliveries that the ledger tells of and the warehouse has not (any more), in Chinese, oldest first."""
    found = statements.records(con, "2_warehouse/ledger_lost")
    return tuple(f"{one['noted_on']} {KINDS[one['kind']].zh}（文件指纹 {one['sha256'][:12]}）" for one in found)


def reconcile(con: Connection, config: Config) -> None:
    """Bring the file up to the warehouse; call it at every start and after every commit.

    Raises IntegrityError if the file was changed, or knows of something that the warehouse does not.
    """
    path = config.path("ledger")
    missing, known = compare(con, config)
    if missing.lines:
        raise _behind(path, missing)
    _write(path, [line for line in _ours(con) if line["line"] > known])


def compare(con: Connection, config: Config) -> tuple[Missing, int]:
    """What the file knows and the warehouse does not, and how many lines the file has. Raises as `reconcile`."""
    ours = {line["line"]: line for line in _ours(con)}
    theirs = list(_theirs(config.path("ledger")))
    return Missing(tuple(line for line in theirs if ours.get(line["line"]) != line)), len(theirs)


def accept(con: Connection, config: Config, today: date) -> Missing:
    """On the operator's word, go on with a warehouse that is behind its ledger; returns what it lacks.

    The lines it lacks are taken over as they are, so that nothing is forgotten, and a line says that this was accepted.
    """
    theirs = list(_theirs(config.path("ledger")))
    missing, _known = compare(con, config)
    with transaction(con):
        con.execute("delete from warehouse.ledger_line")
        con.executemany(
            "insert into warehouse.ledger_line values (?, ?, ?, ?, ?)",
            [[line[name] for name in _KEPT] for line in theirs] or [[0, "", None, today, ""]],
        )
        con.execute("delete from warehouse.ledger_line where line = 0")
        note(con, "accepted", today, missing=[line["line"] for line in missing.lines])
    reconcile(con, config)
    return missing


def _ours(con: Connection) -> list[Line]:
    found = statements.records(con, "2_warehouse/ledger")
    return [{**line, "noted_on": line["noted_on"].isoformat()} for line in found]


def _theirs(path: Path) -> Iterator[Line]:
    """The lines of the file. Raises IntegrityError naming the first one that was changed."""
    try:
        checked = journal.check(path)
        said = [json.loads(raw) for raw in path.read_text(encoding="ascii").splitlines()] if path.exists() else []
    except OSError:
        raise StorageError("E-LEDGER-003", "台账读不出来", where=str(path), todo="检查路径和权限") from None
    if checked.bad_line:
        raise IntegrityError(
            "E-LEDGER-002",
            f"台账第 {checked.bad_line} 行有问题：{checked.reason}",
            where=str(path),
            todo="保留现场；用 monitor restore 备份 --into 另一个文件夹，取其中的台账文件与这一份对照，再换上",
        )
    return ({name: line[name] for name in _KEPT} for line in said if "line" in line)


def _write(path: Path, lines: list[Line]) -> None:
    if not lines:
        return
    try:
        journal.append(path, lines)
    except OSError:
        raise StorageError(
            "E-LEDGER-003",
            "台账写不进去；数据仓库里的内容是完整的",
            where=str(path),
            todo="检查磁盘空间和权限，再运行任何一条命令就会补记",
        ) from None


def _behind(path: Path, missing: Missing) -> IntegrityError:
    return IntegrityError(
        "E-LEDGER-001",
        f"台账记着做过、数据仓库里却没有：{missing.told()}",
        where=str(path),
        todo=BEHIND_TODO,
    )


def _told(line: Line) -> str:
    facts = json.loads(line["facts"])
    name = _NAMES.get(line["event"], line["event"])
    month = f"{month_text(line['month'])} " if line["month"] else ""
    which = (
        f"批次 {facts['batch_id']}（{facts['kind']}，文件指纹 {facts['sha256'][:12]}）" if "batch_id" in facts else ""
    )
    return f"{line['noted_on']} {name} {month}{which}".strip()
