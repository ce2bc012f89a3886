"""The inbox: a folder per kind of file, emptied into the warehouse once a file has come to rest.

Comes in: the folder, the moment of looking. Goes out: what became of each file. A file that is still being written is
left for the next look; one that was taken in is moved to `loaded/`, one that was refused to `refused/` with the reason
beside it. Where the folder cannot be written to, files stay and are recognised by their content. Never reads a clock.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.errors import InputRefused, MonitorError, StorageError, TooManyRejected, UsageError
from monitor.failpoint import failpoint
from monitor.feedback import take_in
from monitor.intake.columns import KINDS
from monitor.policy import Pack
from monitor.warehouse.connection import Connection
from monitor.warehouse.load import Loaded

# Rosters before settlements: a settlement is placed by what is known of its person.
_ORDER: Final = ("regions", "persons", "identities", "households", "referrals", "chronic", "renumbered", "settlements")
_ASIDE: Final = re.compile(
    r"^[.~]|\.(?:part|partial|tmp|crdownload|done|sha256)$|^(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE
)
# 非全量 is none, and alias-of says nothing.
_WHOLE: Final = re.compile(r"(?<!非)(?<!非[-_ ])(?<!不是)全量|(?<![a-z])as-?of(?![a-z])", re.IGNORECASE)
_WHOLE_AS_OF: Final = re.compile(rf"(?:{_WHOLE.pattern})[-_ ]?(\d{{4}}-\d{{2}}-\d{{2}})", re.IGNORECASE)
# What may be the whole of a day; a file of settlements that says 全量 in its name says nothing by it.
_ROSTERS: Final = ("regions", "persons", "identities")
_CHUNK: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file at rest: where it lies, its kind, and the day of which it is a full snapshot, if its name says so."""

    path: Path
    kind: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a parcel: it was loaded, or refused with an error."""

    parcel: Parcel
    loaded: Loaded | None
    refused: MonitorError | None = None


def parcels(folder: Path, now: float, rest_seconds: int) -> tuple[Parcel, ...]:
    """The files that may be read: unchanged for `rest_seconds` before `now` (seconds since 1970), or marked `.done`.

    Rosters come first; within a kind, by name. Raises StorageError if the folder cannot be read.
    """
    try:
        return tuple(one for one in whole(folder) if is_at_rest(one.path, now, rest_seconds))
    except OSError:
        raise unreadable(folder) from None


def unreadable(folder: Path) -> StorageError:
    """The inbox cannot be read."""
    return StorageError("E-INBOX-001", "收件文件夹读不出来", where=str(folder), todo="检查路径和权限")


def empty(
    con: Connection, config: Config, pack: Pack, folder: Path, found: tuple[Parcel, ...], today: date
) -> Iterator[Taken]:
    """Load the parcels one by one; a refused one does not stop the others, a full disk or a broken warehouse does."""
    for parcel in found:
        try:
            _check_name(parcel)
            _check_sidecar(parcel)
            loaded = take_in(con, config, pack, parcel.kind, parcel.path, as_of=parcel.as_of, today=today)
        except (InputRefused, TooManyRejected, UsageError) as error:
            yield Taken(parcel, None, error)
            _away(folder / "refused", parcel, error)
        else:
            failpoint("inbox.loaded")
            yield Taken(parcel, loaded)
            _away(folder / "loaded", parcel, None)


def kinds() -> tuple[str, ...]:
    """The kinds of file in the order in which they are taken in."""
    return (*_ORDER, *(kind for kind in KINDS if kind not in _ORDER))


def whole(folder: Path) -> Iterator[Parcel]:
    """Every file in a folder of a kind whose name does not say that it is still being written. Raises OSError."""
    for kind in kinds():
        for name in dict.fromkeys((kind, KINDS[kind].zh)):
            below = folder / name
            for path in sorted(below.iterdir()) if below.is_dir() else ():
                if not is_aside(path.name) and path.is_file():
                    yield Parcel(path, kind, _as_of(path.name))


def is_at_rest(path: Path, now: float, rest_seconds: int) -> bool:
    """Whether a file is whole: marked `.done`, or unchanged for so long."""
    return path.with_name(path.name + ".done").exists() or now - changed_at(path, now) >= rest_seconds


def changed_at(path: Path, now: float) -> float:
    """When a file was written last. A sender whose clock is fast leaves a day to come; then the disk's own word counts,
    which may be a day to come as well."""
    found = path.stat()
    return found.st_mtime if found.st_mtime <= now else found.st_ctime


def is_aside(name: str) -> bool:
    """Whether a name says that a file is still being written, a marker, or what a system leaves in any folder."""
    return bool(_ASIDE.search(name))


def _as_of(name: str) -> date | None:
    found = _WHOLE_AS_OF.search(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _check_name(parcel: Parcel) -> None:
    """A full roster whose day cannot be read would be taken for an additional one: nobody on it would ever leave."""
    if parcel.as_of is None and parcel.kind in _ROSTERS and _WHOLE.search(parcel.path.name):
        raise InputRefused(
            "E-INBOX-002",
            "文件名写着是全量名册，但看不出是哪一天的",
            where=parcel.path.name,
            todo="日期写在“全量”后面，如 全量2024-01-31.csv；不是全量的，名字里不要写“全量”",
        )


def _check_sidecar(parcel: Parcel) -> None:
    """Compare with `<file>.sha256`, if there is one: half an upload has another hash."""
    beside = parcel.path.with_name(parcel.path.name + ".sha256")
    if not beside.is_file():
        return
    said = beside.read_bytes().split()
    if not said or said[0].lower() != _sha256(parcel.path).encode("ascii"):
        raise InputRefused(
            "E-FILE-SHA", "文件与随附的 .sha256 指纹不符，可能没有传完", where=parcel.path.name, todo="重新传送这个文件"
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _away(target: Path, parcel: Parcel, error: MonitorError | None) -> None:
    """Out of the way, under a name that is free; where that is not permitted the file stays."""
    try:
        folder = target / parcel.kind
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _free(folder / parcel.path.name)
        parcel.path.replace(path)
        for ending in (".done", ".sha256"):
            parcel.path.with_name(parcel.path.name + ending).unlink(missing_ok=True)
        if error:
            path.with_name(path.name + ".txt").write_text("\n".join(error.lines()) + "\n", encoding="utf-8")
    except OSError:
        return


def _free(path: Path) -> Path:
    """A name that no file has, nor the reason that would lie beside it."""
    number = 1
    free = path
    while free.exists() or free.with_name(free.name + ".txt").exists():
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free
