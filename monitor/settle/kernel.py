"""What each layer owes for each settlement: a pure function over columns of whole persons, in whole fen.

Comes in: a batch of settlements, the layers of a place for a year, and the state at the end of the months before.
Goes out: per layer and settlement what it saw and what it gives, and the state to carry on. It never reads or writes
anything, never uses floating point, and never loops over rows or persons.
"""

from collections.abc import Sequence

import numpy as np

from monitor.settle.batches import Batch, LayerResult, Result, Rows, State, carried, check_amounts, checked, opened
from monitor.settle.layers import computed, reported
from monitor.settle.variants import Ints, LayerPlan


def entitle(batch: Batch, layers: Sequence[LayerPlan], state: State | None = None) -> tuple[Result, State]:
    """What the layers give, by layer id and in their order, and the state after it.

    Each layer sees what the layers before it and the other payers left of the cost. ValueError if the batch is not as
    `Batch` describes.
    """
    rows = checked(batch)
    now = opened(state, rows.persons, [layer.id for layer in layers])
    check_amounts(rows, now)
    result: Result = {}
    bounds = (np.minimum(batch.base, 0), np.maximum(batch.base, 0))
    left = batch.base
    for layer in layers:
        if (others := batch.reported.get(f"{layer.id}/others")) is not None:
            left = np.clip(left - others, *bounds)
        result[layer.id], now = _settled(layer, rows, left, now)
        left = np.clip(left - result[layer.id].entitled, *bounds)  # never below nothing, whatever was reported
    return result, carried(state, now)


def _settled(layer: LayerPlan, rows: Rows, base: Ints, now: State) -> tuple[LayerResult, State]:
    """The layer's result, and the state after it."""
    if layer.reported_only or not layer.variants:
        return reported(layer, rows, base), now
    result, accumulated, paid = computed(layer, rows, base, now.accumulated[layer.id], now.paid[layer.id])
    return result, State(now.person, now.accumulated | {layer.id: accumulated}, now.paid | {layer.id: paid})
