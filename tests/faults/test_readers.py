"""R23: ten analysts ask without pause while months are loaded and issued, each of which replaces the published copy."""

from pathlib import Path

from tests.conftest import Bureau, run_cli
from tests.faults import child
from tests.faults.conftest import NewWork, bills
from tests.faults.harness import begin, run
from tests.faults.state import Figures

_READERS, _MONTHS = 10, 5
_QUERY = "select (select count(*) from load_batch), (select sum(settlements) from burden), (select count(*) from issue)"


def answer(root: Path) -> tuple[int, str, str]:
    """What an analyst gets."""
    ended = run_cli("--config", root / "config.toml", "sql", _QUERY, "--format", "json")
    return ended.exit_code, ended.stdout, ended.stderr


def months(root: Path, count: int) -> list[tuple[int, str, str]]:
    """Issue months and load the next one's file, a process each; what the copy says after each."""
    seen = [answer(root)]
    for month in range(4, 4 + count):
        file = Bureau(root).file("settlements", bills(f"{month + 1:02d}"))
        for args in (
            ("month", f"2023-{month:02d}", "--on", f"2023-{month + 1:02d}-09"),
            ("intake", "settlements", str(file)),
        ):
            code, begun = run(root, *args)
            assert code == 0, begun.text
            seen.append(answer(root))
    return seen


def test_months_are_issued_while_analysts_ask(work: NewWork, figures: Figures, full: bool) -> None:
    """R23: no error on either side, every answer belongs to one version, and none goes back."""
    root = work()
    readers = [begin(child.read, root / "config.toml", _QUERY) for _ in range(_READERS if full else 2)]
    seen = months(root, _MONTHS if full else 1)
    assert {code for code, _said, _error in seen} == {0}
    assert len(set(seen)) == len(seen)
    for reader in readers:
        reader.go()
        answers, asked = reader.pipe.recv()
        figures.points += asked
        figures.partial += not set(answers) <= set(seen) or answers != sorted(answers, key=seen.index)
        figures.count(f"{len(answers)} of {len(seen)} versions")
        assert reader.end() == 0
    assert figures.partial == 0
