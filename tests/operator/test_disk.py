"""R9, R10, R11, R13: a disk that is nearly full, full, or lies: nothing half done, and a message with what to do."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.backup.signature import Signature, differing, signatures
from monitor.clock import seconds
from monitor.config import Config, EngineSettings
from monitor.disk import Room, require, require_room, room, size_text
from monitor.errors import IntegrityError, MonitorError, StorageError
from monitor.warehouse.connection import warehouse
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident

WHO = person(1)
FLIPS = 100
# What a warehouse notes about its own runs.
OWN = ("deliver.audit_head", "warehouse.ledger_line")


def test_three_times_what_comes_in_and_once_what_is_there_is_needed(bureau: Bureau) -> None:
    stored = bureau.config.path("warehouse").stat().st_size
    assert room(bureau.config, 1000).needed == 3000 + stored


def test_a_disk_with_too_little_room_is_named_with_both_figures(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        require(Room(tmp_path, 5 * 1024 * 1024, 7 * 1024 * 1024), "输入的 3 倍")
    assert (refused.value.code, refused.value.exit_code) == ("E-DISK-004", 6)
    assert "可用 5.0 MB，至少要 7.0 MB" in refused.value.what


def test_just_enough_is_enough(tmp_path: Path) -> None:
    require(Room(tmp_path, 7, 7), "")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    config = Config.model_validate({"place": "hefei", "root": tmp_path / "none"})
    with pytest.raises(StorageError, match="E-DISK-002"):
        require_room(config)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 字节"), (1023, "1023 字节"), (1536, "1.5 KB"), (2**30 - 1, "1023.9 MB"), (2**31, "2.0 GB")],
)
def test_sizes_read_well_and_never_say_more_than_there_is(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.fixture
def small_disk(bureau: Bureau, tmp_path: Path) -> Iterator[Bureau]:
    """The bureau on a disk of 128 MB."""
    mount = tmp_path / "disk"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(mount)], check=False)
    if os.geteuid() != 0 or done.returncode != 0:
        pytest.skip("a small disk can be mounted by root alone")
    try:
        shutil.copytree(bureau.root, mount / "work")
        small = Bureau(mount / "work")
        small.intake("persons", [resident(WHO)])
        small.intake("identities", [holds(WHO)])
        small.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])
        yield small
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def fill(bureau: Bureau, leave: int) -> Path:
    """A file that leaves only so many bytes free."""
    path = bureau.root / "filler"
    free = shutil.disk_usage(bureau.root).free
    path.write_bytes(b"\0" * (free - leave))
    return path


def held(bureau: Bureau) -> dict[str, Signature]:
    with warehouse(bureau.config.path("warehouse"), EngineSettings()) as con:
        return signatures(con, "monitor")


def test_a_nearly_full_disk_is_refused_before_anything_is_written(small_disk: Bureau, tmp_path: Path) -> None:
    path = small_disk.config.path("warehouse")
    source = tmp_path / "s.csv"
    shutil.copy(small_disk.file("settlements", [bill("S2", WHO, "2023-03-06", "100")]), source)
    fill(small_disk, 1024 * 1024)
    before, raw = path.stat().st_size, sorted(small_disk.config.path("raw").iterdir())
    begun = seconds()
    ended = small_disk.cli("intake", "settlements", source)
    assert ended.exit_code == 6
    assert "[E-DISK-004]" in ended.stderr
    assert seconds() - begun < 10
    assert (path.stat().st_size, sorted(small_disk.config.path("raw").iterdir())) == (before, raw)


def test_a_month_on_a_nearly_full_disk_is_refused_and_runs_when_there_is_room(small_disk: Bureau) -> None:
    before = held(small_disk)
    filler = fill(small_disk, 1024 * 1024)
    ended = small_disk.cli("month", "2023-03", "--on", "2023-04-09")
    assert (ended.exit_code, "[E-DISK-004]" in ended.stderr) == (6, True)
    assert differing(held(small_disk), before) in ([], ["deliver.audit_head"])
    filler.unlink()
    assert small_disk.cli("month", "2023-03", "--on", "2023-04-09").exit_code == 0


def test_a_backup_without_room_leaves_nothing_behind(small_disk: Bureau) -> None:
    fill(small_disk, 1024 * 1024)
    ended = small_disk.cli("backup")
    assert (ended.exit_code, "[E-DISK-004]" in ended.stderr) == (6, True)
    assert list(small_disk.config.path("backup").iterdir()) == []


def test_a_disk_that_fills_up_during_the_month_leaves_the_old_state(
    small_disk: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R10: past the check, as if something else had filled the disk meanwhile; then room is made."""
    before = held(small_disk)
    monkeypatch.setattr("monitor.month.require_room", lambda _config: None)
    filler = fill(small_disk, 0)
    ended = small_disk.cli("month", "2023-03", "--on", "2023-04-09")
    assert ended.exit_code == StorageError.exit_code, ended.stderr
    filler.unlink()
    assert [name for name in differing(held(small_disk), before) if name not in OWN] == []
    ended = small_disk.cli("month", "2023-03", "--on", "2023-04-09")
    assert ended.exit_code == 0, ended.stderr


