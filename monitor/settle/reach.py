"""Whom the layers of a year can reach, told from a person's sums before any settlement is looked at.

Comes in: the plan of a year. Goes out: which kinds of care to add up for everybody, above which sum somebody is looked
at, and for which layer that sum is what the layer has accumulated. It computes no payment.
"""

from dataclasses import dataclass

from monitor.settle.plan import CARE_KINDS, EntitlementPlan, PlannedLayer
from monitor.settle.variants import LayerPlan

_NOBODY_YUAN = 10**13  # above what a person may have cost: no layer is open to everybody


@dataclass(frozen=True)
class Reach:
    """`kinds` (mask) are added up for everybody; above `least_yuan` a person is reached.

    `layer` is the one that has accumulated exactly that sum when a person is first reached, "" where none has: then
    everybody is looked at from the first fen on.
    """

    kinds: int
    least_yuan: int
    layer: str = ""

    def covers(self, kind: str) -> bool:
        """Whether a kind of care is added up."""
        return bool(self.kinds >> CARE_KINDS.index(kind) & 1)


def reach_of(plan: EntitlementPlan) -> Reach:
    """How far the layers reach persons without an identity that they name."""
    everybodys = [layer for layer in plan.layers if _floors(layer.plan) or _accumulates_everybody(layer.plan)]
    if not everybodys:
        return Reach(0, _NOBODY_YUAN)
    only, floors = everybodys[0], _floors(everybodys[0].plan)
    if len(everybodys) == 1 and _accumulates_plainly(plan, only):
        least = max(min(floors), 0) // 100 if floors else _NOBODY_YUAN
        return Reach(only.plan.kinds, least, only.plan.id)
    kinds = 0
    for layer in everybodys:
        kinds |= layer.plan.kinds
    return Reach(kinds, 0)


def _floors(layer: LayerPlan) -> list[int]:
    """The amounts above which the layer pays by a rule that is open to everybody."""
    return [one.floor_fen for one in layer.variants if not (one.identities or one.reported)]


def _accumulates_everybody(layer: LayerPlan) -> bool:
    """Whether somebody who gets an identity later brings along what was accumulated before."""
    return layer.accumulates_everyone and any(not one.reported for one in layer.variants)


def _accumulates_plainly(plan: EntitlementPlan, layer: PlannedLayer) -> bool:
    """Whether nothing but basic insurance stands between the cost and what the layer accumulates."""
    is_first = layer is plan.layers[0]
    return is_first and layer.plan.accumulates_everyone and not layer.plan.conditions and not layer.others
