"""R129: what the command writes is for its owner alone; another user of the machine can read none of it."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.warehouse.builder import Row, bill, holds, person, resident

WHO = person(1)
FOREIGNER = 65534
FILES: dict[str, Row] = {
    "persons": resident(WHO),
    "identities": holds(WHO),
    "settlements": bill("S1", WHO, "2023-03-05", "12000"),
}
# The interpreter itself may be out of another user's reach; the shell is not.
READ = """find "$1" -type f -exec sh -c 'head -c 1 "$1" > /dev/null 2>&1 && echo "$1"' sh {} \\;"""


def run(*args: object) -> None:
    """The command as the operator types it, under a umask that would let everybody read."""
    command = [sys.executable, "-m", "monitor", *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, capture_output=True, umask=0, env=environment, cwd=ROOT)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    """A workspace after a month, in a folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        work = folder / "work"
        run("init", work, "--place", "hefei")
        for kind, row in FILES.items():
            path = folder / f"{kind}.csv"
            path.write_text(",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n", encoding="utf-8")
            path.chmod(0o600)
            run("--config", work / "config.toml", "intake", kind, path)
        wrong = folder / "wrong.csv"
        wrong.write_text("certno,psn_name\n123,x\n", encoding="utf-8")
        wrong.chmod(0o600)
        run("--config", work / "config.toml", "intake", "persons", wrong)
        run("--config", work / "config.toml", "month", "2023-03", "--on", "2023-04-09")
        yield work


def files(workspace: Path) -> list[Path]:
    """Everything below the workspace, itself included."""
    return [workspace, *(path for path in workspace.rglob("*") if not path.is_symlink())]


def test_the_workspace_holds_every_kind_of_file(workspace: Path) -> None:
    names = {path.name.rsplit(".", 1)[-1] for path in files(workspace)}
    assert {"toml", "duckdb", "key", "html", "xlsx", "json", "csv", "raw"} <= names


def test_files_and_folders_are_the_owners_alone(workspace: Path) -> None:
    modes = {str(path.relative_to(workspace)): stat.S_IMODE(path.stat().st_mode) for path in files(workspace)}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def readable(workspace: Path) -> list[str]:
    """The files that another user can open."""
    found = subprocess.run(
        ["/bin/sh", "-c", READ, "sh", str(workspace)],
        capture_output=True, text=True, check=False, user=FOREIGNER, group=FOREIGNER, extra_groups=[], cwd="/",
    )  # fmt: skip
    return found.stdout.splitlines()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_reads_nothing(workspace: Path) -> None:
    assert readable(workspace) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_reads_nothing_even_where_the_folders_are_open(workspace: Path) -> None:
    folders = [path for path in files(workspace) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o755)
    assert readable(workspace) == []
    (workspace / "config.toml").chmod(0o644)
    assert readable(workspace) == [str(workspace / "config.toml")]
