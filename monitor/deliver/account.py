"""The account of one person: which settlements, which layer paid what, how the sum grew, and where the line
was crossed.

Comes in: a number that names a person, a month. Goes out: an `Account` of plain values, told as text or JSON.
It shows the person in full: it is the operator's own answer to "why is this person on the list".
"""

import json
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from monitor.config import Config
from monitor.deliver.wording import STATUS
from monitor.errors import NotFound, StateError
from monitor.lists.freeze import issue_of
from monitor.policy import Pack, Rule
from monitor.policy.wording import KIND_NAMES, MEASURE_NAMES, WINDOW_NAMES, kinds_text, standard_text
from monitor.settle import prepare
from monitor.warehouse import secret, statements
from monitor.warehouse.connection import Connection

USE_NAMES = {
    "counted": "计入",
    "superseded": "已被更新的版本取代，不计",
    "conflict": "同一结算ID内容矛盾，不计",
    "refunded": "已退费，不计",
    "refund": "退费记录，不计",
    "refund_part": "部分退费，已从原结算中扣减",
    "refund_pending": "退费所指的原结算未到，不计",
    "refund_excess": "退费超过原结算，不计",
    "refund_mismatch": "退费不是同一人，不计",
    "invalid": "有效标志为 0，不计",
    "other_care": "就医类别不计入",
    "elsewhere": "外地参保且不在本地名册，不计",
}


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


@dataclass(frozen=True)
class Account:
    """Everything said about one person to the end of one month. Amounts in yuan."""

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


def account(con: Connection, config: Config, pack: Pack, word: str, year: int, month: int) -> Account:
    """The account of the person whom `word` names; raises NotFound, or StateError when the word names several."""
    prepare(con, config, pack)
    person_id = _find(con, word)
    said = statements.records(con, "6_deliver/explain_name", person_id=person_id)[0]
    found = statements.records(
        con, "6_deliver/explain_settlement", person_id=person_id, year=year, division=pack.division
    )
    rows = [row for row in found if row["month"] <= month]
    warnings = statements.records(con, "6_deliver/explain_warning", person_id=person_id, month=year * 100 + month)
    rules = {rule.id: rule for rule in pack.rules_on(date(year, month, monthrange(year, month)[1]))}
    known_as = said["number"] if person_id > 0 else _known_as(con, person_id)
    return Account(
        place=pack.name,
        month=f"{year}-{month:02d}",
        name=said["name"],
        number=said["number"] or "",
        person_key=secret.person_key(secret.read(config), known_as),
        counted_kinds=kinds_text(pack.counted_kinds),
        window=WINDOW_NAMES["calendar_year"],
        identities=tuple(statements.records(con, "6_deliver/explain_identity", person_id=person_id, year=year)),
        settlements=tuple(rows),
        totals=_totals(rows),
        is_issued=issue_of(con, year * 100 + month) is not None,
        lines=tuple(_line(rules[one["rule"]], one, rows) for one in warnings if one["rule"] in rules),
    )


def as_json(said: Account) -> str:
    """The account as JSON; amounts are texts in yuan, so that no reader turns them into floats."""
    return json.dumps(asdict(said), ensure_ascii=False, indent=1, default=_plain)


def as_text(said: Account) -> list[str]:
    """The account as the operator reads it."""
    shown = [f"{said.name}（{said.number}）  {said.place} {said.month}  人员代码 {said.person_key}"]
    shown += [
        f"身份：{one['identity']}，{one['begins']} 起" + ("" if one["ends"].year == 9999 else f"，{one['ends']} 止")
        for one in said.identities
    ]
    shown += ["身份：本年没有登记身份"] if not said.identities else []
    shown.append(f"口径：{said.window}，计入{said.counted_kinds}；按结算时间先后")
    shown += [text for row in said.settlements for text in _settlement_lines(row)]
    shown += _total_lines(said.totals)
    shown += [text for line in said.lines for text in _line_texts(line)]
    if said.lines:
        return shown
    return [*shown, "预警：本月没有预警，也不在预警观察" if said.is_issued else "预警：本月尚未出具名单，没有筛查"]


def _find(con: Connection, word: str) -> int:
    cleaned = con.execute(
        "select eighteen(id_text($word)), id_number(eighteen(id_text($word)))", {"word": word}
    ).fetchone()
    number = cleaned[1] if cleaned else None
    found = statements.rows(con, "6_deliver/explain_person", number=number, word=word)
    if not found:
        raise NotFound("E-PERSON-001", "没有这个人：名册和结算里都没有", todo="核对证件号码、人员编号或人员代码")
    if len(found) > 1:
        raise StateError("E-PERSON-002", "这个编号对应不止一个人", todo="改用证件号码查询")
    return int(found[0][0])


def _known_as(con: Connection, person_id: int) -> str:
    row = con.execute(
        "select kind || ':' || value from warehouse.identifier where person_id = ?", [person_id]
    ).fetchone()
    return str(row[0]) if row else ""


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
    )


def _crossing(rule: Rule, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    threshold = Decimal(rule.threshold_fen).scaleb(-2)
    for row in rows:
        so_far = row[f"{rule.measure}_so_far"]
        if row["use"] == "counted" and (so_far > threshold or (rule.operator == ">=" and so_far == threshold)):
            return row
    return None


def _settlement_lines(row: dict[str, Any]) -> list[str]:
    care = KIND_NAMES.get(row["care"], row["med_type"])
    head = f"{row['setl_time']:%Y-%m-%d} {care} 结算ID {row['setl_id']}（批次 {row['batch_id']} 第 {row['record']} 条）"
    if row["use"] != "counted":
        return [f"{head}：总费用 {row['medfee']:,}，{USE_NAMES[row['use']]}"]
    return [
        f"{head}：总费用 {row['medfee']:,} = 基本 {row['basic']:,} + 大病 {row['catastrophic']:,}"
        f" + 救助 {row['assistance']:,}"
        f" + 其他 {row['other_funds']:,} + 医院 {row['hospital']:,} + 个人 {row['burden']:,}",
        f"    合规自付 {row['self_pay']:,}，先行自付 {row['preself']:,}，自费 {row['own_expense']:,}；"
        f"累计合规自付 {row['self_pay_so_far']:,}，累计个人负担 {row['burden_so_far']:,}",
    ]


def _total_lines(totals: dict[str, Decimal]) -> list[str]:
    return [
        f"合计：总费用 {totals['medfee']:,} = 基本 {totals['basic']:,} + 大病 {totals['catastrophic']:,}"
        f" + 救助 {totals['assistance']:,}"
        f" + 其他 {totals['other_funds']:,} + 医院 {totals['hospital']:,} + 个人负担 {totals['burden']:,}",
        f"    其中合规自付 {totals['self_pay']:,}，先行自付 {totals['preself']:,}，自费 {totals['own_expense']:,}",
    ]


def _line_texts(line: Line) -> list[str]:
    crossed = f"，{line.crossed_on} 由结算 {line.crossed_by} 超过" if line.crossed_on else ""
    return [
        f"预警：{line.name} {line.status}：{line.measure} {line.amount:,} 元，{line.standard}{crossed}",
        f"    {line.formula}",
        f"    依据：{line.document} {line.article}：“{line.quote}”",
    ]


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
