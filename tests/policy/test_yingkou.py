"""Yingkou's pack against the figures of the document, each written here a second time by hand."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.policy import Pack, Rule, load_pack

DAY = date(2023, 3, 1)
VALUES = """
    warning.return_to_poverty                5000
    warning.fall_resident                    20000
    warning.fall_employee                    50000
    catastrophic.rate                        0.70
    catastrophic.tilted_rate                 0.75
    assistance.cap                           20000
    assistance.allowance.deductible          0
    assistance.allowance.rate                0.70
    assistance.marginal.deductible           2000
    assistance.marginal.rate                 0.60
    assistance.illness.deductible            5000
    assistance.illness.rate                  0.50
    assistance_tilted.allowance.cap          20000
    assistance_tilted.marginal.cap           18000
    assistance_tilted.illness.cap            15000
    assistance_tilted.hardship.deductible    0
    assistance_tilted.allowance.deductible   3000
    assistance_tilted.marginal.deductible    5000
    assistance_tilted.illness.deductible     10000
    assistance_tilted.allowance.rate         0.70
    assistance_tilted.marginal.rate          0.60
    assistance_tilted.illness.rate           0.50
    application.look_back                    12
    premium_subsidy.full                     1
    premium_subsidy.allowance                1
    premium_subsidy.monitored_helped         1
    premium_subsidy.marginal                 0.60
    premium_subsidy.monitored_other          0.60
    premium_subsidy.other                    1
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("yingkou")


def rule_of(pack: Pack, rule_id: str) -> Rule:
    return next(rule for rule in pack.rules_on(DAY) if rule.id == rule_id)


def test_every_value_of_the_document(pack: Pack) -> None:
    expected = {key: Decimal(figure) for key, figure in (line.split() for line in VALUES.strip().splitlines())}
    assert {value.id: value.value for value in pack.values_on(DAY) if not value.required_parameter} == expected


def test_what_the_document_leaves_open_is_a_parameter(pack: Pack) -> None:
    left_open = {"catastrophic.deductible", "bed_day.sum", "premium_subsidy.contribution"}
    assert {value.id for value in pack.values if value.value is None} == left_open


@pytest.mark.parametrize(
    ("rule_id", "threshold_fen"),
    [
        ("yingkou_return_to_poverty", 500_000),
        ("yingkou_fall_resident", 2_000_000),
        ("yingkou_fall_employee", 5_000_000),
    ],
)
def test_the_three_lines_are_of_the_burden_and_strict(pack: Pack, rule_id: str, threshold_fen: int) -> None:
    rule = rule_of(pack, rule_id)
    assert (rule.measure, rule.operator, rule.threshold_fen) == ("burden", ">", threshold_fen)


def test_return_to_poverty_watches_the_assisted_and_those_out_of_poverty(pack: Pack) -> None:
    watched = {
        "特困人员",
        "孤儿",
        "低保对象",
        "低保边缘家庭成员",
        "返贫致贫人口",
        "防止返贫监测对象",
        "其他特殊困难人员",
        "脱贫人口",
    }
    assert set(rule_of(pack, "yingkou_return_to_poverty").identities) == watched


def test_illness_poverty_alone_does_not_bring_a_person_under_the_lower_line(pack: Pack) -> None:
    rule = rule_of(pack, "yingkou_return_to_poverty")
    assert rule.except_identities == ("因病致贫重病患者",)
    assert "因病致贫重病患者" not in rule.identities


@pytest.mark.parametrize("insurance", ["resident", "employee"])
def test_fall_into_poverty_watches_everybody_else_of_one_insurance(pack: Pack, insurance: str) -> None:
    rule = rule_of(pack, f"yingkou_fall_{insurance}")
    assert (rule.identities, rule.not_in_rules, rule.insurance) == ((), ("yingkou_return_to_poverty",), (insurance,))


def test_special_attention(pack: Pack) -> None:
    assert rule_of(pack, "yingkou_return_to_poverty").attention_identities == ("低保边缘家庭成员", "防止返贫监测对象")


def test_high_value_drugs_count_too(pack: Pack) -> None:
    assert pack.counted_kinds == ("inpatient", "outpatient_chronic", "high_value_drug")


@pytest.mark.parametrize(("day", "count"), [(date(2022, 12, 31), 0), (date(2023, 1, 1), 3)])
def test_the_rules_begin_on_their_first_day(pack: Pack, day: date, count: int) -> None:
    assert len(pack.rules_on(day)) == count


def test_it_is_in_force_and_not_a_draft(pack: Pack) -> None:
    assert not pack.draft
    assert "营政办发〔2022〕23号" in pack.document


def test_returned_to_poverty_is_assisted_as_the_allowance_is(pack: Pack) -> None:
    base = next(layer for layer in pack.layers if layer.id == "assistance")
    assert {"低保对象", "返贫致贫人口"} <= set(base.schemes[0].identities)


def test_a_parameter_of_the_operator_fills_what_is_open(pack: Pack) -> None:
    filled = pack.with_parameters({"catastrophic.deductible": Decimal(16000), "warning.fall_resident": Decimal(1)})
    values = {value.id: value.value for value in filled.values}
    assert (values["catastrophic.deductible"], values["warning.fall_resident"]) == (Decimal(16000), Decimal(20000))
