"""Spans of identity: snapshots, stated spans and both mixed, against a recount day by day."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from monitor.config import EngineSettings
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.derived import view_identities
from monitor.warehouse.migrate import migrate
from tests.conftest import Bureau
from tests.warehouse.builder import holds, person

FIRST, LAST = date(2023, 1, 1), date(2023, 4, 30)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
OPEN = date(9999, 12, 31)
SNAPSHOTS = [date(2023, 1, 31), date(2023, 2, 15), date(2023, 3, 31)]
PEOPLE = range(1, 1001)
Said = tuple[int, str, str, date | None, date | None, date | None]


def some_rows(seed: int = 98) -> list[Said]:
    """(person, identity, source, as_of, begins, ends): zero to five rows for each of a thousand people."""
    rng = random.Random(seed)
    rows: list[Said] = []
    for who in PEOPLE:
        for _ in range(rng.randint(0, 5)):
            identity, source = rng.choice(["低保对象", "特困人员"]), rng.choice(["民政", "乡村振兴"])
            as_of = rng.choice([None, *SNAPSHOTS])
            begins = rng.choice(DAYS) if as_of is None or rng.random() < 0.4 else None
            earliest = begins or as_of or FIRST
            ends = earliest + timedelta(days=rng.randint(0, 60)) if rng.random() < 0.5 else None
            rows.append((who, identity, source, as_of, begins, ends))
    return rows


def ended_later(rows: list[Said], key: tuple[int, str, str], start: date) -> date:
    """The end that the next row of a person, identity and source states which begins after `start`."""
    later = [
        (begins, ends) for *who, as_of, begins, ends in rows
        if tuple(who) == key and as_of is None and ends and begins and begins > start
    ]  # fmt: skip
    first = min((begins for begins, _ in later), default=None)
    return max((ends for begins, ends in later if begins == first), default=OPEN)


def days_held(rows: list[Said]) -> set[tuple[int, str, date]]:
    """(person, identity, day) for every day of the four months, worked out the slow way."""
    taken = {source: sorted({row[3] for row in rows if row[2] == source and row[3]}) for source in ("民政", "乡村振兴")}
    until: dict[tuple[int, str, date], list[date | None]] = {}
    unstated: dict[tuple[int, str, date], list[date]] = {}
    for who, identity, source, as_of, begins, ends in rows:
        start = begins or as_of
        assert start is not None
        if as_of is not None:
            following = [day for day in taken[source] if day > as_of]
            ends = min(ends or OPEN, following[0] - timedelta(days=1) if following else OPEN)
        until.setdefault((who, identity, start), []).append(ends)
        if ends is None:
            unstated.setdefault((who, identity, start), []).append(ended_later(rows, (who, identity, source), start))
    held = set()
    for (who, identity, start), stated in until.items():
        end = max((day for day in stated if day), default=max(unstated.get((who, identity, start), [OPEN])))
        held |= {(who, identity, day) for day in DAYS if start <= day <= end}
    return held


@pytest.fixture
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A warehouse with nothing in it."""
    with warehouse(tmp_path_factory.mktemp("spans") / "spans.duckdb", EngineSettings(threads=1)) as con:
        migrate(con)
        yield con


def spans(con: Connection, rows: list[Said], *, from_next_month: bool = False) -> list[tuple[int, str, date, date]]:
    """The spans that the SQL gives for these rows."""
    who, name, source, as_of, begins, ends = (list(column) for column in zip(*rows, strict=True))
    con.execute(
        "insert into warehouse.identity_row (row_id, person_id, identity, source, as_of, begndate, enddate, learned_on)"
        " select unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), date '2023-01-01'",
        [
            list(range(len(rows))),
            who,
            name,
            source,
            *([str(day) if day else None for day in days] for days in (as_of, begins, ends)),
        ],
    )
    view_identities(con)
    found = statements.rows(con, "2_warehouse/identity_span", from_next_month=from_next_month)
    return sorted((row[0], row[1], row[2], row[3]) for row in found)


def test_a_thousand_people_day_by_day(history: Connection) -> None:
    rows = some_rows()
    found = spans(history, rows)
    covered = {(who, name, day) for who, name, begins, ends in found for day in DAYS if begins <= day <= ends}
    assert len(rows) > 2_000
    assert covered == days_held(rows)


def test_spans_of_one_identity_neither_overlap_nor_touch(history: Connection) -> None:
    found = spans(history, some_rows(99))
    assert all(b[2] - a[3] > timedelta(days=1) for a, b in pairwise(found) if a[:2] == b[:2])


def test_the_order_of_the_rows_leaves_no_trace(history: Connection) -> None:
    rows = some_rows(100)
    forwards = spans(history, rows)
    history.execute("delete from warehouse.identity_row")
    assert spans(history, rows[::-1]) == forwards


