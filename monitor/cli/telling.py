"""How an error reaches the operator: what, where, what to do; of our own bugs the place, never a value."""

import os
import traceback
from pathlib import Path

import click

from monitor.errors import MonitorError

BUG = 1


def tell(error: MonitorError) -> int:
    """Print a user error; returns its exit code."""
    for line in error.lines():
        click.echo(line, err=True)
    return error.exit_code


def tell_bug(error: Exception) -> int:
    """Our own bug: where it happened, without the values that an exception's text may carry; returns the exit code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}monitor{os.sep}" in frame.filename] or list(frames)
    place = " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-4:]))
    click.echo(f"[E-BUG-001] 程序内部错误 {type(error).__name__}，本次操作没有完成", err=True)
    click.echo(f"  位置：{place}", err=True)
    click.echo("  处理：请把以上两行报告给维护者（其中没有个人信息）", err=True)
    return BUG