def test_an_output_disk_that_is_full_leaves_the_list_before(march: Bureau, tmp_path: Path) -> None:
    """R11: the warehouse has room, the lists' own disk has not; the month is issued and written out when it has."""
    out = march.config.path("out")
    shutil.move(out, tmp_path / "out")
    out.mkdir(mode=0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m,mode=700", "tmpfs", str(out)], check=False)
    if os.geteuid() != 0 or mounted.returncode != 0:
        pytest.skip("a small disk can be mounted by root alone")
    try:
        shutil.copytree(tmp_path / "out", out, symlinks=True, dirs_exist_ok=True)
        march.intake("settlements", [bill("S2", WHO, "2023-04-05", "13000")])
        filler = out / "filler"
        filler.write_bytes(b"\0" * (shutil.disk_usage(out).free - 256 * 1024))
        ended = march.cli("month", "2023-04", "--on", "2023-05-09")
        assert (ended.exit_code, "[E-LIST-WRITE]" in ended.stderr) == (6, True)
        assert not (out / "2023-04" / "current").exists()
        assert list((out / "2023-04").glob(".v*")) == []
        assert (out / "2023-03" / "current" / "MANIFEST.json").is_file()
        filler.unlink()
        assert march.cli("month", "2023-04", "--on", "2023-05-09").exit_code == 0
        assert (out / "2023-04" / "current" / "index.html").is_file()
    finally:
        subprocess.run(["umount", str(out)], check=True)


def flipped(source: Path, target: Path, chance: random.Random) -> Path:
    """A copy of the file with one bit other than it was."""
    content = bytearray(source.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    target.write_bytes(content)
    return target


def outcome(path: Path, good: dict[str, Signature]) -> str:
    """What reading a whole database gives: the same, the code of an error, or a difference that nobody noticed."""
    try:
        with warehouse(path, EngineSettings()) as con:
            return "other" if differing(signatures(con, "monitor"), good) else "same"
    except MonitorError as error:
        return error.code


def test_a_flipped_bit_is_found_or_harmless(bureau: Bureau, tmp_path: Path) -> None:
    """R13: a hundred copies, each with one bit changed: read the same, or refused with what to do; never otherwise."""
    bureau.intake("persons", [resident(person(number)) for number in range(1, 40)])
    bureau.intake("settlements", [bill(f"S{n}", person(n), "2023-03-05", "12000") for n in range(1, 40)])
    good, chance = held(bureau), random.Random(13)
    source = bureau.config.path("warehouse")
    (tmp_path / "rot").mkdir()
    found = [outcome(flipped(source, tmp_path / "rot" / "monitor.duckdb", chance), good) for _ in range(FLIPS)]
    assert set(found) <= {"same", "E-INT-006"}
    assert found.count("E-INT-006") > FLIPS // 2


def test_rot_in_the_file_ends_a_command_with_its_own_exit_code(bureau: Bureau, tmp_path: Path) -> None:
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])
    source, good, chance = bureau.config.path("warehouse"), held(bureau), random.Random(1)
    rotten = tmp_path / "monitor.duckdb"
    while outcome(flipped(source, rotten, chance), good) != "E-INT-006":
        rotten.unlink()
    shutil.copy(rotten, source)
    ended = bureau.cli("doctor", "--full")
    assert ended.exit_code == IntegrityError.exit_code
    assert "从备份恢复" in ended.stdout
