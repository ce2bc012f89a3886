"""Shares out what the platform reports over the layers that it reports in one column.

Comes in: the reported columns of settlements and what each layer should have paid. Goes out: per layer the fen that
count as its reported payment; over the layers of a column they add up to the column. It never looks at the law.
"""

from collections.abc import Mapping

import numpy as np

from monitor.settle.batches import Result
from monitor.settle.plan import EntitlementPlan, PlannedLayer
from monitor.settle.variants import Ints

Columns = Mapping[str, Ints]


def for_kernel(plan: EntitlementPlan, columns: Columns) -> dict[str, Ints]:
    """What the kernel takes as reported: of reported-only layers, and of other payers before a layer."""
    given: dict[str, Ints] = {}
    for layer in plan.layers:
        if layer.others:
            given[f"{layer.plan.id}/others"] = _sum(columns, layer.others)
        if layer.taken:
            given[layer.plan.id] = _sum(columns, layer.taken)
    return given


def shared_out(plan: EntitlementPlan, columns: Columns, result: Result) -> dict[str, Ints]:
    """The reported payment of each layer: up to what it should have paid, in order, and the rest for the first."""
    shares: dict[str, Ints] = {layer.plan.id: np.zeros_like(next(iter(columns.values()))) for layer in plan.layers}
    for group in _groups(plan):
        left = _sum(columns, group[0].shape.reported)
        for layer in group:
            share = _up_to(left, result[layer.plan.id].entitled)
            shares[layer.plan.id] = share
            left = left - share
        shares[group[0].plan.id] = shares[group[0].plan.id] + left
    return shares


def _groups(plan: EntitlementPlan) -> list[list[PlannedLayer]]:
    """Layers by the columns that report them; where some are computed, those that are not have no share."""
    groups: dict[tuple[str, ...], list[PlannedLayer]] = {}
    for layer in plan.layers:
        if layer.shape.reported:
            groups.setdefault(tuple(layer.shape.reported), []).append(layer)
    computed = {key: [one for one in group if not one.plan.reported_only] for key, group in groups.items()}
    return [computed[key] or group[:1] for key, group in groups.items()]


def _up_to(left: Ints, entitled: Ints) -> Ints:
    """As much of `left` as the entitlement asks for; on a negative record as much as it takes back."""
    return np.where(left >= 0, np.clip(entitled, 0, np.maximum(left, 0)), np.clip(entitled, np.minimum(left, 0), 0))


def _sum(columns: Columns, names: tuple[str, ...]) -> Ints:
    total = np.zeros_like(next(iter(columns.values())))
    for name in names:
        total = total + columns[name]
    return total
