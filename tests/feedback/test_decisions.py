"""Decisions on identities: what holds on which day beside the rosters, and that the next month computes with it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from monitor.config import EngineSettings
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.derived import view_identities
from monitor.warehouse.migrate import migrate
from tests.conftest import Bureau
from tests.feedback.receipts import decision, listed, next_month, send
from tests.warehouse.builder import Row, bill, holds, person

OPEN = "9999-12-31"
_ROSTER = "insert into warehouse.identity_row values (1, ?, ?, '', '低保对象', ?, ?, '民政局', null, date '2024-01-01')"
_DECISION = (
    "insert into warehouse.receipt_row values (1, 1, 1, 7, 'r', 202301, 'civil_affairs', '340121_civil_affairs', ?,"
    " '甲', null, null, 'x', '低保对象', ?, ?, ?, null, null, date '2024-01-01')"
)
Spans = list[tuple[str, str]]
# Snapshots are the days of full rosters, True where the person is on them; rosters are dateless rows (begins, ends);
# decisions are (begins or ends, made on, from, to).
CASES: dict[str, tuple[dict[str, bool], list[tuple[str, str]], list[tuple[str, str, str, str]], Spans]] = {
    "recognised": ({}, [], [("begins", "2023-03-05", "2023-03-05", "")], [("2023-03-05", OPEN)]),
    "recognised for a time": (
        {}, [], [("begins", "2023-03-05", "2023-03-05", "2023-06-30")], [("2023-03-05", "2023-06-30")],
    ),
    "recognised from an earlier day": (
        {}, [], [("begins", "2023-03-05", "2023-01-01", "")], [("2023-01-01", OPEN)],
    ),
    "a roster takes over and loses it": (
        {"2023-03-31": True, "2023-06-30": False},
        [],
        [("begins", "2023-03-05", "2023-03-05", "")],
        [("2023-03-05", "2023-06-29")],
    ),
    "a roster of before says nothing of it": (
        {"2023-01-31": True, "2023-02-28": False, "2023-03-31": False},
        [],
        [("begins", "2023-03-05", "2023-01-15", "")],
        [("2023-01-15", OPEN)],
    ),
    "a row with an end that begins with it": (
        {}, [("2023-03-05", "2023-06-30")], [("begins", "2023-03-05", "2023-03-05", "")],
        [("2023-03-05", "2023-06-30")],
    ),
    "ended on a roster's row": (
        {}, [("2020-01-01", "")], [("ends", "2023-03-10", "2023-03-10", "")], [("2020-01-01", "2023-03-09")],
    ),
    "ended on snapshots": (
        {"2023-02-28": True}, [], [("ends", "2023-03-10", "2023-03-10", "")], [("2023-02-28", "2023-03-09")],
    ),
    "ended, and a later snapshot says it again": (
        {"2023-02-28": True, "2023-05-31": True},
        [],
        [("ends", "2023-03-10", "2023-03-10", "")],
        [("2023-02-28", "2023-03-09"), ("2023-05-31", OPEN)],
    ),
    "ended with an earlier day, after a snapshot": (
        {"2023-03-15": True}, [], [("ends", "2023-03-20", "2023-03-01", "")], [],
    ),
    "ended from a day to come": (
        {}, [("2020-01-01", "")], [("ends", "2023-03-10", "2023-04-01", "")], [("2020-01-01", "2023-03-31")],
    ),
    "ended, then a new row of a roster": (
        {}, [("2020-01-01", ""), ("2023-06-01", "")], [("ends", "2023-03-10", "2023-03-10", "")],
        [("2020-01-01", "2023-03-09"), ("2023-06-01", OPEN)],
    ),
    "ended and recognised again": (
        {}, [("2020-01-01", "")],
        [("ends", "2023-03-10", "2023-03-10", ""), ("begins", "2023-05-01", "2023-05-01", "")],
        [("2020-01-01", "2023-03-09"), ("2023-05-01", OPEN)],
    ),
    "ended by mistake and restored": (
        {}, [("2020-01-01", "")],
        [("ends", "2023-03-10", "2023-03-10", ""), ("begins", "2023-03-20", "2023-03-10", "")],
        [("2020-01-01", OPEN)],
    ),
    "recognised and then ended": (
        {}, [], [("begins", "2023-03-05", "2023-03-05", ""), ("ends", "2023-04-10", "2023-04-10", "")],
        [("2023-03-05", "2023-04-09")],
    ),
    "recognised and taken back": (
        {}, [], [("begins", "2023-03-05", "2023-03-05", ""), ("ends", "2023-03-20", "2023-03-05", "")], [],
    ),
    "ended twice": (
        {"2023-04-30": True}, [("2020-01-01", "2021-12-31")],
        [("ends", "2023-03-10", "2021-06-01", ""), ("ends", "2023-05-10", "2023-05-10", "")],
        [("2020-01-01", "2021-05-31"), ("2023-04-30", "2023-05-09")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty warehouse."""
    with warehouse(tmp_path_factory.mktemp("spans") / "spans.duckdb", EngineSettings(threads=1)) as connection:
        migrate(connection)
        yield connection


