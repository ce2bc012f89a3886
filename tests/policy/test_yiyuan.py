"""Yiyuan's pack against the figures of the document, each written here a second time by hand."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.policy import Layer, Pack, load_pack

DAY = date(2020, 6, 1)
POOR = {"脱贫人口", "即时帮扶人员", "低保对象", "特困人员"}
VALUES = """
    catastrophic.deductible          5000
    catastrophic.tier1_upto          100000
    catastrophic.tier2_upto          300000
    catastrophic.tier1_rate          0.65
    catastrophic.tier2_rate          0.75
    catastrophic.tier3_rate          0.85
    special_drug.deductible          0
    special_drug.rate                0.60
    special_drug.cap                 200000
    assistance.allowance.deductible  0
    assistance.allowance.rate        0.80
    assistance.allowance.cap         20000
    assistance.marginal.deductible   10000
    assistance.marginal.rate         0.40
    assistance.marginal.cap          10000
    assistance.illness.deductible    30000
    assistance.illness.rate          0.20
    assistance.illness.cap           10000
    re_assistance.deductible         5000
    re_assistance.rate               0.70
    re_assistance.cap                20000
    watch.chronic_start              1
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("yiyuan")


def layer_of(pack: Pack, layer_id: str) -> Layer:
    return next(layer for layer in pack.layers if layer.id == layer_id)


def test_every_value_of_the_document(pack: Pack) -> None:
    expected = {key: Decimal(figure) for key, figure in (line.split() for line in VALUES.strip().splitlines())}
    assert {value.id: value.value for value in pack.values_on(DAY) if not value.required_parameter} == expected


def test_place_and_division(pack: Pack) -> None:
    assert (pack.name, pack.division, pack.level, pack.draft) == ("沂源县", "370323", "county", False)


@pytest.mark.parametrize(("day", "in_force"), [(date(2020, 4, 7), False), (date(2020, 4, 8), True)])
def test_it_begins_on_its_first_day(pack: Pack, day: date, in_force: bool) -> None:
    assert bool(pack.values_on(day)) == in_force


def test_six_layers_in_the_order_of_payment_and_the_special_drugs(pack: Pack) -> None:
    six = ["basic", "catastrophic", "special_drug", "assistance", "reduction", "commercial", "re_assistance"]
    assert [layer.id for layer in pack.layers] == six


@pytest.mark.parametrize(
    ("layer_id", "columns"),
    [
        ("catastrophic", ("hifmi_pay", "hifob_pay")),
        ("assistance", ("maf_pay",)),
        ("reduction", ("ownpay_hosp_part",)),
        ("commercial", ("othfund_pay",)),
        ("re_assistance", ("maf_pay",)),
    ],
)
def test_what_the_platform_reports_for_a_layer(pack: Pack, layer_id: str, columns: tuple[str, ...]) -> None:
    assert layer_of(pack, layer_id).reported == columns


@pytest.mark.parametrize("layer_id", ["basic", "reduction", "commercial"])
def test_layers_without_figures_are_taken_as_reported(pack: Pack, layer_id: str) -> None:
    assert layer_of(pack, layer_id).reported_only


def test_the_poor_have_the_tilted_catastrophic_insurance_and_others_what_is_reported(pack: Pack) -> None:
    others, poor = layer_of(pack, "catastrophic").schemes
    assert set(poor.identities) == POOR
    assert others.reported_only
    assert not others.identities


def test_catastrophic_insurance_accumulates_everybodys_cost_and_has_no_cap(pack: Pack) -> None:
    layer = layer_of(pack, "catastrophic")
    assert (layer.accumulates, layer.tier_basis) == ("everyone", "accumulated")
    assert [scheme.cap for scheme in layer.schemes] == [None, None]


def test_re_assistance_is_for_the_poor_and_for_stays_only(pack: Pack) -> None:
    layer = layer_of(pack, "re_assistance")
    assert layer.kinds == ("inpatient",)
    assert set(layer.schemes[0].identities) == POOR


def test_the_two_floors_may_be_raised(pack: Pack) -> None:
    assert {value.id for value in pack.values if value.at_least} == {
        "assistance.allowance.rate",
        "assistance.allowance.cap",
    }


def test_without_a_line_of_its_own_it_warns_of_nobody(pack: Pack) -> None:
    assert pack.rules_on(DAY) == ()


def test_with_the_operators_line_it_warns_by_the_burden(pack: Pack) -> None:
    (rule,) = pack.with_parameters({"warning.threshold": Decimal(5000)}).rules_on(DAY)
    assert (rule.measure, rule.operator, rule.threshold_fen) == ("burden", ">", 500_000)
