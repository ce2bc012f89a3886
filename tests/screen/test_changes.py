"""Why a month's list is other than the issue before it, or than the month's own issue: each cause on a small case.

One bureau holds all cases, a person each: January issued, then everything else loaded; January and February are
compared with what was issued.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.compute import compute
from monitor.issued_under import changed_since
from monitor.lists.freeze import issue_of
from monitor.screen.changes import CAUSES, compare, finish
from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, refund, resident
from tests.warehouse.workplace import new_bureau

Found = dict[int, dict[int, tuple[str, str]]]
(
    CROSSES,
    DOUBLES,
    STAYS,
    LATE,
    LATE_MORE,
    UNDONE,
    LESS,
    NEGATIVE,
    NEWER,
    ENDS,
    BEGINS,
    LEARNED,
    MERGED,
    OLD,
    SAID,
    NEW,
) = range(1, 17)
EARLIER = {UNDONE: "12000", LESS: "12000", NEWER: "12000"}
ROSTER = [holds(person(who)) for who in range(1, 17) if who not in (ENDS, BEGINS, LEARNED)]
FIRST = [
    bill("CR1", person(CROSSES), "2023-01-05", "9000"),
    bill("DO1", person(DOUBLES), "2023-01-05", "11000"),
    bill("ST1", person(STAYS), "2023-01-05", "11000"),
    bill("LA1", person(LATE), "2023-01-05", "9000"),
    bill("LM1", person(LATE_MORE), "2023-01-05", "11000"),
    bill("UN1", person(UNDONE), "2023-01-05", "12000"),
    bill("LE1", person(LESS), "2023-01-05", "12000"),
    bill("NE1", person(NEGATIVE), "2023-01-05", "12000"),
    bill("NW1", person(NEWER), "2023-01-05", "12000", updt_time="2023-01-05 10:00:00"),
    bill("EN1", person(ENDS), "2023-01-05", "12000"),
    bill("BE1", person(BEGINS), "2023-01-05", "12000"),
    bill("LR1", person(LEARNED), "2023-01-05", "12000"),
    bill("ME1", person(MERGED), "2023-01-05", "6000"),
    bill("OL1", person(OLD), "2023-01-05", "6000"),
    bill("SA1", person(SAID), "2023-01-05", "9000"),
]
LATER = [
    bill("CR2", person(CROSSES), "2023-02-05", "1000.01"),
    bill("DO2", person(DOUBLES), "2023-02-05", "9000"),
    bill("ST2", person(STAYS), "2023-02-05", "1"),
    bill("LA2", person(LATE), "2023-01-06", "2000"),
    bill("LM2", person(LATE_MORE), "2023-01-06", "2000"),
    refund(FIRST[5], "UN2", "2023-02-03"),
    refund(FIRST[6], "LE2", "2023-02-03", "0.10"),
    bill("NE2", person(NEGATIVE), "2023-02-05", "-3000"),
    bill("NW1", person(NEWER), "2023-01-05", "8000", updt_time="2023-02-05 10:00:00"),
    bill("SA2", person(SAID), "2023-01-06", "2000"),
    bill("NE3", person(NEW), "2023-02-06", "10000.01"),
]
RENUMBERED = {
    "old_certno": person(OLD), "new_certno": person(MERGED), "changed_on": "2023-01-20", "evidence": "户口簿",
    "handled_by": "测试",
}  # fmt: skip


@contextmanager
def compared(bureau: Bureau, month: int, against: int) -> Iterator[Connection]:
    """A month computed and compared with the issue of another (or its own), undone afterwards."""
    with open_warehouse(bureau.config) as con:
        con.execute("begin transaction")
        compute(con, bureau.config, bureau.pack, month // 100, month % 100, keep=True)
        otherwise = bool(changed_since(con, bureau.config, bureau.pack, against))
        compare(con, issue_of(con, against), month, is_set_otherwise=otherwise)
        yield con
        finish(con)
        con.execute("rollback")


def changes(bureau: Bureau, month: int) -> dict[int, tuple[str, str]]:
    """Person → (change, cause) against January's issue; who stays as issued is left out."""
    query = "select person_id, change, cause from change_cause where change <> 'stays' or cause <> ''"
    with compared(bureau, month, 202301) as con:
        found = con.execute(query).fetchall()
    known = {int(person(who)[:17]): who for who in range(1, 21)}
    return {known[number]: (change, cause) for number, change, cause in found}


