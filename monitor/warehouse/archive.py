"""Keeps every file that is loaded, under the hash of its content, and knows which were loaded before.

The copy is what gets read, so that a file changed during reading cannot be half old and half new.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.errors import StorageError
from monitor.warehouse.batch import Counts
from monitor.warehouse.connection import Connection

_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A file in the archive: where, the hex SHA-256 of its content, its size in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Known:
    """An earlier load of the same content."""

    batch_id: int
    loaded_on: date
    counts: Counts


def keep(path: Path, config: Config, format_: str) -> Kept:
    """Copy a readable file into the archive; raises StorageError if it cannot be kept."""
    folder = config.path("raw")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = folder / f".{os.getpid()}.part"
        digest, size = _copy(path, partial)
        kept = folder / f"{digest}.{format_}"
        partial.replace(kept)
    except OSError:
        raise _not_kept(folder) from None
    return Kept(kept, digest, size)


def sweep(config: Config) -> None:
    """Remove what a load that was killed left behind; the caller holds the warehouse, so no other load is under way."""
    for left in config.path("raw").glob("intake-*"):
        shutil.rmtree(left, ignore_errors=True)


def adopt(path: Path, config: Config, format_: str) -> Kept:
    """As `keep`, of a file that this program wrote: it is moved, not copied."""
    try:
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            os.fsync(source.fileno())
        size = path.stat().st_size
        kept = path.replace(config.path("raw") / f"{digest}.{format_}")
    except OSError:
        raise _not_kept(config.path("raw")) from None
    return Kept(kept, digest, size)


def forget_unused(con: Connection, kept: Kept) -> None:
    """Take a file out of the archive again, unless a load, as whatever kind, stands on this content."""
    if con.execute("select 1 from intake.load_batch where sha256 = ?", [kept.sha256]).fetchone() is None:
        kept.path.unlink(missing_ok=True)


def known(con: Connection, sha256: str, kind: str, as_of: date | None) -> Known | None:
    """The earlier load of this content as this kind and day, if there was one."""
    row = con.execute(
        "select batch_id, loaded_on, records, accepted, rejected, duplicate from intake.load_batch"
        " where sha256 = ? and kind = ? and as_of is not distinct from ?",
        [sha256, kind, as_of],
    ).fetchone()
    return None if row is None else Known(row[0], row[1], Counts(*row[2:]))


def _copy(path: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with (
        path.open("rb") as source,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink,
    ):
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
            size += len(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    return digest.hexdigest(), size


def _not_kept(folder: Path) -> StorageError:
    return StorageError("E-DISK-001", "文件存不进原始文件夹", where=str(folder), todo="检查磁盘空间和权限")