CASES = {
    "touching spans are one": (
        [("2023-01-01", "2023-01-31"), ("2023-02-01", "2023-03-31")],
        [("2023-01-01", "2023-03-31")],
    ),
    "a day between parts them": (
        [("2023-01-01", "2023-01-30"), ("2023-02-01", "2023-03-31")],
        [("2023-01-01", "2023-01-30"), ("2023-02-01", "2023-03-31")],
    ),
    "a later start with an end ends what was open": (
        [("2023-01-01", ""), ("2023-02-01", "2023-03-31")],
        [("2023-01-01", "2023-03-31")],
    ),
    "an earlier start with an end does not": (
        [("2023-01-01", ""), ("2022-06-01", "2023-03-31")],
        [("2022-06-01", "9999-12-31")],
    ),
    "the first end after it counts": (
        [("2023-01-01", ""), ("2023-02-01", "2023-03-31"), ("2023-05-01", "2023-06-30")],
        [("2023-01-01", "2023-03-31"), ("2023-05-01", "2023-06-30")],
    ),
    "who is taken in again stays": (
        [("2023-01-01", ""), ("2023-02-01", "2023-03-31"), ("2023-05-01", "")],
        [("2023-01-01", "2023-03-31"), ("2023-05-01", "9999-12-31")],
    ),
    "an open end swallows an open one": (
        [("2023-01-01", ""), ("2023-02-01", "")],
        [("2023-01-01", "9999-12-31")],
    ),
    "a stated end wins over none": ([("2023-01-01", ""), ("2023-01-01", "2023-06-30")], [("2023-01-01", "2023-06-30")]),
    "one day is a span": ([("2023-01-01", "2023-01-01")], [("2023-01-01", "2023-01-01")]),
}


@pytest.mark.parametrize("case", CASES)
def test_spans_come_together(history: Connection, case: str) -> None:
    given, wanted = CASES[case]
    rows: list[Said] = [
        (1, "低保对象", "", None, date.fromisoformat(b), date.fromisoformat(e) if e else None) for b, e in given
    ]
    assert [(str(b), str(e)) for _, _, b, e in spans(history, rows)] == wanted


def test_where_an_identity_counts_from_the_next_month(history: Connection) -> None:
    rows: list[Said] = [
        (1, "低保对象", "", None, date(2023, 1, 1), date(2023, 1, 31)),
        (2, "低保对象", "", None, date(2023, 1, 31), None),
    ]
    assert spans(history, rows, from_next_month=True) == [(2, "低保对象", date(2023, 2, 1), OPEN)]


def test_who_is_missing_from_the_next_snapshot_has_lost_it_the_day_before(bureau: Bureau) -> None:
    stays, leaves = person(1), person(2)
    for day, people in (
        (date(2023, 1, 31), (stays, leaves)),
        (date(2023, 3, 31), (stays,)),
        (date(2023, 2, 28), (stays, leaves)),
    ):
        bureau.intake("identities", [holds(one, begins="") for one in people], as_of=day)
    found = bureau.sql("select person_id, begins, ends from warehouse.identity_span order by person_id")
    assert [(str(row["begins"]), str(row["ends"])) for row in found] == [
        ("2023-01-31", "9999-12-31"),
        ("2023-01-31", "2023-03-30"),
    ]


def test_another_office_does_not_end_a_span(history: Connection) -> None:
    rows: list[Said] = [
        (1, "低保对象", "民政", None, date(2023, 1, 1), None),
        (1, "低保对象", "乡村振兴", None, date(2023, 2, 1), date(2023, 3, 31)),
    ]
    assert spans(history, rows) == [(1, "低保对象", date(2023, 1, 1), OPEN)]


def snapshot(bureau: Bureau, day: str, *people: int, **more: str) -> str:
    """Load a full snapshot of a day; the notes that the operator reads."""
    rows = [holds(person(one), begins="", **more) for one in people]
    return "；".join(bureau.intake("identities", rows, as_of=date.fromisoformat(day)).notes)


def test_offices_whose_snapshots_name_no_source_are_told_that_they_end_each_others_spans(bureau: Bureau) -> None:
    assert "结束" not in snapshot(bureau, "2023-01-31", 1, 2, 3)
    notes = snapshot(bureau, "2023-02-15", 4)
    assert "使 3 段已有的身份结束" in notes
    assert "来源部门" in notes


def test_offices_that_name_themselves_end_nothing(bureau: Bureau) -> None:
    snapshot(bureau, "2023-01-31", 1, 2, source="民政")
    assert "结束" not in snapshot(bureau, "2023-02-15", 3, source="乡村振兴")


def test_who_has_left_an_office_s_roster_is_counted(bureau: Bureau) -> None:
    snapshot(bureau, "2023-01-31", 1, 2, source="民政")
    notes = snapshot(bureau, "2023-02-28", 1, source="民政")
    assert "使 1 段已有的身份结束" in notes
    assert "互相顶替" not in notes


def test_a_snapshot_that_comes_after_a_later_one_is_told_whom_that_has_ended(bureau: Bureau) -> None:
    snapshot(bureau, "2023-02-28", 1)
    assert "有 2 段身份没有写结束日期" in snapshot(bureau, "2023-01-31", 1, 2, 3)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_later_row_with_another_start_ends_the_span(bureau: Bureau, backwards: bool) -> None:
    rows = [holds(person(1)), holds(person(1), begins="2023-03-01", ends="2023-06-30")]
    for row in rows[::-1] if backwards else rows:
        bureau.intake("identities", [row])
    (span,) = bureau.sql("select begins, ends from warehouse.identity_span")
    assert (str(span["begins"]), str(span["ends"])) == ("2023-01-01", "2023-06-30")
