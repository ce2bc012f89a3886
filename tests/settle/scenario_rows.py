"""The rows of scenarios as files of the bureau: each person of a table is a synthetic person of the place.

Only tables of benefits that suppose no figures of the operator, and only the rows of one year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from monitor.policy import Pack
from monitor.policy.scenarios import Case, Scenario, load_scenarios
from monitor.settle.scenarios import payments, spans_of
from tests.warehouse.builder import Row, bill, holds, person, refund, resident

CODES = {"inpatient": "21", "outpatient_chronic": "14", "outpatient": "11", "emergency": "13", "pharmacy": "41"}
DRUG_CODE = "9904"
_INSURANCE = {"resident": "390", "employee": "310", "other": "320"}
_FILED = {"referred": "转诊", "resident_elsewhere": "异地安置", "emergency": "急诊"}


@dataclass(frozen=True)
class Told:
    """One row of a table with its person and the id of its settlement."""

    scenario: Scenario
    case: Case
    certno: str
    setl_id: str


def told(pack: Pack, year: int, region: str) -> list[Told]:
    """The rows of a year, person after person."""
    found: list[Told] = []
    people: dict[tuple[str, str], str] = {}
    for scenario in load_scenarios(pack):
        if scenario.kind == "benefit" and not scenario.parameters:
            for case in (case for case in scenario.cases if case.day.year == year):
                certno = people.setdefault((scenario.name, case.person), person(len(people) + 1, region))
                found.append(Told(scenario, case, certno, f"S{len(found):04d}"))
    return found


def people(rows: list[Told], county: str, township: str) -> list[Row]:
    """The persons' roster."""
    return [resident(certno, township, county) for certno in dict.fromkeys(one.certno for one in rows)]


def identities(rows: list[Told], year: int) -> list[Row]:
    """The identities' roster."""
    held = {
        (one.certno, span.name, max(span.first, date(year, 1, 1)), span.last)
        for one in rows
        for span in spans_of(one.scenario.cases, one.case.person)
    }
    return [
        holds(certno, name, first.isoformat(), "" if last == date.max else last.isoformat())
        for certno, name, first, last in sorted(held)
    ]


def referrals(rows: list[Told]) -> list[Row]:
    """Filings for the day of whoever was referred, lives elsewhere, or was an emergency."""
    return [
        {"certno": one.certno, "kind": word, "begndate": str(one.case.day), "enddate": str(one.case.day)}
        for one in rows
        for fact, word in _FILED.items()
        if fact in one.case.facts and not (fact == "referred" and "resident_elsewhere" in one.case.facts)
    ]


def settlements(pack: Pack, rows: list[Told]) -> Iterator[Row]:
    """The settlements, and the refunds of those that are undone."""
    for one in rows:
        row = _settlement(pack, one)
        yield row
        if one.case.refunded:
            yield refund(row, f"{one.setl_id}R", str(one.case.day))


def _settlement(pack: Pack, one: Told) -> Row:
    case = one.case
    paid = {column: _yuan(fen) for column, fen in payments(pack, case).items()}
    funds = sum((amount for column, amount in paid.items() if column != "ownpay_hosp_part"), Decimal(0))
    basic = {} if case.left_fen < 0 else {"hifp_pay": "1000"}
    facts: Mapping[str, Any] = {
        "med_type": CODES.get(case.kind, DRUG_CODE),
        "insutype": _INSURANCE[case.insurance],
        "fix_blng_admdvs": _where(pack, case),
        "fixmedins_code": "H1" if "designated" in case.facts else "",
    }
    left = str(_yuan(case.left_fen) - funds)
    return bill(one.setl_id, one.certno, str(case.day), left, str(_yuan(case.own_fen)), **paid, **basic, **facts)


def _where(pack: Pack, case: Case) -> str:
    if "treated_here" in case.facts:
        return pack.division.ljust(6, "1")
    return pack.division[:2] + "9901" if "in_province" in case.facts else "110101"


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
