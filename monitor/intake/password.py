"""A password: from an environment variable or from a file that only its owner may read.

Comes in: where it is kept. Goes out: the password, or none where none is asked for. Never shows or stores it.
"""

import os
from pathlib import Path
from typing import Protocol

from monitor.errors import UsageError

_OTHERS = 0o077


class KeepsPassword(Protocol):
    """Settings that say where a password is kept: in a variable, in a file, or nowhere."""

    @property
    def password_env(self) -> str | None: ...  # noqa: D102

    @property
    def password_file(self) -> Path | None: ...  # noqa: D102


def read_password(settings: KeepsPassword, root: Path, where: str) -> str | None:
    """The password; `root` is the folder that `password_file` starts from. Raises UsageError where it cannot be had."""
    if settings.password_env is not None:
        return _filled(os.environ.get(settings.password_env), f"环境变量 {settings.password_env} 没有设置", where)
    if settings.password_file is not None:
        return _filled(_from_file(root / settings.password_file, where), "密码文件是空的", where)
    return None


def _from_file(path: Path, where: str) -> str:
    try:
        require_own(path, where)
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise _refused("密码文件读不出来", where, f"检查 {path}：要有这个文件，一行 UTF-8 文字") from None


def require_own(path: Path, where: str) -> None:
    """Raise UsageError where others may read a file with a password or a key; OSError where it is not there."""
    if path.stat().st_mode & _OTHERS:
        raise _refused("密码或私钥文件别人也能读", where, f"运行 chmod 600 {path}")


def _filled(password: str | None, what: str, where: str) -> str:
    if not password:
        raise _refused(what, where, "先放好密码再运行")
    return password


def _refused(what: str, where: str, todo: str) -> UsageError:
    return UsageError("E-SRC-PASS", what, where=where, todo=todo)
