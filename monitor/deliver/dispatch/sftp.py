"""A server that speaks SFTP: only the one whose key the operator named, and never waiting for it without end.

Comes in: address, how to log in, the fingerprint of the server's key, seconds. Goes out: a store. Keys and agents of
the user who runs the program are not asked; what the library says is kept off the screen.
"""

import base64
import hashlib
import logging
from typing import Any, Final

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from monitor.deliver.dispatch.store import FolderStore
from monitor.delivery_settings import Address
from monitor.errors import DeliveryError

_PORT: Final = 22
logging.getLogger("paramiko").addHandler(logging.NullHandler())


class SftpStore(FolderStore):
    """A folder of a server."""

    mode = "wxb"  # the library's way to say: write, and only where there is none

    @property
    def is_alive(self) -> bool:
        """Whether the connection stands."""
        transport = self.fs.client.get_transport()
        return transport is not None and bool(transport.is_active())

    def rename(self, old: str, new: str) -> None:
        """As of every store; a plain rename, which refuses where the name is taken."""
        self.fs.ftp.rename(old, new)

    def close(self) -> None:
        """Let the connection go."""
        self.fs.client.close()


def connect(
    address: Address, password: str | None, key_file: str | None, host_key: str, seconds: int, marker: str | None
) -> SftpStore:
    """Log in. Raises DeliveryError for a server with another key, whatever the library raises for the rest."""
    fs = SFTPFileSystem(
        address.host,
        port=address.port or _PORT,
        username=address.user,
        password=password,
        key_filename=key_file,
        host_key_policy=_only(host_key),
        look_for_keys=False,
        allow_agent=False,
        timeout=seconds,
        banner_timeout=seconds,
        auth_timeout=seconds,
        channel_timeout=seconds,
        skip_instance_cache=True,
    )
    fs.ftp.get_channel().settimeout(seconds)
    return SftpStore(fs, address.path, marker)


def fingerprint(key: Any) -> str:
    """A server's public key as `ssh-keygen -l` shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode("ascii").rstrip("=")


def _only(host_key: str) -> Any:
    """A policy that lets a server through only by its key; the library asks it of every server, as it knows none."""

    class Only(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            shown = fingerprint(key)
            if shown != host_key:
                todo = f"先不要送。向对方管理员核对服务器的指纹；确实换了密钥，再把 host_key 改成 {shown}"
                raise DeliveryError("E-SEND-002", "服务器的指纹和 host_key 写的不同，可能是冒充的", todo=todo)

    return Only()
