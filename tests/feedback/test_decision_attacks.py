"""Decisions that are corrected, and rosters that still carry old rows: the last word of a department holds."""

from collections.abc import Iterator
from datetime import date

import pytest

from monitor.config import EngineSettings
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.derived import view_identities
from monitor.warehouse.migrate import migrate
from tests.conftest import Bureau
from tests.feedback.receipts import decision, send
from tests.warehouse.builder import person

OPEN = "9999-12-31"
_ROSTER = "insert into warehouse.identity_row values (1, ?, 7, '', '低保对象', ?, ?, '民政局', null, date '2024-01-01')"
_DECISION = (
    "insert into warehouse.receipt_row values (1, 1, 1, 7, 'r', 202301, 'civil_affairs', '340121_civil_affairs', ?,"
    " '甲', null, null, 'x', '低保对象', ?, ?, ?, null, null, date '2024-01-01')"
)
Told = list[tuple[str | None, str | None, str | None]]
Decided = list[tuple[str, str, str | None, str | None]]
Spans = list[tuple[str, str]]
RECOGNISED: Decided = [("begins", "2023-03-05", "2023-03-05", None)]
OLD: Told = [(None, "2020-01-01", None)]
# Rosters are (snapshot's day, from, to), decisions (what becomes of the identity, made on, from, to).
CASES: dict[str, tuple[Told, Decided, Spans]] = {
    "a snapshot carries an expired row": (
        [("2023-03-31", "2020-01-01", "2022-12-31")], RECOGNISED,
        [("2020-01-01", "2022-12-31"), ("2023-03-05", OPEN)],
    ),
    "a snapshot carries a row of days to come": (
        [("2023-03-31", "2023-06-01", None)], RECOGNISED, [("2023-03-05", OPEN)],
    ),
    "renewed from the original day": (
        [(None, "2020-01-01", "2022-12-31")], [("begins", "2023-03-05", "2020-01-01", None)], [("2020-01-01", OPEN)],
    ),
    "an end is not undone by a row of days to come": (
        [*OLD, ("2023-03-31", "2023-06-01", None)],
        [("ends", "2023-03-12", "2023-03-10", None)],
        [("2020-01-01", "2023-03-09"), ("2023-06-01", OPEN)],
    ),
    "recognised from a later day after all": (
        [], [("begins", "2023-02-20", "2023-01-01", None), ("begins", "2023-02-21", "2023-03-01", None)],
        [("2023-03-01", OPEN)],
    ),
    "recognised from a later day, before a snapshot": (
        [("2023-02-28", None, None)],
        [("begins", "2023-02-20", "2023-01-01", None), ("begins", "2023-02-21", "2023-02-10", None)],
        [("2023-02-10", OPEN)],
    ),
    "recognised, then refused": (
        [], [("begins", "2023-02-20", "2023-02-20", None), ("refused", "2023-02-21", None, None)], [],
    ),
    "refused, then recognised": (
        [], [("refused", "2023-02-20", None, None), ("begins", "2023-02-21", "2023-02-21", None)],
        [("2023-02-21", OPEN)],
    ),
    "ended later after all": (
        OLD, [("ends", "2023-02-20", "2023-02-01", None), ("ends", "2023-02-21", "2023-06-01", None)],
        [("2020-01-01", "2023-05-31")],
    ),
    "ended, then unchanged": (
        OLD, [("ends", "2023-02-20", "2023-02-20", None), ("stays", "2023-02-21", None, None)],
        [("2020-01-01", OPEN)],
    ),
    "unchanged, then ended": (
        OLD, [("stays", "2023-02-20", None, None), ("ends", "2023-02-21", "2023-02-20", None)],
        [("2020-01-01", "2023-02-19")],
    ),
    "recognised for a time after all": (
        [], [("begins", "2023-02-20", "2023-02-20", None), ("begins", "2023-02-21", "2023-02-20", "2023-06-30")],
        [("2023-02-20", "2023-06-30")],
    ),
    "renewed at its end": (
        [], [("begins", "2023-01-01", "2023-01-01", "2023-06-30"), ("begins", "2023-06-20", "2023-08-01", None)],
        [("2023-01-01", "2023-06-30"), ("2023-08-01", OPEN)],
    ),
    "refused anew after it had run out": (
        [], [("begins", "2023-01-01", "2023-01-01", "2023-06-30"), ("refused", "2023-09-01", None, None)],
        [("2023-01-01", "2023-06-30")],
    ),
    "ended, recognised again, refused": (
        [],
        [
            ("begins", "2023-01-01", "2023-01-01", None), ("ends", "2023-03-01", "2023-03-01", None),
            ("begins", "2023-05-01", "2023-05-01", None), ("refused", "2023-05-02", None, None),
        ],
        [("2023-01-01", "2023-02-28")],
    ),
    "recognised between two ends": (
        OLD,
        [
            ("ends", "2023-03-01", "2023-03-01", None), ("begins", "2023-05-01", "2023-05-01", None),
            ("ends", "2023-07-01", "2023-07-01", None),
        ],
        [("2020-01-01", "2023-02-28"), ("2023-05-01", "2023-06-30")],
    ),
    "two words of one day": (
        [], [("begins", "2023-02-20", "2023-02-01", None), ("begins", "2023-02-20", "2023-03-01", None)],
        [("2023-02-01", OPEN)],
    ),
}  # fmt: skip
# The same through the intake: the second decision is made a day after the first.
SENT = {
    "later": (
        ("认定身份", "特困人员", "2023-01-01", ""), ("认定身份", "特困人员", "2023-03-01", ""), [f"2023-03-01 {OPEN}"],
    ),
    "refused": (("认定身份", "特困人员", "2023-02-20", ""), ("不予认定", "特困人员", "", ""), []),
    "shorter": (
        ("认定身份", "特困人员", "2023-02-20", ""), ("认定身份", "特困人员", "2023-02-20", "2023-06-30"),
        ["2023-02-20 2023-06-30"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty warehouse."""
    with warehouse(tmp_path_factory.mktemp("spans") / "spans.duckdb", EngineSettings(threads=1)) as connection:
        migrate(connection)
        yield connection


def spans(con: Connection, told: Told, decided: Decided) -> Spans:
    """The spans of one person after these rosters and decisions."""
    con.execute("delete from warehouse.identity_row; delete from warehouse.receipt_row")
    for row in told:
        con.execute(_ROSTER, row)
    for span, made_on, begins, ends in decided:
        con.execute(_DECISION, [made_on, span, begins, ends])
    view_identities(con)
    statements.make_temp(con, "found", "2_warehouse/identity_span", from_next_month=False)
    found = con.execute("select begins, ends from found where person_id = 7 order by begins").fetchall()
    return [(str(begins), str(ends)) for begins, ends in found]


@pytest.mark.parametrize("case", CASES)
def test_the_last_word_holds(con: Connection, case: str) -> None:
    told, decided, expected = CASES[case]
    assert spans(con, told, decided) == expected


@pytest.mark.parametrize("case", CASES)
def test_the_order_of_loading_does_not_matter(con: Connection, case: str) -> None:
    told, decided, expected = CASES[case]
    assert spans(con, told[::-1], decided[::-1]) == expected


@pytest.mark.parametrize("case", SENT)
def test_a_decision_is_corrected_by_reporting_again(issued: Bureau, case: str) -> None:
    first, second, expected = SENT[case]
    for day, (word, identity, begins, ends) in zip(("2023-02-20", "2023-02-21"), (first, second), strict=True):
        said = decision(issued, 1, word, identity, 入户日期=day, 开始日期=begins, 结束日期=ends)
        send(issued, said, on=date(2023, 2, 25))
    found = issued.sql(
        "select concat(begins, ' ', ends) as days from warehouse.identity_span"
        f" where person_id = {person(1)[:17]} and identity = '特困人员'"
    )
    assert [row["days"] for row in found] == expected
