"""What one recipient is handed of an issue: its own files and no other's, as they are or in one encrypted package.

Comes in: the finished folder of an issue, the access table, the settings of a target. Goes out: names and bytes, the
manifest last. The files are checked against their hashes once more; nothing personal is in a manifest or in a name.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.deliver.dispatch.archive import archive
from monitor.deliver.dispatch.exchange import NAME as EXCHANGE
from monitor.deliver.dispatch.exchange import exchange_book, exchange_csv, exchange_table
from monitor.deliver.manifest import MANIFEST, DeliveredFile, as_sent
from monitor.deliver.sealed import holder
from monitor.delivery_settings import TargetSettings
from monitor.errors import DeliveryError
from monitor.lists.access import Access
from monitor.lists.issue import Issue
from monitor.lists.slices import Slice, slices
from monitor.offices import DEPARTMENTS, kind_of
from monitor.warehouse import secret

_RECEIPT: Final = "收到后请把本文件复制一份，改名为 ACK.json，放在同一个文件夹里：即为确认收到。"
_TODO: Final = "先运行 monitor month {month} 重新写出，再送"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one recipient: the files in the order in which they are brought, and the hash of the manifest."""

    files: Mapping[str, bytes]
    sha256: str


class Finished:
    """An issue with its finished folder. Raises DeliveryError where the folder is not there as it was sent."""

    def __init__(self, config: Config, issue: Issue, access: Access) -> None:
        self.issue = issue
        self._config = config
        self._access = access
        folder = config.path("out") / issue.month / f"v{issue.version}"
        self._files: Sequence[DeliveredFile] = as_sent(issue, folder) if folder.is_dir() else ()
        if not self._files:
            raise _gone(folder, issue)

    @property
    def recipients(self) -> frozenset[str]:
        """The codes of everybody for whom there is a file, the bureau included."""
        return frozenset(holder(one.recipient) for one in self._files)

    def parcel(self, recipient: str, target: TargetSettings) -> Parcel:
        """What a recipient is handed at a target."""
        own = [one for one in self._files if holder(one.recipient) == recipient]
        files = {one.path.name: self._read(one) for one in own}
        if target.package == "zip":
            files = self._packed(recipient, files, full_ids=target.full_ids)
        manifest = _manifest(self.issue, recipient, files)
        return Parcel({**files, MANIFEST: manifest}, hashlib.sha256(manifest).hexdigest())

    def _read(self, file: DeliveredFile) -> bytes:
        try:
            content = file.path.read_bytes()
        except OSError:
            raise _gone(file.path, self.issue) from None
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise _gone(file.path, self.issue)
        return content

    def _packed(self, recipient: str, files: Mapping[str, bytes], *, full_ids: bool) -> dict[str, bytes]:
        members = {_neutral(name, recipient): content for name, content in files.items()}
        if full_ids and kind_of(recipient) in DEPARTMENTS:
            members |= self._exchange(recipient)
        name = f"{recipient}_{self.issue.month}_v{self.issue.version}.zip"
        return {name: archive(members, secret.read(self._config), self.issue, recipient)}

    def _exchange(self, recipient: str) -> dict[str, bytes]:
        """The table with full numbers; none where the access table allows none or nobody is listed."""
        piece, letters = self._slices[recipient], self._access.of(kind_of(recipient))
        table = exchange_table(self.issue, piece, letters) if letters.exchange else None
        if table is None or not table.rows:
            return {}
        return {f"{EXCHANGE}.xlsx": exchange_book(table, self.issue), f"{EXCHANGE}.csv": exchange_csv(table)}

    @cached_property
    def _slices(self) -> dict[str, Slice]:
        return {piece.code: piece for piece in slices(self.issue, self._access)}


def _neutral(name: str, recipient: str) -> str:
    """340121_civil_affairs.html → list.html: what a member is called can be read without the code."""
    stem, _, ending = name.rpartition(".")
    role = "list" if stem == recipient else stem.rpartition("_")[2]
    return f"{role}.{ending}"


def _manifest(issue: Issue, recipient: str, files: Mapping[str, bytes]) -> bytes:
    said = {
        "place": issue.place,
        "month": issue.month,
        "version": issue.version,
        "issued_on": issue.issued_on.isoformat(),
        "recipient": recipient,
        "files": [
            {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        ],
        "receipt": _RECEIPT,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _gone(path: Path, issue: Issue) -> DeliveryError:
    todo = _TODO.format(month=issue.month)
    return DeliveryError("E-SEND-006", "名单文件不在，或被改动过，没有送", where=str(path), todo=todo)
