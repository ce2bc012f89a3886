"""A place that holds the recipients' folders: what is brought there is there whole, as it was sent, or not at all.

Comes in: a file system of fsspec, the folder in it that the operator named, files as bytes. Goes out: a folder that was
read back. Never writes over what is there with other bytes, never makes the operator's folder: a share that is not
mounted must not be mistaken for an empty one. What a library says when it fails goes no further than `own_words`.
"""

import errno
import hashlib
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from monitor.errors import DeliveryError, IntegrityError, MonitorError
from monitor.failpoint import failpoint
from monitor.fsync import sync

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_GROUP_FOLDER_MODE: Final = 0o750
_GROUP_FILE_MODE: Final = 0o640
_SMALL: Final = 1024 * 1024
_LOGIN_REFUSED: Final = frozenset(
    ("AuthenticationException", "BadAuthenticationType", "PasswordRequiredException", "LogonFailure", "error_perm")
)
_NO_CONNECTION: Final = (TimeoutError, ConnectionError, EOFError, socket.gaierror)
_NOT_WRITTEN: Final = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EEXIST,
     errno.EFBIG, errno.ENAMETOOLONG, errno.ENOTEMPTY, errno.EIO)
)  # fmt: skip


class Store:
    """A store that puts each file in its place in one step and cannot rename folders: the last file makes it whole."""

    mode = "wb"

    def __init__(self, fs: Any, root: str, marker: str | None = None) -> None:
        self.fs = fs
        self.root = root.rstrip("/") or "/"
        self.marker = marker

    @property
    def is_alive(self) -> bool:
        """Whether it still answers, as far as is known without asking."""
        return True

    def path(self, name: str) -> str:
        """The full path of something below the operator's folder."""
        return f"{self.root.rstrip('/')}/{name}"

    def require(self) -> None:
        """Raise DeliveryError unless the operator's folder is there, with its marker if it is to have one."""
        self.fs.invalidate_cache()
        if self.has_folders and not self.fs.isdir(self.root):
            todo = "检查地址；网络共享先挂上。文件夹要由对方或管理员先建好，程序不建"
            raise DeliveryError("E-SEND-003", "送达的文件夹不在", todo=todo)
        if self.marker and not self.fs.exists(self.path(self.marker)):
            todo = "检查网络共享是否挂上；确实是这个文件夹，就在里面放一个这个名字的空文件"
            raise DeliveryError("E-SEND-008", f"送达的文件夹里没有标记文件 {self.marker}", todo=todo)

    has_folders = False

    def place(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Bring files into a folder, in their order; what is there with the same bytes stays.

        Raises DeliveryError where something is there with other bytes, or does not read back as it was sent.
        """
        self.require()
        for name, content in files.items():
            if not self._is_there(f"{folder}/{name}", content):
                self._put(f"{folder}/{name}", content)
        self._read_back(folder, files)

    def small_files(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """(name, content) of the files of a folder that are no larger than a megabyte; none where it is not there."""
        self.fs.invalidate_cache()
        if not self.fs.isdir(self.path(folder)):
            return
        for found in self.fs.ls(self.path(folder), detail=True):
            if found["type"] == "file" and (found["size"] or 0) <= _SMALL:
                yield found["name"].rpartition("/")[2], self.fs.cat_file(found["name"])

    def probe(self, name: str) -> None:
        """Write an empty file below the operator's folder and take it away again."""
        self.require()
        self._put(name, b"")
        self.fs.rm_file(self.path(name))

    def close(self) -> None:
        """Let the connection go."""

    def _put(self, name: str, content: bytes) -> None:
        with self.fs.open(self.path(name), self.mode) as sink:
            sink.write(content)
            failpoint("dispatch.file")

    def _is_there(self, name: str, content: bytes) -> bool:
        """Whether a file is there with these bytes. Raises DeliveryError where it has others."""
        path = self.path(name)
        if not self.fs.exists(path):
            return False
        if _sha256(self.fs.cat_file(path)) != _sha256(content):
            raise _other(name)
        return True

    def _read_back(self, folder: str, files: Mapping[str, bytes]) -> None:
        self.fs.invalidate_cache()
        for name, content in files.items():
            if _sha256(self.fs.cat_file(self.path(f"{folder}/{name}"))) != _sha256(content):
                todo = "检查对方的磁盘和网络；下一次会再送"
                raise DeliveryError("E-SEND-005", "送到的文件读回来和送出的不同", where=f"{folder}/{name}", todo=todo)


class FolderStore(Store):
    """A store that renames a folder in one step: what is brought stands under another name until it is whole."""

    has_folders = True

    def place(self, folder: str, files: Mapping[str, bytes]) -> None:
        """As of every store; nobody sees the folder before it is whole and was read back.

        A share may go between two packages, or while one is brought: the operator's folder is asked for each time.
        """
        self.require()
        if self.fs.exists(self.path(folder)):
            self._require_same(folder, files)
            return
        parent, _, last = folder.rpartition("/")
        part = f"{parent}/.{last}.part"
        if self.fs.exists(self.path(part)):
            self.fs.rm(self.path(part), recursive=True)
        self._make_folders(part)
        for name, content in files.items():
            self._put(f"{part}/{name}", content)
        self._read_back(part, files)
        failpoint("dispatch.uploaded")
        self.require()
        self.rename(self.path(part), self.path(folder))
        failpoint("dispatch.renamed")

    def rename(self, old: str, new: str) -> None:
        """Give a folder its name; nothing has that name."""
        self.fs.mv(old, new)

    def _make_folders(self, folder: str) -> None:
        made = ""
        for part in folder.split("/"):
            made = f"{made}/{part}" if made else part
            if not self.fs.isdir(self.path(made)):
                self._make_folder(self.path(made))

    def _make_folder(self, path: str) -> None:
        self.fs.mkdir(path, create_parents=False)

    def _require_same(self, folder: str, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            if not self._is_there(f"{folder}/{name}", content):
                raise _other(f"{folder}/{name}")


class LocalStore(FolderStore):
    """A folder of this machine, or a share that is mounted: on disk before it counts, and not for everybody to read."""

    mode = "xb"

    def __init__(self, fs: Any, root: str, marker: str | None = None, *, group_reads: bool = False) -> None:
        super().__init__(fs, root, marker)
        self.modes = (_GROUP_FOLDER_MODE, _GROUP_FILE_MODE) if group_reads else (_FOLDER_MODE, _FILE_MODE)

    def place(self, folder: str, files: Mapping[str, bytes]) -> None:
        """As of every store; whoever may write there must not lead it elsewhere by a link."""
        parts = folder.split("/")
        linked = [one for one in ("/".join(parts[:at]) for at in range(1, len(parts) + 1)) if self._is_link(one)]
        if linked:
            todo = "请对方管理员删除这个链接，并查明是谁放的"
            raise DeliveryError("E-SEND-003", "那里的文件夹是一个链接，没有送", where=linked[0], todo=todo)
        super().place(folder, files)

    def _is_link(self, name: str) -> bool:
        return os.path.islink(self.path(name))

    def rename(self, old: str, new: str) -> None:
        """As of every store; never into another file system, and on disk when it returns."""
        sync(old)
        os.rename(old, new)
        sync(os.path.dirname(new))

    def _put(self, name: str, content: bytes) -> None:
        super()._put(name, content)
        self._admit(self.path(name), self.modes[1])
        sync(self.path(name))

    def _make_folder(self, path: str) -> None:
        os.mkdir(path, self.modes[0])
        self._admit(path, self.modes[0])

    def _admit(self, path: str, mode: int) -> None:
        """Give a path its mode and, where the group is to read, the group of the operator's folder.

        A share whose file system keeps neither refuses, and is guarded by how it is mounted.
        """
        if self.modes[0] == _GROUP_FOLDER_MODE:
            with suppress(PermissionError):
                os.chown(path, -1, os.stat(self.root).st_gid)
        with suppress(PermissionError):
            os.chmod(path, mode)


@contextmanager
def own_words(where: str, store: Store | None = None) -> Iterator[None]:
    """Turns whatever a library raises into one of our errors; its text, which may say anything, is dropped.

    `where` is the section of the configuration. The one broad except of the delivery: behind a store of fsspec or a
    channel of notices may stand any library, with exceptions of its own.
    """
    try:
        yield
    except (DeliveryError, IntegrityError) as error:
        error.where = f"{where} {error.where}".strip()
        raise
    except MonitorError:
        raise
    except Exception as error:  # noqa: BLE001 any library may stand behind a store
        raise _ours(error, where, is_alive=store is None or store.is_alive) from None


def _ours(error: Exception, where: str, *, is_alive: bool) -> DeliveryError:
    kind = type(error).__name__
    if kind in _LOGIN_REFUSED:
        todo = "核对用户名、密码或私钥，请对方管理员查看账号"
        return DeliveryError("E-SEND-002", "对方不让登录", where=where, todo=todo)
    if isinstance(error, ImportError):
        todo = "安装这种存储的库，或改用文件夹、sftp"
        return DeliveryError("E-SEND-007", "没有装这种存储用的库", where=where, todo=todo)
    is_refused = isinstance(error, OSError) and (error.errno in _NOT_WRITTEN or error.errno is None)
    if is_refused and is_alive and not isinstance(error, _NO_CONNECTION) and kind != "NoValidConnectionsError":
        todo = "检查那里的权限和剩余空间；下一次会再送"
        return DeliveryError("E-SEND-003", f"写不进去{_reason(error)}", where=where, todo=todo)
    todo = "检查地址、网络和对方的服务；下一次会再送"
    return DeliveryError("E-SEND-001", f"连不上，或中途断开、没有应答（{kind}）", where=where, todo=todo)


def _reason(error: Exception) -> str:
    """Why the disk refused, where it is said by number."""
    said = {errno.ENOSPC: "：没有空间", errno.EDQUOT: "：超过配额", errno.EROFS: "：只读", errno.EACCES: "：没有权限",
            errno.EPERM: "：没有权限", errno.ENOENT: "：文件夹不在"}  # fmt: skip
    return said.get(getattr(error, "errno", None) or 0, "")


def _other(name: str) -> DeliveryError:
    todo = "送到的名单不能改动。请对方把那里的文件移走备查，下一次会再送；若是本机换过密钥或程序，请报告给维护者"
    return DeliveryError("E-SEND-004", "那里已经有内容不同的文件，没有覆盖", where=name, todo=todo)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
