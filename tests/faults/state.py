"""What a workspace holds, and whether that is what it may hold after a fault.

I1: the month is whole or absent. I2: what was said to be issued is there. I5: run again, it is what it would have been.
I8: whoever follows `current` finds what the manifest promises. And after every fault the warehouse still takes a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor import audit
from monitor.backup.signature import Signature, differing, signatures
from monitor.cli.session import open_warehouse, read_config
from monitor.config import EngineSettings
from monitor.deliver.analysis import ask
from monitor.deliver.manifest import altered
from monitor.warehouse.connection import transaction, warehouse
from tests.faults.harness import run

MONTH = "2023-04"
COMMAND = ("month", MONTH, "--on", "2023-05-09")
# What a warehouse notes about its own runs, and about one file on one disk.
OWN = frozenset(("deliver.audit_head", "deliver.published", "warehouse.ledger_line"))
# What a month writes in transactions of its own, once the list is stored.
AFTERWARDS = ("deliver.delivery", "deliver.dispatch", "deliver.person_key")
_PUBLISHED = "select count(*), max(month), (select count(*) from burden) from issue"

Tables = Mapping[str, Signature]
Pages = Mapping[str, bytes]


def tables(root: Path) -> dict[str, Signature]:
    """The signature of every table, after whatever recovery the engine needs, and once it has taken a row."""
    with warehouse(root / "monitor.duckdb", EngineSettings()) as con:
        with transaction(con):
            con.execute("insert into main.migration values (-1, 'probe')")
        with transaction(con):
            con.execute("delete from main.migration where number = -1")
        return signatures(con, "monitor")


def pages(root: Path, month: str = MONTH) -> dict[str, bytes]:
    """What a reader of `current` sees; nothing where there is none. A manifest that does not fit is an error."""
    folder = root / "out" / month / "current"
    if not folder.is_symlink():
        return {}
    assert altered(folder) == []
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def published(root: Path) -> object:
    """What an analyst gets."""
    return ask(read_config(root / "config.toml")[0], _PUBLISHED).rows


@dataclass(frozen=True)
class State:
    """Everything that a fault must leave whole."""

    tables: Tables
    pages: Pages
    earlier: Pages
    published: object


def state(root: Path) -> State:
    return State(tables(root), pages(root), pages(root, "2023-03"), published(root))


def other(one: Tables, two: Tables) -> set[str]:
    """The tables that differ, but for those that only speak of runs."""
    return set(differing(one, two)) - OWN


@dataclass
class Figures:
    """What a row of the matrix reached; `what` is told in one line at the end of `make faults`."""

    row: str
    points: int = 0
    partial: int = 0
    lost: int = 0
    said: dict[str, int] = field(default_factory=dict)

    def count(self, what: object) -> None:
        """One more of that outcome."""
        self.said[str(what)] = self.said.get(str(what), 0) + 1


@dataclass
class Judge:
    """Knows the state before the month and after it, and what a workspace may be in between; `took` is in seconds."""

    before: State
    after: State
    took: float
    finished: set[tuple[object, ...]] = field(default_factory=set)

    def judge(self, root: Path, figures: Figures, *, acknowledged: bool) -> None:
        """Count the point, and whether the month is partial or lost; then see that it can be completed."""
        figures.points += 1
        found = state(root)
        from_before, from_after = other(found.tables, self.before.tables), other(found.tables, self.after.tables)
        is_absent, is_whole = from_before <= set(AFTERWARDS), from_after <= set(AFTERWARDS)
        figures.partial += not (is_absent or is_whole) or bool(from_before & from_after)
        figures.lost += acknowledged and not is_whole
        figures.partial += found.pages not in ({}, self.after.pages) or found.earlier != self.before.earlier
        figures.partial += found.published not in (self.before.published, self.after.published)
        figures.partial += bool(found.pages) and not is_whole
        assert (figures.partial, figures.lost) == (0, 0), (figures, sorted(from_before), sorted(from_after))
        self._finish_once(root, (frozenset(from_after), bool(found.pages), str(found.published)), figures.points)

    def _finish_once(self, root: Path, kind: tuple[object, ...], number: int) -> None:
        """From every kind of state, and from every tenth point, the same command completes the month."""
        if kind not in self.finished or number % 10 == 0:
            self.finished.add(kind)
            self.finish(root)

    def finish(self, root: Path) -> None:
        """Run the month again: everything is as if nothing had happened, nothing is doubled, nothing is left lying."""
        code, begun = run(root, *COMMAND)
        assert code == 0, begun.text
        found = state(root)
        assert other(found.tables, self.after.tables) == set()
        assert (found.pages, found.published) == (self.after.pages, self.after.published)
        assert sorted(path.name for path in root.rglob(".*")) == []
        config = read_config(root / "config.toml")[0]
        with open_warehouse(config) as con:
            audit.verify(con, config)
