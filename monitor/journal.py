"""A file of JSON lines that is only ever added to: every line carries the hash of the one before, so a change shows.

Comes in: entries without personal values. Goes out: whole lines on disk, and on asking the first line that does not
fit. Never rewrites a line, never reads a clock, knows nothing of what the entries say.

What it proves: no line was edited, removed or re-ordered between two lines that are still there. A tail that was cut
off fits its own chain; it shows only against heads (number and hash of a last line) that were kept elsewhere.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_START: Final = "0" * 64
_MODE: Final = 0o600
_OWN: Final = frozenset(("seq", "prev", "hash"))


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a journal as it was once: its number from 1, its SHA-256 hex."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the head as it is, and the first line that does not fit (0: none) with the reason."""

    head: Head
    bad_line: int = 0
    reason: str = ""


def append(path: Path, entries: Sequence[Mapping[str, Any]]) -> Head:
    """Adds the entries as lines, on disk before it returns; all of them or none. Returns the new head.

    What a crash left of an unfinished line is cut off, and the next line says so. Raises OSError; ValueError for an
    entry that uses a name of the chain itself.
    """
    with _locked(path) as handle:
        whole, rest = _content(handle)
        head = _head(whole)
        notes = [{"what": "torn_line", "bytes": len(rest), "sha256": hashlib.sha256(rest).hexdigest()}] if rest else []
        text = b""
        for entry in [*notes, *entries]:
            line, head = _line(entry, head)
            text += line
        _write(handle, len(whole), text)
    return head


def check(path: Path, known: Iterable[Head] = (), *, whole_lines: bool = False) -> Checked:
    """The first line that was changed, is missing or stands in the wrong place, also against heads kept elsewhere.

    A head of a line that is no longer there names the line after the last; `whole_lines` leaves out what stands after
    the last line end. Raises OSError; a missing file is empty.
    """
    heads: dict[int, set[str]] = {}
    for one in known:
        heads.setdefault(one.seq, set()).add(one.hash)
    last = Head(0, _START)
    for raw in _raw_lines(path, whole_lines=whole_lines):
        reason = _fault(raw, last) or _foreign(raw, heads.get(last.seq + 1))
        if reason:
            return Checked(last, last.seq + 1, reason)
        last = Head(last.seq + 1, json.loads(raw)["hash"])
    if any(seq > last.seq for seq in heads):
        return Checked(last, last.seq + 1, "从这一行起缺失：登记过更靠后的链头")
    return Checked(last)


def hashes(path: Path) -> Iterator[str]:
    """The hashes that a journal's lines carry, in order; call it on a journal that was checked."""
    return (json.loads(raw)["hash"] for raw in _raw_lines(path))


def entries(path: Path) -> list[dict[str, Any]]:
    """What the whole lines say, in order; call it on a journal that was checked. Raises OSError."""
    return [json.loads(raw) for raw in _raw_lines(path, whole_lines=True)]


def torn(path: Path) -> bytes:
    """What stands after the last line end: a line that a crash left unfinished. Raises OSError."""
    try:
        return path.read_bytes().rpartition(b"\n")[2]
    except FileNotFoundError:
        return b""


def is_begun(found: bytes, before: Head, entry: Mapping[str, Any]) -> bool:
    """Whether an unfinished line is the beginning of what `append` writes of an entry after a head."""
    return _line(entry, before)[0].startswith(found)


def finished(found: bytes, before: Head) -> dict[str, Any] | None:
    """What an unfinished line says where nothing but its end is missing; None for any other."""
    return None if _fault(found, before) else _parsed(found)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, made if it is not there, for this process alone."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _content(handle: int) -> tuple[bytes, bytes]:
    """(the whole lines, what stands after the last line end)."""
    content = os.pread(handle, os.fstat(handle).st_size, 0)
    end = content.rfind(b"\n") + 1
    return content[:end], content[end:]


def _head(whole: bytes) -> Head:
    """The head from the last line; of a line that cannot be read, its number and the hash of its bytes."""
    lines = whole.splitlines()
    if not lines:
        return Head(0, _START)
    said = _parsed(lines[-1])
    if isinstance(said.get("seq"), int) and isinstance(said.get("hash"), str):
        return Head(said["seq"], said["hash"])
    return Head(len(lines), hashlib.sha256(lines[-1]).hexdigest())


def _line(entry: Mapping[str, Any], before: Head) -> tuple[bytes, Head]:
    if _OWN & entry.keys():
        raise ValueError("an entry must not use the names of the chain")
    linked = {**entry, "seq": before.seq + 1, "prev": before.hash}
    sealed = {**linked, "hash": _hash(linked)}
    return _canonical(sealed) + b"\n", Head(before.seq + 1, sealed["hash"])


def _canonical(entry: Mapping[str, Any]) -> bytes:
    """ASCII only, so that a line end or a direction mark in a value cannot look like anything else."""
    return json.dumps(entry, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def _hash(linked: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(linked)).hexdigest()


def _write(handle: int, size: int, text: bytes) -> None:
    try:
        written = 0
        while written < len(text):
            written += os.pwrite(handle, text[written:], size + written)
        os.ftruncate(handle, size + len(text))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _raw_lines(path: Path, *, whole_lines: bool = False) -> Iterator[bytes]:
    """The lines without their ends; a last line without an end keeps a mark that no line fits."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    whole, _, rest = content.rpartition(b"\n")
    yield from whole.split(b"\n") if whole or content.startswith(b"\n") else ()
    if rest and not whole_lines:
        yield rest + b"\n"


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _fault(raw: bytes, before: Head) -> str:
    """Why a line cannot follow `before`; empty where it can."""
    said = _parsed(raw)
    if not said or _canonical(said) != raw:
        return "不是完整的一行，或被改动过"
    linked = {name: value for name, value in said.items() if name != "hash"}
    if said.get("hash") != _hash(linked):
        return "内容被改动过"
    if said.get("seq") != before.seq + 1 or said.get("prev") != before.hash:
        return "前面缺行，或次序不对"
    return ""


def _foreign(raw: bytes, known: set[str] | None) -> str:
    """Why a line is not the one of which a head was kept."""
    return "与登记过的链头不符" if known and known != {json.loads(raw)["hash"]} else ""
