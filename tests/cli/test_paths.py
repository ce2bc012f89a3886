"""R109: a path of `config.toml` that cannot be used: which one, what to do, exit code 6, nothing half written."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.errors import StorageError
from tests.conftest import Begin, Bureau, Ended
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import configure

WHO = person(1)
NOBODY = 65534
Spoil = Callable[[Path], None]


def with_a_warned_person(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(WHO)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])


@pytest.fixture(autouse=True, scope="module")
def everything_is_imported(begun: Begin) -> None:
    """A month is run once before: the interpreter's own files may be out of another user's reach."""
    begun(with_a_month)


def with_a_month(bureau: Bureau) -> None:
    with_a_warned_person(bureau)
    bureau.cli("month", "2023-03", "--on", "2023-04-09")


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    """A bureau with one person over the line in March."""
    return begin(with_a_warned_person)


@contextmanager
def unprivileged(root: Path) -> Iterator[None]:
    """As a user whom permissions bind, to whom the workspace belongs."""
    if os.geteuid() != 0:
        yield
        return
    for path in (root, *root.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    for parent in root.parents:
        parent.chmod(parent.stat().st_mode | 0o011)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def a_file(path: Path) -> None:
    path.write_text("in the way", encoding="utf-8")


def a_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def closed(path: Path) -> None:
    path.mkdir(exist_ok=True)
    path.chmod(0o500)


def a_link_out(path: Path) -> None:
    outside = path.parent.parent / f"outside-{path.name}"
    outside.mkdir()
    path.symlink_to(outside)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent.parent / "nowhere" / "at" / "all")


def files(root: Path) -> set[str]:
    """What lies below the folder, the databases and logs left out."""
    own = ("monitor.", "published.", "audit.", "ledger.")
    return {str(one.relative_to(root)) for one in root.rglob("*") if not one.name.startswith(own) and one.is_file()}


OUT: dict[str, Spoil] = {
    "a file": a_file,
    "not writable": closed,
    "a link to outside": a_link_out,
    "a link to nothing": a_link_to_nothing,
}


def issue(bureau: Bureau) -> Ended:
    return bureau.cli("month", "2023-03", "--on", "2023-04-09")


@pytest.mark.parametrize("kind", OUT)
def test_a_folder_for_lists_that_cannot_be_used_is_named(loaded: Bureau, kind: str) -> None:
    out = loaded.root / "out"
    OUT[kind](out)
    before = files(loaded.root.parent)
    with unprivileged(loaded.root):
        ended = issue(loaded)
    assert ended.exit_code == 6, ended.stderr
    assert str(out) in ended.stderr
    assert "处理：" in ended.stderr
    assert "属主" in ended.stderr or "E-PATH-001" in ended.stderr
    assert files(loaded.root.parent) == before


def test_after_the_folder_is_mended_the_month_is_written(loaded: Bureau) -> None:
    a_file(loaded.root / "out")
    assert issue(loaded).exit_code == 6
    (loaded.root / "out").unlink()
    assert issue(loaded).exit_code == 0
    assert (loaded.root / "out" / "2023-03" / "current" / "index.html").is_file()


def test_a_folder_that_is_missing_is_made_whole(loaded: Bureau) -> None:
    text = loaded.config_path.read_text(encoding="utf-8")
    loaded.config_path.write_text(text.replace('out = "out"', 'out = "deep/er/out"'), encoding="utf-8")
    assert issue(loaded).exit_code == 0
    assert (loaded.root / "deep" / "er" / "out" / "2023-03" / "current" / "index.html").is_file()


def test_a_relative_path_starts_at_the_config_wherever_one_stands(
    loaded: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert issue(loaded).exit_code == 0
    assert list(elsewhere.iterdir()) == []
    assert (loaded.root / "out" / "2023-03").is_dir()


def test_a_path_that_is_written_out_may_lie_anywhere(loaded: Bureau, tmp_path: Path) -> None:
    configure(loaded, out=f'"{tmp_path / "another disk"}"')
    assert issue(loaded).exit_code == 0
    assert (tmp_path / "another disk" / "2023-03" / "current" / "index.html").is_file()


@pytest.mark.parametrize("kind", [one for one in OUT if one != "a link to nothing"])
def test_a_folder_for_raw_files_that_cannot_be_used_is_named(bureau: Bureau, kind: str) -> None:
    shutil.rmtree(bureau.root / "raw")
    OUT[kind](bureau.root / "raw")
    path = bureau.file("identities", [holds(WHO)])
    with unprivileged(bureau.root):
        ended = bureau.cli("intake", "identities", path)
    assert (ended.exit_code, str(bureau.root / "raw") in ended.stderr) == (6, True)
    assert not [one for one in bureau.root.parent.rglob("*/*.csv") if one != path]
    assert bureau.sql("select * from intake.load_batch where kind = 'identities'") == []


@pytest.mark.parametrize("name", ["published.duckdb", "audit.jsonl"])
def test_a_file_whose_place_is_taken_by_a_folder_is_named(loaded: Bureau, name: str) -> None:
    a_folder(loaded.root / name)
    ended = issue(loaded)
    assert (ended.exit_code, str(loaded.root / name) in ended.stderr) == (6, True)


def test_a_warehouse_in_a_closed_folder_is_named(loaded: Bureau) -> None:
    loaded.root.chmod(0o500)
    (loaded.root / "monitor.duckdb").chmod(0o400)
    with unprivileged(loaded.root):
        ended = issue(loaded)
    assert (ended.exit_code, str(loaded.root / "monitor.duckdb") in ended.stderr) == (6, True)
    loaded.root.chmod(0o700)
    assert not (loaded.root / "out").exists()


def test_a_warehouse_that_is_not_there_says_how_to_make_one(loaded: Bureau) -> None:
    (loaded.root / "monitor.duckdb").unlink()
    ended = issue(loaded)
    assert (ended.exit_code, "monitor init" in ended.stderr) == (9, True)


def test_a_warehouse_that_is_a_folder_is_named(loaded: Bureau) -> None:
    a_folder(loaded.root / "monitor.duckdb")
    ended = issue(loaded)
    assert ended.exit_code in (6, 7)
    assert str(loaded.root / "monitor.duckdb") in ended.stderr


@pytest.mark.parametrize("name", ["warehouse", "published", "raw", "rejected", "out", "secret", "audit"])
def test_a_link_that_leads_out_is_refused_for_every_path(bureau: Bureau, tmp_path: Path, name: str) -> None:
    key = "elsewhere/file.duckdb"
    (tmp_path / "outside").mkdir()
    (bureau.root / "elsewhere").symlink_to(tmp_path / "outside")
    configure(bureau, **{name: f'"{key}"'})
    with pytest.raises(StorageError) as refused:
        load_config(bureau.config_path).path(name)
    assert refused.value.code == "E-PATH-001"


def test_a_workspace_that_is_itself_reached_by_a_link_is_fine(bureau: Bureau, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(bureau.root)
    assert load_config(tmp_path / "short" / "config.toml").path("out") == bureau.root / "out"
