"""R25, R29, R40, R50–R52: two years by themselves under an injected clock, and everything that can go wrong on the way.

The service looks three times a month, is off for weeks, has its clock wrong, and is killed where the program names a
place. Every list is compared with the oracle at the moment of its issue, the tables at the end with a warehouse built
of the same files in one go. `--seed` repeats a life.
"""

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from monitor.cli.session import open_warehouse
from monitor.config import Config
from monitor.deliver.manifest import altered
from monitor.errors import StateError
from monitor.feedback import refresh_cases, take_in
from monitor.intake.columns import KINDS
from monitor.rounds import Round, go_round, release
from monitor.settle import bring_up_to_date
from monitor.warehouse.connection import Connection, attached, quoted, transaction
from tests.conftest import Bureau
from tests.faults.deliveries import Deliveries, Delivery
from tests.faults.harness import run
from tests.faults.state import Figures
from tests.faults.test_failpoints import PLACES
from tests.settle.oracle import Oracle
from tests.warehouse.workplace import new_bureau

# (first month of 2023, how many): in full two years, at every commit half a year over the turn of the year.
TWO_YEARS, HALF_A_YEAR = (1, 24), (9, 6)
LIVES = 3
LOOKS = (4, 10, 20)
JUMPS = (-1, -365, 31)
KILLED, JUMPED = 0.3, 0.06
NOW = 2_000_000_000.0
LINE = 10_000
_LOADING = ("load.committed", "inbox.loaded")
Key = tuple[str, str]
Contents = dict[str, Counter[tuple[Any, ...]]]
_SETTINGS = "\n[holds]\nleast_settlements = 6\nvolume_percent = 60\n"


