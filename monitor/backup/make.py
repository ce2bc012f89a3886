"""Makes a backup of a workspace whose warehouse this process holds.

Comes in: the open warehouse, the configuration, the moment, a folder. Goes out: one verified file. The database is
copied by the engine itself out of one finished state, read back, and compared table by table with what it came from.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from monitor import __version__
from monitor.backup.package import Member, pack
from monitor.backup.signature import Signature, as_json, differing, engine, signatures
from monitor.config import Config
from monitor.disk import Room, require
from monitor.errors import IntegrityError, StorageError
from monitor.warehouse.connection import Connection, attached, quoted

DATABASE: Final = "monitor.duckdb"
# What goes into every backup beside the database, by its key in [paths]; single files.
FILES: Final = {"secret": "secret.key", "access": "access.toml", "workdays": "workdays.toml", "audit": "audit.jsonl",
                "ledger": "ledger.jsonl"}  # fmt: skip
CONFIG: Final = "config.toml"
_COPY: Final = "copy"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: where, its size in bytes, how many tables and rows of the database, how many raw files."""

    path: Path
    size: int
    tables: int
    rows: int
    raw_files: int
    is_sealed: bool


def make_backup(
    con: Connection, config: Config, config_path: Path, folder: Path, at: datetime, *, passcode: str = "",
    with_raw: bool = False,
) -> Made:  # fmt: skip
    """Write `monitor-backup_<place>_<moment>.tar` (`.tar.aes` under a passcode) into the folder. Raises StorageError or
    IntegrityError with nothing left behind.
    """
    suffix = ".tar.aes" if passcode else ".tar"
    target = folder / f"monitor-backup_{config.place}_{at:%Y%m%d-%H%M%S}{suffix}"
    scratch = folder / f".backup-{os.getpid()}"
    try:
        scratch.mkdir(mode=0o700, parents=True)
        raw = list(_raw(config)) if with_raw else []
        _require_room(config, folder, raw)
        found = copied(con, scratch / DATABASE)
        members = [Member(DATABASE, scratch / DATABASE), *_beside(config, config_path), *raw]
        pack(target, members, _facts(con, config, at, found), passcode)
        size = target.stat().st_size
    except OSError:
        todo = "检查备份文件夹的空间和权限后重试"
        raise StorageError("E-BAK-006", "备份没有写成", where=str(folder), todo=todo) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Made(target, size, len(found), sum(one.rows for one in found.values()), len(raw), bool(passcode))


def _require_room(config: Config, folder: Path, raw: list[Member]) -> None:
    """A copy of the database, and the file into which it is packed, lie side by side for a moment."""
    needed = 2 * config.path("warehouse").stat().st_size + sum(one.path.stat().st_size for one in raw)
    require(Room(folder, shutil.disk_usage(folder).free, needed), "数据仓库的 2 倍加要带上的原始文件")


def copied(con: Connection, target: Path) -> dict[str, Signature]:
    """The database copied by the engine and read back; raises IntegrityError where the copy is another."""
    name = _own_name(con)
    with attached(con, target, _COPY):
        con.execute("copy from database " + quoted(name) + " to " + quoted(_COPY))
    with attached(con, target, _COPY):
        found, copied = signatures(con, name), signatures(con, _COPY)
    wrong = differing(found, copied)
    if wrong or not found:
        raise IntegrityError(
            "E-BAK-007", f"备份读回来与数据仓库不同：{'、'.join(wrong[:5])}", todo="检查磁盘后重试；这份备份没有保留"
        )
    return found


def _own_name(con: Connection) -> str:
    row = con.execute("select current_database()").fetchone()
    return str(row[0]) if row else ""


def _beside(config: Config, config_path: Path) -> Iterator[Member]:
    """The settings, the secret, the logs, the bureau's own packs: whatever is configured and there."""
    yield Member(CONFIG, config_path)
    for key, name in FILES.items():
        path = config.optional_path(key)
        if path is not None and path.is_file():
            yield Member(name, path)
    packs = config.optional_path("packs")
    if packs is not None:
        found = sorted(path for path in packs.rglob("*") if path.is_file())
        yield from (Member(f"packs/{path.relative_to(packs).as_posix()}", path) for path in found)


def _raw(config: Config) -> Iterator[Member]:
    """The kept originals; their names are the hashes of their content."""
    found = sorted(path for path in config.path("raw").glob("[0-9a-f]*") if path.is_file())
    yield from (Member(f"raw/{path.name}", path) for path in found)


def _facts(con: Connection, config: Config, at: datetime, found: dict[str, Signature]) -> dict[str, Any]:
    return {
        "version": 1,
        "made_at": at.isoformat(),
        "place": config.place,
        "program": __version__,
        "engine": engine(con),
        "tables": as_json(found),
    }
