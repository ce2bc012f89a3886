"""The bureau: a workspace in a temporary folder, loaded and run like a real one, in process.

`bureau` is an empty one for Hefei with few townships, `make_bureau(place)` one for any place, `demo_bureau` a small
synthetic city after the last three months of a year (read only: the whole session shares it).
"""

import contextlib
import csv
import fcntl
import io
import os
import pickle
import shutil
import sys
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from monitor.city import CityFiles, make_city
from monitor.cli import _run
from monitor.cli.session import open_warehouse, read_config
from monitor.config import Config, load_config
from monitor.deliver.analysis import ask
from monitor.deliver.published import publish
from monitor.feedback import take_in
from monitor.month import MonthDone, run_month
from monitor.policy import Pack
from monitor.warehouse.load import Loaded
from tests.workspaces import make_small_workspace, make_workspace

LOADED_ON = date(2024, 2, 5)
MakeBureau = Callable[[str], "Bureau"]
Begin = Callable[[Callable[["Bureau"], object]], "Bureau"]


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str


class Bureau:
    """A workspace and what an operator does with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config_path = root / "config.toml"
        self._files = 0

    @property
    def config(self) -> Config:
        """The configuration as it is on disk now; the pack, which takes longer to read, is read once."""
        return load_config(self.config_path)

    @cached_property
    def pack(self) -> Pack:
        """The place's policy pack."""
        return read_config(self.config_path)[1]

    def file(self, kind: str, rows: Iterable[Mapping[str, object]]) -> Path:
        """A UTF-8 CSV of the rows, under a new name; its headings are all keys in the order of first appearance."""
        rows = list(rows)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        self._files += 1
        while (path := self.root / f"{kind}-{self._files}.csv").exists():
            self._files += 1
        with path.open("w", encoding="utf-8", newline="") as sink:
            writer = csv.DictWriter(sink, headings, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def intake(
        self,
        kind: str,
        rows: Iterable[Mapping[str, object]] | Path,
        as_of: date | None = None,
        on: date = LOADED_ON,
    ) -> Loaded:
        """Load rows (as CSV) or a file; user errors are raised."""
        path = rows if isinstance(rows, Path) else self.file(kind, rows)
        with open_warehouse(self.config) as con:
            return take_in(con, self.config, self.pack, kind, path, as_of=as_of, today=on)

    def month(self, month: str, on: date | None = None) -> MonthDone:
        """Issue a month like "2023-03"; `on` is the day of issue, nine days after the month's end if not given."""
        year, number = (int(part) for part in month.split("-"))
        last = date(year, number, monthrange(year, number)[1])
        with open_warehouse(self.config) as con:
            return run_month(con, self.config, self.pack, year, number, issued_on=on or last + timedelta(days=9))

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query on the warehouse; a statement that gives no rows is carried out and committed."""
        with open_warehouse(self.config) as con:
            result = con.execute(query)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def publish(self, on: date = LOADED_ON) -> Path:
        """Build the published copy without issuing anything."""
        with open_warehouse(self.config) as con:
            return publish(con, self.config, self.pack, on)

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Rows of an analyst's query on the published copy."""
        answer = ask(self.config, query)
        return [dict(zip(answer.names, row, strict=True)) for row in answer.rows]

    def cli(self, *args: object) -> Ended:
        """Run `monitor --config … args` in this process, through the same edge that turns errors into exit codes."""
        return run_cli("--config", self.config_path, *args)


def run_cli(*args: object, stdin: str = "") -> Ended:
    """Run `monitor args` in this process."""
    before = sys.argv, sys.stdin
    out, err = io.StringIO(), io.StringIO()
    sys.argv, sys.stdin = ["monitor", *(str(arg) for arg in args)], io.StringIO(stdin)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = _run()
    finally:
        sys.argv, sys.stdin = before
    return Ended(code, out.getvalue(), err.getvalue())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every point of the fault matrix, and more random cases")
    parser.addoption("--seed", type=int, help="the seed of the random faults")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether everything is tried, and not only what is worth its time at every commit."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def only_full(full: bool) -> None:
    """For what takes longer than it is worth at every commit."""
    if not full:
        pytest.skip("part of make faults")


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A fresh workspace of a place with few townships, made once; take a copy."""
    made: dict[str, Path] = {}

    def workspace(place: str) -> Path:
        if place not in made:
            made[place] = tmp_path_factory.mktemp("workspace") / place
            make_small_workspace(made[place], place)
        return made[place]

    return workspace


@pytest.fixture
def make_bureau(empty_workspace: Callable[[str], Path], tmp_path: Path) -> MakeBureau:
    """Makes empty bureaus; every call gives another one."""
    made: list[Bureau] = []

    def make(place: str) -> Bureau:
        root = tmp_path / f"bureau{len(made)}"
        shutil.copytree(empty_workspace(place), root)
        made.append(Bureau(root))
        return made[-1]

    return make


@pytest.fixture
def bureau(make_bureau: MakeBureau) -> Bureau:
    """An empty bureau of Hefei."""
    return make_bureau("hefei")


@pytest.fixture(scope="module")
def begun(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Begin:
    """A bureau of Hefei as something was done in it, once for all tests of a file; take a copy."""
    made: dict[Callable[[Bureau], object], Bureau] = {}

    def begin(do: Callable[[Bureau], object]) -> Bureau:
        if do not in made:
            root = tmp_path_factory.mktemp("begun") / "bureau"
            made[do] = Bureau(shutil.copytree(empty_workspace("hefei"), root))
            do(made[do])
        return made[do]

    return begin


@pytest.fixture
def begin(begun: Begin, tmp_path: Path) -> Begin:
    """A bureau of Hefei of one's own in which something was done before, the same for all tests of a file."""

    def begin(do: Callable[[Bureau], object]) -> Bureau:
        return Bureau(shutil.copytree(begun(do).root, tmp_path / "begun", symlinks=True))

    return begin


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder that the first worker of a run builds, and that the others wait for."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            folder.mkdir()
            build(folder)
            (folder / "whole").touch()
    return folder


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    """The deliveries of a synthetic Hefei of 6,000 people. Shared: read them."""

    def build(folder: Path) -> None:
        made = make_city("hefei", folder / "files", people=6000, seed=1, year=2023)
        (folder / "city").write_bytes(pickle.dumps(made))

    found = pickle.loads((built_once(tmp_path_factory, "city", build) / "city").read_bytes())
    assert isinstance(found, CityFiles)
    return found


@pytest.fixture(scope="session")
def demo_bureau(demo_files: CityFiles, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """That city after its last three months, with all its places. Shared: read it, do not load into it."""

    def build(folder: Path) -> None:
        make_workspace(folder / "workspace", "hefei")
        _live(Bureau(folder / "workspace"), demo_files)

    root = tmp_path_factory.mktemp("demo") / "workspace"
    shutil.copytree(built_once(tmp_path_factory, "bureau", build) / "workspace", root, symlinks=True)
    return Bureau(root)


def _live(bureau: Bureau, files: CityFiles) -> None:
    for kind in ("persons", "identities", "households", "referrals"):
        bureau.intake(kind, getattr(files, kind), on=date(2023, 1, 5))
    until_october = bureau.root / "2023-01-10.parquet"
    pl.concat(pl.read_parquet(path) for path in files.settlements[:10]).write_parquet(until_october)
    for month, path in zip((10, 11, 12), (until_october, *files.settlements[10:]), strict=True):
        bureau.intake("settlements", path)
        bureau.month(f"2023-{month}")
