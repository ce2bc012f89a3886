"""The secret that turns a person into a `person_key`, so that analysts can follow a person without knowing who it is.

HMAC-SHA256 of the person's number, 128 bits shown. The secret lies beside the warehouse with mode 0600 and is
never in it.
"""

import hmac
import os
import re
import secrets

from monitor.config import Config
from monitor.errors import StorageError

_BYTES = 32
_SHOWN = 32
_BLOCK = 64
_TODO = "从备份取回；换新密钥会使以前的人员代码对不上"


def create(config: Config) -> None:
    """Make the secret file if there is none; it appears whole or not at all."""
    path = config.path("secret")
    if path.exists():
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as sink:
        sink.write(secrets.token_hex(_BYTES).encode())
        sink.flush()
        os.fsync(sink.fileno())
    partial.replace(path)


def read(config: Config) -> bytes:
    """The secret; raises StorageError when the file is missing or is not what `create` wrote."""
    path = config.path("secret")
    try:
        said = path.read_bytes().strip()
    except OSError:
        raise StorageError("E-KEY-001", "密钥文件不存在或读不出来", where=str(path), todo=_TODO) from None
    if not re.fullmatch(rb"[0-9a-f]{64}", said):
        raise StorageError("E-KEY-001", "密钥文件的内容不对（应为 64 个十六进制字符）", where=str(path), todo=_TODO)
    return said


def person_key(key: bytes, person: str) -> str:
    """The pseudonym of a person, 32 hex digits; `person` is the identity number or other number in full."""
    return hmac.digest(key, person.encode(), "sha256").hex()[:_SHOWN]


def pads(key: bytes) -> dict[str, bytes]:
    """The two padded keys of HMAC (RFC 2104), for SQL that makes many pseudonyms at once."""
    return {"inner_pad": _pad(key, 0x36), "outer_pad": _pad(key, 0x5C)}


def _pad(key: bytes, byte: int) -> bytes:
    return bytes(one ^ byte for one in key.ljust(_BLOCK, b"\0"))


def derived(key: bytes, purpose: str) -> bytes:
    """A secret of its own for one purpose, 32 bytes, from which neither the first nor another can be worked out."""
    return hmac.digest(key, f"monitor derived 1\0{purpose}".encode(), "sha256")
