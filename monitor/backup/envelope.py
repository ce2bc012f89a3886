"""A backup under a passcode: a stream of encrypted pieces, so that gigabytes need no gigabytes of memory.

Comes in: bytes, or the file that an earlier run wrote, and a passcode. Goes out: the other of the two. A wrong
passcode, a changed bit, a missing or swapped piece and a cut tail are refused alike.

AES-256-GCM, key by PBKDF2-HMAC-SHA-256 with 600,000 rounds from the passcode and a random salt. Each piece of a
mebibyte has its own nonce: random prefix of the file, number of the piece, and whether it is the last.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from monitor.errors import IntegrityError, StorageError, UsageError

MAGIC: Final = b"monitor-backup-1\n"
ROUNDS: Final = 600_000
SHORTEST: Final = 12
_SALT, _PREFIX, _PIECE, _TAG = 16, 7, 1024 * 1024, 16


def read_passcode(path: Path | None) -> str:
    """The passcode in a file, without the blanks around it; empty for no file. Raises UsageError for a short one."""
    if path is None:
        return ""
    try:
        said = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        said = ""
    except OSError:
        raise StorageError("E-BAK-001", "口令文件读不出来", where=str(path), todo="检查路径和权限") from None
    if len(said) < SHORTEST:
        raise UsageError(
            "E-BAK-002", f"口令太短，至少 {SHORTEST} 个字符", where=str(path), todo="换一个长的口令，另处保管"
        )
    return said


class Sealing:
    """Something to write to: what is written goes into `sink`, encrypted; `close` writes the last piece."""

    def __init__(self, sink: BinaryIO, passcode: str) -> None:
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._header = MAGIC + salt + self._prefix
        self._cipher, self._sink = _cipher(passcode, salt), sink
        self._held, self._number = bytearray(), 0
        sink.write(self._header)

    def write(self, data: bytes) -> int:
        """Take bytes in; whole pieces are written on."""
        self._held += data
        while len(self._held) > _PIECE:
            self._put(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def close(self) -> None:
        """Write what is left as the last piece; the sink stays open."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._sink.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), piece, self._header))
        self._number += 1


class Opening:
    """Something to read from: the content of an encrypted file; IntegrityError E-BAK-003 where it is not whole."""

    def __init__(self, source: BinaryIO, passcode: str) -> None:
        self._header = source.read(len(MAGIC) + _SALT + _PREFIX)
        salt, self._prefix = self._header[len(MAGIC) : -_PREFIX], self._header[-_PREFIX:]
        self._cipher, self._source = _cipher(passcode, salt), source
        self._held, self._number = bytearray(), 0
        self._next = source.read(_PIECE + _TAG)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        while len(self._held) < size and self._next:
            self._take()
        found = bytes(self._held[:size])
        del self._held[:size]
        return found

    def _take(self) -> None:
        piece, self._next = self._next, self._source.read(_PIECE + _TAG)
        try:
            nonce = _nonce(self._prefix, self._number, last=not self._next)
            self._held += self._cipher.decrypt(nonce, piece, self._header)
        except InvalidTag:
            raise IntegrityError(
                "E-BAK-003", "备份打不开：口令不对，或文件被改动、截断", todo="核对口令文件；换一份备份"
            ) from None
        self._number += 1


def _cipher(passcode: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.pbkdf2_hmac("sha256", passcode.encode("utf-8"), salt, ROUNDS))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
