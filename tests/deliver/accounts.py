"""A synthetic account of one person, with one text wherever a text of foreign origin may stand."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from monitor.deliver.account import Account, Line
from monitor.deliver.account_page import as_html
from monitor.deliver.waterfall import Fall, LayerTold, Payer, Settled, Waterfall
from monitor.deliver.waterfall_steps import Basis, StepTold, Tier
from monitor.intake.receipt_words import DECISION
from monitor.policy import Pack, load_pack

AMOUNTS = (
    "medfee", "in_scope", "basic", "catastrophic", "assistance", "other_funds", "hospital", "self_pay", "own_expense",
    "preself", "burden",
)  # fmt: skip
SOME = Decimal("1234.56")
DAY = date(2023, 3, 5)
FALLS = (
    ("total", "stand"), ("own_expense", "outside"), ("preself", "outside"), ("in_scope", "stand"), ("basic", "payer"),
    ("layer", "payer"), ("left", "stand"), ("burden", "stand"),
)  # fmt: skip


def step_of(text: str) -> StepTold:
    """A layer's step in one tier, with a limit and a sum per bed-day."""
    tier = Tier(SOME, None, SOME, text, text, text, SOME)
    return StepTold(
        layer="layer", name=text, base=SOME, counted=SOME, accumulated_before=SOME, accumulated_after=SOME,
        judged_by=text, deductible=SOME, tiers=(tier,), daily=SOME, bed_days=2, total=SOME, cap=SOME, cap_before=SOME,
        cap_left=SOME, entitled=SOME, reported=Decimal("0.00"), gap=SOME, why=text, article=text, values=(text,),
    )  # fmt: skip


def waterfall_of(text: str) -> Waterfall:
    """One settlement with one step, a payer who owes, a layer that waits for a figure, a figure of the law."""
    falls = tuple(Fall(key, text, role, SOME, SOME, SOME, SOME) for key, role in FALLS)
    layer = LayerTold("layer", text, text, text, (text,), is_concerned=True, article=text, quote=text, document=text)
    return Waterfall(
        falls=falls,
        settlements=(Settled(1, (text,), (text,), falls, (step_of(text),)),),
        payers=(Payer(text, ("layer",), SOME, Decimal("0.00"), SOME, on_application=SOME),),
        owed=SOME,
        layers=(layer,),
        bases=(Basis(text, text, text, DAY, None, text, text, text),),
    )


def account_of(text: str) -> Account:
    """An account with two settlements, an identity and a crossed line."""
    money = dict.fromkeys(AMOUNTS, SOME)
    row = {
        **money, "row_id": 1, "setl_time": datetime(2023, 3, 5), "care": "other", "med_type": text, "setl_id": text,
        "self_pay_so_far": Decimal("1.00"), "burden_so_far": Decimal("2.00"),
        "use": "counted", "batch_id": 1, "record": 2,
    }  # fmt: skip
    line = Line(
        rule="r", name=text, measure=text, formula=text, amount=Decimal("12000.00"), threshold=Decimal("10000.00"),
        standard=text, status=text, crossed_on=DAY, crossed_by=text, article=text, quote=text, document=text,
        operator=">",
    )  # fmt: skip
    decided = {
        "identity": text, "decision": next(iter(DECISION)), "span": "begins", "office": "civil_affairs", "county": text,
        "decided_on": DAY, "begins": DAY, "ends": DAY, "stands": False, "batch_id": 1, "record": 5,
    }  # fmt: skip
    merged = {
        "kind": "certno", "old_number": text, "new_number": text, "changed_on": DAY, "evidence": text,
        "handled_by": text, "batch_id": 1, "record": 6, "settlements": 2,
    }  # fmt: skip
    return Account(
        place=text, month="2023-03", name=text, number=text, person_key=text, counted_kinds=text, window=text,
        identities=(
            {
                "identity": text, "begins": date(2023, 1, 1), "ends": date(2023, 6, 1), "begun_by": decided,
                "ended_by": {"batch_id": 1, "record": 4},
            },
        ),
        settlements=(row, {**row, "row_id": 2, "use": "refunded"}), totals=money, lines=(line,), is_issued=True,
        aloud=text, waterfall=waterfall_of(text),
        decisions=(decided,), merged=(merged, {**merged, "changed_on": None}),
        rosters=({"kind": "identities", "said": text, "begins": DAY, "ends": None, "batch_id": 1, "record": 3},),
        batches=({"batch_id": 1, "kind": text, "file_name": text, "sha256": text, "as_of": DAY, "loaded_on": DAY},),
        pack_version=text, config_hash=text,
    )  # fmt: skip


def account_html(text: str) -> str:
    """The page of that account."""
    return as_html(account_of(text), cast(Pack, load_pack("hefei")))
