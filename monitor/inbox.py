"""The inbox: a folder per kind of file, emptied into the warehouse once a file has come to rest.

Comes in: the folder, the moment of looking. Goes out: what became of each file. A file that is still being written is
left for the next look; one that was taken in is moved to `loaded/`, one that was refused to `refused/` with the reason
beside it. Where the folder cannot be written to, files stay and are recognised by their content. Never reads a clock.
"""

import hashlib
import re
import stat
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
_UNFINISHED: Final = re.compile(r"^[.~]|\.(?:part|partial|tmp|crdownload|done|sha256)$")
_WHOLE_AS_OF: Final = re.compile(r"(?:全量|as-?of)[-_ ]?(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
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
        return tuple(parcel for kind in _order() for parcel in _of_kind(folder, kind, now, rest_seconds))
    except OSError:
        raise StorageError("E-INBOX-001", "收件文件夹读不出来", where=str(folder), todo="检查路径和权限") from None


def empty(
    con: Connection, config: Config, pack: Pack, folder: Path, found: tuple[Parcel, ...], today: date
) -> Iterator[Taken]:
    """Load the parcels one by one; a refused one does not stop the others, a full disk or a broken warehouse does."""
    for parcel in found:
        try:
            _check_sidecar(parcel)
            loaded = take_in(con, config, pack, parcel.kind, parcel.path, as_of=parcel.as_of, today=today)
        except (InputRefused, TooManyRejected, UsageError) as error:
            yield Taken(parcel, None, error)
            _away(folder / "refused", parcel, error)
        else:
            failpoint("inbox.loaded")
            yield Taken(parcel, loaded)
            _away(folder / "loaded", parcel, None)


def _order() -> tuple[str, ...]:
    return (*_ORDER, *(kind for kind in KINDS if kind not in _ORDER))


def _of_kind(folder: Path, kind: str, now: float, rest_seconds: int) -> Iterator[Parcel]:
    for name in dict.fromkeys((kind, KINDS[kind].zh)):
        below = folder / name
        for path in sorted(below.iterdir()) if below.is_dir() else ():
            if not _UNFINISHED.search(path.name) and _is_at_rest(path, now, rest_seconds):
                yield Parcel(path, kind, _as_of(path.name))


def _is_at_rest(path: Path, now: float, rest_seconds: int) -> bool:
    said = path.stat()
    if not stat.S_ISREG(said.st_mode):
        return False
    return path.with_name(path.name + ".done").exists() or now - said.st_mtime >= rest_seconds


def _as_of(name: str) -> date | None:
    found = _WHOLE_AS_OF.search(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


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
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free
