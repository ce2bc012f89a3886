"""Freezes a month's issue into the warehouse, and thaws it again exactly as it was.

Comes in: the warehouse with the month screened. Goes out: `lists.issue` and `lists.issue_row` with every value that any
page of the issue shows, and an `Issue` read back from them. What is rendered is always what was frozen.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from monitor import __version__
from monitor.config import SEALING_ROUNDS, Config
from monitor.errors import IntegrityError
from monitor.lists.issue import (
    NOT_LOADED,
    Feed,
    Issue,
    IssueRow,
    NotComputed,
    Owed,
    Region,
    RuleText,
    SealedWith,
    Visit,
    section_of,
)
from monitor.lists.issue_rows import issue_rows
from monitor.lists.owed import not_computed
from monitor.policy import Pack, Rule
from monitor.policy.wording import MEASURE_NAMES, WINDOW_NAMES, kinds_text
from monitor.settle import view_counted
from monitor.settle.plan import compile_plan
from monitor.warehouse import secret, statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day

_NOT_FROZEN: Final = ("rows", "seal", "settings_sha256", "inputs_sha256")


def freeze(
    con: Connection, config: Config, pack: Pack, year: int, month: int, issued_on: date, *, again: int | None = None
) -> int:
    """Write the issue of a screened month; returns its issue_id. The caller holds the transaction.

    Where the month was issued before, this is a correction list: the next version, with the rows that were screened.
    `again` is the number of the lost issue that this one is made in place of.
    """
    ((following, version),) = statements.rows(con, "5_lists/next_number", month=year * 100 + month)
    issue = _assemble(con, config, pack, year, month, issued_on, version)
    issue_id = again or int(following)
    frozen = [_dump(asdict(one)) for one, _person in issue[1]]
    header = _dump({name: value for name, value in asdict(issue[0]).items() if name not in _NOT_FROZEN})
    sections = [section_of(one) for one, _person in issue[1]]
    con.execute(
        "insert into lists.issue values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            issue_id, year * 100 + month, issue[0].version, issued_on, pack.version, __version__, pack.draft,
            sections.count("official"), sections.count("early"), sections.count("past"),
            _digest([header, *frozen]), header,
        ],
    )  # fmt: skip
    _insert_rows(con, issue_id, issue[1], frozen)
    return issue_id


def thaw(con: Connection, issue_id: int) -> Issue:
    """The issue as it was frozen; raises IntegrityError if what is stored no longer is what was sealed."""
    header, seal, settings, inputs = statements.rows(con, "5_lists/frozen_issue", issue_id=issue_id)[0]
    rows = con.execute("select frozen from lists.issue_row where issue_id = ? order by row_no", [issue_id]).fetchall()
    if _digest([header, *(row for (row,) in rows)]) != seal:
        raise IntegrityError(
            "E-LIST-SEAL", "封存的名单内容与出具时的指纹不符，没有写出", todo="从备份恢复数据仓库，并报告此问题"
        )
    said = json.loads(header)
    return Issue(
        **{
            **said,
            "issued_on": date.fromisoformat(said["issued_on"]),
            "rules": tuple(RuleText(**{**rule, "attention": tuple(rule["attention"])}) for rule in said["rules"]),
            "freshness": tuple(Feed(**feed) for feed in said["freshness"]),
            "regions": tuple(Region(**region) for region in said["regions"]),
            "not_computed": tuple(
                NotComputed(one["layer"], tuple(one["parameters"])) for one in said.get("not_computed", ())
            ),
            "sealing": _sealing(said.get("sealing")),
            "rows": tuple(_row(json.loads(row)) for (row,) in rows),
            "seal": seal,
            "settings_sha256": settings,
            "inputs_sha256": inputs,
        }
    )


def issue_of(con: Connection, month: int) -> int | None:
    """The issue_id of a month's list (six digits), if it has been issued."""
    return next(iter(issues_of(con, month)), None)


def issues_of(con: Connection, month: int) -> tuple[int, ...]:
    """The issue_ids of a month (six digits): its list, then its correction lists; none before it is issued."""
    found = con.execute("select issue_id from lists.issue where month = ? order by version", [month]).fetchall()
    return tuple(int(one) for (one,) in found)


