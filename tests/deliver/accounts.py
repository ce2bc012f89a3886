"""A synthetic account of one person, with one text wherever a text of foreign origin may stand."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from monitor.deliver.account import Account, Line
from monitor.deliver.account_page import as_html
from monitor.policy import Pack, load_pack

AMOUNTS = (
    "medfee", "in_scope", "basic", "catastrophic", "assistance", "other_funds", "hospital", "self_pay", "own_expense",
    "preself", "burden",
)  # fmt: skip


def account_of(text: str) -> Account:
    """An account with two settlements, an identity and a crossed line."""
    money = dict.fromkeys(AMOUNTS, Decimal("1234.56"))
    row = {
        **money, "setl_time": datetime(2023, 3, 5), "care": "other", "med_type": text, "setl_id": text,
        "self_pay_so_far": Decimal("1.00"), "burden_so_far": Decimal("2.00"),
        "use": "counted", "batch_id": 1, "record": 2,
    }  # fmt: skip
    line = Line(
        rule="r", name=text, measure=text, formula=text, amount=Decimal("12000.00"), threshold=Decimal("10000.00"),
        standard=text, status=text, crossed_on=date(2023, 3, 5), crossed_by=text, article=text, quote=text,
        document=text,
    )  # fmt: skip
    return Account(
        place=text, month="2023-03", name=text, number=text, person_key=text, counted_kinds=text, window=text,
        identities=({"identity": text, "begins": date(2023, 1, 1), "ends": date(2023, 6, 1)},),
        settlements=(row, {**row, "use": "refunded"}), totals=money, lines=(line,), is_issued=True,
    )  # fmt: skip


def account_html(text: str) -> str:
    """The page of that account."""
    return as_html(account_of(text), cast(Pack, load_pack("hefei")))
