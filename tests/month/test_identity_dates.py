"""R99: from when to when an identity counts: in Yingkou from the day of recognition (003 art. 13), last day inclusive.

Everybody has one stay of 6,000.00 in scope on 10 March 2023. A case gives the identities, what assistance owes for the
stay, and what the twelve months before an application give once.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, yingkou_person
from tests.warehouse.workplace import new_bureau

POOR, MARGINAL, ILL = "低保对象", "低保边缘家庭成员", "因病致贫重病患者"
HERE = {"fixmedins_code": "H1", "fix_blng_admdvs": "210881"}


class Case(NamedTuple):
    """Identities as (name, first day, last day); yuan owed by the stay; yuan of the application's look-back."""

    held: tuple[tuple[str, str, str], ...]
    owed: str
    looked_back: str = ""
    is_late: bool = False


CASES = {
    "granted before the cost": Case(((POOR, "2023-03-09", ""),), "4200.00"),
    "granted on the day of the cost": Case(((POOR, "2023-03-10", ""),), "4200.00"),
    "granted after the cost": Case(((POOR, "2023-03-11", ""),), ""),
    "revoked before the cost": Case(((POOR, "2022-01-01", "2023-03-09"),), ""),
    "revoked on the day of the cost": Case(((POOR, "2022-01-01", "2023-03-10"),), "4200.00"),
    "revoked after the cost": Case(((POOR, "2022-01-01", "2023-03-11"),), "4200.00"),
    "revoked, and granted again after the cost": Case(
        ((POOR, "2022-01-01", "2023-03-05"), (POOR, "2023-03-15", "")), ""
    ),
    "another identity from the day of the cost": Case(
        ((MARGINAL, "2022-01-01", "2023-03-09"), (POOR, "2023-03-10", "")), "4200.00"
    ),
    "two identities on the day: the better one": Case(
        ((MARGINAL, "2022-01-01", ""), (POOR, "2023-03-01", "")), "4200.00"
    ),
    "backdated, learned of after the month was issued": Case(((POOR, "2023-01-01", ""),), "4200.00", is_late=True),
    "ill, applied after the cost": Case(((ILL, "2023-03-15", ""),), "", looked_back="500.00"),
    "ill, applied on the day of the cost": Case(((ILL, "2023-03-10", ""),), "500.00"),
}
NUMBERS = {case: yingkou_person(number) for number, case in enumerate(CASES, 1)}


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """March issued, then what was late learned, then April issued."""
    made = new_bureau(empty_workspace("yingkou"), tmp_path_factory.mktemp("identity"))
    early, late = (
        [holds(NUMBERS[name], *span) for name, case in CASES.items() if case.is_late is is_late for span in case.held]
        for is_late in (False, True)
    )
    made.intake("identities", early)
    made.intake("settlements", [bill(f"S{one}", one, "2023-03-10", "6000", **HERE) for one in NUMBERS.values()])
    made.month("2023-03")
    made.intake("identities", late, on=date(2023, 4, 20))
    made.intake("settlements", [bill("X", yingkou_person(900), "2023-04-10", "1", **HERE)])
    made.month("2023-04")
    return made


def amount(bureau: Bureau, query: str, case: str) -> str:
    (row,) = bureau.sql(query.format(person=NUMBERS[case][:17]))
    return str(row["amount"] or "")


def test_there_are_twelve() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("case", CASES)
def test_what_assistance_owes_for_the_stay(bureau: Bureau, case: str) -> None:
    owed = """select nullif(sum(entitled), 0) as amount from settle.entitlement
        where person_id = {person} and layer = 'assistance'"""
    assert amount(bureau, owed, case) == CASES[case].owed


@pytest.mark.parametrize("case", CASES)
def test_what_the_twelve_months_before_an_application_give(bureau: Bureau, case: str) -> None:
    found = """select sum(amount) as amount from screen.worklist
        where list = 'look_back' and month = 202303 and person_id = {person}"""
    assert amount(bureau, found, case) == CASES[case].looked_back


def test_the_row_says_which_identity_since_when_and_by_which_rule(bureau: Bureau) -> None:
    done = bureau.month("2023-04")
    rows = {row.certno: row for row in done.issue.rows if row.rule_id == "yingkou_return_to_poverty"}
    since = {case: rows[NUMBERS[case]].identity_since for case in CASES if NUMBERS[case] in rows}
    assert since["granted after the cost"] == date(2023, 3, 11)
    assert since["backdated, learned of after the month was issued"] == date(2023, 1, 1)
    assert rows[NUMBERS["another identity from the day of the cost"]].identity == POOR
    assert "revoked before the cost" not in since
    page = (done.folder / "bureau.html").read_text(encoding="utf-8")
    assert "自2023年3月11日" in page
    assert "第十六条" in page or "第十四条" in page


def test_who_was_granted_late_is_told_as_learned_later(bureau: Bureau) -> None:
    (row,) = [
        row for row in bureau.month("2023-04").issue.rows
        if row.certno == NUMBERS["backdated, learned of after the month was issued"]
    ]  # fmt: skip
    assert (row.status, row.first_month) == ("new", "2023-03")
    assert "后来才补到" in row.correction_cause