@dataclass
class Service:
    """A bureau that runs by itself, and what has become of it."""

    bureau: Bureau
    chance: random.Random
    come: list[Delivery] = field(default_factory=list)
    issued: list[int] = field(default_factory=list)
    told: dict[Key, Decimal] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def look(self, day: date, jump: int) -> None:
        """One round, in this process or in one that is killed; then every new list is compared."""
        today = day + timedelta(jump)
        if self.chance.random() < KILLED:
            self._killed(today)
        else:
            self._round(today, day)
        with open_warehouse(self.bureau.config) as con:
            self._compare(con, day)

    def settle_down(self, day: date) -> None:
        """A round in peace, by a clock that nobody has seen later: what a killed one had issued is still written."""
        self._round(day, day)

    def _killed(self, today: date) -> None:
        waits = any((self.bureau.root / "inbox").glob("*/*.csv"))
        cut = {"MONITOR_FAILPOINT": self.chance.choice([place for place in PLACES if waits == (place in _LOADING)])}
        code, begun = run(self.bureau.root, "schedule", "--once", "--on", str(today), environment=cut)
        assert code in (0, -signal.SIGKILL, StateError.exit_code if "[W-CLOCK]" in begun.text else 0), begun.text
        self.seen["killed"] += code == -signal.SIGKILL

    def _round(self, today: date, day: date) -> None:
        config = self.bureau.config
        with open_warehouse(config) as con:
            newest = con.execute("select max(noted_on) from warehouse.ledger_line").fetchall()[0][0]
            done = go_round(con, config, self.bureau.pack, today=today, now=NOW)
            assert (done.clock_back is not None) == (newest is not None and newest > today)
            assert not (done.clock_back and (done.taken or done.issued))
            assert [one.refused for one in done.taken if one.refused] == []
            self.seen["clock back"] += done.clock_back is not None
            self.seen["again"] += sum(one.loaded.known_since is not None for one in done.taken if one.loaded)
            self.seen["late"] += sum(due.days_late(today) > 0 for due, _issue in done.issued)
            self._answer(con, config, done, today, day)

    def _answer(self, con: Connection, config: Config, done: Round, today: date, day: date) -> None:
        """The operator answers for small feeds; what has not come is waited for."""
        for one in done.waiting:
            codes = {hold.code for hold in one.holds}
            self.seen.update(codes)
            assert one.error is None
            if codes <= {"H-FEED-SMALL", "H-PLACE-GONE"}:
                release(con, config, one.due.month, "核实", today)

    def _compare(self, con: Connection, day: date) -> None:
        found = con.execute("select month, issue_id, issued_on from lists.issue where version = 1 order by issue_id")
        for month, issue_id, issued_on in found.fetchall()[len(self.issued) :]:
            assert issued_on >= date(month // 100 + month % 100 // 12, month % 100 % 12 + 1, 1)
            assert (day.year * 12 + day.month) > month // 100 * 12 + month % 100, "a month that is not over"
            self._compare_list(con, month, issue_id)
            self.issued.append(month)

    def _compare_list(self, con: Connection, month: int, issue_id: int) -> None:
        """The frozen list against the oracle of all files loaded so far; statuses against the list before.

        Who goes off the list is told so, and is on the early watch from the next month on.
        """
        loaded = set(con.execute("select kind, file_name from intake.load_batch").fetchall())
        files = [one.file for one in self.come if (one.file.kind, one.name) in loaded]
        expected = Oracle(files, "3401", month // 100).warnings(month % 100, "hefei")
        before = self.told if self.issued and self.issued[-1] // 100 == month // 100 else {}
        self.told = {key: amount for key, (amount, _first, early) in expected.items() if not early}
        rows = [(key, row) for key, row in _rows(con, issue_id) if row[0] not in ("gone", "corrected")]
        told = {key: row for key, row in expected.items() if key in self.told or key not in before}
        wanted = {key: (_status(key, self.told, before), *row) for key, row in told.items()}
        assert {key: row if not row[3] else ("", *row[1:]) for key, row in rows} == wanted, month
        gone = [key for key, row in _rows(con, issue_id) if row[0] in ("gone", "corrected")]
        assert sorted(gone) == sorted(before.keys() - self.told.keys()), month
        self.seen.update(row[0] for _key, row in _rows(con, issue_id))


def _rows(con: Connection, issue_id: int) -> list[tuple[Key, tuple[Any, ...]]]:
    """((person, rule), (status, amount, first month, early watch)) of a frozen list."""
    found = con.execute(
        "select coalesce(value, cast(person_id as varchar)), rule, status, amount,"
        " nullif(json_extract_string(frozen, '$.first_month'), ''), early_watch"
        " from lists.issue_row left join warehouse.identifier using (person_id) where issue_id = ?",
        [issue_id],
    )
    return [((who, rule), (status, *rest)) for who, rule, status, *rest in _with_month(found.fetchall())]


def _with_month(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for who, rule, status, amount, first, early in rows:
        yield who, rule, status, amount, int(first[5:7]) if first else None, early


def _status(key: Key, told: dict[Key, Decimal], before: dict[Key, Decimal]) -> str:
    """What the list says of somebody on it; nothing of the early watch."""
    if key not in told:
        return ""
    if key not in before:
        return "new"
    return "escalated" if told[key] // LINE > before[key] // LINE else "continuing"


def live(bureau: Bureau, seed: int, months: tuple[int, int]) -> Service:
    """Every look of a life, then as many as it takes until all months are out, and one in peace at the end.

    Deliveries come on their days.
    """
    print(f"seed of this life: {seed}")  # noqa: T201 shown where the test fails
    chance, deliveries = random.Random(seed), Deliveries(seed, *months)
    service = Service(bureau, chance)
    _ready(service.bureau)
    looks = [first.replace(day=day) for first in deliveries.firsts for day in LOOKS]
    stops = [(begin, chance.randint(20, 80)) for begin in chance.sample(looks, len(looks) // 24)]
    left, day = list(deliveries.all), looks[0]
    while len(service.issued) < months[1] or left:
        day = looks.pop(0) if looks else day + timedelta(5)
        while left and left[0].day <= day:
            _put(service, left.pop(0))
        if not any(begin <= day < begin + timedelta(length) for begin, length in stops):
            service.look(day, chance.choice(JUMPS) if chance.random() < JUMPED else 0)
        assert day < date(2026, 1, 1)
    service.settle_down(day + timedelta(max(JUMPS) + 1))
    return service


def _ready(bureau: Bureau) -> None:
    text = bureau.config_path.read_text(encoding="utf-8").replace("[paths]", '[paths]\ninbox = "inbox"', 1)
    bureau.config_path.write_text(text + _SETTINGS, encoding="utf-8")


def _put(service: Service, one: Delivery) -> None:
    folder = service.bureau.root / "inbox" / one.file.kind
    folder.mkdir(parents=True, exist_ok=True)
    path = service.bureau.file(one.file.kind, one.written).rename(folder / one.name)
    os.utime(path, (0, 0))
    service.come.append(one)


# Notes of runs and not of what is known.
_NOTES = {"settle.run", "settle.recomputed", "warehouse.ledger_line"}
_PERSON = ("person_id", "alias_id", "old_id", "new_id")
_SETTLEMENTS = ("standing", "entitlement")
_OF_PERSON = "coalesce((select max(value) from warehouse.identifier as i where i.person_id = t.{0}), t.{0}::varchar)"
_OF_SETTLEMENT = (
    "(select row(setl_id, updt_time, medfee_sumamt) from warehouse.settlement as s where s.row_id = t.row_id)"
)
_OF_PLACE = (
    "(select concat_ws('|', insu_admdvs, county, township, village, region_code)"
    " from warehouse.place as p where p.place_id = t.place_id)"
)


def contents(bureau: Bureau) -> Contents:
    """Every table of the warehouse and of the settling as a bag of rows; numbers that follow the order of loading
    are replaced by what they stand for."""
    with open_warehouse(bureau.config) as con:
        for year in (2023, 2024):
            with transaction(con):
                bring_up_to_date(con, bureau.config, bureau.pack, year, 12)
                refresh_cases(con)
        columns = con.execute(
            "select schema_name || '.' || table_name, table_name, list(column_name order by column_index)"
            " from duckdb_columns() where schema_name in ('warehouse', 'settle') and not internal group by all"
        ).fetchall()
        return {name: _bag(con, name, table, of) for name, table, of in columns if name not in _NOTES}


def _bag(con: Connection, name: str, table: str, columns: list[str]) -> Counter[tuple[Any, ...]]:
    instead = {one: _OF_PERSON.format(one) for one in _PERSON}
    instead |= {"place_id": "''" if table == "place" else _OF_PLACE}
    instead |= dict.fromkeys(("run", "row_id"), "''") | ({"row_id": _OF_SETTLEMENT} if table in _SETTLEMENTS else {})
    told = ", ".join(instead.get(one, "t." + quoted(one)) for one in columns)
    rows = con.execute(f"select cast(row({told}) as varchar) from {name} as t").fetchall()
    return Counter(rows)


def from_scratch(service: Service, built: Bureau) -> Bureau:
    """The same files, each with the day on which it came, in the order of their names; and the lists that went out."""
    loaded = service.bureau.sql("select kind, file_name, as_of, loaded_on, sha256 from intake.load_batch")
    kinds = [kind for kind in KINDS if kind != "regions"]
    raw = service.bureau.config.path("raw")
    with open_warehouse(built.config) as con:
        for one in sorted(loaded, key=lambda one: (one["kind"], one["file_name"])):
            if one["kind"] in kinds:
                path = raw / f"{one['sha256']}.csv"
                days = {"as_of": one["as_of"], "today": one["loaded_on"]}
                take_in(con, built.config, built.pack, one["kind"], path, **days)
        _bring_lists(con, service.bureau.config.path("warehouse"))
    return built


def _bring_lists(con: Connection, path: Path) -> None:
    """What was issued is no consequence of the files: it is taken over, people by what they are known by."""
    with attached(con, path, "lived"):
        con.execute("insert into lists.issue select * from lived.lists.issue")
        con.execute(
            "insert into lists.issue_row select row.* replace (coalesce(here.person_id, row.person_id) as person_id)"
            " from lived.lists.issue_row as row left join lived.warehouse.identifier as there using (person_id)"
            " left join warehouse.identifier as here on here.kind = there.kind and here.value = there.value"
        )


def test_two_years_of_everything(
    bare_work: Path, tmp_path: Path, chance: random.Random, figures: Figures, full: bool
) -> None:
    """R50: every month once and in order, every list as the oracle says, the tables as if built in one go."""
    months = TWO_YEARS if full else HALF_A_YEAR
    for number in range(LIVES if full else 1):
        (folder := tmp_path / str(number)).mkdir()
        lived = live(new_bureau(bare_work, folder), chance.randrange(10**6), months)
        _once_and_in_order(lived.bureau, lived.issued, *months)
        (folder / "scratch").mkdir()
        built = contents(from_scratch(lived, new_bureau(bare_work, folder / "scratch")))
        assert _differing(contents(lived.bureau), built) == []
        assert lived.seen["new"]
        figures.points += len(lived.issued)
        for what, count in lived.seen.items():
            figures.said[what] = figures.said.get(what, 0) + count


def _once_and_in_order(bureau: Bureau, issued: list[int], month: int, count: int) -> None:
    months = [(2023 + at // 12) * 100 + at % 12 + 1 for at in range(month - 1, month - 1 + count)]
    assert issued == months
    lines = bureau.sql(
        "select event, month, cast(json_extract(facts, '$.issue_id') as integer) as issue_id"
        " from warehouse.ledger_line where month is not null order by line"
    )
    assert [line["month"] for line in lines if line["event"] == "issued"] == months
    every = [one["issue_id"] for one in bureau.sql("select issue_id from lists.issue order by issue_id")]
    assert sorted(line["issue_id"] for line in lines if line["event"] == "written") == every
    assert [altered(folder) for folder in bureau.config.path("out").glob("*/current")] == [[]] * count
    counts = bureau.sql("select sum(records - accepted - rejected - duplicate) as lost from intake.load_batch")
    assert counts == [{"lost": 0}]


def _differing(lived: Contents, built: Contents) -> list[str]:
    assert lived["warehouse.settlement"]
    assert lived["settle.burden"]
    return [name for name in lived if lived[name] != built[name]]
