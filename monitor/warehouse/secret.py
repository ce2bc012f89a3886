"""The secret that turns a person into a `person_key`, so that analysts can follow a person without knowing who it is.

HMAC-SHA256 of the person's number, 128 bits shown. The secret lies beside the warehouse with mode 0600 and is
never in it.
"""

import hmac
import os
import secrets

from monitor.config import Config
from monitor.errors import StorageError

_BYTES = 32
_SHOWN = 32


def create(config: Config) -> None:
    """Make the secret file if there is none."""
    path = config.path("secret")
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as sink:
            sink.write(secrets.token_hex(_BYTES).encode())


def read(config: Config) -> bytes:
    """The secret; raises StorageError when the file is missing."""
    path = config.path("secret")
    try:
        return path.read_bytes().strip()
    except OSError:
        raise StorageError(
            "E-KEY-001",
            "密钥文件不存在或读不出来",
            where=str(path),
            todo="从备份取回；换新密钥会使以前的 person_key 对不上",
        ) from None


def person_key(key: bytes, person: str) -> str:
    """The pseudonym of a person, 32 hex digits; `person` is the identity number or other number in full."""
    return hmac.digest(key, person.encode(), "sha256").hex()[:_SHOWN]
