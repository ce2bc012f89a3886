"""R6: killed between two steps that belong together, at every place that the program names."""

import json
import re
import signal
from collections import Counter
from pathlib import Path

import monitor
from tests.faults.conftest import NewWork, round_ahead
from tests.faults.harness import run
from tests.faults.state import COMMAND, Figures, Judge, other, pages, tables

_PLACE = re.compile(r"^\s+failpoint\(\"([a-z.]+)\"\)$", re.MULTILINE)
_ROUND = ("schedule", "--once", "--on", "2023-06-08")
SOURCES = sorted(Path(str(monitor.__file__)).parent.rglob("*.py"))
PLACES = [name for path in SOURCES for name in _PLACE.findall(path.read_text(encoding="utf-8"))]


def test_every_place_has_a_name_of_its_own() -> None:
    called = sum(path.read_text(encoding="utf-8").count("failpoint(") for path in SOURCES)
    assert called - 1 == len(PLACES) == len(set(PLACES)) > 6


def test_the_next_start_finishes_what_was_cut_off(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R6: killed there in the first run, and there again in the second where it passes; nothing is doubled."""
    of_a_month = [place for place in PLACES if place.startswith(("month.", "folder."))]
    for place in of_a_month if full else of_a_month[::5]:
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


def handed(root: Path) -> dict[Path, bytes]:
    """Everything at the target."""
    share = root / "share"
    return {path.relative_to(share): path.read_bytes() for path in share.rglob("*") if path.is_file()}


def test_a_round_that_was_cut_off_is_finished_by_the_next(work: NewWork, figures: Figures, full: bool) -> None:
    """R6 round: killed there in a round of the service; the next one takes in, issues, writes and hands over the rest.

    Every package is there once, as it would have been, and nothing beside it.
    """
    whole = round_ahead(work())
    assert run(whole, *_ROUND)[0] == 0
    wanted = tables(whole), pages(whole), pages(whole, "2023-05"), handed(whole)
    packages = len({path.parent for path in wanted[3]}) // 2
    assert packages == 4
    for place in PLACES if full else PLACES[::4]:
        root = round_ahead(work())
        assert run(root, *_ROUND, environment={"MONITOR_FAILPOINT": place})[0] == -signal.SIGKILL
        code, begun = run(root, *_ROUND)
        assert code == 0, begun.text
        figures.points += 1
        found = tables(root)
        there = pages(root), pages(root, "2023-05"), handed(root)
        figures.partial += bool(other(found, wanted[0])) or there != wanted[1:]
        lines = [json.loads(line) for line in (root / "ledger.jsonl").read_text("ascii").splitlines()]
        done = Counter((line["event"], line["month"]) for line in lines if line["noted_on"] >= "2023-06-08")
        assert done == {(what, month): 1 for what in ("issued", "written") for month in (202304, 202305)} | {
            ("loaded", None): 1
        } | {("delivered", month): packages for month in (202304, 202305)}, place
    assert figures.partial == 0
