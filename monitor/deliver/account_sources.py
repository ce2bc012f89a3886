"""Why an account says what it says of a person: who began and ended each identity, and which other numbers are the same
person and for what reason.

Comes in: the warehouse and a person. Goes out: plain values for `Account`, and the sentences in which they are told.
Every one names the record that it rests on; nothing is inferred that no record says.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from monitor.deliver.casework import WHO
from monitor.intake.receipt_words import DECISION
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.warehouse.derived import view_identities

_MERGED: Final = {"psn_no": "人员编号", "cert": "证件号码", "certno": "证件号码"}


def decisions(con: Connection, person_id: int) -> tuple[dict[str, Any], ...]:
    """Every decision of a department on the person's identities, in order; `stands` is null where it is not asked."""
    view_identities(con)
    return tuple(statements.records(con, "6_deliver/explain_decision", person_id=person_id))


def merged(con: Connection, person_id: int) -> tuple[dict[str, Any], ...]:
    """The other numbers under which records of the person are stored, each with the reason."""
    statements.make_temp_view(con, "renumbered_link", "2_warehouse/renumbered_link")
    return tuple(statements.records(con, "6_deliver/explain_merged", person_id=person_id))


def spans(
    pack: Pack,
    held: Iterable[Mapping[str, Any]],
    rosters: Iterable[Mapping[str, Any]],
    decided: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, Any], ...]:
    """The spans of identity with what each `begun_by` and `ended_by`: a decision that stands, else a roster's row.

    None where no single record says so, as of an end that is told by a roster on which the person is missing.
    """
    standing, told = [one for one in decided if one["stands"]], [one for one in rosters if one["kind"] == "identities"]
    return tuple({**one, **_because(pack, one, told, standing)} for one in held)


def because_text(source: Mapping[str, Any]) -> str:
    """Who said it: 肥西县民政部门 2023-02-20 认定身份，批次 5 第 3 条; 身份名册，批次 3 第 1 条."""
    record = f"批次 {source['batch_id']} 第 {source['record']} 条"
    return f"{_decided(source) if 'decided_on' in source else '身份名册'}，{record}"


def decision_text(one: Mapping[str, Any]) -> str:
    """A decision in full: what, on which identity, from when, and that a later one replaced it."""
    days = f"，{one['begins']} 起" if one["begins"] else ""
    days += f"，至 {one['ends']}" if one["ends"] else ""
    record = f"批次 {one['batch_id']} 第 {one['record']} 条"
    replaced = "，已被后来的决定取代" if one["stands"] is False else ""
    return f"{_decided(one)}：{one['identity']}{days}（{record}）{replaced}"


def merged_text(one: Mapping[str, Any]) -> str:
    """Another number, why it is this person's, and how many settlements came under it."""
    counted = f"，其下 {one['settlements']} 笔结算记在本人名下" if one["settlements"] else ""
    if one["changed_on"] is None:
        return f"{_MERGED[one['kind']]} {one['old_number']}：有记录把它和本人的证件号码写在一起，认作一人{counted}"
    return (
        f"原证件号码 {one['old_number']}：登记为 {one['changed_on']} 变更成 {one['new_number']}"
        f"（依据：{one['evidence']}；经办 {one['handled_by']}；批次 {one['batch_id']} 第 {one['record']} 条）{counted}"
    )


def _because(
    pack: Pack, span: Mapping[str, Any], told: Iterable[Mapping[str, Any]], standing: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    of_it = [one for one in standing if one["identity"] == span["identity"]]
    rows = [one for one in told if one["said"] == span["identity"]]
    begun = [one for one in (*_spans(of_it, "begins"), *rows) if _from(pack, one["begins"]) == span["begins"]]
    ended = [one for one in _spans(of_it, "ends") if one["begins"] - timedelta(days=1) == span["ends"]]
    ended += [one for one in (*_spans(of_it, "begins"), *rows) if one["ends"] and one["ends"] == span["ends"]]
    return {"begun_by": next(iter(begun), None), "ended_by": next(iter(ended), None)}


def _spans(decided: Iterable[Mapping[str, Any]], span: str) -> list[Mapping[str, Any]]:
    return [one for one in decided if one["span"] == span]


def _from(pack: Pack, begins: date) -> date:
    """The first day on which the place goes by an identity that is held from `begins`: 002 二(一), the month after."""
    if pack.identity_effective != "next_month":
        return begins
    return date(begins.year + begins.month // 12, begins.month % 12 + 1, 1)


def _decided(one: Mapping[str, Any]) -> str:
    return f"{one['county']}{WHO[one['office']]} {one['decided_on']} {DECISION[one['decision']].zh}"
