"""The rows of a month's issue, read from the warehouse: one per warning, with whom it is about and what it is made of.

Comes in: the warehouse with the month screened and its worklists made, the rules and the plan of the year. Goes out:
numbered `IssueRow`s with the number of each person, the same whatever order the warehouse gives. Never writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from monitor.lists.issue import IssueRow, Visit
from monitor.lists.masking import mask_in_text
from monitor.lists.owed import Help, help_open
from monitor.policy import Rule
from monitor.settle.plan import EntitlementPlan
from monitor.warehouse import secret, statements
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

_AMOUNTS: Final = (
    "medfee", "in_scope", "basic", "catastrophic", "assistance", "other_funds", "hospital", "self_pay", "own_expense",
    "preself", "burden",
)  # fmt: skip


@dataclass(frozen=True)
class _Known:
    """What is known beside the warnings themselves, by person, by (person, rule), by code or by id."""

    month_end: date
    key: bytes
    people: Mapping[int, dict[str, Any]]
    identities: Mapping[int, list[tuple[str, date]]]
    ended: Mapping[int, list[str]]
    crossed: Mapping[tuple[int, str], date]
    departed: Mapping[int, str]
    help_open: Mapping[int, Help]
    cases: Mapping[tuple[int, str], dict[str, Any]]
    visits: Mapping[tuple[int, str], tuple[Visit, ...]]
    places: Mapping[str, str]
    rules: Mapping[str, Rule]


def issue_rows(
    con: Connection,
    key: bytes,
    rules: Iterable[Rule],
    plan: EntitlementPlan,
    month_end: date,
    issued_on: date,
    *,
    is_correction: bool = False,
) -> list[tuple[IssueRow, int]]:
    """The month's rows in order, numbered from 1, each with its person_id; `key` makes the codes of persons.

    A correction tells whoever was told before at the place of then: to the offices that had the original.
    """
    known = _known(con, key, rules, plan, month_end, issued_on)
    year, month = month_end.year, month_end.month
    through = month if is_correction else month - 1
    asked = {"year": year, "month": month, "through": through, "as_told": is_correction}
    warned = statements.records(con, "5_lists/warned", **asked)
    made = ((_row(row, known), int(row["person_id"])) for row in warned)
    ordered = sorted(made, key=lambda pair: _order(pair[0]))
    return [(_numbered(one, number), person_id) for number, (one, person_id) in enumerate(ordered, start=1)]


def _known(
    con: Connection, key: bytes, rules: Iterable[Rule], plan: EntitlementPlan, month_end: date, issued_on: date
) -> _Known:
    month = month_end.year * 100 + month_end.month
    asked = {"month": month, "month_end": month_end}
    identities: dict[int, list[tuple[str, date]]] = {}
    for row in statements.records(con, "5_lists/warned_identity", **asked):
        identities.setdefault(row["person_id"], []).append((row["identity"], row["since"]))
    ended: dict[int, list[str]] = {}
    for row in statements.records(con, "5_lists/warned_identity_ended", **asked, first_day=month_end.replace(day=1)):
        ended.setdefault(row["person_id"], []).append(row["identity"])
    crossed = statements.records(con, "5_lists/crossing", **asked)
    return _Known(
        month_end=month_end,
        key=key,
        people={
            row["person_id"]: row for row in statements.records(con, "5_lists/told_person", **asked, of_worklists=False)
        },
        identities=identities,
        ended=ended,
        crossed={(row["person_id"], row["rule"]): row["crossed_on"] for row in crossed},
        departed=dict(statements.rows(con, "5_lists/departed", month=month)),
        help_open=help_open(con, plan, month),
        cases=_cases(con, month_end, issued_on),
        visits=_visits(con, month_end),
        places=_places(con, month_end),
        rules={rule.id: rule for rule in rules},
    )


def _places(con: Connection, month_end: date) -> dict[str, str]:
    return {row["code"]: row["name"] for row in statements.records(con, "5_lists/region_named", month_end=month_end)}


def _cases(con: Connection, month_end: date, issued_on: date) -> dict[tuple[int, str], dict[str, Any]]:
    """How the case of each row of the official list stands, as an issue row says it."""
    statements.run(con, "5_lists/macros")
    statements.make_temp(con, "receipt_month", "5_lists/receipt_month")
    statements.make_temp(con, "death_word", "5_lists/death_word")
    asked = {"year": month_end.year, "month": month_end.month, "issued_on": issued_on}
    return {
        (row["person_id"], row["rule"]): {
            "case_state": row["state"],
            "case_since": _month_text(row["since"]),
            "case_months": row["months"],
            "reopened": row["is_reopened"],
        }
        for row in statements.records(con, "5_lists/warned_case", **asked)
    }


def _visits(con: Connection, month_end: date) -> dict[tuple[int, str], tuple[Visit, ...]]:
    found: dict[tuple[int, str], list[Visit]] = {}
    for person_id, rule, *said in statements.rows(
        con, "5_lists/warned_visit", year=month_end.year, month=month_end.month
    ):
        visit = Visit(*said)
        measures, remarks = mask_in_text(visit.measures), mask_in_text(visit.remarks)
        found.setdefault((person_id, rule), []).append(replace(visit, measures=measures, remarks=remarks))
    return {key: tuple(visits) for key, visits in found.items()}


def _row(row: dict[str, Any], known: _Known) -> IssueRow:
    person_id, rule = row["person_id"], known.rules.get(row["rule_id"])
    person, held = known.people[person_id], known.identities.get(person_id, [])
    still = known.help_open.get(person_id, Help())
    identities = tuple(name for name, _since in held)
    county, township = row["county_code"] or "", row["township_code"] or ""
    amounts: dict[str, Any] = {f"{name}_fen": _fen(row[name]) for name in _AMOUNTS}
    return IssueRow(
        row_no=0,
        rule_id=row["rule_id"],
        status=row["status"],
        early_watch=row["early_watch"],
        early_reason=row["early_reason"],
        person_key=secret.person_key(known.key, person["known_as"]),
        psn_name=person["psn_name"],
        certno=person["certno"],
        certno_is_id=person["certno_is_id"],
        gend=person["gend"],
        brdy=person["brdy"],
        age=_age(person["brdy"], known.month_end),
        insurance=row["insurance"],
        identity=identities[0] if identities else "",
        identities=identities,
        identity_since=held[0][1] if held else None,
        attention=bool(rule and set(identities) & set(rule.attention_identities)),
        county_code=county,
        county=known.places.get(county, ""),
        township_code=township,
        township=known.places.get(township, "") or person["township_written"],
        village=person["village"],
        resdbook_no=person["resdbook_no"],
        mob=person["mob"],
        addr=person["addr"],
        measure=row["measure"],
        amount_fen=_fen(row["amount"]),
        threshold_fen=_fen(row["threshold"]),
        over_by_fen=_fen(row["over_by"]),
        previous_amount_fen=None if row["previous_amount"] is None else _fen(row["previous_amount"]),
        correction_cause=row["correction_cause"],
        first_month=_month_text(row["first_month"]),
        crossed_on=known.crossed.get((person_id, row["rule_id"])),
        settlements=row["settlements"],
        **amounts,
        owed_fen=still.total_fen,
        owed=still.parts,
        departed=known.departed.get(person_id, ""),
        visits=known.visits.get((person_id, row["rule_id"]), ()),
        identities_ended=tuple(known.ended.get(person_id, ())),
        **known.cases.get((person_id, row["rule_id"]), {"case_state": ""}),
    )


def _order(row: IssueRow) -> tuple[object, ...]:
    return (
        row.county_code,
        row.township_code,
        row.village,
        row.early_watch,
        -row.over_by_fen,
        row.certno,
        row.rule_id,
        row.person_key,
    )


def _numbered(row: IssueRow, number: int) -> IssueRow:
    return IssueRow(**{**{name: getattr(row, name) for name in row.__slots__}, "row_no": number})


def _age(born: date | None, day: date) -> int | None:
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _fen(yuan: Decimal) -> int:
    return int(yuan.scaleb(2))


def _month_text(month: int | None) -> str:
    return "" if month is None else month_text(month)
