"""What is older than the operator's months: originals (kept, or left in the inbox), refused rows, lists, backups, logs.

Comes in: the configuration, the open warehouse, a day. Goes out: a `Due` for each kind, with what a legal hold keeps. A
file that no batch names is as old as its last change. It only looks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from monitor.clock import SHANGHAI
from monitor.config import Config
from monitor.due import first_after
from monitor.retention.brought import brought, content
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

NAMES: Final = {
    "raw": "原始文件",
    "rejected": "拒收的行（文件）",
    "rows": "拒收的行（仓库里的原文）",
    "out": "名单文件夹",
    "backup": "备份",
    "replaced": "恢复时另存的旧数据仓库",
    "log": "运行日志",
    "inbox_loaded": "收件文件夹里已载入的原始文件",
    "inbox_refused": "收件文件夹里被拒收的文件",
}
_HASHED: Final = re.compile(r"([0-9a-f]{64})\.\w+")
_REFUSED: Final = re.compile(r"0*(\d+)-\w+-([0-9a-f]{8})\.csv")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_LOGGED: Final = re.compile(r"run-(\d{4})-(\d{2})\.jsonl")
_MADE: Final = re.compile(r"(?:monitor-backup_\w+_|replaced-)(\d{4})(\d{2})(\d{2})-\d{6}(?:\.tar(?:\.aes)?)?")


@dataclass(frozen=True, slots=True)
class Due:
    """What of one kind has run out: files or folders, batches whose refused rows lose their text, the day before which
    everything is due, how many are kept by a legal hold, how many of the rows nobody has mended.
    """

    kind: str
    before: date
    paths: tuple[Path, ...]
    batches: tuple[int, ...]
    rows: int
    held: int
    unmended: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.paths or self.batches)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A batch as far as retention asks: its content, its day, the months (six digits) in whose lists it had a part."""

    batch_id: int
    sha256: str
    loaded_on: date
    months: frozenset[int]
    worded: int


def due(con: Connection, config: Config, today: date) -> tuple[Due, ...]:
    """What has run out on a day, kind by kind."""
    keep, batches, inbox = config.retention, _batches(con), config.optional_path("inbox")
    held = frozenset(int(month.replace("-", "")) for month in keep.hold)
    used = frozenset(month for one in held for month in _used(one))
    raw, rejected = before(today, keep.raw_months), before(today, keep.rejected_months)
    backup = before(today, keep.backup_months)
    return (
        _files("raw", _in(config, "raw"), raw, used, lambda path: _raw_facts(path, batches)),
        _files("rejected", _in(config, "rejected"), rejected, used, lambda path: _rejected_facts(path, batches)),
        _rows(con, batches.values(), rejected, used),
        _files("out", _in(config, "out"), before(today, keep.out_months), held, _out_facts),
        _files("backup", _in(config, "backup"), backup, frozenset(), _backup_facts),
        _files("replaced", sorted(config.path("warehouse").parent.glob("*")), backup, frozenset(), _backup_facts),
        _files("log", _in(config, "log"), before(today, keep.log_months), frozenset(), _log_facts),
        *(
            _files(f"inbox_{below}", brought(inbox, below), raw, used, lambda path: _brought_facts(path, batches))
            for below in ("loaded", "refused")
        ),
    )


def _in(config: Config, key: str) -> list[Path]:
    return sorted(config.path(key).glob("*"))


def _used(month: int) -> Iterator[int]:
    """The months whose deliveries a list stands on: from January of its year to the month in which it was made."""
    yield from range(month - month % 100 + 1, month + 1)
    yield month + 1 if month % 100 < 12 else month + 89


def before(today: date, months: int) -> date:
    """The day so many months ago; what is older than it has been kept for that long."""
    count = today.year * 12 + today.month - 1 - months
    year, month = count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(today.day, last))


Facts = tuple[date, frozenset[int]] | None


