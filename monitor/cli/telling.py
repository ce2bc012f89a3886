"""How an error reaches the operator: what, where, what to do; of our own bugs the place, never a value."""

import errno
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import click

from monitor.errors import MonitorError, StorageError

BUG = 1
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def tell(error: MonitorError) -> int:
    """Print a user error; returns its exit code."""
    for line in error.lines():
        click.echo(line, err=True)
    return error.exit_code


def tell_output(error: OSError) -> int:
    """What was printed did not all arrive: the file behind the screen is full, or nobody reads any more; the exit code.

    Every other error of the disk is told where it happens, so this is the output's. Nothing more is sent there.
    """
    if error.errno not in _NO_ROOM | {errno.EPIPE}:
        return tell_bug(error)
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return BUG
    what, todo = "显示的内容写不出去，后面的步骤可能没有做", "清理磁盘，用 monitor status 查看做到哪里，再运行一次"
    return tell(StorageError("E-DISK-006", what, where="标准输出", todo=todo))


def tell_bug(error: Exception) -> int:
    """Our own bug: where it happened, without the values that an exception's text may carry; returns the exit code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}monitor{os.sep}" in frame.filename] or list(frames)
    place = " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-4:]))
    click.echo(f"[E-BUG-001] 程序内部错误 {type(error).__name__}，本次操作没有完成", err=True)
    click.echo(f"  位置：{place}", err=True)
    click.echo("  处理：请把以上两行报告给维护者（其中没有个人信息）", err=True)
    return BUG
