"""Codes, dates and amounts as an office reads them.

Comes in: codes, dates, whole fen. Goes out: Chinese words and figures. Never a float, never a rounded amount.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from monitor.lists.issue import NotComputed, RuleText

STATUS: Final[Mapping[str, str]] = {
    "new": "新增",
    "continuing": "持续",
    "escalated": "升级",
    "corrected": "更正",
    "gone": "退出",
}
SEX: Final[Mapping[str, str]] = {"1": "男", "2": "女"}
INSURANCE: Final[Mapping[str, str]] = {
    "resident": "居民医保",
    "employee": "职工医保",
    "other": "其他保障",
    "unknown": "险种不详",
}
OVER: Final[Mapping[str, str]] = {">": "超过", ">=": "达到或超过"}
CHECK: Final = "由医保经办机构核对后补报"
APPLY: Final = "由本人或村居向医保经办机构提出申请"
NO_VILLAGE: Final = "村居未登记"
UNPLACED: Final = "待核（未落实乡镇）"
NO_COUNTY: Final = "待核（未落实县区）"


def money(fen: int) -> str:
    """Yuan with thousands separators and two decimals: 123456 → 1,234.56."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def line(fen: int) -> str:
    """A threshold: like `money`, whole yuan without decimals."""
    return money(fen).removesuffix(".00")


def yuan(fen: int) -> Decimal:
    """The exact amount in yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def month_zh(month: str) -> str:
    """2023-03 → 2023年3月; empty stays empty."""
    if not month:
        return ""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def date_zh(day: date | None) -> str:
    """2023-03-09 → 2023年3月9日; None is empty."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def day_zh(day: date | None) -> str:
    """2023-03-09 → 3月9日, where the year is known from beside it; None is empty."""
    return f"{day.month}月{day.day}日" if day else ""


def titled(document: str) -> str:
    """A document's name in title marks, unless it already has them (a number may follow)."""
    return document if "《" in document else f"《{document}》"


def sentence(rule: RuleText) -> str:
    """A rule's line in plain words: 合规自付超过 10,000 元."""
    return f"{rule.measure_name}{OVER[rule.operator]} {line(rule.threshold_fen)} 元"


def waiting(layers: Sequence[NotComputed]) -> str:
    """That some layers are only taken as reported, as every office reads it; empty where none is."""
    names = "、".join(one.layer for one in layers)
    return f"{names}的待遇标准还没有设定，只取平台已报支付，不计算应享待遇。" if layers else ""


def to_be_set(layers: Sequence[NotComputed]) -> str:
    """What the operator has to set for them."""
    names = "、".join(dict.fromkeys(name for one in layers for name in one.parameters))
    return f"待设定：{names}，在 config.toml 的 [parameters] 里填写。" if layers else ""
