"""Puts a backup back in place of the warehouse, and says what is lost by it.

Comes in: the file of a backup, the configuration, the moment. Goes out: the workspace as the backup has it; what lay
there is kept in `replaced-<moment>` beside it. Nothing is touched before the backup is unpacked, opened and found to be
what its list says. The secret goes with its warehouse. Whatever else is there stays, ledger and audit log above all:
they must know more than an old warehouse, not less.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from monitor.backup.holdings import Holdings, holdings, lacking
from monitor.backup.make import CONFIG, DATABASE, FILES
from monitor.backup.package import sha256, unpack
from monitor.backup.signature import differing, engine, from_json, signatures
from monitor.config import Config, load_config
from monitor.errors import IntegrityError, StorageError, UsageError
from monitor.fsync import sync
from monitor.warehouse import ledger
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.migrate import migrate, migrations

_ONLY_WHERE_MISSING: Final = ("audit", "ledger", "access", "workdays")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the moment of the backup, batches and months in it, the folder that keeps what was replaced
    (None where there was nothing), Chinese sentences about what is lacking or differs, whether the ledger knows more.
    """

    made_at: str
    batches: int
    months: int
    kept: Path | None
    notes: tuple[str, ...]
    is_behind: bool


def restore(
    config: Config, config_path: Path, source: Path, at: datetime, *, passcode: str = "", may_replace: bool = False
) -> Restored:
    """Put a backup back. Raises UsageError where a warehouse is there and may not be replaced, IntegrityError for a
    backup that is not whole or of a newer program, Busy while the warehouse is in use.
    """
    _refuse_taken(config, may_replace)
    with _unpacked(source, config.path("warehouse").parent, passcode) as (scratch, said):
        notes = ["备份里的 config.toml 与现在的不同，现在的没有改动"] if _differs(scratch / CONFIG, config_path) else []
        return _put_back(config, scratch, said, at, notes)


def restore_into(folder: Path, source: Path, at: datetime, *, passcode: str = "") -> Restored:
    """A new workspace out of a backup, settings included. Raises UsageError where the folder has anything in it."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("E-BAK-009", "目录里已有别的东西，没有恢复", where=str(folder), todo="换一个空的目录")
    with _unpacked(source, folder, passcode) as (scratch, said):
        shutil.move(scratch / CONFIG, folder / CONFIG)
        config = load_config(folder / CONFIG)
        _refuse_taken(config, may_replace=False)
        return _put_back(config, scratch, said, at, [])


def _refuse_taken(config: Config, may_replace: bool) -> None:
    target = config.path("warehouse")
    if target.exists() and not may_replace:
        todo = "确要换成备份里的，加 --replace；原来的会另存"
        raise UsageError("E-BAK-008", "这里已有数据仓库，没有恢复", where=str(target), todo=todo)


@contextmanager
def _unpacked(source: Path, folder: Path, passcode: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The backup's files in a scratch folder that is gone afterwards, and its list."""
    scratch = folder / f".restore-{os.getpid()}"
    try:
        scratch.mkdir(mode=0o700, parents=True)
        yield scratch, unpack(source, scratch, passcode)
    except OSError:
        raise StorageError("E-BAK-006", "恢复没有完成", where=str(folder), todo="检查磁盘空间和权限后重试") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put_back(config: Config, scratch: Path, said: dict[str, Any], at: datetime, notes: list[str]) -> Restored:
    had = _verified(scratch / DATABASE, config, said)
    target, lacks = config.path("warehouse"), []
    kept = target.parent / f"replaced-{at:%Y%m%d-%H%M%S}"
    if target.exists():
        kept.mkdir(mode=0o700)
        lacks = _swap(config, scratch / DATABASE, kept, had)
    else:
        os.replace(scratch / DATABASE, target)
    notes += lacks + _secret(config, scratch, kept)
    notes += _without_copy(config)
    _fill_in(config, scratch)
    sync(target.parent)
    behind = _is_behind(config)
    months = len({month for month, _version, _seal in had.issues})
    return Restored(said["made_at"], len(had.batches), months, kept if kept.exists() else None, tuple(notes), behind)


