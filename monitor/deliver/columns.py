"""The columns of a department's list: one source for the table on its page and for its workbook (county in the title).

Comes in: nothing. Goes out: for each column the field of a reduced row that it needs, heading, kind, width, and under
which heading it stands on the page; columns without one are in the row's details there. A column whose field the
recipient may not see does not exist in its table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from monitor.deliver.casework import CASE_STATES, OPEN, case_state, last_visit, result
from monitor.deliver.certifying import ask
from monitor.deliver.owing import applied_fen, help_text
from monitor.deliver.people import DEPARTED, remark
from monitor.deliver.wording import INSURANCE, SEX, STATUS, UNPLACED, date_zh, day_zh, line, money, month_zh
from monitor.lists.issue import Issue, RuleText
from monitor.lists.row_code import row_code
from monitor.lists.slices import Slice

WATCHED: Final = "观察"
Kind = Literal["text", "money", "count", "day"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What the cells need beside their row: rules by id, month and version of the issue, kind of the department.

    `unplaced` are the numbers of the rows whose township is not settled.
    """

    rules: Mapping[str, RuleText]
    month: str
    version: int
    department: str
    unplaced: frozenset[int] = frozenset()


def context_of(piece: Slice, issue: Issue) -> Context:
    """The context of a department's slice."""
    rules = {rule.id: rule for rule in issue.rules}
    return Context(rules, issue.month, issue.version, piece.kind, piece.unplaced)


