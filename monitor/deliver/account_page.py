"""The account of one person as a self-contained HTML page, in the look of the lists, without script.

Comes in: an `Account`. Goes out: HTML for the operator, with the person's name and number in full. Its one picture
is an SVG inside the page.
"""

from decimal import Decimal
from typing import Any

from markupsafe import Markup

from monitor.deliver.account import Account
from monitor.deliver.account_sources import decision_text, merged_text
from monitor.deliver.account_text import USE_NAMES, identity_text, place_of, roster_text
from monitor.deliver.chart import NARROW, WIDE, bars, described, picture
from monitor.deliver.pages import environment, text_hash
from monitor.deliver.waterfall import Settled
from monitor.deliver.waterfall_text import chain, circumstances, days_text, gap_text, step_text, tier_text
from monitor.deliver.wording import month_zh, titled
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
    env = environment().overlay(finalize=shown)
    return env.get_template("account.html").render(
        said=said,
        month=month_zh(said.month),
        draft=pack.draft,
        document=pack.document,
        money=_money,
        total_names=list(_TOTALS.values()),
        totals=[said.totals[name] for name in _TOTALS],
        row_names=list(_ROW.values()),
        rows=[_row(row) for row in said.settlements],
        chart=_chart(said),
        told=[_told(one, said) for one in said.waterfall.settlements],
        gap_text=gap_text,
        titled=titled,
        bases=[(one, days_text(one)) for one in said.waterfall.bases],
        identities=[identity_text(one) for one in said.identities],
        decisions=[decision_text(one) for one in said.decisions],
        merged=[merged_text(one) for one in said.merged],
        sources=[f"{roster_text(row)}（{place_of(row)}）" for row in said.rosters],
        files=said.batches,
        style_hash=text_hash(env, "style.css"),
    )


def shown(value: Any) -> Any:
    """A value as the page shows it: nothing invisible is left in a text."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "time": f"{row['setl_time']:%Y-%m-%d}",
        "care": KIND_NAMES.get(row["care"], row["med_type"]),
        "setl_id": row["setl_id"],
        "amounts": [row[name] for name in _ROW],
        "counts": row["use"] == "counted",
        "use": USE_NAMES[row["use"]],
        "batch_id": row["batch_id"],
        "record": row["record"],
    }


def _chart(said: Account) -> dict[str, str] | None:
    """The picture twice, for a desk and for a phone, and in words; None where there is nothing to draw."""
    if not said.waterfall.falls:
        return None
    rows = bars(said.waterfall.falls, said.waterfall.owed)
    return {"wide": picture(rows, WIDE), "narrow": picture(rows, NARROW), "words": described(rows)}


def _told(one: Settled, said: Account) -> dict[str, Any]:
    """A settlement with its layers in words."""
    row = next(row for row in said.settlements if row["row_id"] == one.row_id)
    layers = [
        {"step": step, "words": step_text(step), "tiers": [tier_text(tier) for tier in step.tiers]}
        for step in one.steps
    ]
    return {**_row(row), "chain": chain(one.falls), "circumstances": circumstances(one), "layers": layers}


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
