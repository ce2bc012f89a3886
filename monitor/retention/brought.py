"""The originals that stay in the inbox: what was loaded lies in `loaded/`, what was refused in `refused/`.

Comes in: the inbox. Goes out: its files, which content each belongs to and when it last changed. It only looks, never
below a folder that is not of a kind, and never follows a link.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path

from monitor.clock import SHANGHAI
from monitor.errors import StorageError
from monitor.intake.columns import KINDS

_CHUNK = 4 * 1024 * 1024


def brought(inbox: Path | None, below: str) -> list[Path]:
    """The files below `loaded` or `refused`, by name; none without an inbox. Raises StorageError."""
    if inbox is None:
        return []
    try:
        folders = [folder for kind in sorted(KINDS) if (folder := inbox / below / kind).is_dir()]
        found = [path for folder in folders for path in sorted(folder.iterdir())]
        return [path for path in found if path.is_file() and not path.is_symlink()]
    except OSError:
        raise _unreadable(inbox) from None


def content(path: Path) -> tuple[str, date]:
    """The SHA-256 of a file and the day of its last change; a reason beside a refused file goes with that file, and the
    file is as old as its reason: it came to lie there then. Raises StorageError.
    """
    original = path.with_suffix("") if path.suffix == ".txt" else path
    if not original.is_file():
        original = path
    both = (original, original.with_name(original.name + ".txt"))
    try:
        changed = max(one.stat().st_mtime for one in both if one.is_file())
        return _sha256(original), datetime.fromtimestamp(changed, SHANGHAI).date()
    except OSError:
        raise _unreadable(path.parent) from None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _unreadable(folder: Path) -> StorageError:
    return StorageError("E-INBOX-001", "收件文件夹读不出来", where=str(folder), todo="检查路径和权限")
