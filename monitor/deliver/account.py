"""The account of one person: which settlements, which layer paid what and should have paid what, how the sum grew, and
where the line was crossed.

Comes in: a word that names a person, a month. Goes out: an `Account` of plain values; text and HTML are made of it
elsewhere, JSON here. It shows the person in full: it is the operator's own answer to "why is this person on the list".
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from monitor.config import Config
from monitor.deliver.account_sources import decisions, merged, spans
from monitor.deliver.aloud import aloud
from monitor.deliver.waterfall import Waterfall, waterfall
from monitor.deliver.whom import person_named
from monitor.deliver.wording import STATUS
from monitor.lists.freeze import issue_of
from monitor.policy import Pack, Rule
from monitor.policy.wording import MEASURE_NAMES, WINDOW_NAMES, kinds_text, standard_text
from monitor.settle import prepare
from monitor.settle.one_person import one_person
from monitor.warehouse import secret, statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day


@dataclass(frozen=True)
class Line:
    """One warning rule applied to the person: the amount to date, the line, and the day on which it was crossed."""

    rule: str
    name: str
    measure: str
    formula: str
    amount: Decimal
    threshold: Decimal
    standard: str
    status: str
    crossed_on: date | None
    crossed_by: str
    article: str
    quote: str
    document: str
    operator: str


@dataclass(frozen=True)
class Account:
    """Everything said about one person to the end of one month. Amounts in yuan.

    `aloud` is for reading aloud; `identities` say by what each was `begun_by` and `ended_by`, `decisions` are all words
    of departments on them, `merged` the other numbers that are the same person, with the reason; `rosters` are the
    roster rows and `batches` the files from which anything is known; `config_hash` changes with any setting of
    config.toml but where its folder lies.
    """

    place: str
    month: str
    name: str
    number: str
    person_key: str
    counted_kinds: str
    window: str
    identities: tuple[dict[str, Any], ...]
    settlements: tuple[dict[str, Any], ...]
    totals: dict[str, Decimal]
    lines: tuple[Line, ...]
    is_issued: bool
    aloud: str
    waterfall: Waterfall
    decisions: tuple[dict[str, Any], ...]
    merged: tuple[dict[str, Any], ...]
    rosters: tuple[dict[str, Any], ...]
    batches: tuple[dict[str, Any], ...]
    pack_version: str
    config_hash: str


def account(con: Connection, config: Config, pack: Pack, word: str, year: int, month: int) -> Account:
    """The account of the person whom `word` names, a number or a row of the month's list; raises as `person_named`."""
    prepare(con, config, pack)
    person_id = person_named(con, config, word, year, month)
    said = statements.records(con, "6_deliver/explain_name", person_id=person_id)[0]
    rows = _settlements(con, pack, person_id, year, month)
    told = _waterfall(con, config, pack, person_id, year, month, rows)
    held = statements.records(con, "6_deliver/explain_identity", person_id=person_id, year=year)
    rosters = tuple(statements.records(con, "6_deliver/explain_roster", person_id=person_id))
    decided = decisions(con, person_id)
    return Account(
        place=pack.name,
        month=f"{year}-{month:02d}",
        name=said["name"],
        number=said["number"] or "",
        person_key=_person_key(con, config, person_id, said["number"]),
        aloud=aloud(said["name"], f"{year}-{month:02d}", told),
        counted_kinds=kinds_text(pack.counted_kinds),
        window=WINDOW_NAMES["calendar_year"],
        identities=spans(pack, held, rosters, decided),
        settlements=tuple(rows),
        totals=_totals(rows),
        waterfall=told,
        lines=tuple(_lines(con, pack, person_id, year, month, rows)),
        is_issued=issue_of(con, year * 100 + month) is not None,
        decisions=decided,
        merged=merged(con, person_id),
        rosters=rosters,
        batches=tuple(statements.records(con, "6_deliver/explain_batch", person_id=person_id, year=year)),
        pack_version=pack.version,
        config_hash=_config_hash(config),
    )


