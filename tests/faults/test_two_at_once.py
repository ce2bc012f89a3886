"""R20–R22: two that want the warehouse, one that was killed holding it, and one that only reads it."""

import re
from pathlib import Path

from tests.faults import child
from tests.faults.conftest import NewWork
from tests.faults.harness import begin, monitor, run
from tests.faults.state import COMMAND, Figures, Judge

_BUSY = 5


def patient(root: Path, length: int) -> Path:
    """The workspace, with a run waiting so many seconds for readers."""
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[engine]\n", f"[engine]\nwait_seconds = {length}\n"), encoding="utf-8")
    return root


def test_two_months_at_once(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R20: the first issues; the second is told at once who is at work, and since when."""
    for _ in range(30 if full else 1):
        root = work()
        first, second = (monitor(root, *COMMAND, name=name) for name in ("first", "second"))
        first.go()
        second.go()
        codes = {one.pid: one.end() for one in (first, second)}
        figures.count(sorted(codes.values()))
        assert sorted(codes.values()) == [0, _BUSY], (first.text, second.text)
        winner, loser = (first, second) if codes[first.pid] == 0 else (second, first)
        assert re.search(rf"进程号 {winner.pid}，\d\d-\d\d \d\d:\d\d:\d\d 启动", loser.text)
        judge.judge(root, figures, acknowledged=winner.acknowledged)


def test_a_holder_that_was_killed_holds_no_longer(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R21: no lock stays behind; the next start takes over at once."""
    for _ in range(10 if full else 1):
        root = work()
        holder = begin(child.hold, root / "monitor.duckdb", False)
        holder.kill()
        holder.end()
        code, begun = run(root, *COMMAND)
        assert code == 0, begun.text
        judge.judge(root, figures, acknowledged=begun.acknowledged)


def test_a_month_waits_for_a_reader(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R22: an analyst has the warehouse itself open; the month waits, and goes on when it is free."""
    for _ in range(5 if full else 1):
        root = patient(work(), 60)
        reader = begin(child.hold, root / "monitor.duckdb", True)
        month = monitor(root, *COMMAND)
        month.go()
        month.process.join(1)
        assert month.process.is_alive(), month.text
        reader.go()
        assert (month.end(), reader.end()) == (0, 0), month.text
        judge.judge(root, figures, acknowledged=month.acknowledged)


def test_a_month_does_not_wait_for_ever(work: NewWork, judge: Judge, figures: Figures, only_full: None) -> None:
    """R22 end: when the time is over it says who reads, and that nothing was done."""
    root = patient(work(), 1)
    reader = begin(child.hold, root / "monitor.duckdb", True)
    code, begun = run(root, *COMMAND)
    assert (code, f"进程号 {reader.pid}" in begun.text) == (_BUSY, True)
    reader.go()
    reader.end()
    judge.judge(root, figures, acknowledged=False)
    judge.finish(root)
