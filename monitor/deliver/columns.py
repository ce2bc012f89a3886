"""The columns of a department's table: the same facts as on its page, one per column (the county is in the title).

Comes in: nothing. Goes out: for each column the field of a reduced row that it needs, heading, kind and width.
A column whose field the recipient may not see does not exist in its table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from monitor.deliver.owing import applied_fen, help_text
from monitor.deliver.people import DEPARTED, remark
from monitor.deliver.wording import INSURANCE, SEX, STATUS, month_zh
from monitor.lists.issue import RuleText

Kind = Literal["text", "money", "count"]
Row = Mapping[str, Any]
Rules = Mapping[str, RuleText]
Reader = Callable[[Row, Rules], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `read` gives text, whole fen (money), a whole number (count) or None; width in characters."""

    field: str
    heading: str
    kind: Kind
    width: int
    read: Reader


def _plain(field: str) -> Reader:
    return lambda row, rules: row[field]


def _status(row: Row, rules: Rules) -> str:
    return "观察" if row.get("section") == "early" else STATUS.get(row.get("status", ""), "")


def _word(field: str, words: Mapping[str, str]) -> Reader:
    return lambda row, rules: words.get(row[field], "")


def _text(field: str, heading: str, width: int, read: Reader | None = None) -> Column:
    return Column(field, heading, "text", width, read or _plain(field))


def _money(field: str, heading: str) -> Column:
    return Column(field, heading, "money", 13, _plain(field))


def _count(field: str, heading: str) -> Column:
    return Column(field, heading, "count", 7, _plain(field))


def _day(field: str, heading: str) -> Column:
    return _text(field, heading, 12, lambda row, rules: row[field].isoformat() if row[field] else "")


def _rule_name(row: Row, rules: Rules) -> str:
    rule = rules.get(row["rule_id"])
    return f"{rule.name}（{rule.measure_name}）" if rule else ""


def _cause(row: Row, rules: Rules) -> str:
    return remark({**row, "early_reason": ""})


def _other_identities(row: Row, rules: Rules) -> str:
    return "、".join(word for word in row["identities"] if word != row.get("identity"))


COLUMNS: Final = (
    _count("row_no", "编号"),
    _text("status", "状态", 6, _status),
    _text("township", "乡镇", 12),
    _text("village", "村居", 14),
    _text("psn_name", "姓名", 12),
    _text("gend", "性别", 5, _word("gend", SEX)),
    _count("age", "年龄"),
    _text("age_band", "年龄段", 10),
    _text("certno", "证件号码", 21),
    _text("certno_masked", "证件号码（部分遮盖）", 21),
    _text("resdbook_no", "户号", 18),
    _text("mob", "联系电话", 14),
    _text("addr", "地址", 24),
    _text("insurance", "险种", 10, _word("insurance", INSURANCE)),
    _text("identity", "身份", 16),
    _day("identity_since", "身份起始日期"),
    _text("identities", "其他身份", 14, _other_identities),
    _text("attention", "重点关注", 9, lambda row, rules: "是" if row["attention"] else ""),
    _text("rule_id", "预警规则（口径）", 24, _rule_name),
    _money("threshold_fen", "预警线"),
    _money("amount_fen", "累计金额"),
    _money("over_by_fen", "超出预警线"),
    _money("previous_amount_fen", "上期金额"),
    _text("first_month", "首次预警", 12, lambda row, rules: month_zh(row["first_month"])),
    _day("crossed_on", "越线日期"),
    _count("settlements", "结算笔数"),
    _money("medfee_fen", "医疗总费用"),
    _money("in_scope_fen", "政策范围内费用"),
    _money("basic_fen", "基本医保"),
    _money("catastrophic_fen", "大病保险"),
    _money("assistance_fen", "医疗救助"),
    _money("other_funds_fen", "其他基金"),
    _money("hospital_fen", "医院负担"),
    _money("burden_fen", "个人负担"),
    _money("self_pay_fen", "其中合规自付"),
    _money("preself_fen", "其中先行自付"),
    _money("own_expense_fen", "其中自费"),
    Column("owed_fen", "还可报销", "money", 13, lambda row, rules: row["owed_fen"] or None),
    Column("owed", "其中须申请", "money", 13, lambda row, rules: applied_fen(row)),
    _text("owed", "还可报销办理途径", 40, lambda row, rules: help_text(row)),
    _text("departed", "入户提示", 24, _word("departed", DEPARTED)),
    _text("early_reason", "观察原因", 24),
    _text("correction_cause", "更正原因或说明", 24, _cause),
)


def columns_of(row: Row) -> tuple[Column, ...]:
    """The columns whose field is in this reduced row."""
    return tuple(column for column in COLUMNS if column.field in row)
