"""Times the product against plain DuckDB on the same Parquet files, in one run, and writes a table.

Bare: `group by person` with six sums (warm, before and after ours, the median), and `create table as select` of the
settlements. Ours: intake checked and committed; settle and screen of a whole year from scratch, written, committed and
published; one more month; the lists.
Every figure is wall time of this process, with the processor time beside it; the ratio is what counts.

    python -m benchmarks.run [--people 5000000] [--settlements-per-person 4.0] [--data DIR] [--work DIR]
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from monitor.city import CityFiles, make_city
from monitor.cli.workspace import make_workspace
from monitor.config import Config, load_config
from monitor.deliver.folder import write_issue
from monitor.deliver.published import publish
from monitor.lists.access import load_access
from monitor.policy import Pack, load_pack
from monitor.screen import screen
from monitor.settle import bring_up_to_date
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, transaction, warehouse
from monitor.warehouse.load import load_file

SUMS = "sum(medfee_sumamt), sum(inscp_amt), sum(hifp_pay), sum(hifmi_pay), sum(maf_pay), sum(psn_pay)"
TODAY = date(2024, 1, 9)
YEAR = 2023


@dataclass
class Timing:
    """One measured step: wall and processor seconds, the limit as a multiple of a bare step."""

    name: str
    wall: float
    cpu: float
    against: str = ""
    limit: float = 0.0


class Clock:
    """Collects timings by name."""

    def __init__(self) -> None:
        self.timings: dict[str, Timing] = {}

    @contextmanager
    def step(self, name: str, against: str = "", limit: float = 0.0) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        timing = Timing(name, time.perf_counter() - wall, time.process_time() - cpu, against, limit)
        self.timings[name] = timing
        print(f"  {name}: {timing.wall:.1f} s wall, {timing.cpu:.1f} s processor", flush=True)


def profile() -> None:
    """Print every SQL file that takes noticeable time, with its processor and wall seconds."""
    for name in ("insert", "make_temp", "make_table"):
        setattr(statements, name, _timed(getattr(statements, name)))


def _timed(run: Callable[..., Any]) -> Callable[..., Any]:
    def timed(con: Connection, *names: str, **parameters: Any) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        given = run(con, *names, **parameters)
        if time.process_time() - cpu >= 0.1:
            spent = (time.perf_counter() - wall, time.process_time() - cpu)
            print(f"      {names[-1]}: {spent[0]:.1f} s wall, {spent[1]:.1f} s processor")
        return given

    return timed


def bare_sums(clock: Clock, files: CityFiles, memory_gb: int, runs: list[Timing]) -> None:
    """The bare group by, once cold and then three times warm; of all runs so far the median counts."""
    con = duckdb.connect()
    con.execute(f"set memory_limit = '{memory_gb}GB'")
    query = f"create or replace temp table bare as select certno, {SUMS} from {_source(files)} group by certno"
    con.execute(query)
    for _ in range(3):
        with clock.step("bare group by"):
            con.execute(query)
        runs.append(clock.timings["bare group by"])
    clock.timings["bare group by"] = sorted(runs, key=lambda run: run.wall)[len(runs) // 2]
    con.close()


def bare_copy(clock: Clock, files: CityFiles, work: Path, memory_gb: int) -> None:
    """The bare copy into a file."""
    path = work / "bare.duckdb"
    con = duckdb.connect(str(path))
    con.execute(f"set memory_limit = '{memory_gb}GB'")
    con.execute("set preserve_insertion_order = false")
    with clock.step("bare create table as select"):
        con.execute(f"create table settlement as select * from {_source(files)}")
        con.close()
    path.unlink()


def _source(files: CityFiles) -> str:
    return "read_parquet([" + ", ".join(f"'{path}'" for path in files.settlements) + "])"


def intake(clock: Clock, con: Connection, config: Config, pack: Pack, files: CityFiles) -> None:
    """Load the city; the settlements' time is what is held against the bare copy."""
    with clock.step("intake of rosters"):
        for kind, path in (("regions", files.regions), ("persons", files.persons), ("identities", files.identities)):
            load_file(con, config, pack, kind, path, as_of=None, today=TODAY)
    with clock.step("intake of settlements", "bare create table as select", 4.0):
        for path in files.settlements:
            load_file(con, config, pack, "settlements", path, as_of=None, today=TODAY)


