"""Freezes a month's worklists with its issue, and thaws them again exactly as they were.

Comes in: the warehouse with the month's worklists made, and the issue they belong to. Goes out: `lists.worklist` and
`lists.worklist_row`, and a `MonthWork` read back from them. What is rendered is always what was frozen.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from monitor.errors import IntegrityError
from monitor.lists.owed import payer_names
from monitor.lists.work import CoverageLine, MonthWork, WorkList, WorkRow
from monitor.policy import Pack
from monitor.policy.wording import value_text
from monitor.policy.worklists import Worklist
from monitor.screen.premium import premium_classes
from monitor.screen.worklists import Coverage, ListMade, WorkMade
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day

# The pack's figure that says which coverage is promised; the first that there is holds.
_TARGETS: Final = ("watch.coverage", "watch.subsidised", "watch.catastrophic")


def freeze_worklists(con: Connection, pack: Pack, issue_id: int, made: WorkMade, year: int, month: int) -> int:
    """Write the worklists just made under an issue; returns the rows. The caller holds the transaction."""
    month_end = last_day(year, month)
    payers = payer_names(pack, year)
    found = _rows(con, payers, month_end)
    total = 0
    for position, one in enumerate(made.lists, start=1):
        rows = found.get(one.worklist.id, [])
        coverage = _coverage(pack, payers, made.coverage, month_end)
        header = _dump({**_header(pack, made, one, month_end), "coverage": coverage})
        frozen = [_dump(asdict(row)) for row, _person in rows]
        con.execute(
            "insert into lists.worklist values (?, ?, ?, ?, ?, ?)",
            [issue_id, position, one.worklist.id, len(rows), _digest([header, *frozen]), header],
        )
        _insert(con, issue_id, one.worklist.id, rows, frozen)
        total += len(rows)
    return total


def thaw_worklists(con: Connection, issue_id: int) -> MonthWork:
    """The worklists as they were frozen, none for an issue without; raises IntegrityError if they were altered."""
    query = "select list, frozen, sha256 from lists.worklist where issue_id = ? order by position"
    lists: list[WorkList] = []
    coverage: tuple[CoverageLine, ...] = ()
    for name, header, sealed in con.execute(query, [issue_id]).fetchall():
        rows = _frozen_rows(con, issue_id, name)
        if _digest([header, *rows]) != sealed:
            raise IntegrityError(
                "E-LIST-SEAL", "封存的经办工作清单与出具时的指纹不符，没有写出", todo="从备份恢复数据仓库，并报告此问题"
            )
        said = json.loads(header)
        coverage = tuple(CoverageLine(*line) for line in said.pop("coverage"))
        lists.append(_list(said, rows))
    return MonthWork(tuple(lists), coverage)


def _frozen_rows(con: Connection, issue_id: int, name: str) -> list[str]:
    query = "select frozen from lists.worklist_row where issue_id = ? and list = ? order by row_no"
    return [str(row) for (row,) in con.execute(query, [issue_id, name]).fetchall()]


def _list(said: dict[str, Any], rows: list[str]) -> WorkList:
    return WorkList(
        **{
            **said,
            "identities": tuple(said["identities"]),
            "figures": tuple((name, text) for name, text in said["figures"]),
            "rows": tuple(WorkRow(**json.loads(row)) for row in rows),
        }
    )


def _rows(con: Connection, payers: Mapping[str, str], month_end: date) -> dict[str, list[tuple[WorkRow, int | None]]]:
    """Every list's rows in order, numbered, each with the number of its person."""
    month = month_end.year * 100 + month_end.month
    people = {
        row["person_id"]: row
        for row in statements.records(con, "5_lists/told_person", month=month, month_end=month_end, of_worklists=True)
    }
    names = {row["code"]: row["name"] for row in statements.records(con, "5_lists/region_named", month_end=month_end)}
    found: dict[str, list[tuple[WorkRow, int | None]]] = {}
    for row in statements.records(con, "5_lists/worked", month=month):
        called = {**row, "layer": payers.get(row["layer"], row["layer"])}
        made = _row(called, people.get(row["person_id"], {}), names, month_end)
        found.setdefault(row["list"], []).append((made, row["person_id"]))
    return {name: _numbered(rows) for name, rows in found.items()}


