"""R2–R5: every call with which a month reaches for the disk is killed, refused for want of room, or fails."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from tests.faults.conftest import NewWork
from tests.faults.harness import Call, calls, failing_at, full_from, killed_at, monitor, traced
from tests.faults.state import COMMAND, Figures, Judge

_DISK = 6
_QUICK = 2
_recorded: list[Call] = []


def watched(root: Path) -> list[Path]:
    """The warehouse, its log, the copy being built, and the two chains outside."""
    names = ("monitor.duckdb", "monitor.duckdb.wal", ".published.duckdb.new", ".published.duckdb.new.wal")
    return [root / name for name in (*names, "published.duckdb", "audit.jsonl", "ledger.jsonl")]


def month(root: Path, *options: str) -> tuple[int, bool, str, str]:
    """A month under strace: (exit code, acknowledged, what it said, the calls)."""
    begun = monitor(root, *COMMAND)
    code, record = traced(begun, watched(root), *options)
    return code, begun.acknowledged, begun.text, record


def chosen(points: list[Call], full: bool) -> list[Call]:
    """All points, or a few from the first third to the last."""
    step = max(1, len(points) // _QUICK)
    return points if full else points[step // 3 :: step]


def _of_a_month(work: NewWork) -> list[Call]:
    """The calls of a month in which nothing fails."""
    if not _recorded:
        _recorded.extend(calls(month(work())[3]))
    return _recorded


def has_struck(record: str) -> bool:
    """Whether the run came to the fault: how many pages a checkpoint writes is not the same every time."""
    return "(INJECTED)" in record or "killed by SIGKILL" in record


def every_call(
    work: NewWork, judge: Judge, figures: Figures, full: bool, fault: Callable[[Call], list[str]], codes: set[int]
) -> None:
    for call in chosen(_of_a_month(work), full):
        root = work()
        code, acknowledged, said, record = month(root, *fault(call))
        if not has_struck(record):
            figures.count("not reached")
            continue
        figures.count(code)
        assert code in codes, (call, code, said)
        assert acknowledged == (code == 0), (call, said)
        judge.judge(root, figures, acknowledged=acknowledged)
    missed = figures.said.get("not reached", 0)
    assert figures.points, "no run came to the call at which it was to fail"
    assert missed <= max(1, figures.points // 20)


def test_killed_at_every_call(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R2: SIGKILL at the N-th call, for every N."""
    every_call(work, judge, figures, full, killed_at, {-signal.SIGKILL})


def test_a_disk_that_is_full_from_the_nth_call_on(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R3: ENOSPC from the N-th call on, for every N."""
    every_call(work, judge, figures, full, full_from, {0, _DISK})


def test_a_disk_that_fails_at_every_call(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R4: EIO at the N-th call, for every N."""
    every_call(work, judge, figures, full, failing_at, {0, _DISK})


def test_killed_again_while_recovering(
    work: NewWork, judge: Judge, figures: Figures, full: bool, tmp_path: Path
) -> None:
    """R5: a crash leaves the month in the log; then a crash at every call of the recovery."""
    root = work()
    month(root, "-e", "inject=fdatasync:signal=SIGKILL:when=2")
    assert (root / "monitor.duckdb.wal").stat().st_size > 10_000
    crashed = shutil.copytree(root, tmp_path / "crashed", symlinks=True)

    def again(*options: str) -> str:
        shutil.rmtree(root)
        shutil.copytree(crashed, root, symlinks=True)
        return traced(monitor(root, "status"), watched(root), *options)[1]

    for call in chosen(calls(again()), full):
        again(*killed_at(call))
        judge.judge(root, figures, acknowledged=True)
