"""Huining's pack (Gansu's plan) against the figures of the document, and what it leaves to the operator."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.policy import Layer, Pack, load_pack

DAY = date(2019, 6, 1)
VALUES = """
    catastrophic.deductible_cut  0.50
    catastrophic.tilt            5
    catastrophic.rate_floor      0.50
    assistance.rate              0.70
    premium_subsidy.full         1
    watch.coverage               1
    watch.reimbursement          0.85
"""
OPEN = {
    "warning.threshold",
    "catastrophic.deductible",
    "catastrophic.tier1_upto",
    "catastrophic.tier2_upto",
    "catastrophic.tier3_upto",
    "catastrophic.tier4_upto",
    "catastrophic.tier1_rate",
    "catastrophic.tier2_rate",
    "catastrophic.tier3_rate",
    "catastrophic.tier4_rate",
    "catastrophic.tier5_rate",
    "catastrophic.cap",
    "assistance.cap",
    "premium_subsidy.fixed",
    "premium_subsidy.contribution",
    "watch.household_burden",
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("huining")


def layer_of(pack: Pack, layer_id: str) -> Layer:
    return next(layer for layer in pack.layers if layer.id == layer_id)


def test_every_value_of_the_document(pack: Pack) -> None:
    expected = {key: Decimal(figure) for key, figure in (line.split() for line in VALUES.strip().splitlines())}
    assert {value.id: value.value for value in pack.values_on(DAY) if not value.required_parameter} == expected


def test_what_the_document_leaves_open_is_a_parameter(pack: Pack) -> None:
    assert {value.id for value in pack.values if value.required_parameter} == OPEN


def test_place_and_division(pack: Pack) -> None:
    assert (pack.name, pack.division, pack.level) == ("会宁县", "620422", "county")


def test_the_plan_of_the_province_and_the_countys_notice_are_both_named(pack: Pack) -> None:
    assert [document.effective for document in pack.documents] == [date(2018, 12, 25), date(2019, 1, 11)]
    assert "甘医保发〔2018〕16号" in pack.document


@pytest.mark.parametrize(("day", "in_force"), [(date(2018, 12, 24), False), (date(2018, 12, 25), True)])
def test_it_begins_on_its_first_day(pack: Pack, day: date, in_force: bool) -> None:
    assert bool(pack.values_on(day)) == in_force


def test_the_registered_poor_have_half_the_deductible_five_points_more_at_least_half_and_no_cap(pack: Pack) -> None:
    _others, poor, _employees = layer_of(pack, "catastrophic").schemes
    assert poor.identities == ("脱贫人口",)
    assert (poor.deductible_cut, poor.rate_floor) == ("catastrophic.deductible_cut", "catastrophic.rate_floor")
    assert [adjustment.by for adjustment in poor.adjustments] == ["catastrophic.tilt"]
    assert poor.cap is None


def test_tiers_are_read_on_the_excess(pack: Pack) -> None:
    assert layer_of(pack, "catastrophic").tier_basis == "excess"


def test_catastrophic_insurance_is_only_reported_until_the_provinces_figures_are_set(pack: Pack) -> None:
    layer = layer_of(pack, "catastrophic")
    assert set(pack.unset_in(layer)) == {key for key in OPEN if key.startswith("catastrophic.")}


def test_assistance_is_only_reported_until_its_cap_is_set(pack: Pack) -> None:
    layer = layer_of(pack, "assistance")
    assert pack.unset_in(layer) == ("assistance.cap",)
    assert pack.with_parameters({"assistance.cap": Decimal(30000)}).unset_in(layer) == ()


def test_assistance_is_for_stays_and_has_no_deductible(pack: Pack) -> None:
    layer = layer_of(pack, "assistance")
    assert layer.kinds == ("inpatient",)
    assert [(tier.over, tier.rate) for tier in layer.schemes[0].tiers] == [(None, "assistance.rate")]


def test_without_a_line_of_its_own_it_warns_of_nobody(pack: Pack) -> None:
    assert pack.rules_on(DAY) == ()


def test_with_the_operators_line_it_warns_by_the_self_pay(pack: Pack) -> None:
    (rule,) = pack.with_parameters({"warning.threshold": Decimal(5000)}).rules_on(DAY)
    assert (rule.measure, rule.threshold_fen) == ("self_pay", 500_000)
