"""Whose premium is subsidised, and with how much, by the values of a pack on a day.

Comes in: a pack and its lists. Goes out: one class per identity: the share of the contribution, or a fixed sum. It
never asks who is insured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from monitor.policy import Pack
from monitor.policy.model import PolicyValue
from monitor.policy.worklists import Worklist

_TOPIC: Final = "premium_subsidy"
_FEN: Final = Decimal("0.01")


@dataclass(frozen=True)
class PremiumClass:
    """One identity's subsidy: `share` of the contribution (None: a fixed sum), `due` in yuan (None: not yet set)."""

    identity: str
    value_id: str
    share: Decimal | None
    due: Decimal | None


def premium_classes(pack: Pack, lists: Iterable[Worklist], day: date) -> list[PremiumClass]:
    """The classes in force on a day; where two values name an identity, the first of the pack holds.

    An identity that the list names and no value has a class without figures.
    """
    due = next((one for one in lists if one.id == "premium_due"), None)
    contribution = None if due is None else due.figure("contribution")
    found: dict[str, PremiumClass] = {}
    for value in pack.values_on(day):
        if value.layer == _TOPIC and value.identities and value.value != 0:
            for identity in value.identities:
                found.setdefault(identity, _class(value, identity, contribution))
    for identity in () if due is None else due.identities:
        found.setdefault(identity, PremiumClass(identity, _TOPIC, None, None))
    return list(found.values())


def _class(value: PolicyValue, identity: str, contribution: Decimal | None) -> PremiumClass:
    if value.unit != "rate":
        return PremiumClass(identity, value.id, None, value.value)
    due = None if contribution is None or value.value is None else _rounded(contribution * value.value)
    return PremiumClass(identity, value.id, value.value, due)


def _rounded(yuan: Decimal) -> Decimal:
    """Half up to the fen, as every payment is."""
    return yuan.quantize(_FEN, ROUND_HALF_UP)
