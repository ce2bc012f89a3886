"""The ledger: what was loaded, issued, delivered and decided, in the warehouse and once more outside it.

Comes in: events, each noted within the transaction that makes it true. Goes out: the same lines in a hash-chained file
beside the warehouse. A warehouse restored from last week, or a write-ahead log cut short, opens without a word: only
what is kept outside tells that something is missing. A run killed between commit and file is caught up at the next
start, and a line that a loss of power cut off is finished; a file that is gone is not begun anew unasked. Never holds a
name, a number or a file's name; a day is an argument.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from monitor import journal
from monitor.config import Config
from monitor.errors import IntegrityError, StorageError, UsageError
from monitor.fsync import sync
from monitor.intake.columns import KINDS
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text

_SHOWN: Final = 5
# How a line of the ledger begins, and the journal's own note of a line that was cut off.
_OPENING: Final = b'{"event":"'
_NOTE: Final = b'{"bytes":'
_KEPT: Final = ("line", "event", "month", "noted_on", "facts")
_NAMES: Final = {
    "loaded": "载入", "issued": "出具", "corrected": "更正", "written": "写出", "failed": "出具失败",
    "released": "核实答复", "reminded": "提醒", "accepted": "认可缺失", "delivered": "送达", "acknowledged": "签收",
    "notified": "通知", "clock": "认可时钟", "rebuilt": "重写台账",
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


def give_up(con: Connection, config: Config, today: date) -> tuple[str, ...]:
    """On the operator's word, wait no longer for the deliveries that were lost; returns them, as `lost`."""
    told = lost(con)
    if told:
        lines = [int(one["line"]) for one in statements.records(con, "2_warehouse/ledger_lost")]
        with transaction(con):
            note(con, "accepted", today, given_up=lines)
        reconcile(con, config)
    return told


def reconcile(con: Connection, config: Config) -> None:
    """Bring the file up to the warehouse; call it at every start and after every commit.

    Begins the file where nothing was noted yet, and finishes a last line of which a loss of power left the beginning.
    Raises IntegrityError if the file is gone or was changed, or knows of something that the warehouse does not.
    """
    path, ours = config.path("ledger"), _ours(con)
    found = _read(path, ours)
    missing = _missing(found, ours)
    if missing.lines:
        raise _behind(path, missing)
    lacking = ours[len(found.whole) :]
    if lacking or found.is_torn or not found.is_there:
        _write(path, lacking)


def compare(con: Connection, config: Config) -> tuple[Missing, int]:
    """What the file knows and the warehouse does not, and how many lines the file has. Raises as `reconcile`."""
    ours = _ours(con)
    found = _read(config.path("ledger"), ours)
    return _missing(found, ours), len(found.whole)


def accept(con: Connection, config: Config, today: date) -> Missing:
    """On the operator's word, go on with a warehouse that is behind its ledger; returns what it lacks.

    The lines it lacks are taken over as they are, so that nothing is forgotten, and a line says that this was accepted.
    """
    ours = _ours(con)
    found = _read(config.path("ledger"), ours)
    missing = _missing(found, ours)
    with transaction(con):
        con.execute("delete from warehouse.ledger_line")
        con.executemany(
            "insert into warehouse.ledger_line values (?, ?, ?, ?, ?)",
            [[line[name] for name in _KEPT] for line in found.known] or [[0, "", None, today, ""]],
        )
        con.execute("delete from warehouse.ledger_line where line = 0")
        note(con, "accepted", today, missing=[line["line"] for line in missing.lines])
    reconcile(con, config)
    return missing


def rebuild(con: Connection, config: Config, today: date) -> int:
    """On the operator's word, write a file that is gone anew from the warehouse; returns how many lines it has.

    The last one says that this was done. Raises UsageError where the file is there.
    """
    path = config.path("ledger")
    if _read(path, []).is_there:
        todo = "不加 --rebuild-ledger 运行；台账有问题的，按报出的错误处理"
        raise UsageError("E-LEDGER-005", "台账文件还在，没有重写", where=str(path), todo=todo)
    with transaction(con):
        note(con, "rebuilt", today, lines=len(_ours(con)))
    ours = _ours(con)
    _write(path, ours)
    return len(ours)


