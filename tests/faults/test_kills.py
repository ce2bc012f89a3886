"""R1, R19, R33: ended at a moment that nobody chose."""

import random
import signal

from monitor.clock import seconds
from tests.faults.conftest import NewWork
from tests.faults.harness import monitor, run
from tests.faults.state import COMMAND, Figures, Judge

_MEASURED_EVERY = 20


def span(work: NewWork) -> float:
    """How long a month takes on this machine at this hour."""
    begun = monitor(work(), *COMMAND)
    start = seconds()
    begun.go()
    assert begun.end() == 0, begun.text
    return seconds() - start


def hit(work: NewWork, judge: Judge, figures: Figures, wait: float, number: int) -> None:
    """One month, ended after `wait` seconds if it still runs; counts only where it did."""
    root = work()
    begun = monitor(root, *COMMAND)
    begun.go()
    begun.process.join(wait)
    sent = seconds()
    begun.process.is_alive() and begun.kill(number)
    if begun.end() == -number:
        assert seconds() - sent < 10
        judge.judge(root, figures, acknowledged=begun.acknowledged)


def until(hits: int, work: NewWork, judge: Judge, figures: Figures, chance: random.Random, number: int) -> None:
    tried, wait = 0, judge.took
    while figures.points < hits:
        tried += 1
        if tried % _MEASURED_EVERY == 0:
            wait = span(work)
        assert tried < 3 * hits + 20
        hit(work, judge, figures, chance.uniform(0, 1.1 * wait), number)
    figures.count(f"{tried} tried")


def test_killed_at_a_random_moment(
    work: NewWork, judge: Judge, figures: Figures, chance: random.Random, full: bool
) -> None:
    """R1: kill -9 at a random moment of a month's run."""
    until(200 if full else 1, work, judge, figures, chance, signal.SIGKILL)


def test_stopped_by_the_service_manager(
    work: NewWork, judge: Judge, figures: Figures, chance: random.Random, full: bool
) -> None:
    """R19: SIGTERM at a random moment; gone within ten seconds."""
    until(20 if full else 1, work, judge, figures, chance, signal.SIGTERM)


def test_restarted_in_the_middle_of_rendering(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R33: killed after page k; the pages are rendered again from what was stored, byte for byte."""
    for page in range(1, len(judge.after.pages)) if full else (5,):
        root = work()
        code, begun = run(root, *COMMAND, environment={"MONITOR_FAILPOINT": f"folder.page:{page}"})
        assert code == -signal.SIGKILL
        judge.judge(root, figures, acknowledged=begun.acknowledged)
        judge.finish(root)