def _is_behind(config: Config) -> bool:
    """Whether the ledger tells of something that the restored warehouse has not: then no command goes on."""
    with warehouse(config.path("warehouse"), config.engine) as con:
        migrate(con)
        try:
            return bool(ledger.compare(con, config)[0].lines)
        except IntegrityError:
            return False  # the ledger itself was changed: the next command says so


def _without_copy(config: Config) -> list[str]:
    """The analysts' copy shows what was replaced, and the restored warehouse would take it for its own."""
    path = config.path("published")
    if not path.exists():
        return []
    path.unlink()
    return ["分析副本是恢复以前的，已移去；下次载入、出具或自动运行时重做"]


def _verified(database: Path, config: Config, said: dict[str, Any]) -> Holdings:
    """The backup's database opened and compared with its list; raises IntegrityError."""
    if said.get("place") != config.place or not database.is_file():
        what = "备份不是这个统筹区的，或里面没有数据仓库"
        raise IntegrityError("E-BAK-010", what, todo="核对备份文件和 config.toml 的 place")
    with warehouse(database, config.engine) as con:
        if _layout(con) > max(int(path.stem.split("_")[0]) for path in migrations()):
            raise IntegrityError("E-INT-002", "备份是由更新版本的程序做的", todo="升级本程序后再恢复")
        same_engine = engine(con) == said["engine"]
        wrong = differing(from_json(said["tables"]), signatures(con, database.stem), same_engine=same_engine)
        if wrong:
            raise IntegrityError("E-BAK-004", f"备份里的表与清单不符：{'、'.join(wrong[:5])}", todo="换一份备份")
        return holdings(con)


def _layout(con: Connection) -> int:
    row = con.execute("select coalesce(max(number), 0) from main.migration").fetchone()
    return int(row[0]) if row else 0


def _swap(config: Config, fresh: Path, kept: Path, had: Holdings) -> list[str]:
    """Put the fresh database in place while the old one is held, and say what the old one had besides."""
    target, raw = config.path("warehouse"), config.path("raw")
    try:
        with warehouse(target, config.engine) as con:
            notes = list(lacking(had, holdings(con), raw))
            con.execute("checkpoint")
            _exchange(target, fresh, kept)
        return notes
    except IntegrityError:
        _exchange(target, fresh, kept)
        return ["原来的数据仓库打不开，无法比对；下次运行时由台账指出缺什么"]


def _exchange(target: Path, fresh: Path, kept: Path) -> None:
    """The old file under its name in `kept`, with a log of its own that was left; then the new one in one rename."""
    os.link(target, kept / target.name)
    log = target.with_name(target.name + ".wal")
    if log.exists():
        os.replace(log, kept / log.name)
    os.replace(fresh, target)


def _secret(config: Config, scratch: Path, kept: Path) -> list[str]:
    """The secret that belongs to the restored warehouse; another one that lay there is kept."""
    path, stored = config.path("secret"), scratch / FILES["secret"]
    if not stored.is_file():
        return ["备份里没有密钥：人员代码会与以前的对不上，请从别处取回 secret.key"]
    if not _differs(stored, path):
        return []
    notes = []
    if path.exists():
        kept.mkdir(mode=0o700, exist_ok=True)
        shutil.move(path, kept / path.name)
        notes = ["密钥换成了备份里的，原来的另存；用它封装的网页，口令要用原来的密钥查"]
    shutil.move(stored, path)
    return notes


def _differs(stored: Path, path: Path) -> bool:
    return not path.is_file() or sha256(stored) != sha256(path)


def _fill_in(config: Config, scratch: Path) -> None:
    """What the backup has and the workspace has not: logs, tables of one's own, packs, kept originals."""
    for key in _ONLY_WHERE_MISSING:
        path, stored = config.optional_path(key), scratch / FILES[key]
        if path is not None and stored.is_file() and not path.exists():
            shutil.move(stored, path)
    for name in ("packs", "raw"):
        folder = config.optional_path(name)
        if folder is not None:
            _fill_folder(scratch / name, folder)


def _fill_folder(stored: Path, folder: Path) -> None:
    for path in sorted(one for one in stored.rglob("*") if one.is_file()):
        target = folder / path.relative_to(stored)
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(path, target)
