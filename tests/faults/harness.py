"""Starts children, ends them, and lets strace make their calls to the disk fail.

Children come from a fork server that has imported everything and used nothing, so that a fault costs the time of the
work and not of the imports.
"""

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.faults import child

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["__main__", "tests.faults.child"])
_PATIENCE = 240
_CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename"
_CALL = re.compile(r"^(\d+) +(\w+)\(", re.MULTILINE)


@dataclass
class Child:
    """A process of ours: its end of a pipe, and where it writes what it says."""

    process: ForkServerProcess
    pipe: Pipe
    said: Path

    @property
    def pid(self) -> int:
        assert self.process.pid
        return self.process.pid

    def go(self) -> None:
        """Let it run, hold no longer, or stop asking."""
        self.pipe.send(None)

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def end(self) -> int:
        """Its exit code, or minus the signal that ended it."""
        self.process.join(_PATIENCE)
        code = self.process.exitcode
        if code is None:
            self.kill()
            raise AssertionError("a child did not end")
        return code

    @property
    def text(self) -> str:
        return self.said.read_text(encoding="utf-8")

    @property
    def acknowledged(self) -> bool:
        """Whether it told the operator that the month is issued."""
        return "已出具" in self.text


def begin(target: Callable[..., None], *args: object, said: Path = Path(os.devnull)) -> Child:
    """A child that has said that it is there and waits for `go` (or for what its target waits for)."""
    ours, theirs = _SERVER.Pipe()
    process = _SERVER.Process(target=target, args=(theirs, *args), daemon=True)
    process.start()
    theirs.close()
    ours.recv()
    return Child(process, ours, said)


def monitor(
    root: Path,
    *args: str,
    environment: Mapping[str, str] | None = None,
    limits: child.Limits | None = None,
    hooks: tuple[str, ...] = (),
    name: str = "",
) -> Child:
    """`monitor --config … args` in a child that waits for `go`."""
    said = root.parent / f"{root.name}{name}.said"
    whole = ("--config", str(root / "config.toml"), *args)
    return begin(child.command, said, whole, dict(environment or {}), dict(limits or {}), hooks, said=said)


def run(root: Path, *args: str, **how: object) -> tuple[int, Child]:
    """`monitor args` to its end: (exit code, the child)."""
    begun = monitor(root, *args, **how)  # type: ignore[arg-type]
    begun.go()
    return begun.end(), begun


def need(tool: str) -> None:
    """Skip where a tool is missing; on continuous integration that is a failure."""
    if not shutil.which(tool):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{tool} is not installed")
        pytest.skip(f"{tool} is not installed")


def traced(begun: Child, paths: Sequence[Path], *options: str) -> tuple[int, str]:
    """Run a waiting child to its end under strace: (exit code, the calls on these paths)."""
    need("strace")
    record = begun.said.with_suffix(".calls")
    where = [part for path in paths for part in ("-P", str(path))]
    words = ["strace", "-f", "-p", str(begun.pid), "-o", str(record), *where, "-e", f"trace={_CALLS}", *options]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr
        for line in tracer.stderr:
            if "attached" in line:
                break
        else:
            begun.kill()
            pytest.fail("strace could not attach")
        begun.go()
        code = begun.end()
        tracer.stderr.read()
    return code, record.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Call:
    """The `nth` call of this name to the files watched, and how many of every name came before it."""

    name: str
    nth: int
    before: tuple[tuple[str, int], ...]


def calls(record: str) -> list[Call]:
    """Every call of a record, in order; all of them must come from one thread, for strace counts by thread."""
    found = _CALL.findall(record)
    assert len({thread for thread, _name in found}) == 1
    seen: Counter[str] = Counter()
    listed = []
    for _thread, name in found:
        seen[name] += 1
        listed.append(Call(name, seen[name], tuple(seen.items())))
    return listed


def killed_at(call: Call) -> list[str]:
    """Options for strace: SIGKILL at this call."""
    return ["-e", f"inject={call.name}:signal=SIGKILL:when={call.nth}"]


def failing_at(call: Call) -> list[str]:
    """Options for strace: this one call gives EIO."""
    return ["-e", f"inject={call.name}:error=EIO:when={call.nth}"]


def full_from(call: Call) -> list[str]:
    """Options for strace: from this call on the disk takes nothing more."""
    counts = dict(call.before)
    return [
        option
        for name in ("write", "pwrite64", "ftruncate")
        for option in (
            "-e", f"inject={name}:error=ENOSPC:when={counts.get(name, 0) + (name != call.name)}+",
        )
    ]  # fmt: skip
