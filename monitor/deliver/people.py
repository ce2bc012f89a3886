"""One person as a page shows them: every cell a finished text.

Comes in: a reduced row (only the fields its recipient may see) and the rules. Goes out: a frozen view whose
cells are empty where the field was not allowed or not known. Never reads a full row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from monitor.deliver.owing import HelpLine, help_lines, owed_amount, recount_note
from monitor.deliver.wording import INSURANCE, SEX, STATUS, date_zh, day_zh, line, money, month_zh
from monitor.deliver.work_wording import STATES
from monitor.lists.issue import RuleText

# Who paid, in the order of the law: insurance first, assistance after. Short class, Chinese, field, always shown.
LAYERS: Final = (
    ("a", "基本医保", "basic_fen", True),
    ("b", "大病保险", "catastrophic_fen", True),
    ("c", "医疗救助", "assistance_fen", True),
    ("d", "其他基金", "other_funds_fen", False),
    ("e", "医院负担", "hospital_fen", False),
    ("f", "个人负担", "burden_fen", True),
)
OF_WHICH: Final = (
    ("合规自付", "self_pay_fen"),
    ("先行自付", "preself_fen"),
    ("自费", "own_expense_fen"),
)
BAR_UNITS: Final = 1000
# Said to whoever visits; the year's cost stays in all totals.
DEPARTED: Final[Mapping[str, str]] = {
    "died": "名册登记已死亡，入户前先向村居核实",
    "moved": "名册登记已迁出，入户前先向村居核实去向",
    "stopped": "名册登记已停保，入户时一并了解参保情况",
}


@dataclass(frozen=True, slots=True)
class Person:
    """The cells of one listed person; all texts, amounts in yuan with separators."""

    number: int
    name: str
    who: str
    papers: tuple[str, ...]
    identity: str
    since: str
    also: tuple[str, ...]
    attention: bool
    rule: str
    line: str
    amount: str
    over: str
    is_over: bool
    previous: str
    first_month: str
    crossed: str
    status: str
    status_class: str
    remark: str
    fee: str
    settlements: str
    parts: tuple[tuple[str, str, str], ...]
    in_scope: str
    of_which: tuple[tuple[str, str], ...]
    bar: tuple[tuple[str, int, int], ...]
    recorded_place: str
    departed: str
    departed_note: str
    owed: str
    owed_note: str
    help: tuple[HelpLine, ...]


def view(row: Mapping[str, Any], rules: Mapping[str, RuleText]) -> Person:
    """The person of one reduced row; `rules` by id."""
    rule = rules[row["rule_id"]] if row.get("rule_id") in rules else None
    over_fen = row.get("over_by_fen")
    previous = row.get("previous_amount_fen")
    return Person(
        number=row["row_no"],
        name=row.get("psn_name", ""),
        who=_who(row),
        papers=(f"编号 {row['row_no']}", *papers(row)),
        identity=row.get("identity", ""),
        since=date_zh(row.get("identity_since")),
        also=tuple(word for word in row.get("identities", ()) if word != row.get("identity")),
        attention=row.get("attention", False),
        rule=rule.name if rule else "",
        line=_line(row, rule),
        amount=_money(row, "amount_fen"),
        over=money(abs(over_fen)) if over_fen is not None else "",
        is_over=over_fen is None or over_fen > 0,
        previous=money(previous) if previous is not None else "",
        first_month=month_zh(row.get("first_month", "")),
        crossed=day_zh(row.get("crossed_on")),
        status="观察" if row["section"] == "early" else STATUS.get(row.get("status", ""), ""),
        status_class="early" if row["section"] == "early" else row.get("status", ""),
        remark=remark(row),
        fee=_money(row, "medfee_fen"),
        settlements=f"{row['settlements']} 笔结算" if row.get("settlements") else "",
        parts=_parts(row),
        in_scope=_money(row, "in_scope_fen"),
        of_which=tuple((name, money(row[field])) for name, field in OF_WHICH if field in row),
        bar=bar(row),
        recorded_place="".join(row.get(field, "") for field in ("county", "township", "village")),
        departed=STATES.get(row.get("departed", ""), ""),
        departed_note=DEPARTED.get(row.get("departed", ""), ""),
        owed=owed_amount(row),
        owed_note=recount_note(row),
        help=help_lines(row),
    )


def remark(row: Mapping[str, Any]) -> str:
    """Why the row is as it is: watched, corrected, late, or over the line before the rule took the person in."""
    said = (row.get("early_reason"), row.get("correction_cause"), _crossed_before(row))
    return "；".join(text for text in said if text)


def _crossed_before(row: Mapping[str, Any]) -> str:
    """A note where the costs crossed the line in an earlier month than the first warning; else empty."""
    crossed, first = row.get("crossed_on"), row.get("first_month")
    if not crossed or not first or f"{crossed:%Y-%m}" >= first:
        return ""
    why = "到当月底还不在本规则范围内（身份、险种或冲减）"
    return f"费用{day_zh(crossed)}已过预警线，{why}，故首次预警为{month_zh(first)}"


def _money(row: Mapping[str, Any], field: str) -> str:
    return money(row[field]) if field in row else ""


def _who(row: Mapping[str, Any]) -> str:
    age = row.get("age")
    age_text = f"{age}岁" if age is not None else row.get("age_band", "")
    sex = SEX.get(row.get("gend", ""), "")
    return " ".join(word for word in (sex, age_text) if word) or "性别年龄不详"


def papers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells the person apart from others: number, birth date, household, insurance, phone, address."""
    others = row.get("household_others", 0)
    number = row.get("certno") or row.get("certno_masked")
    lines = (
        f"证件 {number}" if number else "",
        f"证件末四位 {row['certno_tail']}（同村同名）" if row.get("certno_tail") else "",
        f"{date_zh(row['brdy'])}生" if row.get("brdy") else "",
        f"户号 {row['resdbook_no']}" if row.get("resdbook_no") else "",
        f"同户还有 {others} 人在本名单" if others else "",
        INSURANCE.get(row.get("insurance", ""), ""),
        f"电话 {row['mob']}" if row.get("mob") else "",
        f"地址 {row['addr']}" if row.get("addr") else "",
        f"人员代码 {row['person_key']}" if row.get("person_key") else "",
    )
    return tuple(text for text in lines if text)


