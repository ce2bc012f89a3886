"""R23: ten analysts ask without pause while the published copy is replaced five times."""

from datetime import date

from tests.conftest import Bureau
from tests.faults import child
from tests.faults.conftest import NewWork, bills
from tests.faults.harness import begin, monitor
from tests.faults.state import COMMAND, Figures, Judge

_READERS, _PUBLICATIONS = 10, 5
_QUERY = "select (select count(*) from load_batch), (select sum(settlements) from burden), (select count(*) from issue)"


def versions(bureau: Bureau, publications: int) -> list[tuple[object, ...]]:
    """Publishes again and again, each time with more in it; what a reader of each version must get."""
    seen = [tuple(bureau.ask(_QUERY)[0].values())]
    for number in range(publications):
        bureau.intake("settlements", bills(f"0{5 + number}"), on=date(2023, 12, 1))
        bureau.publish()
        seen.append(tuple(bureau.ask(_QUERY)[0].values()))
    return seen


def test_readers_never_see_two_versions_at_once(work: NewWork, figures: Figures, full: bool) -> None:
    """R23: no error on either side, every answer belongs to one version, and none goes back."""
    root = work()
    bureau = Bureau(root)
    readers = [begin(child.read, root / "config.toml", _QUERY) for _ in range(_READERS if full else 2)]
    seen = versions(bureau, _PUBLICATIONS if full else 2)
    assert len(set(seen)) == len(seen)
    for reader in readers:
        reader.go()
        answers = [rows[0] for rows in reader.pipe.recv()]
        figures.points += 1
        figures.partial += not set(answers) <= set(seen) or answers != sorted(answers, key=seen.index)
        figures.count(f"{len(answers)} versions")
        assert reader.end() == 0
    assert figures.partial == 0


def test_a_month_is_issued_while_they_read(work: NewWork, judge: Judge, figures: Figures, only_full: None) -> None:
    """R23 month: the month does not wait for readers of the copy."""
    root = work()
    readers = [begin(child.read, root / "config.toml", _QUERY) for _ in range(_READERS)]
    month = monitor(root, *COMMAND)
    month.go()
    assert month.end() == 0, month.text
    for reader in readers:
        reader.go()
        assert reader.pipe.recv()
        assert reader.end() == 0
    judge.judge(root, figures, acknowledged=month.acknowledged)