@pytest.fixture(scope="module")
def found(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Month → changes, of the bureau with all cases."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("changes"))
    bureau.intake("persons", [resident(person(who)) for who in range(1, 17)])
    bureau.intake(
        "identities", [*ROSTER, holds(person(ENDS), ends="2023-02-10"), holds(person(BEGINS), begins="2023-02-10")]
    )
    bureau.intake("settlements", FIRST)
    bureau.month("2023-01")
    bureau.intake("settlements", LATER)
    bureau.intake("identities", [holds(person(LEARNED)), holds(person(SAID))])
    bureau.intake("renumbered", [RENUMBERED])
    return {month: changes(bureau, month) for month in (202301, 202302)}


@pytest.mark.parametrize(
    ("who", "of_january", "of_february"),
    [
        pytest.param(CROSSES, None, ("in", "crossed"), id="a line passed in the month itself"),
        pytest.param(DOUBLES, None, ("escalated", "crossed"), id="another whole line"),
        pytest.param(STAYS, None, None, id="who stays has no cause"),
        pytest.param(LATE, ("in", "late_settlement"), ("in", "late_settlement"), id="a settlement after the issue"),
        pytest.param(LATE_MORE, ("changed", "late_settlement"), ("stays", "late_settlement"), id="of somebody listed"),
        pytest.param(UNDONE, ("out", "refund"), ("out", "refund"), id="a refund"),
        pytest.param(LESS, ("changed", "refund"), ("stays", "refund"), id="a refund of a part"),
        pytest.param(NEGATIVE, None, ("out", "refund"), id="a negative record that names nothing"),
        pytest.param(NEWER, ("out", "corrected"), ("out", "corrected"), id="a later version of a settlement"),
        pytest.param(ENDS, None, ("out", "identity"), id="an identity that ends"),
        pytest.param(BEGINS, None, ("in", "identity"), id="an identity that begins"),
        pytest.param(LEARNED, ("in", "identity"), ("in", "identity"), id="an identity learned late"),
        pytest.param(MERGED, ("in", "merged"), ("in", "merged"), id="two numbers that became one"),
        pytest.param(SAID, ("in", "late_settlement"), ("in", "late_settlement"), id="a roster that says it again"),
        pytest.param(NEW, None, ("in", "crossed"), id="somebody never seen before"),
    ],
)  # fmt: skip
def test_each_change_has_its_cause(
    found: Found, who: int, of_january: tuple[str, str] | None, of_february: tuple[str, str] | None
) -> None:
    assert (found[202301].get(who), found[202302].get(who)) == (of_january, of_february)


def test_nobody_else_changes(found: Found) -> None:
    assert set(found[202301]) | set(found[202302]) == set(range(1, 17)) - {STAYS, OLD}


def test_a_setting_that_became_another(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(person(1))])
    bureau.intake(
        "settlements",
        [bill("A", person(1), "2023-01-05", "12000", med_type="11"), bill("B", person(2), "2023-01-05", "1")],
    )
    bureau.month("2023-01")
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(
        text.replace("[intake.med_types]", '[intake.med_types]\n11 = "inpatient" #'), encoding="utf-8"
    )
    assert changes(bureau, 202301) == {1: ("in", "parameter")}


def test_without_an_issue_everybody_comes_in(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", [bill("A", person(1), "2023-01-05", "12000")])
    assert changes(bureau, 202301) == {1: ("in", "crossed")}


def test_every_cause_has_a_chinese_name() -> None:
    named = {"late_settlement", "refund", "corrected", "identity", "roster", "parameter", "merged", "other", "crossed"}
    assert set(CAUSES) == named
