"""Which layers are compared as one payer: those that the platform reports in the same columns of the record.

Comes in: a pack and its lists. Goes out: rows for the tables that the queries join. It never reads an amount.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from monitor.policy import Pack
from monitor.policy.model import Layer
from monitor.policy.worklists import Worklist

COMPARED: Final = ("unreceived", "overpaid", "re_assistance")


@dataclass(frozen=True)
class PayerTables:
    """`payers`: (list, layer, payer, position in the order of payment); `defaults`: (payer, deductible in yuan of
    everybody); `tilted`: (payer, identity that has a scheme of its own beside everybody's)."""

    payers: Sequence[tuple[str, str, str, int]]
    defaults: Sequence[tuple[str, Decimal]]
    tilted: Sequence[tuple[str, str]]


def payer_tables(pack: Pack, lists: Iterable[Worklist], day: date) -> PayerTables:
    """The layers of every list that compares entitled with reported; a layer without its figures is in none."""
    computed = [layer for layer in pack.layers if not layer.reported_only and not pack.unset_in(layer)]
    own = {layer for one in lists if one.id == "re_assistance" for layer in one.layers}
    payers = []
    for one in (one for one in lists if one.id in COMPARED):
        wanted = one.layers or tuple(layer.id for layer in computed if layer.id not in own)
        chosen = [layer for layer in computed if layer.id in wanted]
        payers += [(one.id, layer.id, *_payer(layer, chosen)) for layer in chosen]
    open_to_all = [(layer, found) for layer in computed if (found := _default(pack, layer, day)) is not None]
    tilted = [(layer.id, name) for layer, _found in open_to_all for one in layer.schemes for name in one.identities]
    return PayerTables(payers, [(layer.id, found) for layer, found in open_to_all], tilted)


def _payer(layer: Layer, chosen: Sequence[Layer]) -> tuple[str, int]:
    """The first layer that shares a column with this one, and its place in the order of payment."""
    position, first = next(
        (at, one) for at, one in enumerate(chosen, start=1) if one is layer or set(one.reported) & set(layer.reported)
    )
    return first.id, position


def _default(pack: Pack, layer: Layer, day: date) -> Decimal | None:
    """Everybody's deductible in yuan, if the layer is open to everybody; 0 where only the platform knows it."""
    scheme = next((one for one in layer.schemes if not one.identities), None)
    if scheme is not None and scheme.reported_only:
        return Decimal(0)
    value = pack.value_on(scheme.deductible, day) if scheme is not None and scheme.deductible else None
    return None if value is None else value.value
