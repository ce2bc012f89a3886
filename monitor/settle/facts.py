"""The kernel's batch from the columns of `entitle_part`: amounts left by basic insurance, kinds of care, facts as bits.

Comes in: columns of settlements as the warehouse gives them, and the plan of the year. Goes out: a `Batch`. It reads
nothing and judges nothing beyond what POLICY section 2 says of the facts of a settlement.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from monitor.settle.batches import Batch
from monitor.settle.plan import CARE_KINDS, CONDITIONS, EntitlementPlan, identity_bits
from monitor.settle.shares import for_kernel
from monitor.settle.variants import EMPLOYEE, Flags, Ints

_ON_APPLICATION = ("因病致贫重病患者",)
_MOST_DAYS = 10**4

Columns = Mapping[str, Any]


def batch_of(columns: Columns, plan: EntitlementPlan) -> Batch:
    """The batch; a settlement that is no negative record never leaves less than nothing."""
    left = columns["in_scope_fen"] - columns["hifp_pay"]
    base = np.where(columns["is_negative"], np.minimum(left, 0), np.maximum(left, 0))
    return Batch(
        person=columns["person_id"],
        day=columns["day"],
        base=base,
        kind=columns["kind"],
        facts=_facts(columns),
        identities=columns["identities"] | (columns["is_employee"].astype(np.int64) << EMPLOYEE),
        bed_days=np.clip(columns["bed_days"], 0, _MOST_DAYS),
        reported=for_kernel(plan, columns),
    )


def _facts(columns: Columns) -> Ints:
    known: dict[str, Flags] = {
        **{name: columns[name] for name in CONDITIONS if name in columns},
        "treated_elsewhere": ~columns["treated_here"],
        "not_referred": ~columns["referred"],
        "applied": (columns["identities"] & identity_bits(_ON_APPLICATION)) != 0,
        "special_drug": columns["kind"] == CARE_KINDS.index("high_value_drug"),
    }
    bits = np.zeros(len(columns["person_id"]), dtype=np.int64)
    for number, name in enumerate(CONDITIONS):
        bits |= known[name].astype(np.int64) << number
    return bits