def spans(con: Connection, case: str) -> Spans:
    """The spans of one person who is on these rosters and about whom these decisions were made."""
    snapshots, rosters, decisions, _expected = CASES[case]
    con.execute("delete from warehouse.identity_row; delete from warehouse.receipt_row")
    rows = [(day, 7 if is_on else 8, None, None) for day, is_on in snapshots.items()]
    rows += [(None, 7, begins, ends or None) for begins, ends in rosters]
    for as_of, who, begins, ends in rows:
        con.execute(_ROSTER, [as_of, who, begins, ends])
    for span, made_on, begins, ends in decisions:
        con.execute(_DECISION, [made_on, span, begins, ends or None])
    view_identities(con)
    statements.make_temp(con, "found", "2_warehouse/identity_span", from_next_month=False)
    found = con.execute("select begins, ends from found where person_id = 7 order by begins").fetchall()
    return [(str(begins), str(ends)) for begins, ends in found]


@pytest.mark.parametrize("case", CASES)
def test_what_holds_beside_the_rosters(con: Connection, case: str) -> None:
    assert spans(con, case) == CASES[case][3]


def test_an_identity_that_was_ended_leaves_the_list(issued: Bureau) -> None:
    send(issued, decision(issued, 1, "取消身份", "低保对象"))
    row = listed(next_month(issued, "2023-02", (1, "10")), 1)
    assert (row.status, row.identity, row.visits[0].decision) == ("gone", "", "end")


def test_a_stronger_identity_is_told_on_the_next_list(issued: Bureau) -> None:
    send(issued, decision(issued, 1, "认定身份", "五保"))
    row = listed(next_month(issued, "2023-02"), 1)
    assert (row.identity, row.identity_since) == ("特困人员", date(2023, 2, 20))


def marginal(bureau: Bureau) -> Bureau:
    """January's list of somebody whose family is on the margin of 低保."""
    bureau.intake("identities", [holds(person(1), "低保边缘家庭成员")])
    bureau.intake("settlements", [bill("S1", person(1), "2023-01-10", "12000")])
    bureau.month("2023-01")
    return bureau


def treated(setl_id: str, day: str) -> Row:
    """A thousand yuan left to person 1 by a hospital of the city that is designated."""
    return bill(setl_id, person(1), day, "1000", fixmedins_code="H1", fix_blng_admdvs="340121")


def assistance(bureau: Bureau) -> list[str]:
    """What the general assistance should have paid for each settlement of February on."""
    found = bureau.sql(
        "select entitled from settle.entitlement where layer = 'assistance' and month > 1 order by row_id"
    )
    return [str(row["entitled"]) for row in found]


def test_assistance_follows_a_decision_from_its_day(bureau: Bureau) -> None:
    """Of 1,000 yuan 大病 pays 低保 65 % (000 二(四)), 救助 75 % of the rest (二(五)); the margin gets nothing yet."""
    marginal(bureau)
    send(bureau, decision(bureau, 1, "认定身份", "低保对象"))
    bureau.intake("settlements", [treated("S2", "2023-02-19"), treated("S3", "2023-02-20")])
    bureau.month("2023-02")
    assert assistance(bureau) == ["0.00", "262.50"]


def test_without_the_decision_there_is_none(bureau: Bureau) -> None:
    marginal(bureau)
    bureau.intake("settlements", [treated("S3", "2023-02-20")])
    bureau.month("2023-02")
    assert assistance(bureau) in (["0.00"], [])


def test_a_decision_of_before_settles_the_closed_months_again(issued: Bureau) -> None:
    day = date(2023, 1, 1) + timedelta(days=8)
    send(issued, decision(issued, 1, "取消身份", "低保对象", 开始日期=day.isoformat()))
    assert issued.sql("select year from settle.dirty") == [{"year": 2023}]
