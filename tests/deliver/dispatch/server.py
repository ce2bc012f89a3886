"""A server that speaks SFTP on 127.0.0.1, in this process: files in a folder, one account, faults on request."""

import contextlib
import errno
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from monitor.deliver.dispatch.sftp import fingerprint

USER, PASSWORD = "monitor", "einlass"


@dataclass
class Server:
    """Where it listens, its key's fingerprint, its folder, and how it is to fail.

    `full` refuses writes, `stalls` answers none any more, `cut_after` breaks the connection off after so many of them.
    """

    root: Path
    key: paramiko.PKey = field(default_factory=lambda: paramiko.ECDSAKey.generate())
    port: int = 0
    full: bool = False
    stalls: bool = False
    cut_after: int | None = None
    writes: int = 0
    logins: int = 0
    transports: list[paramiko.Transport] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def host_key(self) -> str:
        """As `ssh-keygen -l` shows it."""
        return fingerprint(self.key)

    def cut(self) -> None:
        """Break every connection off."""
        going, self.transports = self.transports, []  # each once: its number may be another connection's by then
        for one in going:
            one.close()


class _Door(paramiko.ServerInterface):
    def __init__(self, server: Server) -> None:
        self.server = server

    def check_auth_password(self, username: str, password: str) -> int:
        self.server.logins += 1
        known = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, _kind: str, _number: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    server: Server

    def write(self, offset: int, data: bytes) -> int:
        self.server.writes += 1
        if self.server.full:
            return paramiko.SFTPServer.convert_errno(errno.ENOSPC)
        if self.server.stalls:
            self.server.ended.wait(30)
        if self.server.cut_after is not None and self.server.writes > self.server.cut_after:
            self.server.cut()
        return super().write(offset, data)


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, door: _Door) -> None:
        self.server = door.server

    def _path(self, path: str) -> Path:
        return self.server.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str) -> object:
        try:
            return [paramiko.SFTPAttributes.from_stat(one.stat(), one.name) for one in self._path(path).iterdir()]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def stat(self, path: str) -> object:
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, _attributes: object) -> object:
        try:
            handle = os.open(self._path(path), flags, 0o600)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        made = _Handle(flags)
        made.server = self.server
        made.readfile = made.writefile = os.fdopen(handle, "r+b" if flags & os.O_RDWR or flags & os.O_WRONLY else "rb")
        return made

    def mkdir(self, path: str, _attributes: object) -> int:
        return self._done(lambda: self._path(path).mkdir())

    def rmdir(self, path: str) -> int:
        return self._done(lambda: self._path(path).rmdir())

    def remove(self, path: str) -> int:
        return self._done(lambda: self._path(path).unlink())

    def rename(self, old: str, new: str) -> int:
        if self._path(new).exists():
            return int(paramiko.SFTP_FAILURE)
        return self._done(lambda: self._path(old).rename(self._path(new)))

    def _done(self, what: object) -> int:
        try:
            what()  # type: ignore[operator]
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno))
        return int(paramiko.SFTP_OK)


@contextlib.contextmanager
def serving(root: Path) -> Iterator[Server]:
    """The server, until the end of the block."""
    server, listener = Server(root), socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]

    def accept() -> None:
        while not server.ended.is_set():
            try:
                client, _address = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(client)
            transport.add_server_key(server.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            server.transports.append(transport)
            with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
                transport.start_server(server=_Door(server))

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        server.cut()
        thread.join(5)
