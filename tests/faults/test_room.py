"""R10, R11, R17, R18: no room on the disk, none in memory. Where a small disk can be mounted, see tests/operator."""

import errno
import os
import resource
from pathlib import Path

import pytest

from monitor.config import EngineSettings
from monitor.errors import InputRefused, StorageError
from monitor.intake.staged import ReadSettings
from monitor.warehouse import connection
from tests.conftest import Bureau
from tests.faults.conftest import NewWork, bills
from tests.faults.harness import run
from tests.faults.state import COMMAND, Figures, Judge
from tests.intake import bomb


def test_files_that_may_not_grow_leave_the_old_month(work: NewWork, judge: Judge, figures: Figures, full: bool) -> None:
    """R10: no file may become larger than a limit, from less than the log needs to more than everything needs."""
    for kilobytes in (8, 64, 128, 256, 512, 1024, 4096, 16384, 65536) if full else (512,):
        root = work()
        code, begun = run(root, *COMMAND, limits={resource.RLIMIT_FSIZE: kilobytes * 1024})
        figures.count(code)
        assert code in (0, 6), begun.text
        judge.judge(root, figures, acknowledged=begun.acknowledged)
        judge.finish(root)


def test_lists_that_cannot_be_written_leave_current_as_it_was(work: NewWork, judge: Judge, figures: Figures) -> None:
    """R11: the lists' own disk is full while they are rendered; the month is stored, and rendered later."""
    root = work()
    code, begun = run(root, *COMMAND, hooks=("small_files_while_rendering",))
    assert (code, "E-LIST-WRITE" in begun.text) == (6, True)
    assert [path.name for path in (root / "out").rglob("*") if path.name.startswith(".")] == []
    judge.judge(root, figures, acknowledged=begun.acknowledged)
    judge.finish(root)


def test_a_copy_whose_remains_cannot_be_removed_is_published(work: NewWork, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau, cleared = Bureau(work()), []

    def clear(path: Path) -> None:
        cleared.append(path)
        if len(cleared) == 2:
            raise OSError(errno.EIO, "")

    monkeypatch.setattr("monitor.deliver.published._clear", clear)
    bureau.publish()
    assert len(cleared) == 2
    assert bureau.ask("select count(*) as n from issue") == [{"n": 1}]


def test_an_engine_without_memory_leaves_the_old_month(
    work: NewWork, judge: Judge, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R17: the engine has a few megabytes and nowhere to put anything aside."""
    root, settle_in = work(), connection._settle_in

    def poor(con: connection.Connection, engine: EngineSettings, folder: Path) -> None:
        settle_in(con, engine, folder)
        con.execute("set global memory_limit = '6MB'")
        con.execute("set global temp_directory = ''")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_settle_in", poor)
        with pytest.raises(StorageError, match="E-MEM-001"):
            Bureau(root).month("2023-04")
    judge.judge(root, figures, acknowledged=False)
    judge.finish(root)


def test_a_workbook_that_eats_memory_ends_its_reader_alone(
    work: NewWork,
    judge: Judge,
    figures: Figures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    only_full: None,
) -> None:
    """R18: a workbook that unpacks beyond the limit; the reader is gone, this process takes the next file."""
    bureau, self = Bureau(work()), os.getpid()
    monkeypatch.setattr(
        "monitor.warehouse.load._read_settings",
        lambda config, kind: ReadSettings(place=config.place, child_memory_bytes=160 * 2**20),
    )
    with pytest.raises(InputRefused, match="E-XLSX-MEMORY") as refused:
        bureau.intake("settlements", bomb.memory_hog(tmp_path / "big.xlsx"))
    assert "big.xlsx" in refused.value.where
    judge.judge(bureau.root, figures, acknowledged=False)
    assert bureau.intake("settlements", bills("05")).counts.accepted == len(bills("05"))
    assert os.getpid() == self