def _ours(con: Connection) -> list[Line]:
    found = statements.records(con, "2_warehouse/ledger")
    return [{**line, "noted_on": line["noted_on"].isoformat()} for line in found]


@dataclass(frozen=True, slots=True)
class _Found:
    """The file: its whole lines, an unfinished one that lacks nothing but its end, whether there is an unfinished one
    at all, whether there is a file.
    """

    whole: tuple[Line, ...]
    last: tuple[Line, ...] = ()
    is_torn: bool = False
    is_there: bool = True

    @property
    def known(self) -> tuple[Line, ...]:
        """Everything that the file says."""
        return self.whole + self.last


def _missing(found: _Found, ours: list[Line]) -> Missing:
    known = {line["line"]: line for line in ours}
    return Missing(tuple(line for line in found.known if known.get(line["line"]) != line))


def _read(path: Path, ours: list[Line]) -> _Found:
    """The lines of the file. Raises IntegrityError naming the first one that was changed, or that the file is gone."""
    try:
        if not path.exists():
            return _none(path, ours)
        checked, torn = journal.check(path, whole_lines=True), journal.torn(path)
        said = [] if checked.bad_line else journal.entries(path)
    except OSError:
        raise StorageError("E-LEDGER-003", "台账读不出来", where=str(path), todo="检查路径和权限") from None
    if checked.bad_line:
        raise _broken(path, checked.bad_line, checked.reason)
    whole = _kept(path, said)
    last = journal.finished(torn, checked.head)
    if torn and not last and not _is_cut_off(torn, checked.head, ours[len(whole) :]):
        raise _broken(path, checked.head.seq + 1, "不是完整的一行，也不是数据仓库里那一行的开头")
    return _Found(whole, _kept(path, [last] if last else []), bool(torn))


def _none(path: Path, ours: list[Line]) -> _Found:
    """No file, where nothing was noted yet. Raises IntegrityError: another one would hide what only it knew."""
    if not ours:
        return _Found((), is_there=False)
    raise IntegrityError(
        "E-LEDGER-004",
        f"台账文件不在：数据仓库里记有 {len(ours)} 行，这个位置却没有文件，可能是磁盘没有挂上",
        where=str(path),
        todo="挂上磁盘后重新运行；文件丢失了的，从备份取回放到这里，"
        "取不回的，运行 monitor doctor --rebuild-ledger 按数据仓库重写，记录在案",
    )


def _is_cut_off(torn: bytes, head: journal.Head, lacking: list[Line]) -> bool:
    """Whether a crash can have left it: the beginning of the line that follows in the warehouse, of any line where
    the warehouse ends too, or of the journal's own note.
    """
    if lacking and torn.startswith(_OPENING):
        return journal.is_begun(torn, head, lacking[0])
    return any(opening.startswith(torn) or torn.startswith(opening) for opening in (_OPENING, _NOTE))


def _kept(path: Path, said: list[Line]) -> tuple[Line, ...]:
    """The ledger's own of the journal's lines. Raises IntegrityError for one of another make."""
    for line in said:
        if "line" in line and not line.keys() >= {*_KEPT}:
            raise _broken(path, line["seq"], "不是台账的一行")
    return tuple({name: line[name] for name in _KEPT} for line in said if "line" in line)


def _broken(path: Path, line: int, reason: str) -> IntegrityError:
    return IntegrityError(
        "E-LEDGER-002",
        f"台账第 {line} 行有问题：{reason}",
        where=str(path),
        todo="保留现场；用 monitor restore 备份 --into 另一个文件夹，取其中的台账文件与这一份对照，再换上",
    )


def _write(path: Path, lines: list[Line]) -> None:
    """Add the lines; what stands unfinished after the last one is cut off, and a line says so."""
    try:
        journal.append(path, lines)
        sync(path.parent)
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
