"""A month's finished folder: everything rendered beside it, then swapped in at once.

Comes in: an issue, the access table, the folder for output. Goes out: `<month>/v<N>/` with every file and
`MANIFEST.json`, and `<month>/current` pointing at it. Never changes `current` before the folder is complete and
on disk, never leaves a half-written folder behind, never overwrites a version with other bytes: a folder that is
whole and of the same seal stays as it was sent, whatever setting or template has changed since.

Where a recipient's pages are sealed no plain copy of them is written anywhere. What is handed over is named after a
region's code; `bureau`, `index` and whatever else begins with a letter is the bureau's own.
"""

import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor.deliver.director import Overview
from monitor.deliver.manifest import MANIFEST, DeliveredFile, altered, as_sent, manifest
from monitor.deliver.pages import Pages, file_name
from monitor.deliver.rollup_pages import rollup_files
from monitor.deliver.sealed import OPEN, Sealing, holder, seal
from monitor.deliver.work_pages import work_files
from monitor.deliver.workbook import workbook
from monitor.errors import IntegrityError, StorageError
from monitor.failpoint import failpoint
from monitor.fsync import sync
from monitor.lists.access import Access
from monitor.lists.issue import Issue
from monitor.lists.slices import Slice, slices
from monitor.lists.work import NO_WORK, MonthWork
from monitor.offices import DEPARTMENTS

__all__ = ["DeliveredFile", "write_issue"]

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_SYNCED_AT_ONCE: Final = 16

Announce = Callable[[Sequence[DeliveredFile]], None]


def _tell_nobody(_files: Sequence[DeliveredFile]) -> None:
    """For whoever keeps no log."""


def write_issue(
    issue: Issue,
    access: Access,
    out_root: Path,
    work: MonthWork = NO_WORK,
    sealing: Sealing = OPEN,
    announce: Announce = _tell_nobody,
    overview: Overview | None = None,
) -> tuple[DeliveredFile, ...]:
    """Renders the issue into `out_root/<month>/v<version>`, unless it is there already, and points `current` at it.

    `announce` is told of the files before anybody can see them; if it raises, nothing is given out.
    A correction list goes to those only who have a row in it, and leaves `current` at the month's list.
    Raises IntegrityError if the slices do not add up or the version exists with other bytes, StorageError if the disk
    refuses; `current` then stays as it was.
    """
    month = out_root / issue.month
    temporary, final = month / f".v{issue.version}.tmp", month / f"v{issue.version}"
    try:
        written = as_sent(issue, final)
        if not written:
            cut = tuple(piece for piece in slices(issue, access) if _receives(piece, issue))
            _make_folders(out_root, month)
            _clear(temporary)
            temporary.mkdir(mode=_FOLDER_MODE)
            written = _write_all(temporary, final, _files(issue, access, cut, work, sealing, overview), issue)
            failpoint("folder.rendered")
            announce(written)
            failpoint("folder.announced")
            _finish(temporary, final)
            failpoint("folder.finished")
        if not issue.is_correction:
            _point(month, issue.version)
    except OSError:
        todo = "检查磁盘空间和目录权限后重新运行。"
        raise StorageError("E-LIST-WRITE", "名单没有写出，上一版保持不变", where=_owned(final), todo=todo) from None
    finally:
        _clear(temporary)
    return written


def _receives(piece: Slice, issue: Issue) -> bool:
    """Everybody receives a list, also an empty one: it tells that the screening was done. Not so a correction."""
    return not issue.is_correction or piece.kind == "bureau" or bool(piece.rows)


def _owned(path: Path) -> str:
    """The path, and to whom the part of it that exists belongs."""
    there = next(one for one in (path, *path.parents) if one.exists())
    found = there.stat()
    try:
        owner = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        owner = str(found.st_uid)
    return f"{path}（{there} 的属主 {owner}，权限 {stat.S_IMODE(found.st_mode):04o}）"


def _make_folders(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _write_all(
    temporary: Path, final: Path, contents: Iterator[tuple[DeliveredFile, bytes]], issue: Issue
) -> tuple[DeliveredFile, ...]:
    written = []
    for file, content in contents:
        _write(temporary / file_name(file.path.name), content)
        digest = hashlib.sha256(content).hexdigest()
        written.append(replace(file, path=final / file.path, sha256=digest))
        failpoint("folder.page")
    _write(temporary / MANIFEST, manifest(issue, written))
    _sync_all([*temporary.iterdir(), temporary])
    return tuple(written)


def _files(
    issue: Issue,
    access: Access,
    cut: tuple[Slice, ...],
    work: MonthWork,
    sealing: Sealing,
    overview: Overview | None,
) -> Iterator[tuple[DeliveredFile, bytes]]:
    """Every file, sealed where it is to be, and still without its hash."""
    pages = Pages(issue, access)
    names = {piece.code: piece.title_zh for piece in cut}
    for file, recipient, rows, content in _contents(issue, access, cut, work, pages, overview):
        name = names.get(holder(recipient), "")
        sealed = file.endswith(".html") and sealing.covers(recipient, rows)
        if sealed:
            content = seal(content.decode("utf-8"), recipient, name, issue, sealing, pages).encode("utf-8")
        yield DeliveredFile(Path(file), recipient, rows, "", name, sealed), content


def _contents(
    issue: Issue,
    access: Access,
    cut: tuple[Slice, ...],
    work: MonthWork,
    pages: Pages,
    overview: Overview | None,
) -> Iterator[tuple[str, str, int, bytes]]:
    """(file name, recipient, rows, content), one file at a time so that only one is in memory."""
    for piece in cut:
        page = pages.bureau(piece, overview, work) if piece.kind == "bureau" else pages.office(piece)
        yield f"{piece.code}.html", piece.code, len(piece.rows), page.encode("utf-8")
        if piece.kind in DEPARTMENTS:
            yield f"{piece.code}.xlsx", piece.code, len(piece.rows), workbook(piece, issue)
    yield from work_files(work, issue, access, pages)
    reported = [*rollup_files(work, issue, overview, pages)]
    yield from reported
    yield "index.html", "bureau", 0, pages.index(cut, work, has_rollup=bool(reported)).encode("utf-8")


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _sync_all(paths: list[Path]) -> None:
    """On disk before it returns. Several at once: the disk takes them together, one by one it waits for each."""
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as pool:
        for _done in pool.map(sync, paths):
            pass


def _finish(temporary: Path, final: Path) -> None:
    """Moves the folder to its name. A version already there must be the same, byte for byte, and stays."""
    if not final.exists():
        temporary.rename(final)
        sync(final.parent)
        return
    if not _same(temporary, final):
        raise _changed(final)
    _clear(temporary)


def _changed(final: Path) -> IntegrityError:
    touched = altered(final)
    what = "已写出的名单文件被改动过：" + "、".join(ascii(name)[1:-1] for name in touched[:5])
    if not touched:
        what = "这个文件夹里是另一次出具的名单，或程序、字段权限表改动后写出的内容与它不同"
    todo = "已发出的名单不能改动。请把这个文件夹移走备查，再运行一次，会按封存内容重新写出。"
    return IntegrityError("E-LIST-CHANGED", what, where=str(final), todo=todo)


def _same(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def _point(month: Path, version: int) -> None:
    """Swaps the symlink `current` in one rename."""
    fresh = month / ".current.tmp"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(f"v{version}")
    fresh.replace(month / "current")
    sync(month)
