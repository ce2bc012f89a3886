"""Whom the layers reach without an identity: above the lowest deductible open to everybody, or from the first fen."""

from dataclasses import replace

from monitor.policy import load_pack
from monitor.settle.plan import EntitlementPlan, compile_plan
from monitor.settle.reach import reach_of


def hefei() -> EntitlementPlan:
    return compile_plan(load_pack("hefei"), 2023)


def test_everybody_is_reached_above_the_deductible_of_the_first_layer() -> None:
    reach = reach_of(hefei())
    assert (reach.layer, reach.least_yuan) == ("catastrophic", 15_000)
    assert (reach.covers("inpatient"), reach.covers("outpatient")) == (True, False)


def test_nobody_is_reached_where_every_layer_asks_for_an_identity_or_a_figure() -> None:
    reach = reach_of(compile_plan(load_pack("yingkou"), 2023))
    assert (reach.layer, reach.covers("inpatient")) == ("", False)
    assert reach.least_yuan > 10**12


def test_who_gets_an_identity_later_brings_along_what_everybody_accumulates() -> None:
    reach = reach_of(compile_plan(load_pack("yiyuan"), 2021))
    assert (reach.layer, reach.covers("inpatient")) == ("catastrophic", True)
    assert reach.least_yuan > 10**12


def test_from_the_first_fen_where_a_later_layer_is_open_to_everybody() -> None:
    plan = hefei()
    later = plan.layers[1]
    is_open = tuple(replace(one, identities=0) for one in later.plan.variants[:1])
    opened = replace(later, plan=replace(later.plan, variants=is_open))
    reach = reach_of(replace(plan, layers=(plan.layers[0], opened)))
    assert (reach.layer, reach.least_yuan) == ("", 0)


def test_from_the_first_fen_where_others_pay_before_the_first_layer() -> None:
    plan = hefei()
    first = replace(plan.layers[0], others=("hifes_pay",))
    reach = reach_of(replace(plan, layers=(first, *plan.layers[1:])))
    assert (reach.layer, reach.least_yuan) == ("", 0)
