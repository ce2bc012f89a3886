"""R16: a change of the layout is killed at every call; a month's run changes no layout at all."""

import re
import shutil
import signal
from pathlib import Path

import pytest

from monitor.config import EngineSettings
from monitor.resources import sql_dir
from monitor.warehouse import migrate as migrating
from monitor.warehouse.connection import warehouse
from tests.faults.conftest import NewWork
from tests.faults.harness import calls, killed_at, monitor, run, traced
from tests.faults.state import COMMAND, Figures
from tests.faults.test_disk_calls import chosen, watched

_PERMANENT = re.compile(
    r"^\s*(create (?!or replace temp|temp|or replace macro)|drop (?!table if exists temp)|alter)",
    re.IGNORECASE | re.MULTILINE,
)
Layout = tuple[int, tuple[tuple[str, str, str], ...]]


def layout(path: Path) -> Layout:
    """(number of the last migration, every column of every table)."""
    with warehouse(path, EngineSettings()) as con:
        done = con.execute("select number from main.migration order by number").fetchall()
        assert [number for (number,) in done] == list(range(1, len(done) + 1))
        columns = con.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
            " where not internal and database_name = 'monitor' order by all"
        ).fetchall()
    return len(done), tuple((str(table), str(name), str(type_)) for table, name, type_ in columns)


def of_old(path: Path, number: int) -> None:
    """A warehouse of the first so many migrations."""
    known = migrating.migrations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "migrations", lambda: known[:number])
        with warehouse(path, EngineSettings(threads=1)) as con:
            migrating.migrate(con)


@pytest.fixture
def layouts(tmp_path: Path) -> dict[int, Layout]:
    """The layout after each number of migrations."""
    found = {}
    for number in range(1, len(migrating.migrations()) + 1):
        path = tmp_path / f"layout{number}" / "monitor.duckdb"
        path.parent.mkdir()
        of_old(path, number)
        found[number] = layout(path)
    return found


def test_a_migration_killed_at_every_call(
    work: NewWork, layouts: dict[int, Layout], figures: Figures, full: bool, tmp_path: Path
) -> None:
    """R16: the layout is that of some number of migrations, whole; the next start brings it up to date."""
    root = work()
    for name in ("monitor.duckdb", "ledger.jsonl", "audit.jsonl"):
        (root / name).unlink()
    of_old(root / "monitor.duckdb", 1)
    kept = shutil.copytree(root, tmp_path / "kept", symlinks=True)

    def upgrade(*options: str) -> tuple[int, str]:
        shutil.rmtree(root)
        shutil.copytree(kept, root, symlinks=True)
        return traced(monitor(root, "status"), watched(root), *options)

    for call in chosen(calls(upgrade()[1]), full):
        assert upgrade(*killed_at(call))[0] == -signal.SIGKILL
        found = layout(root / "monitor.duckdb")
        figures.points += 1
        figures.partial += found != layouts[found[0]]
        figures.count(f"layout {found[0]}")
        assert run(root, "status")[0] == 0
        assert layout(root / "monitor.duckdb") == layouts[len(layouts)]
    assert figures.partial == 0


def test_a_month_leaves_every_table_in_place(work: NewWork) -> None:
    root = work()
    before = _made(root)
    assert run(root, *COMMAND)[0] == 0
    assert _made(root) == before


def _made(root: Path) -> list[tuple[object, ...]]:
    """Every table with the number that the engine gave it: one made anew has another."""
    with warehouse(root / "monitor.duckdb", EngineSettings()) as con:
        return con.execute(
            "select schema_name, table_name, table_oid, sql from duckdb_tables()"
            " where database_name = 'monitor' and not temporary order by all"
        ).fetchall()


def test_no_statement_of_a_stage_makes_or_drops_a_table() -> None:
    files = [path for path in sql_dir().rglob("*.sql") if "migrations" not in path.parts]
    assert len(files) > 100
    assert [path.name for path in files if _PERMANENT.search(path.read_text(encoding="utf-8"))] == []
