"""What the doctor says: sound, worth attention, wrong; with what to do, and the exit code of the gravest thing."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import clock
from monitor.cli.session import open_warehouse
from monitor.doctor import CHECKS, Finding, examine, exit_family, lines, situation_of
from monitor.doctor.environment import LIBRARIES, other_versions, pinned, version_cautions
from monitor.errors import IntegrityError, PolicyError, StorageError, UsageError
from monitor.log import Log
from tests.conftest import Bureau, run_cli
from tests.house.sources import ROOT
from tests.warehouse.workplace import configure

AT = datetime(2023, 4, 9, 18, 0, tzinfo=clock.SHANGHAI)
FOREIGNER = 65534
Harm = Callable[[Any], None]


def examined(bureau: Bureau, at: datetime = AT, *, full: bool = False) -> list[Finding]:
    return list(examine(situation_of(bureau.config_path, at, full=full)))


def about(name: str, found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.name == name]


def wrong(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.name, one.what) for one in found if one.wrong]


def test_a_workspace_after_a_month_has_nothing_wrong(march: Bureau) -> None:
    found = examined(march, full=True)
    assert wrong(found) == []
    assert {one.name for one in found} == {check.name for check in CHECKS}
    assert "张表从头到尾读过" in about("数据仓库", found)[-1].what


def test_every_line_has_its_mark_and_every_fault_its_remedy(march: Bureau) -> None:
    march.config.path("secret").unlink()
    shown = lines(examined(march))
    heads = [line for line in shown if not line.startswith("    处理：")]
    assert {line[0] for line in heads} == {"✓", "!", "✗"}
    for number, line in enumerate(shown):
        if line[0] in "!✗":
            assert shown[number + 1].startswith("    处理：")


def test_nothing_is_changed(march: Bureau) -> None:
    before = {path: path.stat().st_mtime_ns for path in march.root.rglob("*") if path.suffix != ".duckdb"}
    examined(march)
    after = {path: path.stat().st_mtime_ns for path in march.root.rglob("*") if path.suffix != ".duckdb"}
    assert {path for path in before.keys() ^ after.keys() if path.name not in (".spill",)} == set()
    assert {path for path in before.keys() & after.keys() if path.is_file() and before[path] != after[path]} == set()


def broken_config(bureau: Bureau) -> None:
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write("[screen]\nearly_percent = 8\n")


def foreign_secret(bureau: Bureau) -> None:
    bureau.config.path("secret").write_text("0" * 64)


def no_secret(bureau: Bureau) -> None:
    bureau.config.path("secret").unlink()


def open_secret(bureau: Bureau) -> None:
    bureau.config.path("secret").chmod(0o644)


def open_folder(bureau: Bureau) -> None:
    bureau.config.path("raw").chmod(0o750)


def file_for_folder(bureau: Bureau) -> None:
    shutil.rmtree(bureau.config.path("out"))
    bureau.config.path("out").write_text("x")
    bureau.config.path("out").chmod(0o600)


def folder_for_file(bureau: Bureau) -> None:
    bureau.config.path("published").unlink()
    bureau.config.path("published").mkdir(mode=0o700)


def no_warehouse(bureau: Bureau) -> None:
    bureau.config.path("warehouse").unlink()


def no_database(bureau: Bureau) -> None:
    bureau.config.path("warehouse").write_bytes(b"no database" * 1000)


def unknown_parameter(bureau: Bureau) -> None:
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write('"no.such" = 1\n')


def newer_program(bureau: Bureau) -> None:
    bureau.sql("insert into main.migration values (9999, 'later')")


def no_packs(bureau: Bureau) -> None:
    text = bureau.config_path.read_text(encoding="utf-8").replace("[intake]\n", 'access = "none.toml"\n[intake]\n', 1)
    bureau.config_path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "name", "family"),
    [
        (broken_config, "配置", UsageError),
        (unknown_parameter, "政策包", UsageError),
        (no_packs, "字段权限表", StorageError),
        (no_secret, "密钥", StorageError),
        (foreign_secret, "数据仓库", IntegrityError),
        (open_secret, "权限", StorageError),
        (open_folder, "权限", StorageError),
        (file_for_folder, "路径", StorageError),
        (folder_for_file, "路径", StorageError),
        (no_warehouse, "数据仓库", StorageError),
        (no_database, "数据仓库", IntegrityError),
        (newer_program, "数据仓库", IntegrityError),
    ],
)
def test_a_fault_is_found_under_its_name_and_decides_the_exit_code(
    march: Bureau, harm: Harm, name: str, family: type[Exception]
) -> None:
    harm(march)
    found = examined(march)
    assert {one for one, _what in wrong(found)} == {name}
    assert exit_family(found) is family
    ended = march.cli("doctor")
    assert ended.exit_code == getattr(family, "exit_code", 0)
    assert "[E-DOC-001]" in ended.stderr


def test_the_gravest_fault_decides() -> None:
    found = [Finding("x", "y", one) for one in (UsageError, PolicyError, StorageError, IntegrityError)]
    assert [exit_family(found[: number + 1]) for number in range(4)] == [
        UsageError,
        PolicyError,
        StorageError,
        IntegrityError,
    ]
    assert exit_family([Finding("x", "y"), Finding("x")]) is None


def test_a_config_that_is_not_there_is_said(tmp_path: Path) -> None:
    ended = run_cli("--config", tmp_path / "config.toml", "doctor")
    assert ended.exit_code == UsageError.exit_code
    assert "E-CFG-001" in ended.stdout


def test_what_a_stopped_run_left_is_named(march: Bureau) -> None:
    left = [march.root / name for name in ("raw/intake-x", "out/2023-03/.v2.tmp", ".published.duckdb.new")]
    for path in left:
        path.mkdir(mode=0o700)
    (found,) = about("残留", examined(march))
    assert found.mark == "!"
    assert all(str(path) in found.what for path in left)


def test_a_warehouse_in_use_is_no_fault(march: Bureau) -> None:
    with open_warehouse(march.config):
        ended = subprocess.run(
            [sys.executable, "-m", "monitor", "--config", str(march.config_path), "doctor"],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "! 数据仓库：数据仓库正被另一个进程使用" in ended.stdout


def test_a_clock_behind_the_log_is_worth_a_look(march: Bureau) -> None:
    Log(march.config.path("log"), lambda: AT).write("month", "done")
    assert about("时钟", examined(march, AT + timedelta(days=1)))[0].mark == "✓"
    assert "还早" in about("时钟", examined(march, AT - timedelta(days=1)))[0].what
    assert "超过" in about("时钟", examined(march, AT + timedelta(days=500)))[0].what


def test_next_years_working_days_are_asked_for_from_december(march: Bureau) -> None:
    def mark(day: datetime) -> str:
        return about("工作日表", examined(march, day))[0].mark

    assert mark(AT.replace(year=2026, month=11)) == "✓"
    assert mark(AT.replace(year=2026, month=12)) == "!"
    assert mark(AT.replace(year=2027)) == "!"


def test_other_versions_are_named_beside_the_tested_ones(march: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """R112."""
    tested = {**pinned(), "duckdb": ("0.0.1",)}
    monkeypatch.setattr("monitor.doctor.environment.pinned", lambda: tested)
    (found,) = about("依赖库", examined(march))
    assert (found.mark, "（测试过 0.0.1）" in found.what) == ("!", True)
    assert other_versions()


def test_the_libraries_looked_at_are_the_ones_that_the_program_needs() -> None:
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    named = {one.split(">")[0].split("[")[0] for one in needs}
    assert set(LIBRARIES) == named
    assert set(LIBRARIES) <= pinned().keys()


def test_a_month_under_other_libraries_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """R112."""
    asked = version_cautions.__wrapped__
    assert asked() == ()
    monkeypatch.setattr("monitor.doctor.environment.pinned", lambda: {**pinned(), "polars": ("0.0.1",)})
    (said,) = asked()
    assert ("[W-VERSION]" in said, "polars" in said, "\n" in said) == (True, True, False)


def test_a_missing_chinese_font_is_a_warning_not_a_fault(march: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """R111."""
    monkeypatch.setattr("monitor.doctor.environment._FONT_FOLDERS", (str(march.root),))
    (found,) = about("字体", examined(march))
    assert (found.mark, found.wrong, "W-FONT" in found.what) == ("!", None, True)


def test_too_little_room_for_the_largest_file_is_a_fault(march: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(march.root)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage._replace(free=1000))
    (found,) = about("磁盘空间", examined(march))
    assert (found.mark, found.wrong) == ("✗", StorageError)


@contextmanager
def as_foreigner() -> Iterator[None]:
    """As another user of the machine."""
    os.setegid(FOREIGNER)
    os.seteuid(FOREIGNER)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def reachable(march: Bureau) -> Iterator[Bureau]:
    """The bureau in a folder that everybody may enter."""
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        shutil.copytree(march.root, Path(name) / "work", symlinks=True)
        yield Bureau(Path(name) / "work")


def give(path: Path) -> None:
    for one in (path, *path.rglob("*")):
        os.chown(one, FOREIGNER, FOREIGNER, follow_symlinks=False)


def not_writable(root: Path) -> None:
    (root / "out").chmod(0o500)


def owned_by_root(root: Path) -> None:
    os.chown(root / "raw", 0, 0)


def parent_closed(root: Path) -> None:
    text = (root / "config.toml").read_text("utf-8").replace('out = "out"', 'out = "closed/out"')
    (root / "config.toml").write_text(text, encoding="utf-8")
    (root / "closed").mkdir(mode=0o500)
    os.chown(root / "closed", FOREIGNER, FOREIGNER)


def a_file(root: Path) -> None:
    shutil.rmtree(root / "rejected", ignore_errors=True)
    (root / "rejected").write_text("x")
    os.chown(root / "rejected", FOREIGNER, FOREIGNER)


def unreadable(root: Path) -> None:
    (root / "secret.key").chmod(0o000)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (not_writable, "out（"),
        (owned_by_root, "属主 root"),
        (parent_closed, "closed"),
        (a_file, "应该是文件夹"),
        (unreadable, "secret（"),
    ],
)
def test_a_place_that_cannot_be_used_is_named_with_its_owner(reachable: Bureau, harm: Harm, said: str) -> None:
    """R109, as a user who is not root."""
    give(reachable.root)
    harm(reachable.root)
    with as_foreigner():
        found = about("路径", examined(reachable))
    assert [one.wrong for one in found] == [StorageError]
    assert said in found[0].what
    assert "属主" in found[0].what


def test_a_path_that_is_not_there_yet_is_no_fault(march: Bureau) -> None:
    configure(march, out='"somewhere/else/out"')
    assert [one.mark for one in about("路径", examined(march))] == ["✓"]


def test_a_link_out_of_the_workspace_is_said_once(march: Bureau, tmp_path: Path) -> None:
    shutil.move(march.root / "raw", tmp_path / "elsewhere")
    (march.root / "raw").symlink_to(tmp_path / "elsewhere")
    found = [one for one in examined(march) if one.wrong]
    assert [(one.wrong, "E-PATH-001" in one.what) for one in found] == [(StorageError, True)]
    assert str(tmp_path / "elsewhere") in found[0].what


def test_files_of_somebody_else_are_named(reachable: Bureau) -> None:
    os.chown(reachable.config.path("ledger"), FOREIGNER, FOREIGNER)
    (found,) = about("属主", examined(reachable))
    assert (found.mark, "ledger.jsonl" in found.what) == ("!", True)


def flipped_log(path: Path) -> Path:
    """What a process leaves that dies after a commit: a write-ahead log, with one bit of it changed."""
    dying = (
        "import duckdb, os, sys\ncon = duckdb.connect(sys.argv[1])\n"
        "con.execute('create table x as select range as n from range(9)')\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", dying, str(path)], check=True)
    log = path.with_name(path.name + ".wal")
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    return log


def test_a_log_file_that_spoils_the_warehouse_is_set_aside_only_on_asking(march: Bureau) -> None:
    """R12."""
    log = flipped_log(march.config.path("warehouse"))
    ended = march.cli("status")
    assert (ended.exit_code, "[E-INT-007]" in ended.stderr) == (IntegrityError.exit_code, True)
    assert march.cli("doctor").exit_code == IntegrityError.exit_code
    assert log.exists()
    ended = march.cli("doctor", "--quarantine-wal")
    assert ended.exit_code == 0, ended.stderr
    assert not log.exists()
    assert len(list(march.root.glob("monitor.duckdb.wal.*"))) == 1


def test_a_log_file_of_a_sound_warehouse_is_left_alone(march: Bureau) -> None:
    ended = march.cli("doctor", "--quarantine-wal")
    assert (ended.exit_code, "[E-DOC-002]" in ended.stderr) == (UsageError.exit_code, True)
