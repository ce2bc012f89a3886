"""The year of a person in plain words that a cadre can read aloud at the door.

Comes in: the account's name, month and waterfall. Goes out: one or two Chinese sentences. Every amount in them stands
in the waterfall.
"""

from decimal import Decimal

from monitor.deliver.waterfall import NOTHING, Fall, Payer, Waterfall
from monitor.deliver.wording import APPLY, CHECK


def aloud(name: str, month: str, told: Waterfall) -> str:
    """What the care of the year cost, who paid what of it, what was left, and what is still to come."""
    year, number = month.split("-")
    who, when = name or "该人员", f"{year}年" if number == "12" else f"{year}年截至{int(number)}月底"
    if not told.falls:
        return f"{who}{when}没有计入的看病结算。"
    falls = {one.key: one for one in told.falls}
    paid = "、".join(_paid(told)) or "各项保障都没有报销"
    head = f"{who}{when}看病总共花了{spoken(falls['total'].amount)}，{paid}，自己出了{spoken(falls['burden'].amount)}"
    return "".join([head, _own(falls), "；", _owed(told), *_open(told)])


def spoken(amount: Decimal) -> str:
    """An amount as it is read: whole yuan without decimals."""
    return f"{amount:,.2f}".removesuffix(".00") + "元"


def _paid(told: Waterfall) -> list[str]:
    """基本医保报了…元, and so on, by payer; who paid nothing is not named."""
    layers = {layer: payer.name for payer in told.payers for layer in payer.layers}
    sums: dict[str, Decimal] = {}
    for fall in told.falls:
        if fall.role == "payer":
            name = layers.get(fall.key, fall.name)
            sums[name] = sums.get(name, NOTHING) + fall.amount
    return [f"{name}{_verb(name)}{spoken(amount)}" for name, amount in sums.items() if amount]


def _verb(name: str) -> str:
    return "了" if name.endswith(("负担", "减免")) else "报了"


def _own(falls: dict[str, Fall]) -> str:
    outside = falls["own_expense"].amount + falls["preself"].amount
    return f"（其中医保目录外和先行自付{spoken(outside)}）" if outside > 0 else ""


def _owed(told: Waterfall) -> str:
    gaps = [one for one in told.payers if one.gap]
    if not gaps:
        return "按政策该报的都已经报了。"
    if told.owed <= 0:
        return f"按政策没有还应再报的，但{_each(gaps)}，需要由医保经办机构核对。"
    return f"按政策还应再报{spoken(told.owed)}（{_each(gaps)}），需要{_todo(gaps)}。"


def _each(gaps: list[Payer]) -> str:
    """What each payer paid too little or too much; where there is both, they are worked out again together."""
    said = "、".join(f"{one.name}{'少' if one.gap > 0 else '多'}报{spoken(abs(one.gap))}" for one in gaps)
    both = min(one.gap for one in gaps) < 0 < max(one.gap for one in gaps)
    return said + "，要一并重算" * both


def _todo(gaps: list[Payer]) -> str:
    """By whom: what is owed on application has to be applied for."""
    apply = any(one.on_application for one in gaps)
    by_itself = any(one.gap > one.on_application for one in gaps)
    return "，".join([CHECK] * by_itself + [APPLY] * apply)


def _open(told: Waterfall) -> list[str]:
    """What cannot be said while a figure is not set."""
    names = [layer.name for layer in told.layers if layer.unset and layer.is_concerned]
    return [f"{'、'.join(names)}的标准还没有设定，这一层应报多少现在算不出来。"] if names else []
