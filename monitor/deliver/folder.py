"""A month's finished folder: everything rendered beside it, then swapped in at once.

Comes in: an issue, the access table, the folder for output. Goes out: `<month>/v<N>/` with every file and
`MANIFEST.json`, and `<month>/current` pointing at it. Never changes `current` before the folder is complete and
on disk, never leaves a half-written folder behind, never overwrites a version with other bytes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.deliver.pages import Pages, file_name
from monitor.deliver.workbook import workbook
from monitor.errors import IntegrityError, StorageError
from monitor.lists.access import Access
from monitor.lists.issue import Issue
from monitor.lists.slices import DEPARTMENTS, Slice, slices

_MANIFEST: Final = "MANIFEST.json"
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file of the finished folder: path under `current`'s target, slice code, people rows, SHA-256 hex."""

    path: Path
    recipient: str
    rows: int
    sha256: str


def write_issue(issue: Issue, access: Access, out_root: Path, *, show_phone: bool = False) -> tuple[DeliveredFile, ...]:
    """Renders the issue into `out_root/<month>/v<version>` and points `current` at it.

    Raises IntegrityError if the slices do not add up or the version exists with other bytes, StorageError if
    the disk refuses; `current` then stays as it was.
    """
    month = out_root / issue.month
    temporary, final = month / f".v{issue.version}.tmp", month / f"v{issue.version}"
    cut = slices(issue, access, show_phone)
    try:
        _make_folders(out_root, month)
        _clear(temporary)
        temporary.mkdir(mode=_FOLDER_MODE)
        written = _write_all(temporary, final, issue, access, cut)
        _finish(temporary, final)
        _point(month, issue.version)
    except OSError:
        todo = "检查磁盘空间和目录权限后重新运行。"
        raise StorageError("E-LIST-WRITE", "名单没有写出，上一版保持不变", where=str(final), todo=todo) from None
    finally:
        _clear(temporary)
    return written


def _make_folders(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _write_all(
    temporary: Path, final: Path, issue: Issue, access: Access, cut: tuple[Slice, ...]
) -> tuple[DeliveredFile, ...]:
    written = []
    for name, recipient, rows, content in _contents(issue, access, cut):
        _write(temporary / file_name(name), content)
        written.append(DeliveredFile(final / name, recipient, rows, hashlib.sha256(content).hexdigest()))
    _write(temporary / _MANIFEST, _manifest(issue, written))
    _sync(temporary)
    return tuple(written)


def _contents(issue: Issue, access: Access, cut: tuple[Slice, ...]) -> Iterator[tuple[str, str, int, bytes]]:
    """(file name, recipient, rows, content), one file at a time so that only one is in memory."""
    pages = Pages(issue, access)
    for piece in cut:
        page = pages.bureau(piece) if piece.kind == "bureau" else pages.office(piece)
        yield f"{piece.code}.html", piece.code, len(piece.rows), page.encode("utf-8")
        if piece.kind in DEPARTMENTS:
            yield f"{piece.code}.xlsx", piece.code, len(piece.rows), workbook(piece, issue)
    yield "index.html", "bureau", 0, pages.index(cut).encode("utf-8")


def _manifest(issue: Issue, written: list[DeliveredFile]) -> bytes:
    files = [
        {"file": one.path.name, "recipient": one.recipient, "rows": one.rows, "sha256": one.sha256} for one in written
    ]
    whole = {
        "place": issue.place,
        "month": issue.month,
        "version": issue.version,
        "issued_on": issue.issued_on.isoformat(),
        "pack_version": issue.pack_version,
        "program_version": issue.program_version,
        "rows": len(issue.rows),
        "files": files,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _finish(temporary: Path, final: Path) -> None:
    """Moves the folder to its name. A version already there must be the same, byte for byte, and stays."""
    if not final.exists():
        temporary.rename(final)
        _sync(final.parent)
        return
    if not _same(temporary, final):
        raise IntegrityError(
            "E-LIST-CHANGED",
            "这一版名单已经写出，重新生成的内容与它不一致",
            where=str(final),
            todo="已发出的名单不能改动。请把这个文件夹移走备查后重新运行，并报告此问题。",
        )
    _clear(temporary)


def _same(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def _point(month: Path, version: int) -> None:
    """Swaps the symlink `current` in one rename; an earlier version rendered again does not take it back."""
    current = month / "current"
    if current.is_symlink() and _version(current.readlink().name) > version:
        return
    fresh = month / ".current.tmp"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(f"v{version}")
    fresh.replace(current)
    _sync(month)


def _version(name: str) -> int:
    return int(name[1:]) if name[1:].isdecimal() else 0