def identified(con: Connection, config: Config, person_id: int) -> tuple[str, str]:
    """(name, person_key) of a person; the name may be empty."""
    said = statements.records(con, "6_deliver/explain_name", person_id=person_id)[0]
    return said["name"], _person_key(con, config, person_id, said["number"])


def as_json(said: Account) -> str:
    """The account as JSON; amounts are texts in yuan, so that no reader turns them into floats."""
    return json.dumps(asdict(said), ensure_ascii=False, indent=1, default=_plain)


def _person_key(con: Connection, config: Config, person_id: int, number: str) -> str:
    """The pseudonym; whoever has no identity number goes by the kind of the other number and the number."""
    if person_id > 0:
        return secret.person_key(secret.read(config), number)
    row = con.execute(
        "select kind || ':' || value from warehouse.identifier where person_id = ?", [person_id]
    ).fetchone()
    return secret.person_key(secret.read(config), str(row[0]) if row else "")


def _settlements(con: Connection, pack: Pack, person_id: int, year: int, month: int) -> list[dict[str, Any]]:
    found = statements.records(
        con, "6_deliver/explain_settlement", person_id=person_id, year=year, division=pack.division
    )
    return [row for row in found if row["month"] <= month]


def _waterfall(
    con: Connection, config: Config, pack: Pack, person_id: int, year: int, month: int, rows: list[dict[str, Any]]
) -> Waterfall:
    counted = {row["row_id"]: row for row in rows if row["use"] == "counted"}
    return waterfall(one_person(con, config, pack, person_id, year, month), pack, counted)


def _config_hash(config: Config) -> str:
    said = config.model_dump_json(exclude={"root"})
    return hashlib.sha256(said.encode()).hexdigest()


def _lines(
    con: Connection, pack: Pack, person_id: int, year: int, month: int, rows: list[dict[str, Any]]
) -> Iterator[Line]:
    """The warnings of the month, by the rules in force on its last day."""
    rules = {rule.id: rule for rule in pack.rules_on(last_day(year, month))}
    found = statements.records(con, "6_deliver/explain_warning", person_id=person_id, month=year * 100 + month)
    yield from (_line(rules[one["rule"]], one, rows) for one in found if one["rule"] in rules)


def _totals(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    names = (
        "medfee",
        "in_scope",
        "basic",
        "catastrophic",
        "assistance",
        "other_funds",
        "hospital",
        "self_pay",
        "own_expense",
        "preself",
        "burden",
    )
    counted = [row for row in rows if row["use"] == "counted"]
    return {name: sum((row[name] for row in counted), Decimal("0.00")) for name in names}


def _line(rule: Rule, warning: dict[str, Any], rows: list[dict[str, Any]]) -> Line:
    crossing = (
        _crossing(rule, rows)
        if warning["status"] in ("new", "continuing", "escalated") and not warning["early_watch"]
        else None
    )
    status = "预警观察（" + warning["early_reason"] + "）" if warning["early_watch"] else STATUS[warning["status"]]
    return Line(
        rule=rule.id,
        name=rule.name,
        measure=MEASURE_NAMES[rule.measure],
        formula=rule.formula,
        amount=warning["amount"],
        threshold=warning["threshold"],
        standard=standard_text(rule),
        status=status + (f"：{warning['correction_cause']}" if warning["correction_cause"] else ""),
        crossed_on=crossing["setl_time"].date() if crossing else None,
        crossed_by=crossing["setl_id"] if crossing else "",
        article=rule.article,
        quote=rule.quote,
        document=rule.document,
        operator=rule.operator,
    )


def _crossing(rule: Rule, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    threshold = Decimal(rule.threshold_fen).scaleb(-2)
    for row in rows:
        so_far = row[f"{rule.measure}_so_far"]
        if row["use"] == "counted" and (so_far > threshold or (rule.operator == ">=" and so_far == threshold)):
            return row
    return None


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
