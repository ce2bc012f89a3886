"""The file of a backup: a tar whose first member is the list of all the others with their SHA-256.

Comes in: the files to keep. Goes out: one file with mode 0600, there whole or not at all; or the members of such a
file in a folder, each compared with the list. Names that would leave the folder are refused.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from monitor.backup.envelope import MAGIC, Opening, Sealing
from monitor.errors import IntegrityError, StorageError, UsageError

MANIFEST: Final = "MANIFEST.json"
FORMAT: Final = "monitor-backup"
_CHUNK: Final = 1024 * 1024
_ANOTHER: Final = "换一份备份；原来的工作目录没有改动"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its name in there, where it lies on disk."""

    name: str
    path: Path


def pack(target: Path, members: Sequence[Member], facts: Mapping[str, Any], passcode: str) -> None:
    """Write a backup; raises OSError with nothing left behind."""
    listed = [{"name": one.name, "size": one.path.stat().st_size, "sha256": sha256(one.path)} for one in members]
    manifest = json.dumps({"format": FORMAT, **facts, "files": listed}, ensure_ascii=False, indent=1).encode("utf-8")
    partial = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as sink:
            _fill(sink, manifest, members, passcode)
            sink.flush()
            os.fsync(sink.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def unpack(source: Path, folder: Path, passcode: str) -> dict[str, Any]:
    """Put a backup's files into an empty folder and return what its list says. Raises IntegrityError, UsageError."""
    try:
        with source.open("rb") as file, _plain(file, passcode) as tar:
            said = _manifest(tar)
            wanted = {one["name"]: one for one in said["files"]}
            while (info := tar.next()) is not None:
                _extract(tar, info, wanted.pop(info.name, None), folder)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError):
        raise IntegrityError("E-BAK-004", "不是本程序的备份，或文件已损坏", where=str(source), todo=_ANOTHER) from None
    except OSError:
        raise StorageError(
            "E-BAK-001", "备份读不出来，或解不开", where=str(source), todo="检查路径、权限和空间"
        ) from None
    if wanted:
        raise _damaged(min(wanted))
    return said


def sha256(path: Path) -> str:
    """The hex SHA-256 of a file; never of a database that is open."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _fill(sink: IO[bytes], manifest: bytes, members: Sequence[Member], passcode: str) -> None:
    outer: Any = Sealing(sink, passcode) if passcode else sink  # type: ignore[arg-type]
    with tarfile.open(fileobj=outer, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(_info(MANIFEST, len(manifest)), io.BytesIO(manifest))
        for one in members:
            with one.path.open("rb") as source:
                tar.addfile(_info(one.name, one.path.stat().st_size), source)
    if passcode:
        outer.close()


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def _plain(file: IO[bytes], passcode: str) -> Iterator[tarfile.TarFile]:
    sealed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if sealed != bool(passcode):
        what = "备份有口令，没有给" if sealed else "备份没有口令，却给了口令文件"
        raise UsageError("E-BAK-005", what, todo="用 --passcode-file 指明口令文件；没有口令的备份不写这个选项")
    inner: Any = Opening(file, passcode) if sealed else file  # type: ignore[arg-type]
    with tarfile.open(fileobj=inner, mode="r|") as tar:
        yield tar


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    said: dict[str, Any] = json.loads(content.read()) if content else {}
    if said.get("format") != FORMAT or said.get("version") != 1:
        raise ValueError("not a backup of this kind")
    return said


def _extract(tar: tarfile.TarFile, info: tarfile.TarInfo, listed: Mapping[str, Any] | None, folder: Path) -> None:
    name = PurePosixPath(info.name)
    content = tar.extractfile(info) if info.isreg() else None
    if listed is None or content is None or name.is_absolute() or ".." in name.parts:
        raise _damaged(str(name))
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as sink:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    if digest.hexdigest() != listed["sha256"]:
        raise _damaged(str(name))


def _damaged(name: str) -> IntegrityError:
    return IntegrityError("E-BAK-004", f"备份里的文件和清单不符：{ascii(name)[1:-1]}", todo=_ANOTHER)
