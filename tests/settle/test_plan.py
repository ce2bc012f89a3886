"""Packs compiled for the kernel: figures in fen and millionths, periods, what is only reported, and which columns."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitor.policy import Pack, load_pack
from monitor.settle.plan import (
    CONDITIONS,
    EntitlementPlan,
    PlannedLayer,
    compile_plan,
    condition_bits,
    day_number,
    identity_bits,
)
from monitor.settle.variants import UNBOUNDED, Tier
from tests.settle.person_years import sample_parameters


def layer(plan: EntitlementPlan, key: str) -> PlannedLayer:
    return next(one for one in plan.layers if one.shape.id == key)


def with_samples(place: str, **figures: str) -> Pack:
    pack = load_pack(place)
    own = {f"catastrophic.{key}": Decimal(figure) for key, figure in figures.items()}
    return pack.with_parameters(sample_parameters(pack) | own)


@pytest.fixture(scope="module")
def hefei() -> EntitlementPlan:
    return compile_plan(load_pack("hefei"), 2023)


def test_layers_are_in_order_of_payment_without_basic_insurance(hefei: EntitlementPlan) -> None:
    assert [one.id for one in hefei.for_kernel] == ["catastrophic", "assistance", "assistance_major"]


def test_tiers_are_in_fen_and_millionths(hefei: EntitlementPlan) -> None:
    assert layer(hefei, "catastrophic").plan.variants[0].tiers == (
        Tier(1_500_000, 5_000_000, 600_000),
        Tier(5_000_000, 10_000_000, 700_000),
        Tier(10_000_000, 20_000_000, 750_000),
        Tier(20_000_000, UNBOUNDED, 850_000),
    )


def test_percentage_points_are_millionths_with_their_facts(hefei: EntitlementPlan) -> None:
    unreferred = condition_bits(("treated_elsewhere", "not_referred"))
    found = [(one.facts, one.points) for one in layer(hefei, "catastrophic").plan.variants[1].adjustments]
    assert found == [(0, 50_000), (unreferred, -100_000)]


def test_a_variant_knows_its_identities_and_its_limit(hefei: EntitlementPlan) -> None:
    first = layer(hefei, "assistance").plan.variants[0]
    assert (first.identities, first.cap_fen) == (identity_bits(("特困人员", "孤儿")), 4_000_000)


def test_a_layer_without_a_limit(hefei: EntitlementPlan) -> None:
    assert {one.cap_fen for one in layer(hefei, "catastrophic").plan.variants} == {-1}


def test_every_variant_has_the_articles_of_its_figures(hefei: EntitlementPlan) -> None:
    for one in hefei.layers:
        assert [law.values.keys() == set(law.scheme.value_ids) for law in one.laws] == [True] * len(one.plan.variants)


def test_conditions_are_alternatives_of_facts_that_hold_together(hefei: EntitlementPlan) -> None:
    here = 1 << CONDITIONS.index("treated_here") | 1 << CONDITIONS.index("designated")
    assert layer(hefei, "assistance").plan.conditions[0] == here


def test_an_unset_parameter_makes_the_layer_reported_only_and_is_named() -> None:
    found = layer(compile_plan(load_pack("yingkou"), 2023), "catastrophic")
    assert (found.plan.reported_only, found.missing) == (True, ("catastrophic.deductible",))


def test_a_set_parameter_makes_the_layer_computed() -> None:
    found = layer(compile_plan(with_samples("yingkou", deductible="12000"), 2023), "catastrophic")
    assert (found.plan.variants[0].floor_fen, found.missing) == (1_200_000, ())


def test_a_layer_that_is_computed_takes_nothing_as_reported_but_employees(hefei: EntitlementPlan) -> None:
    taken = {one.plan.id: one.taken for one in hefei.layers}
    assert taken == {"catastrophic": ("hifmi_pay", "hifob_pay"), "assistance": (), "assistance_major": ()}


def test_a_reported_only_layer_takes_its_columns() -> None:
    found = layer(compile_plan(load_pack("yingkou"), 2023), "catastrophic")
    assert found.taken == ("hifmi_pay", "hifob_pay")


def test_a_column_comes_off_once() -> None:
    plan = compile_plan(load_pack("yingkou"), 2023)
    assert (layer(plan, "bed_day").shape.reported, layer(plan, "bed_day").taken) == (("maf_pay",), ())


def test_other_payers_come_off_before_the_first_layer_that_names_them(hefei: EntitlementPlan) -> None:
    assert layer(hefei, "assistance").others == ("cvlserv_pay", "hifes_pay", "hifdm_pay", "othfund_pay")


def test_other_payers_named_again_by_a_later_layer_come_off_once() -> None:
    pack = load_pack("hefei")
    layers = tuple(one.model_copy(update={"other_payers": ("othfund_pay",)}) for one in pack.layers)
    plan = compile_plan(replace(pack, layers=layers), 2023)
    assert [one.others for one in plan.layers] == [("othfund_pay",), (), ()]


def test_a_year_before_the_document_is_only_reported() -> None:
    assert [one.plan.reported_only for one in compile_plan(load_pack("hefei"), 2021).layers] == [True, True, True]


def test_days_before_the_document_are_only_reported() -> None:
    found = layer(compile_plan(load_pack("yiyuan"), 2020), "assistance")
    spans = {(one.first_day, one.last_day) for one in found.plan.variants if one.reported}
    assert spans == {(day_number(date(2020, 1, 1)), day_number(date(2020, 4, 7)))}


def test_a_scheme_without_figures_is_taken_as_reported() -> None:
    found = layer(compile_plan(load_pack("yiyuan"), 2021), "catastrophic")
    assert [(one.reported, one.identities == 0) for one in found.plan.variants] == [(True, True), (False, False)]


def test_a_figure_that_changes_inside_the_year_splits_its_variants() -> None:
    pack, day = load_pack("hefei"), date(2023, 7, 1)
    rate = next(value for value in pack.values if value.id == "assistance.monitored.rate")
    rest = tuple(value for value in pack.values if value is not rate)
    before, after = replace(rate, to_date=date(2023, 6, 30)), replace(rate, from_date=day, value=Decimal("0.65"))
    variants = layer(compile_plan(replace(pack, values=(*rest, before, after)), 2023), "assistance").plan.variants
    monitored = [one for one in variants if one.identities == identity_bits(("防止返贫监测对象",))]
    assert [(one.first_day, one.last_day, one.tiers[0].rate) for one in monitored] == [
        (day_number(date(2023, 1, 1)), day_number(day) - 1, 600_000),
        (day_number(day), day_number(date(2023, 12, 31)), 650_000),
    ]


def test_bounds_on_the_excess_are_moved_up_by_the_lowered_deductible() -> None:
    pack = with_samples("huining", deductible="5000", tier1_upto="10000", tier2_upto="20000")
    tiers = [one for one in layer(compile_plan(pack, 2019), "catastrophic").plan.variants if one.tiers]
    assert [(one.tiers[0].low_fen, one.tiers[0].high_fen) for one in tiers] == [
        (500_000, 1_500_000),
        (250_000, 1_250_000),
    ]


def test_the_least_rate_is_kept() -> None:
    poor = layer(compile_plan(with_samples("huining"), 2019), "catastrophic").plan.variants[1]
    assert poor.rate_floor == 500_000


def test_a_sum_for_each_bed_day() -> None:
    found = layer(compile_plan(with_samples("yingkou"), 2023), "bed_day").plan.variants[0]
    assert (found.daily_fen, found.tiers) == (15_500, ())