Reader = Callable[[Row, Context], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `read` gives text, whole fen (money), a whole number (count), a date (day) or None.

    `width` is in characters. `group` is the heading of the page under which it stands; `page` says a value otherwise
    on the page than in a cell; `rank` gives the place in the order where that is not the value's own.
    """

    field: str
    heading: str
    kind: Kind
    width: int
    read: Reader
    group: str = ""
    page: Callable[[Any], str] | None = None
    rank: Callable[[Row, Context], int] | None = None
    key: str = ""

    @property
    def css(self) -> str:
        """The class by which the page's script and style find its cells."""
        return self.key or "k-" + self.field.replace("_", "-")

    def text(self, value: Any) -> str:
        """A value as the page shows it; nothing for nothing."""
        if value is None or value == "":
            return ""
        if self.page is not None:
            return self.page(value)
        return money(value) if self.kind == "money" else date_zh(value) if self.kind == "day" else str(value)

    def order(self, row: Row, context: Context, value: Any) -> str:
        """What the page sorts by; empty where the shown text does, and where there is no value."""
        if self.rank is not None:
            return str(self.rank(row, context))
        if value is None or self.kind == "text":
            return ""
        return value.isoformat() if isinstance(value, date) else str(value)

    @property
    def is_number(self) -> bool:
        """Whether the page sorts by number."""
        return self.rank is not None or self.kind in ("money", "count")


def _plain(field: str) -> Reader:
    return lambda row, context: row[field]


def _word(field: str, words: Mapping[str, str]) -> Reader:
    return lambda row, context: words.get(row[field], "")


def _text(field: str, heading: str, width: int, read: Reader | None = None, **more: Any) -> Column:
    return Column(field, heading, "text", width, read or _plain(field), **more)


def _money(field: str, heading: str, **more: Any) -> Column:
    return Column(field, heading, "money", 13, _plain(field), **more)


def _count(field: str, heading: str, **more: Any) -> Column:
    return Column(field, heading, "count", 7, _plain(field), **more)


def _day(field: str, heading: str, **more: Any) -> Column:
    return Column(field, heading, "day", 12, _plain(field), **more)


def _row_code(row: Row, context: Context) -> str:
    return row_code(context.month, context.version, row["row_no"])


def _township(row: Row, context: Context) -> str:
    """The township, as registered where it is not in the region table."""
    if row["row_no"] not in context.unplaced:
        return str(row["township"])
    return UNPLACED + (f"原登记：{row['township']}" if row["township"] else "")


def _rule_name(row: Row, context: Context) -> str:
    rule = context.rules.get(row["rule_id"])
    return f"{rule.name}（{rule.measure_name}）" if rule else ""


def _other_identities(row: Row, context: Context) -> str:
    return "、".join(word for word in row["identities"] if word != row.get("identity"))


def _status(row: Row, context: Context) -> str:
    return WATCHED if row.get("section") == "early" else STATUS.get(row.get("status", ""), "")


def _case_state(row: Row, context: Context) -> str:
    return case_state(row)


def _case_months(row: Row, context: Context) -> int | None:
    return row["case_months"] if row.get("case_state") in OPEN else None


def _visited_on(row: Row, context: Context) -> date | None:
    last = last_visit(row)
    return last.on if last else None


def _visit_result(row: Row, context: Context) -> str:
    last = last_visit(row)
    return result(last) if last else ""


def _asked(row: Row, context: Context) -> str:
    return ask(row, context.department, context.month).whole


def _over(fen: int) -> str:
    return f"超出 {money(fen)}" if fen > 0 else f"差 {money(-fen)}"


def _months(months: int) -> str:
    return f"已 {months} 个月" if months else "本月新列"


def _in_order(words: Iterable[str], read: Reader) -> Callable[[Row, Context], int]:
    """The place of a row's word among `words`; no word comes last."""
    order = [*words, ""]
    return lambda row, context: order.index(read(row, context))


_ON_PAGE: Final = (
    _text("row_no", "名单编号", 10, _row_code, group="编号", rank=lambda row, context: row["row_no"]),
    _text("psn_name", "姓名", 12, group="姓名", key="name"),
    _text("gend", "性别", 5, _word("gend", SEX), group="姓名"),
    _count("age", "年龄", group="姓名", page=lambda age: f"{age}岁"),
    _text("age_band", "年龄段", 10, group="姓名"),
    _text("certno", "证件号码", 21, group="姓名"),
    _text("certno_masked", "证件号码（部分遮盖）", 21, group="姓名"),
    _text("township", "乡镇", 12, _township, group="乡镇村居"),
    _text("village", "村居", 14, group="乡镇村居"),
    _text("identity", "身份", 16, group="身份"),
    _day("identity_since", "身份起始日期", group="身份", page=lambda day: f"自{date_zh(day)}"),
    _text("identities", "其他身份", 14, _other_identities, group="身份", page=lambda names: f"另有 {names}"),
    _text(
        "attention",
        "重点关注",
        9,
        lambda row, context: "是" if row["attention"] else "",
        group="身份",
        page=lambda said: "重点关注",
    ),
    _text("rule_id", "预警规则（口径）", 32, _rule_name, group="预警规则"),
    _money("amount_fen", "累计金额", group="金额"),
    _money("threshold_fen", "预警线", group="金额", page=lambda fen: f"线 {line(fen)}"),
    _money("over_by_fen", "超出预警线", group="金额", page=_over),
    _money("previous_amount_fen", "上期金额", group="金额", page=lambda fen: f"上期 {money(fen)}"),
    _text("first_month", "首次预警", 12, lambda row, context: month_zh(row["first_month"]), group="首次预警、状态"),
    _day("crossed_on", "越线日期", group="首次预警、状态", page=lambda day: f"{day_zh(day)}越线"),
    _text("status", "状态", 6, _status, group="首次预警、状态", rank=_in_order((*STATUS.values(), WATCHED), _status)),
    _text(
        "case_state",
        "办理情况",
        11,
        _case_state,
        group="办理",
        rank=_in_order(CASE_STATES.values(), _case_state),
    ),
    Column("case_months", "已办月数", "count", 8, _case_months, "办理", _months),
    Column("visits", "最近办理日期", "day", 12, _visited_on, "最近入户或处理", key="k-visited"),
    _text("visits", "最近办理结果", 28, _visit_result, group="最近入户或处理", key="k-result"),
    _text(
        "identities",
        "身份事项",
        44,
        _asked,
        group="身份事项",
        key="k-asked",
        rank=lambda row, context: ask(row, context.department, context.month).rank,
    ),
)
_IN_DETAILS: Final = (
    _text("resdbook_no", "户号", 18),
    _text("mob", "联系电话", 14),
    _text("addr", "地址", 24),
    _text("insurance", "险种", 10, _word("insurance", INSURANCE)),
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
    Column("owed_fen", "还可报销", "money", 13, lambda row, context: row["owed_fen"] or None),
    Column("owed", "其中须申请", "money", 13, lambda row, context: applied_fen(row)),
    _text("owed", "还可报销办理途径", 64, lambda row, context: help_text(row)),
    _text("departed", "入户提示", 28, _word("departed", DEPARTED)),
    _text("early_reason", "观察原因", 28),
    _text("correction_cause", "更正原因或说明", 32, lambda row, context: remark({**row, "early_reason": ""})),
)
COLUMNS: Final = _ON_PAGE + _IN_DETAILS


def columns_of(row: Row) -> tuple[Column, ...]:
    """The columns whose field is in this reduced row; those of the page's table come first."""
    return tuple(column for column in COLUMNS if column.field in row)
