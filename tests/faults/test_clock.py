"""R29, R30: a machine whose clock is wrong, and machines in other time zones. Each round is a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from monitor.errors import StateError
from tests.conftest import Bureau
from tests.faults.conftest import NewWork, round_ahead
from tests.faults.harness import need
from tests.faults.state import Figures, other, pages, tables

_ZONES = ("America/New_York", "UTC", "Asia/Urumqi")
# The moments of a machine's clock, and what a round at that moment says: the true day first.
_MOMENTS = (
    ("2023-06-08 10:00:00", "2023-05 已出具（出具日期 2023-06-08）"),
    ("2023-06-07 10:00:00", "[W-CLOCK]"),
    ("2022-06-08 10:00:00", "[W-CLOCK]"),
    ("2023-07-08 10:00:00", "[H-FEED-NONE]"),
    ("2023-06-09 10:00:00", "[W-CLOCK] 现在的日期 2023-06-09 早于台账最后一天 2023-07-08"),
)


def round_of_service(root: Path, *before: str, zone: str | None, day: str = "") -> str:
    """`monitor schedule --once` as a process of a machine in a time zone; what it says."""
    given = {name: value for name, value in os.environ.items() if name != "TZ"}
    given |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"} | ({"TZ": zone} if zone else {})
    words = [*before, sys.executable, "-m", "monitor", "--config", str(root / "config.toml"), "schedule", "--once"]
    on = ["--on", day] if day else []
    ended = subprocess.run([*words, *on], env=given, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (StateError.exit_code if "[W-CLOCK]" in ended.stdout else 0, "")
    return ended.stdout


def test_a_clock_that_jumps_issues_nothing_twice_and_nothing_of_the_future(
    work: NewWork, figures: Figures, full: bool
) -> None:
    """R29: under libfaketime, a day and a year back, a month ahead, and right again."""
    need("faketime")
    root = round_ahead(work())
    for moment, says in _MOMENTS if full else _MOMENTS[::3]:
        said = round_of_service(root, "faketime", moment, zone="Asia/Shanghai")
        assert says in said, (moment, said)
        figures.points += 1
    issued = Bureau(root).sql("select month, cast(issued_on as varchar) as day from lists.issue order by issue_id")
    assert [(one["month"], one["day"]) for one in issued[1:]] == [(202304, "2023-06-08"), (202305, "2023-06-08")]
    days = [json.loads(line)["noted_on"] for line in (root / "ledger.jsonl").read_text("ascii").splitlines()]
    assert days == sorted(days)


def test_the_time_zone_of_the_machine_changes_nothing(work: NewWork, figures: Figures, full: bool) -> None:
    """R30: a file taken in and two months issued on machines in four time zones: the same tables, the same bytes."""
    found = []
    for zone in (None, *_ZONES) if full else (None, _ZONES[0]):
        root = round_ahead(work())
        round_of_service(root, zone=zone, day="2023-06-08")
        found.append((tables(root), pages(root), pages(root, "2023-05")))
        figures.points += 1
    for one in found[1:]:
        assert other(one[0], found[0][0]) == set()
        assert one[1:] == found[0][1:]