def year(clock: Clock, con: Connection, config: Config, pack: Pack, through: int, name: str, limit: float) -> None:
    """Settle and screen through a month, committed and published."""
    with clock.step(name, "bare group by", limit):
        with transaction(con):
            bring_up_to_date(con, config, pack, YEAR, through)
            screen(con, config, pack, YEAR, through)
        publish(con, config, pack, date(YEAR, through, 28))


def lists(clock: Clock, work: Path) -> None:
    """160 townships and 12 counties with 20,000 warned persons."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.lists.sample_issue import large_issue

    issue, access = large_issue(), load_access()
    with clock.step("lists of 20,000 persons", "20 seconds", 1.0):
        write_issue(issue, access, work / "lists")


def table(clock: Clock, peak_mb: int) -> list[str]:
    """The result as Markdown."""
    rows = [
        "| step | wall s | processor s | bare wall s | ratio | line |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in clock.timings.values():
        base = 20.0 if one.against == "20 seconds" else clock.timings[one.against].wall if one.against else 0.0
        ratio = f"{one.wall / base:.2f}" if base else ""
        line = f"≤ {one.limit:g}" if one.limit else ""
        rows.append(
            f"| {one.name} | {one.wall:.1f} | {one.cpu:.1f} | {base or '':{'.1f' if base else ''}} | {ratio} | {line} |"
        )
    return [*rows, f"| peak memory (GB) | {peak_mb / 1024:.1f} | | | | ≤ 6 |"]


def machine() -> str:
    """Processor, cores, memory and versions."""
    with open("/proc/cpuinfo", encoding="utf-8") as source:
        model = next(
            (line.split(":")[1].strip() for line in source if line.startswith("model name")), platform.processor()
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    return f"{model}, {os.cpu_count()} cores, {memory} GiB; {versions}"


def city(args: argparse.Namespace, work: Path) -> CityFiles:
    """The synthetic city, made once and kept under --data."""
    data = args.data or work / "city"
    if not (data / "settlements-2023-12.parquet").exists():
        print(f"making the city: {args.people} persons", flush=True)
        make_city("hefei", data, people=args.people, seed=1, settlements_per_person=args.settlements_per_person)
    months = tuple(data / f"settlements-{YEAR}-{month:02d}.parquet" for month in range(1, 13))
    names = ("regions.csv", "persons.parquet", "identities.parquet", "households.parquet", "referrals.parquet")
    return CityFiles(data, *(data / name for name in names), months, {})


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_000_000)
    parser.add_argument("--settlements-per-person", type=float, default=4.0)
    parser.add_argument("--data", type=Path, help="folder of a city made before")
    parser.add_argument("--work", type=Path, help="folder for the warehouse (default: a temporary one)")
    parser.add_argument("--profile", action="store_true", help="print where the time goes, SQL file by SQL file")
    args = parser.parse_args()
    if args.profile:
        profile()
    work = args.work or Path(tempfile.mkdtemp(prefix="bench-"))
    clock = Clock()
    files = city(args, work)
    shutil.rmtree(work / "workspace", ignore_errors=True)
    make_workspace(work / "workspace", "hefei", TODAY)
    config, pack = load_config(work / "workspace" / "config.toml"), load_pack("hefei")
    runs: list[Timing] = []
    bare_sums(clock, files, config.engine.memory_limit_gb, runs)
    bare_copy(clock, files, work, config.engine.memory_limit_gb)
    with warehouse(config.path("warehouse"), config.engine) as con:
        intake(clock, con, config, pack, files)
        year(clock, con, config, pack, 12, "a year from scratch: settle, screen, publish", 4.0)
        for statement in ("delete from settle.progress", "delete from settle.burden"):
            con.execute(statement)
        year(clock, con, config, pack, 11, "eleven months from scratch", 0.0)
        year(clock, con, config, pack, 12, "one more month: settle, screen, publish", 1.0)
    bare_sums(clock, files, config.engine.memory_limit_gb, runs)
    lists(clock, work)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    shown = [machine(), "", *table(clock, peak_mb)]
    print("\n".join(shown))
    out = Path(__file__).resolve().parent / "results"
    out.mkdir(exist_ok=True)
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    said = {
        "machine": machine(),
        "revision": revision,
        "peak_mb": peak_mb,
        "timings": [asdict(t) for t in clock.timings.values()],
    }
    (out / f"{revision or 'run'}.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
    if not args.work:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
