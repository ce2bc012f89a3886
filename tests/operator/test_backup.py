"""R14, R15: a backup holds what the warehouse holds; a restore gives it back and says what it lacks."""

import json
import shutil
import stat
import subprocess
import sys
import tarfile
from datetime import date, datetime
from pathlib import Path

import pytest

from monitor import clock
from monitor.backup import Made, make_backup, restore, restore_into
from monitor.backup.signature import Signature, differing, signatures
from monitor.cli.session import open_warehouse
from monitor.config import EngineSettings
from monitor.errors import Busy, IntegrityError, MonitorError, UsageError
from monitor.warehouse.connection import warehouse
from tests.conftest import Bureau, MakeBureau
from tests.house.sources import ROOT
from tests.operator.conftest import OTHER, WHO
from tests.warehouse.builder import bill

AT = datetime(2023, 5, 10, 18, 0, tzinfo=clock.SHANGHAI)
LATER = datetime(2023, 5, 11, 18, 0, tzinfo=clock.SHANGHAI)
CODE = "horse-battery-staple"
# What a warehouse says about itself and its surroundings, not about the city.
OWN = {"warehouse.ledger_line", "deliver.audit_head", "deliver.published", "deliver.delivery"}


def april(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S2", OTHER, "2023-04-05", "13000")], on=date(2023, 5, 3))
    bureau.month("2023-04")


def backup(bureau: Bureau, folder: Path, passcode: str = "", with_raw: bool = False) -> Made:
    with open_warehouse(bureau.config) as con:
        return make_backup(
            con, bureau.config, bureau.config_path, folder, AT, passcode=passcode, with_raw=with_raw
        )  # fmt: skip


def held(bureau: Bureau) -> dict[str, Signature]:
    """The signature of everything about the city, read without the program's own start."""
    path = bureau.config.path("warehouse")
    with warehouse(path, EngineSettings()) as con:
        return {name: one for name, one in signatures(con, path.stem).items() if name not in OWN}


def members(path: Path) -> list[str]:
    with tarfile.open(path) as tar:
        return tar.getnames()


def test_a_backup_is_one_file_for_its_owner_alone(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["monitor-backup_hefei_20230510-180000.tar"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert members(made.path)[:4] == ["MANIFEST.json", "monitor.duckdb", "config.toml", "secret.key"]
    assert made.rows > 100


def test_a_restored_workspace_holds_the_same(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b", with_raw=True)
    before = held(march)
    done = restore_into(tmp_path / "new", made.path, LATER)
    again = Bureau(tmp_path / "new")
    assert differing(held(again), before) == []
    assert (done.months, done.kept) == (1, None)
    assert again.config.path("secret").read_bytes() == march.config.path("secret").read_bytes()
    again.month("2023-03")
    assert (again.root / "out/2023-03/current/index.html").is_file()


def test_the_kept_originals_come_along_only_on_asking(march: Bureau, tmp_path: Path) -> None:
    assert [name for name in members(backup(march, tmp_path / "a").path) if name.startswith("raw/")] == []
    raw = [name for name in members(backup(march, tmp_path / "b", with_raw=True).path) if name.startswith("raw/")]
    assert sorted(raw) == sorted(f"raw/{path.name}" for path in march.config.path("raw").iterdir())


def test_nothing_is_restored_over_a_warehouse_unasked(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    before = held(march)
    with pytest.raises(UsageError) as refused:
        restore(march.config, march.config_path, made.path, LATER)
    assert refused.value.code == "E-BAK-008"
    assert differing(held(march), before) == []


def test_last_weeks_backup_says_what_is_missing_and_replaying_gives_the_same(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    april(march)
    wanted = held(march)
    done = restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    said = "\n".join(done.notes)
    assert "载入有 1 批" in said
    assert "2023-04 第 1 版" in said
    assert done.is_behind
    command = next(line.strip() for line in done.notes if "monitor intake" in line).split()
    assert command[:3] == ["monitor", "intake", "settlements"]
    with pytest.raises(IntegrityError, match="E-LEDGER-001"):
        march.sql("select 1")
    assert march.cli("doctor", "--accept-loss", "--on", "2023-05-11").exit_code == 0
    lost = "现在没有的 1 批还没有重新载入：2023-05-03 结算（文件指纹 "
    assert lost in march.cli("status", "--on", "2023-05-11").stdout
    assert lost in march.cli("doctor").stdout
    march.intake("settlements", Path(command[3]), on=date.fromisoformat(command[5]))
    assert "还没有重新载入" not in march.cli("status", "--on", "2023-05-11").stdout
    march.month("2023-04")
    assert [name for name in differing(held(march), wanted) if name != "intake.load_batch"] == []


def test_the_analysts_copy_of_what_was_replaced_is_gone(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    april(march)
    done = restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    assert "分析副本是恢复以前的" in "".join(done.notes)
    assert march.cli("sql", "select max(month) from issue").exit_code == 9
    assert march.cli("doctor", "--accept-loss", "--on", "2023-05-11").exit_code == 0
    assert march.cli("schedule", "--once", "--on", "2023-05-11").exit_code == 0
    assert march.ask("select max(month) as month from issue") == [{"month": "2023-03"}]


def test_what_was_replaced_is_kept_whole(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    april(march)
    wanted = held(march)
    done = restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    assert done.kept == march.root / "replaced-20230511-180000"
    with warehouse(done.kept / "monitor.duckdb", EngineSettings()) as con:
        kept = {name: one for name, one in signatures(con, "monitor").items() if name not in OWN}
    assert differing(kept, wanted) == []


def test_a_warehouse_that_does_not_open_is_replaced_and_kept(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    before = held(march)
    path = march.config.path("warehouse")
    path.write_bytes(b"broken" * 4096)
    done = restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    assert "打不开，无法比对" in "".join(done.notes)
    assert differing(held(march), before) == []
    assert done.kept is not None
    assert (done.kept / "monitor.duckdb").read_bytes().startswith(b"broken")


def test_another_secret_is_kept_and_the_backups_put_back(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    secret = march.config.path("secret")
    before = secret.read_bytes()
    secret.write_text("0" * 64)
    done = restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    assert secret.read_bytes() == before
    assert done.kept is not None
    assert (done.kept / "secret.key").read_text() == "0" * 64


def test_a_ledger_that_knows_more_is_not_put_back(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b")
    april(march)
    before = march.config.path("ledger").read_bytes()
    restore(march.config, march.config_path, made.path, LATER, may_replace=True)
    assert march.config.path("ledger").read_bytes() == before


def damaged(path: Path, at: int) -> Path:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("passcode", ["", CODE])
def test_a_backup_with_a_flipped_bit_or_a_cut_tail_is_refused(march: Bureau, tmp_path: Path, passcode: str) -> None:
    made = backup(march, tmp_path / "b", passcode)
    size = made.path.stat().st_size
    for number, at in enumerate([600, size // 3, size // 2, size - 20_000]):
        copy = damaged(Path(shutil.copy(made.path, tmp_path / f"bad{number}")), at)
        with pytest.raises(MonitorError, match=r"E-BAK-00[34]|E-INT-001"):
            restore_into(tmp_path / f"new{number}", copy, LATER, passcode=passcode)
    cut = tmp_path / "cut"
    cut.write_bytes(made.path.read_bytes()[: size // 2])
    with pytest.raises(IntegrityError, match=r"E-BAK-00[34]"):
        restore_into(tmp_path / "newcut", cut, LATER, passcode=passcode)
    assert not list(tmp_path.glob("new*/monitor.duckdb"))


def test_a_sealed_backup_shows_nothing_and_opens_with_its_passcode_only(march: Bureau, tmp_path: Path) -> None:
    made = backup(march, tmp_path / "b", CODE)
    content = made.path.read_bytes()
    assert made.path.name.endswith(".tar.aes")
    assert WHO.encode() not in content
    assert b"monitor.duckdb" not in content
    for wrong in ("", CODE + "x"):
        with pytest.raises(MonitorError, match=r"E-BAK-00[35]"):
            restore_into(tmp_path / "new", made.path, LATER, passcode=wrong)
    restore_into(tmp_path / "new", made.path, LATER, passcode=CODE)
    assert differing(held(Bureau(tmp_path / "new")), held(march)) == []


def test_two_sealed_backups_share_no_salt(march: Bureau, tmp_path: Path) -> None:
    heads = [backup(march, tmp_path / name, CODE).path.read_bytes()[:40] for name in "ab"]
    assert heads[0] != heads[1]


def test_a_backup_that_would_write_elsewhere_is_refused(march: Bureau, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    listed = [{"name": "../evil.txt", "size": 1, "sha256": "x"}]
    manifest = json.dumps({"format": "monitor-backup", "version": 1, "files": listed}).encode()
    (tmp_path / "MANIFEST.json").write_bytes(manifest)
    (tmp_path / "x").write_text("x")
    with tarfile.open(evil, "w") as tar:
        tar.add(tmp_path / "MANIFEST.json", "MANIFEST.json")
        tar.add(tmp_path / "x", "../evil.txt")
    with pytest.raises(IntegrityError, match=r"E-BAK-004"):
        restore_into(tmp_path / "deep" / "new", evil, LATER)
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_backup_of_another_place_is_refused(make_bureau: MakeBureau, tmp_path: Path) -> None:
    made = backup(make_bureau("yingkou"), tmp_path / "b")
    hefei = make_bureau("hefei")
    with pytest.raises(IntegrityError, match=r"E-BAK-010"):
        restore(hefei.config, hefei.config_path, made.path, LATER, may_replace=True)


def test_a_backup_while_another_process_holds_the_warehouse_waits_then_says_who(march: Bureau) -> None:
    with open_warehouse(march.config):
        ended = subprocess.run(
            [sys.executable, "-m", "monitor", "--config", str(march.config_path), "backup", "--wait", "0"],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert ended.returncode == Busy.exit_code
    assert "E-BUSY-001" in ended.stderr


@pytest.mark.slow
def test_backups_in_a_loop_beside_runs_are_all_whole(march: Bureau, tmp_path: Path, full: bool) -> None:
    """R15: another process loads file after file while backups are made; each holds a state between two loads."""
    least = 20 if full else 5
    files = [march.file("settlements", [bill(f"L{n}", WHO, "2023-04-05", "100")]) for n in range(least)]
    script = "import sys, time\nfrom tests.operator.loads import loads\nloads(*sys.argv[1:])"
    command = [sys.executable, "-c", script, str(march.config_path), *map(str, files)]
    made = []
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        while run.poll() is None or len(made) < least:
            ended = march.cli("backup", tmp_path / f"b{len(made)}", "--wait", "60")
            assert ended.exit_code == 0, ended.stderr
            made.append(next((tmp_path / f"b{len(made)}").glob("*.tar")))
        assert run.returncode == 0, run.stderr and run.stderr.read()
    sizes = set()
    for number, path in enumerate(made[:least]):
        sizes.add(restore_into(tmp_path / f"new{number}", path, LATER).batches)
        shutil.rmtree(tmp_path / f"new{number}")
    assert len(sizes) > 1


def test_the_commands_make_and_put_back(march: Bureau, tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.write_text(CODE + "\n")
    ended = march.cli("backup", tmp_path / "b", "--passcode-file", code)
    assert ended.exit_code == 0, ended.stderr
    (path,) = (tmp_path / "b").iterdir()
    ended = march.cli("restore", path, "--passcode-file", code, "--replace")
    assert ended.exit_code == 0, ended.stderr
    assert "已恢复" in ended.stdout
    assert "--accept-loss" not in ended.stdout
    code.write_text("short")
    assert march.cli("backup", tmp_path / "b", "--passcode-file", code).exit_code == UsageError.exit_code
