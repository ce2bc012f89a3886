"""The table of contents of a finished folder: of which issue it is, and the hash of every file.

Comes in: an issue and the files written for it, or a folder of an earlier run. Goes out: `MANIFEST.json` as bytes, or
what a folder still holds as it was sent. Never trusts a folder whose files do not fit their hashes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.lists.issue import Issue

MANIFEST: Final = "MANIFEST.json"
_SAID: Final = ("recipient", "name", "rows", "sha256", "sealed")


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file of the finished folder: path under `current`'s target, slice code, people rows, SHA-256 hex.

    `name` is the recipient in Chinese; `sealed` says that the file opens with the recipient's passcode only.
    """

    path: Path
    recipient: str
    rows: int
    sha256: str
    name: str = ""
    sealed: bool = False


def manifest(issue: Issue, written: Sequence[DeliveredFile]) -> bytes:
    """The manifest of a folder, the same for the same issue and files."""
    files = [{"file": one.path.name, **{name: getattr(one, name) for name in _SAID}} for one in written]
    whole = {
        "place": issue.place,
        "month": issue.month,
        "version": issue.version,
        "issued_on": issue.issued_on.isoformat(),
        "pack_version": issue.pack_version,
        "program_version": issue.program_version,
        "settings_sha256": issue.settings_sha256,
        "inputs_sha256": issue.inputs_sha256,
        "rows": len(issue.rows),
        "seal": issue.seal,
        "files": files,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def as_sent(issue: Issue, folder: Path) -> tuple[DeliveredFile, ...]:
    """The files of a folder that was filled from this sealed issue and that nobody has touched since; else none."""
    said = _read(folder)
    if not issue.seal or said.get("seal") != issue.seal or altered(folder):
        return ()
    return tuple(
        DeliveredFile(folder / one["file"], **{name: one[name] for name in _SAID if name in one})
        for one in said["files"]
    )


def altered(folder: Path) -> list[str]:
    """The names of files that were changed, removed or added since the folder was finished."""
    hashes = {one["file"]: one["sha256"] for one in _read(folder).get("files", ())}
    found = {path.name: path for path in folder.iterdir() if path.name != MANIFEST}
    changed = [name for name in hashes.keys() & found.keys() if _sha256(found[name]) != hashes[name]]
    return sorted([*changed, *(hashes.keys() ^ found.keys())])


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _read(folder: Path) -> dict[str, Any]:
    """What the manifest says; nothing where there is none or it cannot be read."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
