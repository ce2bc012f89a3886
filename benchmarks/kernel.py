"""The entitlement kernel alone, on made-up settlements, beside OpenFisca-Core on the annual totals of the same persons.

Ours: every settlement in order, whole fen. Theirs, where `openfisca_core` can be imported (it is no dependency): the
same layers of the same pack as formulas over one total a person and year, in its 32-bit floats. Printed: time,
person-years and settlements a second, and how many persons' totals are not the same to the fen.

    python -m benchmarks.kernel [--persons 650000] [--place hefei]
"""

import argparse
import importlib.util
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.policy import load_pack
from monitor.settle.batches import Batch
from monitor.settle.kernel import entitle
from monitor.settle.plan import CARE_KINDS, EntitlementPlan, compile_plan, condition_bits
from monitor.settle.variants import MILLION, LayerPlan, Variant

YEAR = 2023
RUNS = 3
Ints = npt.NDArray[np.int64]


def made_up(plan: EntitlementPlan, persons: int, *, changing: bool) -> Batch:
    """About three inpatient settlements a person, treated here; `changing`: one in ten changes identity in July."""
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(persons, dtype=np.int64), np.minimum(rng.geometric(0.33, persons), 60))
    size = len(person)
    day_of_year = rng.integers(0, 365, size)
    order = np.lexsort((day_of_year, person))
    day_of_year = day_of_year[order]
    choice = np.array(sorted({one.identities for layer in plan.for_kernel for one in layer.variants}), dtype=np.int64)
    identities = choice[rng.integers(0, len(choice), persons)][person]
    if changing:
        moved = (rng.random(persons) < 0.1)[person] & (day_of_year > 180)
        identities = np.where(moved, choice[rng.integers(0, len(choice), persons)][person], identities)
    facts = condition_bits(("treated_here", "designated", "in_province", "not_referred"))
    first = int((np.datetime64(f"{YEAR}-01-01") - np.datetime64("1970-01-01")).astype(int))
    return Batch(
        person=person,
        day=(day_of_year + first).astype(np.int32),
        base=np.rint(rng.lognormal(12.3, 1.1, size)).astype(np.int64),
        kind=np.full(size, CARE_KINDS.index("inpatient"), dtype=np.int8),
        facts=np.full(size, facts, dtype=np.int32),
        identities=identities,
        bed_days=np.ones(size, dtype=np.int32),
        reported={},
    )


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """The best wall time of some runs, and the last result."""
    best, given = float("inf"), None
    for _ in range(RUNS):
        start = time.perf_counter()
        given = run()
        best = min(best, time.perf_counter() - start)
    return best, given


def ours(plan: EntitlementPlan, batch: Batch) -> dict[str, Ints]:
    """The fen of each layer and person."""
    result, _state = entitle(batch, plan.for_kernel)
    starts = np.flatnonzero(np.diff(batch.person, prepend=-1))
    return {layer: np.add.reduceat(given.entitled, starts) for layer, given in result.items()}


def scales(layer: LayerPlan, tax_scales: Any) -> dict[int, tuple[Any, float]]:
    """Identity bits → OpenFisca's marginal-rate scale in yuan, and the annual cap."""
    return {
        one.identities: (_scale(one, tax_scales), one.cap_fen / 100 if one.cap_fen >= 0 else float("inf"))
        for one in layer.variants
        if not one.reported
    }


def _scale(variant: Variant, tax_scales: Any) -> Any:
    points = sum(one.points for one in variant.adjustments if not one.facts)
    scale = tax_scales.MarginalRateTaxScale()
    for tier in variant.tiers:
        scale.add_bracket(tier.low_fen / 100, (tier.rate + points) / MILLION)
    return scale


def theirs(plan: EntitlementPlan, batch: Batch) -> Callable[[], dict[str, Any]]:
    """OpenFisca's computation of the same layers on annual totals, ready to be run."""
    core = {name: importlib.import_module(f"openfisca_core.{name}") for name in _MODULES}
    person = core["entities"].Entity("person", "persons", "", "")
    person.is_person = True
    system = core["taxbenefitsystems"].TaxBenefitSystem([person])
    starts = np.flatnonzero(np.diff(batch.person, prepend=-1))
    given = {"cost": np.add.reduceat(batch.base, starts) / 100, "identity": batch.identities[starts]}
    for name in given:
        system.add_variable(_variable(core, person, name, None))
    left = "cost"
    for layer in plan.for_kernel:
        system.add_variable(_variable(core, person, layer.id, _formula(layer, left, scales(layer, core["taxscales"]))))
        system.add_variable(_variable(core, person, f"{layer.id}_left", _difference(left, layer.id)))
        left = f"{layer.id}_left"

    def run() -> dict[str, Any]:
        simulation = core["simulations"].SimulationBuilder().build_default_simulation(system, count=len(starts))
        for name, values in given.items():
            simulation.set_input(name, str(YEAR), values)
        return {layer.id: simulation.calculate(layer.id, str(YEAR)) for layer in plan.for_kernel}

    return run


_MODULES = ("entities", "taxbenefitsystems", "variables", "periods", "taxscales", "simulations")


def _variable(core: dict[str, Any], person: Any, name: str, formula: Any) -> type:
    said = {"value_type": float, "entity": person, "definition_period": core["periods"].DateUnit.YEAR, "label": name}
    return type(name, (core["variables"].Variable,), said | ({"formula": formula} if formula else {}))


def _formula(layer: LayerPlan, left: str, by_identity: dict[int, tuple[Any, float]]) -> Callable[..., Any]:
    def formula(person: Any, period: Any, parameters: Any) -> Any:
        cost, identity = person(left, period), person("identity", period)
        paid = cost * 0
        matched = identity < 0
        for bits, (scale, cap) in sorted(by_identity.items(), reverse=True):
            mine = (identity.astype(np.int64) & bits != 0) if bits else ~matched
            matched |= mine
            paid = np.where(mine, np.maximum(paid, np.minimum(scale.calc(cost), cap)), paid)
        return paid

    return formula


def _difference(left: str, paid: str) -> Callable[..., Any]:
    return lambda person, period, parameters: person(left, period) - person(paid, period)


def main() -> None:
    """Print the figures of both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=650_000)
    parser.add_argument("--place", default="hefei")
    args = parser.parse_args()
    plan = compile_plan(load_pack(args.place), YEAR)
    for changing in (False, True):
        batch = made_up(plan, args.persons, changing=changing)
        print(f"{args.persons} persons, {len(batch.person)} settlements, identities change in the year: {changing}")
        wall, mine = timed(lambda batch=batch: ours(plan, batch))
        _told("kernel, every settlement, whole fen", wall, args.persons, len(batch.person))
        if importlib.util.find_spec("openfisca_core"):
            wall, other = timed(theirs(plan, batch))
            _told("OpenFisca-Core, annual totals, float32", wall, args.persons, 0)
            for layer, fen in mine.items():
                apart = np.abs(np.rint(other[layer].astype(np.float64) * 100) - fen)
                some, much = np.count_nonzero(apart > 0), np.count_nonzero(apart > 100)
                print(f"  {layer}: totals of {some} persons differ, of {much} by more than 1 yuan")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _told(name: str, wall: float, persons: int, rows: int) -> None:
    rate = f", {rows / wall / 1e6:.1f} million settlements/s" if rows else ""
    print(f"  {name}: {wall:.2f} s, {persons / wall / 1e6:.2f} million person-years/s{rate}")


if __name__ == "__main__":
    main()
