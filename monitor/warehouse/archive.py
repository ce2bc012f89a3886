"""Keeps every file that is loaded, under the hash of its content, and knows which were loaded before.

The copy is what gets read, so that a file changed during reading cannot be half old and half new.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.errors import InputRefused, StorageError
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


def keep(path: Path, config: Config) -> Kept:
    """Copy a file into the archive; raises InputRefused if it is not a readable file, StorageError if it cannot be kept."""
    folder = config.path("raw")
    _check(path, config)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = folder / f".{os.getpid()}.part"
        digest, size = _copy(path, partial)
        kept = folder / (digest + path.suffix.lower())
        partial.replace(kept)
    except OSError:
        raise StorageError("E-DISK-001", "文件存不进原始文件夹", where=str(folder), todo="检查磁盘空间和权限") from None
    return Kept(kept, digest, size)


def known(con: Connection, sha256: str, kind: str, as_of: date | None) -> Known | None:
    """The earlier load of this content as this kind and day, if there was one."""
    row = con.execute(
        "select batch_id, loaded_on, records, accepted, rejected, duplicate from intake.load_batch"
        " where sha256 = ? and kind = ? and as_of is not distinct from ?",
        [sha256, kind, as_of],
    ).fetchone()
    return None if row is None else Known(row[0], row[1], Counts(*row[2:]))


def _check(path: Path, config: Config) -> None:
    if not path.exists():
        raise InputRefused("E-FILE-001", "找不到文件", where=str(path), todo="检查路径和文件名")
    if not path.is_file():
        raise InputRefused("E-FILE-002", "不是文件", where=str(path), todo="给出文件的路径，不是文件夹")
    if not os.access(path, os.R_OK):
        raise StorageError("E-FILE-003", "没有读取权限", where=str(path), todo="检查文件权限")
    if path.stat().st_size > config.intake.max_file_bytes:
        raise InputRefused(
            "E-FILE-004", "文件超过大小上限", where=str(path), todo="分成几个文件，或调高 config.toml [intake] max_file_bytes"
        )


def _copy(path: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
            size += len(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    return digest.hexdigest(), size
