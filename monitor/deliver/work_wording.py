"""The worklists' codes as a clerk reads them.

Comes in: stable codes of `sql/4_screen/list_*.sql`. Goes out: Chinese words. A code without words is an error of ours.
"""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "stopped": "已停保",
    "not_yet": "参保尚未生效",
    "other": "只有其他险种",
    "no_record": "名册上没有参保记录",
    "died": "已死亡",
    "moved": "已迁出或异地参保",
    "due_now": "应资助",
    "already_insured": "当年已参保",
    "class_changed": "资助档次变化",
    "left": "已退出",
    "two_kinds": "居民医保、职工医保同时有效",
    "two_areas": "两个统筹区同时有效",
    "below_share": "低于承诺比例",
    "below_standard": "扣除医疗费用后低于标准",
    "household_over": "全户负担超过较重线",
    "not_enrolled": "没有登记",
    "enrolment_lapsed": "登记已过期",
    "gained": "新取得资格",
    "lost": "失去资格",
    "zero_pay": "个人支付为零",
    "zero_both": "零缴费且零自付",
    "beyond_catalogue": "支付超出目录范围内费用",
    "nothing_paid": "没有支付",
    "paid_less": "少付",
    "deductible_not_tilted": "起付线未按身份降低",
    "rate_not_tilted": "支付比例未按身份提高",
    "not_triggered": "救助没有触发",
    "not_entitled": "不应享受而支付",
    "paid_more": "多付",
    "follows_earlier": "前一层次少付引起",
    "look_back": "首次申请",
    "look_back_again": "再次申请，上次已救助的期间不计",
    "tag_missing": "没有标识",
    "tag_unknown": "标识不是国标、省标、市标",
    "entered": "本月纳入",
    "held": "在册",
    "above_cost": "支付合计超过费用",
    "paid_twice": "同一次住院支付两次",
    "refused_record": "记录各项相加超过总额，已拒收",
}
# Said beside a name on every list: who must not be called on without a word before.
STATES: Final[Mapping[str, str]] = {"died": "已死亡", "moved": "已迁出", "stopped": "已停保"}
# What a list counts where it is not persons.
UNITS: Final[Mapping[str, str]] = {"household_burden": "户"}
AMOUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "premium_due": ("应资助", "个人缴费标准"),
    "actual_rate": ("距承诺还差", "已报销"),
    "assistance_rate": ("距承诺还差", "已救助"),
    "household_means": ("剩余收入", "本户标准"),
    "household_burden": ("全户负担", "较重线"),
    "chronic_unenrolled": ("个人支付", ""),
    "zero_pay": ("总费用", "个人支付"),
    "beyond_catalogue": ("超出", "政策范围内费用"),
    "re_assistance": ("应给予", "应享合计"),
    "look_back": ("应救助", "合规自付"),
    "unreceived": ("应享未享", "应享合计"),
    "overpaid": ("多付", "应享合计"),
    "over_cost": ("超出或重复", "总费用"),
    "departed": ("预警金额", ""),
}


# Amounts that are no money at stake: added up over persons they would say nothing.
NOT_ADDED_UP: Final = frozenset({"household_means", "departed", "zero_pay"})


def amount_headings(list_id: str) -> tuple[str, str]:
    """What the two amounts of a list are called; empty for an amount that it does not have."""
    return AMOUNTS.get(list_id, ("", ""))


def rate(done: int, due: int) -> str:
    """Persons of persons in whole hundredths of a percent, never rounded up: 100% is said only of all."""
    if due == 0:
        return "—"
    hundredths = done * 10_000 // due
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
