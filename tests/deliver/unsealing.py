"""Opens a sealed page the way its script does, without a browser."""

import base64
import json
import re
import zlib
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from monitor.deliver.folder import DeliveredFile, write_issue
from monitor.deliver.sealed import Sealing, derive
from monitor.lists.issue import Issue
from monitor.lists.work import NO_WORK, MonthWork
from tests.deliver.reading import ACCESS

KEY = b"7" * 64
TOWNSHIPS = Sealing(KEY, frozenset({"township"}), 180)
EVERYBODY = Sealing(KEY, frozenset({"township", "civil_affairs", "rural_revitalization"}), 180)


@dataclass(frozen=True)
class Sealed:
    """What a sealed page holds: its header as text, its content as bytes."""

    header: str
    content: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The header's values."""
        values: dict[str, Any] = json.loads(self.header)
        return values

    def bytes_of(self, name: str) -> bytes:
        """Salt or nonce."""
        return base64.b64decode(self.said[name])

    def key(self, passcode: str) -> bytes:
        """The key that the passcode makes with this page's salt."""
        return derive(passcode.replace("-", ""), self.bytes_of("salt"), int(self.said["iterations"]))

    def open(self, key: bytes) -> str:
        """The body. Raises InvalidTag."""
        message = AESGCM(key).decrypt(self.bytes_of("nonce"), self.content, self.header.encode("utf-8"))
        return zlib.decompress(message).decode("utf-8")

    def with_(self, **values: object) -> "Sealed":
        """The same content under a header that says something else."""
        said = {**self.said, **values}
        return replace(self, header=json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def sealed(html: str) -> Sealed:
    """The sealed part of a page."""
    ((header, content),) = re.findall(r'<div id="sealed" hidden data-header="([^"]*)" data-content="([^"]*)">', html)
    return Sealed(unescape(header), base64.b64decode(content))


def is_sealed(html: str) -> bool:
    return 'id="sealed"' in html


def written(issue: Issue, folder: Path, sealing: Sealing, work: MonthWork = NO_WORK) -> tuple[DeliveredFile, ...]:
    """The files of an issue, some of them sealed."""
    return write_issue(issue, ACCESS, folder, work, sealing)