def _files(kind: str, paths: Iterable[Path], limit: date, held: frozenset[int], facts: Callable[[Path], Facts]) -> Due:
    old = [(path, found) for path in paths if (found := facts(path)) and found[0] < limit]
    free = tuple(path for path, (_day, months) in old if not months & held)
    return Due(kind, limit, free, (), 0, len(old) - len(free))


def _rows(con: Connection, batches: Iterable[Loaded], limit: date, held: frozenset[int]) -> Due:
    old = [one for one in batches if one.worded and one.loaded_on < limit]
    free = [one for one in old if not one.months & held]
    numbers = tuple(one.batch_id for one in free)
    rows = sum(one.worded for one in free)
    return Due("rows", limit, (), numbers, rows, len(old) - len(free), _unmended(con, numbers))


def _unmended(con: Connection, batches: tuple[int, ...]) -> int:
    """How many refused rows of these batches have not come again, mended."""
    if not batches:
        return 0
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    statements.make_temp_view(con, "refused", "5_lists/refused")
    query = "select count(*) from refused where not is_mended and list_contains(?, batch_id)"
    found = con.execute(query, [list(batches)]).fetchone()
    return int(found[0]) if found else 0


def _batches(con: Connection) -> dict[int, Loaded]:
    """Every batch, with the months of its settlements and of its loading."""
    found: dict[int, Loaded] = {}
    for batch_id, sha256, loaded_on, month, worded in statements.rows(con, "2_warehouse/retained"):
        known = found[batch_id].months if batch_id in found else {loaded_on.year * 100 + loaded_on.month}
        found[batch_id] = Loaded(batch_id, sha256, loaded_on, frozenset(known | ({month} - {None})), worded)
    return found


def _raw_facts(path: Path, batches: Mapping[int, Loaded]) -> Facts:
    """Of a content that was loaded more than once: the last day, and all the months."""
    named = _HASHED.fullmatch(path.name)
    if not named or not path.is_file():
        return None
    return _together([one for one in batches.values() if one.sha256 == named[1]], _changed(path))


def _brought_facts(path: Path, batches: Mapping[int, Loaded]) -> Facts:
    """As the original in `raw`, by the content; refused ones that no batch names by their age."""
    sha256, changed = content(path)
    return _together([one for one in batches.values() if one.sha256 == sha256], changed)


def _rejected_facts(path: Path, batches: Mapping[int, Loaded]) -> Facts:
    """By number and content: the number of a load that was refused as a whole is given to another one later."""
    named = _REFUSED.fullmatch(path.name)
    if not named or not path.is_file():
        return None
    one = batches.get(int(named[1]))
    return _together([one] if one and one.sha256.startswith(named[2]) else [], _changed(path))


def _changed(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).date()


def _together(found: list[Loaded], changed: date) -> Facts:
    if not found:
        return changed, frozenset({changed.year * 100 + changed.month})
    return max(one.loaded_on for one in found), frozenset(month for one in found for month in one.months)


def _out_facts(path: Path) -> Facts:
    """A month's folder is as old as the month's end."""
    named = _MONTH.fullmatch(path.name)
    if not named or not path.is_dir():
        return None
    month = int(named[1]) * 100 + int(named[2])
    return first_after(month), frozenset({month})


def _log_facts(path: Path) -> Facts:
    """A month's log is as old as the month's end; a legal hold does not ask for it, it names nobody."""
    named = _LOGGED.fullmatch(path.name)
    return (first_after(int(named[1]) * 100 + int(named[2])), frozenset()) if named and path.is_file() else None


def _backup_facts(path: Path) -> Facts:
    """A backup, or the folder with what a restore replaced."""
    named = _MADE.fullmatch(path.name)
    return (date(int(named[1]), int(named[2]), int(named[3])), frozenset()) if named else None


def sizes(paths: Iterable[Path]) -> Iterator[int]:
    """The bytes of every file below some paths."""
    for path in paths:
        if path.is_file():
            yield path.stat().st_size
        else:
            yield from (one.stat().st_size for one in path.rglob("*") if one.is_file() and not one.is_symlink())
