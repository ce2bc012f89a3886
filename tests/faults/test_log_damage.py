"""R12: the write-ahead log cut short or changed. The engine opens what was cut without a word; the ledger tells."""

import random
import shutil
from pathlib import Path

import pytest

from monitor.backup.signature import differing
from monitor.cli.session import open_warehouse
from monitor.config import Config
from monitor.errors import IntegrityError
from tests.conftest import Bureau
from tests.faults import child
from tests.faults.conftest import NewWork, bills
from tests.faults.harness import begin
from tests.faults.state import Figures, Judge, tables

_LOADS = 3
# Written after the load in a transaction of its own, and worked out anew by every month.
_WORKED_OUT_AGAIN = {"warehouse.case_event", "warehouse.case_state"}
_PARTS = ("monitor.duckdb", "monitor.duckdb.wal", "ledger.jsonl")


@pytest.fixture
def crashed(work: NewWork, tmp_path: Path) -> Path:
    """A workspace killed after three loads, all of them in the log alone."""
    root = work()
    bureau = Bureau(root)
    files = tuple(bureau.file("settlements", bills(f"0{5 + number}")[:40]) for number in range(_LOADS))
    begin(child.load_and_die, root / "config.toml", files).end()
    assert (root / "monitor.duckdb.wal").stat().st_size > 10_000
    kept = tmp_path / "crashed"
    root.rename(kept)
    shutil.copytree(kept, root, symlinks=True)
    return kept


def damaged(kept: Path, root: Path, log: bytes) -> Config:
    """That workspace once more, with another log."""
    for name in _PARTS:
        shutil.copy(kept / name, root / name)
    (root / "monitor.duckdb.wal").write_bytes(log)
    return Bureau(root).config


def code(config: Config) -> str:
    """What opening it says; empty where nothing."""
    try:
        with open_warehouse(config):
            return ""
    except IntegrityError as error:
        return error.code


def test_a_log_that_was_cut_is_missed(
    crashed: Path, figures: Figures, chance: random.Random, full: bool, tmp_path: Path
) -> None:
    """R12 cut: whatever was lost with the log's end is named; the engine alone says nothing."""
    root, whole = tmp_path / "work", (crashed / "monitor.duckdb.wal").read_bytes()
    assert code(damaged(crashed, root, whole)) == ""
    everything = tables(root)
    for _ in range(50 if full else 5):
        config = damaged(crashed, root, whole[: chance.randrange(len(whole))])
        found = code(config)
        figures.points += 1
        figures.lost += not found and bool(set(differing(tables(root), everything)) - _WORKED_OUT_AGAIN)
        figures.count(found or "nothing lost")
    assert (figures.lost, set(figures.said) - {"nothing lost"}) == (0, {"E-LEDGER-001"})


def test_a_flipped_bit_in_the_log_is_refused_and_the_log_is_left_alone(
    crashed: Path, figures: Figures, chance: random.Random, full: bool, tmp_path: Path
) -> None:
    """R12 flip: refused every time it is tried, and nothing is set aside without the operator's word."""
    root, whole = tmp_path / "work", (crashed / "monitor.duckdb.wal").read_bytes()
    for _ in range(50 if full else 5):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        config = damaged(crashed, root, bytes(changed))
        found = code(config), code(config)
        figures.points += 1
        figures.lost += not found[0]
        figures.count(found[0])
        assert found[0] == found[1]
        assert found[0] == "E-LEDGER-001" or (root / "monitor.duckdb.wal").read_bytes() == bytes(changed)
    assert figures.lost == 0


def test_the_log_as_it_was_gives_everything_back(crashed: Path, tmp_path: Path, judge: Judge) -> None:
    root = tmp_path / "work"
    config = damaged(crashed, root, (crashed / "monitor.duckdb.wal").read_bytes())
    assert code(config) == ""
    found = tables(root)
    assert found["warehouse.settlement"].rows == judge.before.tables["warehouse.settlement"].rows + _LOADS * 40
    assert "warehouse.settlement" in differing(found, judge.before.tables)