def _line(row: Mapping[str, Any], rule: RuleText | None) -> str:
    if rule is None or "threshold_fen" not in row:
        return ""
    return _line_text(rule.measure_name, rule.operator, row["threshold_fen"])


@lru_cache(maxsize=256)
def _line_text(measure: str, operator: str, fen: int) -> str:
    sign = {">": ">", ">=": "≥"}[operator]
    return f"{measure} {sign} {line(fen)} 元"


def _parts(row: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (css, name, money(row[field])) for css, name, field, always in LAYERS if field in row and (always or row[field])
    )


def bar(row: Mapping[str, Any]) -> tuple[tuple[str, int, int], ...]:
    """(class, start, width) of each layer in thousandths of the total fee; cumulative, so the ends meet.

    Empty if a part is negative or not allowed, or if there is no fee: such a bar would lie.
    """
    amounts = [row[field] for _, _, field, _ in LAYERS if field in row]
    total = sum(amounts)
    if len(amounts) < len(LAYERS) or min(amounts) < 0 or total == 0:
        return ()
    ends = [done * BAR_UNITS // total for done in accumulate(amounts, initial=0)]
    pieces = zip(LAYERS, ends, ends[1:], strict=False)
    return tuple((layer[0], start, end - start) for layer, start, end in pieces if end > start)


def share(row: Mapping[str, Any]) -> str:
    """How much of every 100 yuan the person bore, in words; empty where the bar would lie."""
    if not bar(row):
        return ""
    hundredths = (row["burden_fen"] * 200 + row["medfee_fen"]) // (2 * row["medfee_fen"])
    return f"每 100 元里个人负担 {hundredths} 元"
