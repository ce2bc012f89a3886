"""The account of one person as a self-contained HTML page, in the look of the lists, without script.

Comes in: an `Account`. Goes out: HTML for the operator, with the person's name and number in full.
"""

from decimal import Decimal

from monitor.deliver.account import USE_NAMES, Account
from monitor.deliver.pages import environment, style_hash
from monitor.deliver.wording import month_zh
from monitor.lists.masking import visible
from monitor.policy import Pack
from monitor.policy.wording import KIND_NAMES

_TOTALS = {
    "medfee": "总费用",
    "basic": "基本医保",
    "catastrophic": "大病保险",
    "assistance": "医疗救助",
    "other_funds": "其他基金",
    "hospital": "医院负担",
    "burden": "个人负担",
    "self_pay": "其中合规自付",
    "preself": "先行自付",
    "own_expense": "自费",
}
_ROW = {**_TOTALS, "self_pay_so_far": "累计合规自付", "burden_so_far": "累计个人负担"}


def as_html(said: Account, pack: Pack) -> str:
    """The page; every text of foreign origin is escaped, control characters are made visible."""
    env = environment()
    rows = [
        {
            "time": f"{row['setl_time']:%Y-%m-%d}",
            "care": KIND_NAMES.get(row["care"], row["med_type"]),
            "setl_id": visible(row["setl_id"]),
            "amounts": [row[name] for name in _ROW],
            "counts": row["use"] == "counted",
            "use": USE_NAMES[row["use"]],
            "batch_id": row["batch_id"],
            "record": row["record"],
        }
        for row in said.settlements
    ]
    return env.get_template("account.html").render(
        said=said,
        month=month_zh(said.month),
        draft=pack.draft,
        document=pack.document,
        money=_money,
        total_names=list(_TOTALS.values()),
        totals=[said.totals[name] for name in _TOTALS],
        row_names=list(_ROW.values()),
        rows=rows,
        style_hash=style_hash(env),
    )


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
