"""Erases what has run out: files are overwritten and removed, refused rows lose their text, the warehouse is rebuilt.

Comes in: what is due, and the open warehouse. Goes out: nothing of it any more. A DELETE, even with a checkpoint,
leaves the bytes in the database file; a copy made by the engine and put in its place does not have them. What is in
earlier backups stays there until those have run out too.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from monitor import audit
from monitor.backup.make import copied
from monitor.config import Config
from monitor.disk import require_room
from monitor.errors import StorageError
from monitor.retention.due import Due, sizes
from monitor.warehouse.connection import Connection, transaction

_CHUNK = 4 * 1024 * 1024


def erase(con: Connection, config: Config, found: Sequence[Due]) -> None:
    """Erase what is due. The audit line comes first. Raises StorageError; what was not reached is due again next time.

    Where rows lose their text, the open connection ends with this: its file has been replaced by another.
    """
    wanted = [one for one in found if not one.is_empty]
    require_room(config)
    audit.record(con, config, *(_entry(one) for one in wanted))
    left = [path for one in wanted for path in one.paths if not _is_removed(path)]
    batches = [batch for one in wanted for batch in one.batches]
    try:
        if batches:
            _blank(con, batches)
            _rebuild(con, config)
    except OSError:
        raise _not_all(config.root) from None
    if left:
        raise _not_all(left[0].parent)


def _not_all(where: Path) -> StorageError:
    todo = "检查磁盘和权限后再运行一次，没有清除的会重新列出"
    return StorageError("E-RET-001", "没有全部清除", where=str(where), todo=todo)


def _entry(one: Due) -> dict[str, object]:
    """What the audit log keeps: kind, how many, how many bytes, before which day. No names."""
    return {
        "what": "erased",
        "kind": one.kind,
        "before": one.before.isoformat(),
        "files": len(one.paths),
        "bytes": sum(sizes(one.paths)),
        "rows": one.rows,
        "held": one.held,
    }


def _is_removed(path: Path) -> bool:
    """A file on a share that does not let us keeps nothing else from being erased."""
    try:
        _remove(path)
    except OSError:
        return False
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not inner.is_symlink():
                _overwrite(inner)
        shutil.rmtree(path)
    else:
        _overwrite(path)
        path.unlink()


def _overwrite(path: Path) -> None:
    """Zeros over the content, on disk, before the name goes; a volume that copies on write keeps the old blocks."""
    left = path.stat().st_size
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW), "wb") as sink:
        while left > 0:
            left -= sink.write(b"\0" * min(left, _CHUNK))
        sink.flush()
        os.fsync(sink.fileno())


def _blank(con: Connection, batches: Sequence[int]) -> None:
    """Counts, codes and numbers of the rows stay: counts in = accepted + rejected + duplicate."""
    with transaction(con):
        con.execute("update intake.rejected set raw = '' where list_contains(?, batch_id)", [list(batches)])


def _rebuild(con: Connection, config: Config) -> None:
    """A verified copy in the place of the warehouse, in one rename, while this process still holds the old file."""
    path = config.path("warehouse")
    scratch = path.parent / f".retention-{os.getpid()}"
    try:
        scratch.mkdir(mode=0o700)
        con.execute("checkpoint")
        copied(con, scratch / path.name)
        os.replace(scratch / path.name, path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
