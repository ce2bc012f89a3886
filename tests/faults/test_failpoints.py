"""R6: killed between two steps that belong together, at every place that the program names."""

import re
import signal
from pathlib import Path

import monitor
from tests.faults.conftest import NewWork
from tests.faults.harness import run
from tests.faults.state import COMMAND, Figures, Judge, tables

_PLACE = re.compile(r"^\s+failpoint\(\"([a-z.]+)\"\)$", re.MULTILINE)
SOURCES = sorted(Path(str(monitor.__file__)).parent.rglob("*.py"))
PLACES = [name for path in SOURCES for name in _PLACE.findall(path.read_text(encoding="utf-8"))]


def test_every_place_has_a_name_of_its_own() -> None:
    called = sum(path.read_text(encoding="utf-8").count("failpoint(") for path in SOURCES)
    assert called - 1 == len(PLACES) == len(set(PLACES)) > 6


def test_the_next_start_finishes_what_was_cut_off(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R6: killed there in the first run, and there again in the second where it passes; nothing is doubled."""
    for place in PLACES if full else PLACES[::5]:
        root, cut = work(), {"MONITOR_FAILPOINT": place}
        code, begun = run(root, *COMMAND, environment=cut)
        assert code == -signal.SIGKILL, (place, begun.text)
        judge.judge(root, figures, acknowledged=begun.acknowledged)
        code, begun = run(root, *COMMAND, environment=cut)
        assert code in (0, -signal.SIGKILL), (place, begun.text)
        judge.judge(root, figures, acknowledged=begun.acknowledged)
        judge.finish(root)


def test_a_finished_month_run_again_changes_nothing(work: NewWork, judge: Judge, only_full: None) -> None:
    root = work()
    judge.finish(root)
    ledger, before = (root / "ledger.jsonl").read_bytes(), tables(root)
    judge.finish(root)
    assert (root / "ledger.jsonl").read_bytes() == ledger
    assert tables(root)["lists.issue"] == before["lists.issue"]