def _assemble(
    con: Connection, config: Config, pack: Pack, year: int, month: int, issued_on: date, version: int
) -> tuple[Issue, list[tuple[IssueRow, int]]]:
    month_end = last_day(year, month)
    rules = pack.rules_on(month_end)
    view_counted(con, pack, year, 1, month)
    plan = compile_plan(pack, year)
    rows = issue_rows(con, secret.read(config), rules, plan, month_end, issued_on, is_correction=version > 1)
    issue = Issue(
        place=pack.place,
        place_name=pack.name,
        month=f"{year}-{month:02d}",
        issued_on=issued_on,
        version=version,
        draft=pack.draft,
        document=pack.document,
        pack_version=pack.version,
        program_version=__version__,
        rules=tuple(_rule_text(rule) for rule in rules),
        freshness=tuple(_feeds(con, month_end)),
        regions=tuple(regions_of(con, pack, month_end)),
        rows=(),
        totals=_totals(con, year, month) if version == 1 else _corrected(rows),
        show_phone=config.lists.show_phone,
        sealing=SealedWith(config.deliver.sealed, config.deliver.valid_days, SEALING_ROUNDS),
        not_computed=not_computed(plan, pack),
    )
    return issue, rows


def _totals(con: Connection, year: int, month: int) -> dict[str, int]:
    funnel = statements.records(con, "5_lists/funnel", year=year, month=month)[0]
    return {
        "参保人员": funnel["rostered"],
        "本年有计入费用": funnel["with_cost"],
        "本月预警": funnel["listed"],
        "预警观察": funnel["watched"],
    }


def _corrected(rows: list[tuple[IssueRow, int]]) -> dict[str, int]:
    sections = Counter("补列" if row.status == "new" else section_of(row) for row, _person in rows)
    return {"补列": sections["补列"], "金额或预警线更正": sections["official"], "不再超过预警线": sections["past"]}


def _insert_rows(con: Connection, issue_id: int, rows: list[tuple[IssueRow, int]], frozen: list[str]) -> None:
    values = [
        [
            issue_id, row.row_no, person_id, row.rule_id, row.measure, Decimal(row.amount_fen).scaleb(-2),
            Decimal(row.threshold_fen).scaleb(-2), row.status, row.early_watch, said,
        ]
        for (row, person_id), said in zip(rows, frozen, strict=True)
    ]  # fmt: skip
    if values:
        con.executemany("insert into lists.issue_row values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _rule_text(rule: Rule) -> RuleText:
    return RuleText(
        id=rule.id,
        name=rule.name,
        measure=rule.measure,
        measure_name=MEASURE_NAMES[rule.measure],
        operator=rule.operator,
        threshold_fen=rule.threshold_fen,
        formula=rule.formula,
        kinds_text=kinds_text(rule.kinds),
        window_text=WINDOW_NAMES[rule.window],
        article=rule.article,
        quote=rule.quote,
        document=rule.document,
        attention=rule.attention_identities,
    )


def _feeds(con: Connection, month_end: date) -> list[Feed]:
    found = statements.records(con, "5_lists/feed", month_end=month_end, first_day=month_end.replace(day=1))
    return [Feed(row["name"], _latest(row), row["note"]) for row in found]


def _latest(row: dict[str, Any]) -> str:
    if not row["row_count"]:
        return NOT_LOADED
    return row["latest"].isoformat() if row["latest"] else "未注明日期"


def regions_of(con: Connection, pack: Pack, month_end: date) -> list[Region]:
    """The counties and townships of the place, as they are named on that day."""
    found = statements.records(con, "5_lists/region_named", month_end=month_end)
    inside = [row for row in found if row["code"].startswith(pack.division) and row["level"] in ("county", "township")]
    return [
        Region(row["code"], row["name"], row["level"], row["county_code"] if row["level"] == "township" else "")
        for row in inside
    ]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sealing(said: dict[str, Any] | None) -> SealedWith | None:
    return None if said is None else SealedWith(**{**said, "kinds": tuple(said["kinds"])})


def _row(said: dict[str, Any]) -> IssueRow:
    days = {
        name: date.fromisoformat(said[name]) if said[name] else None
        for name in ("brdy", "identity_since", "crossed_on")
    }
    owed = tuple(Owed(**part) for part in said.get("owed", ()))
    visits = tuple(Visit(**{**one, "on": date.fromisoformat(one["on"])}) for one in said.get("visits", ()))
    words = {name: tuple(said.get(name, ())) for name in ("identities", "identities_ended")}
    row = IssueRow(**{**said, **days, **words, "owed": owed, "visits": visits})
    return row if section_of(row) == "official" else replace(row, case_state="")