def _row(row: dict[str, Any], person: dict[str, Any], names: dict[str, str], month_end: date) -> WorkRow:
    texts = ("identity", "resdbook_no", "setl_id", "layer", "county_code", "township_code", "reason", "insured_state")
    known = {name: row[name] or "" for name in texts}
    return WorkRow(
        row_no=0,
        psn_name=person.get("psn_name", ""),
        certno=person.get("certno", ""),
        gend=person.get("gend", ""),
        age=_age(person.get("brdy"), month_end),
        county=names.get(known["county_code"], ""),
        township=names.get(known["township_code"], "") or person.get("township_written", ""),
        village=person.get("village", ""),
        mob=person.get("mob", ""),
        amount_fen=_fen(row["amount"]),
        compared_fen=_fen(row["compared"]),
        **known,
    )


def _numbered(rows: list[tuple[WorkRow, int | None]]) -> list[tuple[WorkRow, int | None]]:
    """By place, in a village the most at stake first; the same whatever order the rows came in."""
    ordered = sorted(rows, key=lambda pair: _order(pair[0]))
    return [(_with_number(row, number), person) for number, (row, person) in enumerate(ordered, start=1)]


def _order(row: WorkRow) -> tuple[object, ...]:
    amount = row.amount_fen or 0
    return (
        row.county_code, row.township_code, row.village, -amount, row.certno, row.psn_name, row.resdbook_no,
        row.setl_id, row.layer, row.reason, row.identity,
    )  # fmt: skip


def _with_number(row: WorkRow, number: int) -> WorkRow:
    return WorkRow(**{**{name: getattr(row, name) for name in row.__slots__}, "row_no": number})


def _header(pack: Pack, made: WorkMade, one: ListMade, day: date) -> dict[str, Any]:
    law = one.worklist
    return {
        "id": law.id, "name": law.name, "recipient": law.recipient, "article": law.article, "quote": law.quote,
        "document": law.document, "interpretation": law.interpretation, "formula": law.formula, "todo": law.todo,
        "identities": law.identities, "figures": _figures(pack, made, law, day), "hindrance": one.hindrance,
    }  # fmt: skip


def _figures(pack: Pack, made: WorkMade, law: Worklist, day: date) -> list[tuple[str, str]]:
    """The list's figures, and for the premium those of every class."""
    values = list(law.figures.values())
    if law.id == "premium_due":
        classes = {one.value_id for one in premium_classes(pack, [made_.worklist for made_ in made.lists], day)}
        values += [value for value in pack.values_on(day) if value.id in classes]
    return [(f"{value.name}（{value.article}）", value_text(value)) for value in values]


def _coverage(
    pack: Pack, payers: Mapping[str, str], found: tuple[Coverage, ...], day: date
) -> list[tuple[str, int, int, str]]:
    target = next((value for key in _TARGETS if (value := pack.value_on(key, day)) is not None), None)
    promised = "" if target is None else value_text(target)
    return [
        (
            f"参保：{one.identity}" if one.identity else f"待遇落实：{payers.get(one.payer, one.payer)}",
            one.due,
            one.done,
            promised,
        )
        for one in found
    ]


def _insert(
    con: Connection, issue_id: int, name: str, rows: list[tuple[WorkRow, int | None]], frozen: list[str]
) -> None:
    values = [
        [
            issue_id,
            name,
            row.row_no,
            person,
            None if row.amount_fen is None else Decimal(row.amount_fen).scaleb(-2),
            said,
        ]
        for (row, person), said in zip(rows, frozen, strict=True)
    ]
    if values:
        con.executemany("insert into lists.worklist_row values (?, ?, ?, ?, ?, ?)", values)


def _age(born: date | None, day: date) -> int | None:
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan.scaleb(2))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
