"""Who is over which line at the end of March: a fen below, at, a fen above, for every line of Hefei and Yingkou.

A case gives the person's identities, what was settled (self-pay, and by name own expense, kind of care, insurance), the
rule on whose list the person is, and the rule on whose early watch, which is apart from the list.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.warehouse.builder import Row, bill, holds, person, yingkou_person
from tests.warehouse.workplace import new_bureau


class Case(NamedTuple):
    """One person of the table."""

    identities: str
    settled: list[dict[str, Any]]
    listed: str = ""
    watched: str = ""


def paid(self_pay: str = "0", **more: Any) -> dict[str, Any]:
    """One settlement of the case."""
    return {"self_pay": self_pay, **more}


RULE = "hefei_return_to_poverty"
HEFEI = {
    "a fen below": Case("低保对象", [paid("9999.99")], watched=RULE),
    "at the line": Case("低保对象", [paid("10000.00")], watched=RULE),
    "a fen above": Case("低保对象", [paid("10000.01")], listed=RULE),
    "a fen above in three parts": Case("低保对象", [paid("3333.33"), paid("3333.34"), paid("3333.34")], listed=RULE),
    "at the line in three parts": Case("低保对象", [paid("3333.33"), paid("3333.33"), paid("3333.34")], watched=RULE),
    "own expense is not self-pay": Case("低保对象", [paid("100", own="50000")]),
    "what one is paid too much does not lower the rest": Case(
        "低保对象", [paid("10000.01"), paid("-500", hifp_pay="900", own="600")], listed=RULE
    ),
    "outpatient chronic care counts": Case("低保对象", [paid("10000.01", med_type="14")], listed=RULE),
    "ordinary outpatient care does not": Case("低保对象", [paid("90000", med_type="11")]),
    "pharmacies do not": Case("低保对象", [paid("90000", med_type="41")]),
    "emergency outpatient care does not": Case("低保对象", [paid("90000", med_type="13")]),
    "emergency that becomes a stay does": Case("低保对象", [paid("10000.01", med_type="24")], listed=RULE),
    "nobody's identity": Case("", [paid("90000")]),
    "stable former poor are not in the rule": Case("脱贫人口", [paid("90000")]),
    "ill poor on application are not in the rule": Case("因病致贫重病患者", [paid("90000")]),
    "orphans are": Case("孤儿", [paid("10000.01")], listed=RULE),
    "identity that ended the day before": Case("低保对象 2023-03-30", [paid("90000")]),
    "identity that ends on the last day": Case("低保对象 2023-03-31", [paid("10000.01")], listed=RULE),
    "two identities, one row": Case("低保对象,特困人员", [paid("10000.01")], listed=RULE),
    "employees too": Case("低保对象", [paid("10000.01", insutype="310")], listed=RULE),
    "invalid records do not count": Case("低保对象", [paid("90000", vali_flag="0")]),
    "insured elsewhere but on a roster here": Case("低保对象", [paid("10000.01", insu_admdvs="330100")], listed=RULE),
    "insured elsewhere and on no roster": Case("", [paid("90000", insu_admdvs="330100")]),
}
BACK, FALL, FALL_EMPLOYEE = "yingkou_return_to_poverty", "yingkou_fall_resident", "yingkou_fall_employee"
YINGKOU = {
    "assisted at the line": Case("低保对象", [paid("5000.00")], watched=BACK),
    "assisted a fen above": Case("低保对象", [paid("5000.01")], listed=BACK),
    "own expense is burden": Case("低保对象", [paid("0", own="5000.01")], listed=BACK),
    "what the hospital bears is not": Case(
        "低保对象", [paid("0", own="5000.01", ownpay_hosp_part="0.01")], watched=BACK
    ),
    "resident at the line": Case("", [paid("20000.00")], watched=FALL),
    "resident a fen above": Case("", [paid("20000.01")], listed=FALL),
    "employee at the line": Case("", [paid("50000.00", insutype="310")], watched=FALL_EMPLOYEE),
    "employee a fen above": Case("", [paid("50000.01", insutype="310")], listed=FALL_EMPLOYEE),
    "employee over the residents' line": Case("", [paid("20000.01", insutype="310")]),
    "employee near the line": Case("", [paid("40000.00", insutype="310")], watched=FALL_EMPLOYEE),
    "employee not so near": Case("", [paid("39999.99", insutype="310")]),
    "ill poor over 5,000": Case("因病致贫重病患者", [paid("5000.01")]),
    "ill poor over 20,000": Case("因病致贫重病患者", [paid("20000.01")], listed=FALL),
    "ill poor, employee, over 20,000": Case("因病致贫重病患者", [paid("20000.01", insutype="310")]),
    "ill poor, employee, over 50,000": Case(
        "因病致贫重病患者", [paid("50000.01", insutype="310")], listed=FALL_EMPLOYEE
    ),
    "former poor": Case("脱贫人口", [paid("5000.01")], listed=BACK),
    "former poor, monitored": Case("脱贫人口,防止返贫监测对象", [paid("5000.01")], listed=BACK),
    "assisted and over every line": Case("特困人员", [paid("60000")], listed=BACK),
    "assisted employee": Case("低保对象", [paid("5000.01", insutype="310")], listed=BACK),
    "no insurance known": Case("", [paid("20000.01", insutype="")], listed=FALL),
    "employee, then resident": Case("", [paid("15000", insutype="310"), paid("5000.01", insutype="390")], listed=FALL),
    "resident, then employee": Case("", [paid("15000"), paid("5000.01", insutype="310")]),
    "resident, then employee near the line": Case(
        "", [paid("35000"), paid("5000.01", insutype="310")], watched=FALL_EMPLOYEE
    ),
    "neither resident nor employee": Case("", [paid("20000.01", insutype="340")], listed=FALL),
    "a supplementary insurance decides nothing": Case(
        "", [paid("60000", insutype="310"), paid("10", insutype="330")], listed=FALL_EMPLOYEE
    ),
    "ordinary outpatient care": Case("低保对象", [paid("90000", med_type="11")]),
}
CASES = {"hefei": HEFEI, "yingkou": YINGKOU}
WHO: dict[str, Callable[[int], str]] = {"hefei": person, "yingkou": yingkou_person}
Found = dict[tuple[str, str], tuple[str, str]]


def settled(case: Case, number: int, certno: str) -> list[Row]:
    """The settlements of a case, one a day from the first of March."""
    rows = []
    for at, given in enumerate(case.settled, 1):
        cells = {"day": f"2023-03-{at:02d}", **given}
        rows.append(bill(f"C{number:03d}-{at}", certno, cells.pop("day"), cells.pop("self_pay"), **cells))
    return rows


def identities(case: Case, certno: str) -> list[Row]:
    """The identities of a case; a day behind a name is its end."""
    words = [word.partition(" ") for word in case.identities.split(",") if word]
    return [holds(certno, name, ends=end) for name, _, end in words]


@pytest.fixture(scope="module")
def found(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Every case of both places screened at once: (place, certno) → rules listed, rules watched."""
    result: Found = {}
    for place, cases in CASES.items():
        bureau = new_bureau(empty_workspace(place), tmp_path_factory.mktemp(place))
        told = [(n, WHO[place](n), case) for n, case in enumerate(cases.values(), 1)]
        bureau.intake("identities", [row for _, certno, case in told for row in identities(case, certno)])
        bureau.intake("settlements", [row for n, certno, case in told for row in settled(case, n, certno)])
        bureau.month("2023-03")
        said = bureau.sql("select person_id, rule, early_watch from screen.warning where status = 'new' order by rule")
        for n, certno, _ in told:
            mine = [row for row in said if str(row["person_id"]) == certno[:17]]
            rules = [[row["rule"] for row in mine if row["early_watch"] is early] for early in (False, True)]
            result[place, f"{n}"] = (",".join(rules[0]), ",".join(rules[1]))
    return result


@pytest.mark.parametrize("case", HEFEI)
def test_hefei(found: Found, case: str) -> None:
    assert found["hefei", f"{list(HEFEI).index(case) + 1}"] == (HEFEI[case].listed, HEFEI[case].watched)


@pytest.mark.parametrize("case", YINGKOU)
def test_yingkou(found: Found, case: str) -> None:
    assert found["yingkou", f"{list(YINGKOU).index(case) + 1}"] == (YINGKOU[case].listed, YINGKOU[case].watched)
