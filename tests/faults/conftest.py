"""The workspace that the faults fall upon, and the table of what was reached.

`--full` is what `make faults` runs; without it every row is tried at a few points.

What none of this shows is a loss of power: the pages that the system had not yet written survive the death of a
process. A log cut short (R12) and a disk that fails at fsync (R4) come near to it; a real cut of the current needs a
block device that forgets.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from monitor.clock import seconds
from tests.conftest import Bureau
from tests.faults.harness import run
from tests.faults.state import COMMAND, Figures, Judge, State, state
from tests.warehouse.builder import bill, holds, person, resident
from tests.workspaces import ONE_COUNTY, make_small_workspace

PEOPLE, BILLS = 40, 10
NewWork = Callable[[], Path]


@pytest.fixture
def chance(request: pytest.FixtureRequest, full: bool) -> random.Random:
    """Chance that can be repeated: the same at every commit, drawn and printed by `make faults`."""
    seed = request.config.getoption("--seed")
    if seed is None:
        seed = random.SystemRandom().randrange(2**32) if full else 1
    print(f"--seed {seed}")  # noqa: T201 shown where the test fails
    return random.Random(seed)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """The figures of the row that the test's docstring begins with."""
    found = Figures(str(request.function.__doc__).split(":")[0])
    begun = seconds()
    yield found
    request.node.user_properties.append(("figures", {**asdict(found), "seconds": round(seconds() - begun)}))


def bills(month: str, sum_of: int = 90) -> list[dict[str, object]]:
    """A month's settlements of everybody; who has the higher numbers pays more."""
    return [
        bill(f"{month}{who}-{n}", person(who), f"2023-{month}-{n + 1:02d}", str(sum_of * who))
        for who in range(1, PEOPLE + 1)
        for n in range(BILLS)
    ]


@pytest.fixture(scope="session")
def bare_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of one county with two townships, one thread, and nothing loaded."""
    root = tmp_path_factory.mktemp("faults") / "bare"
    make_small_workspace(root, "hefei", ONE_COUNTY)
    text = (root / "config.toml").read_text(encoding="utf-8")
    (root / "config.toml").write_text(text.replace("[engine]\n", "[engine]\nthreads = 1\n"), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def empty_work(bare_work: Path) -> Path:
    """That workspace with two rosters."""
    root = bare_work.with_name("empty")
    shutil.copytree(bare_work, root)
    bureau, people = Bureau(root), [person(number) for number in range(1, PEOPLE + 1)]
    bureau.intake("persons", [resident(one) for one in people], on=date(2023, 4, 3))
    bureau.intake("identities", [holds(one) for one in people[::2]], on=date(2023, 4, 3))
    return root


@pytest.fixture(scope="session")
def ready_work(empty_work: Path) -> Path:
    """That workspace after March, with April loaded and not yet run."""
    root = empty_work.with_name("ready")
    shutil.copytree(empty_work, root)
    bureau = Bureau(root)
    bureau.intake("settlements", bills("03"), on=date(2023, 4, 3))
    bureau.month("2023-03")
    bureau.intake("settlements", bills("04"), on=date(2023, 5, 3))
    return root


@pytest.fixture
def work(ready_work: Path, tmp_path: Path) -> NewWork:
    """Gives a fresh copy of it, always at the same place."""

    def fresh() -> Path:
        root = tmp_path / "work"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(ready_work, root, symlinks=True)
        return root

    return fresh


def round_ahead(root: Path) -> Path:
    """A workspace in which a round has a file to take in, and two months to issue and to hand over."""
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8").replace("[paths]", '[paths]\ninbox = "inbox"', 1)
    share = '\n[deliver.to.share]\nrecipients = ["*"]\nurl = "share"\n'
    config.write_text(text + share + "\n[holds]\nidentities_days = 9999\npersons_days = 9999\n", encoding="utf-8")
    (root / "share").mkdir()
    (root / "inbox" / "settlements").mkdir(parents=True)
    path = Bureau(root).file("settlements", bills("05")).rename(root / "inbox" / "settlements" / "05.csv")
    os.utime(path, (0, 0))
    return root


@pytest.fixture(scope="session")
def _states(ready_work: Path) -> tuple[State, State, float]:
    root = ready_work.with_name("done")
    shutil.copytree(ready_work, root, symlinks=True)
    before, start = state(root), seconds()
    code, begun = run(root, *COMMAND)
    took = seconds() - start
    assert code == 0, begun.text
    return before, state(root), took


@pytest.fixture
def judge(_states: tuple[State, State, float]) -> Judge:
    return Judge(*_states)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for every row: points tried, partial, lost, seconds, and how the points ended."""
    reports = [one for group in terminalreporter.stats.values() for one in group if isinstance(one, pytest.TestReport)]
    rows = [value for one in reports for name, value in one.user_properties if name == "figures" and one.when == "call"]
    if not rows:
        rows = [value for one in reports for name, value in one.user_properties if name == "figures"]
    if not rows:
        return
    terminalreporter.section("faults")
    terminalreporter.line(f"{'row':<10}{'points':>8}{'partial':>9}{'lost':>6}{'seconds':>9}  outcomes")
    for row in sorted(rows, key=lambda one: (int(one["row"].split()[0][1:]), one["row"])):
        said = ", ".join(f"{what} × {number}" for what, number in row["said"].items())
        terminalreporter.line(
            f"{row['row']:<10}{row['points']:>8}{row['partial']:>9}{row['lost']:>6}{row['seconds']:>9}  {said}"
        )
