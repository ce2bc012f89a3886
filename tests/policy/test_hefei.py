"""Hefei's pack against the figures of the document, each written here a second time by hand."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.policy import Pack, Rule, load_pack

DAY = date(2023, 3, 1)
VALUES = """
    basic.cap                                    300000
    watch.inpatient_rate                         0.70
    catastrophic.deductible                      15000
    catastrophic.tier1_upto                      50000
    catastrophic.tier2_upto                      100000
    catastrophic.tier3_upto                      200000
    catastrophic.tier1_rate                      0.60
    catastrophic.tier2_rate                      0.70
    catastrophic.tier3_rate                      0.75
    catastrophic.tier4_rate                      0.85
    catastrophic.unreferred                      -10
    catastrophic.tilted_deductible               7500
    catastrophic.tilt                            5
    assistance.extreme_hardship.deductible       0
    assistance.extreme_hardship.rate             0.90
    assistance.extreme_hardship.cap              40000
    assistance.subsistence_allowance.deductible  0
    assistance.subsistence_allowance.rate        0.75
    assistance.subsistence_allowance.cap         30000
    assistance.returned_to_poverty.deductible    1500
    assistance.returned_to_poverty.rate          0.70
    assistance.returned_to_poverty.cap           30000
    assistance.monitored.deductible              3000
    assistance.monitored.rate                    0.60
    assistance.monitored.cap                     30000
    assistance.marginal.deductible               15000
    assistance.marginal.rate                     0.50
    assistance.marginal.cap                      20000
    assistance_major.cap                         80000
    assistance_major.deductible                  5000
    assistance_major.tier1_upto                  20000
    assistance_major.tier2_upto                  60000
    assistance_major.tier3_upto                  120000
    assistance_major.tier1_rate                  0.40
    assistance_major.tier2_rate                  0.50
    assistance_major.tier3_rate                  0.60
    assistance_major.tier4_rate                  0.70
    application.deductible                       20000
    application.tier1_upto                       60000
    application.tier2_upto                       120000
    application.tier1_rate                       0.50
    application.tier2_rate                       0.60
    application.tier3_rate                       0.70
    warning.threshold                            10000
    warning.deadline                             10
    premium_subsidy.full                         1
    premium_subsidy.allowance                    0.90
    premium_subsidy.returned                     0.80
    premium_subsidy.monitored                    0.50
    premium_subsidy.out_of_poverty               0
    roster_exchange.deadline                     10
    roster_exchange.compare                      3
    roster_exchange.benefit_start                1
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("hefei")


@pytest.fixture(scope="module")
def rule(pack: Pack) -> Rule:
    (only,) = pack.rules_on(DAY)
    return only


def test_every_value_of_the_document(pack: Pack) -> None:
    expected = {key: Decimal(figure) for key, figure in (line.split() for line in VALUES.strip().splitlines())}
    assert {value.id: value.value for value in pack.values_on(DAY) if not value.required_parameter} == expected


def test_the_text_is_a_draft_and_says_so(pack: Pack) -> None:
    assert pack.draft
    assert "征求意见稿" in pack.document


def test_place_and_division(pack: Pack) -> None:
    assert (pack.place, pack.name, pack.division, pack.level) == ("hefei", "合肥市", "3401", "city")


def test_the_line_is_more_than_ten_thousand_yuan_of_self_pay(rule: Rule) -> None:
    assert (rule.measure, rule.operator, rule.threshold_fen) == ("self_pay", ">", 1_000_000)


def test_the_rule_watches_five_groups_and_orphans_as_extreme_hardship(rule: Rule) -> None:
    watched = {"特困人员", "孤儿", "低保对象", "返贫致贫人口", "低保边缘家庭成员", "防止返贫监测对象"}
    assert set(rule.identities) == watched


def test_people_merely_out_of_poverty_are_not_watched(rule: Rule) -> None:
    assert "脱贫人口" not in rule.identities


def test_inpatient_and_chronic_outpatient_count(pack: Pack) -> None:
    assert pack.counted_kinds == ("inpatient", "outpatient_chronic")


@pytest.mark.parametrize(("day", "count"), [(date(2021, 12, 31), 0), (date(2022, 1, 1), 1)])
def test_the_rule_begins_on_its_first_day(pack: Pack, day: date, count: int) -> None:
    assert len(pack.rules_on(day)) == count


@pytest.mark.parametrize(
    ("code", "kind"),
    [("21", "inpatient"), ("24", "inpatient"), ("14", "outpatient_chronic"), ("11", "outpatient"), ("13", "emergency"),
     ("41", "pharmacy"), ("52", "maternity")],
)  # fmt: skip
def test_kinds_of_care(pack: Pack, code: str, kind: str) -> None:
    assert pack.med_types[code] == kind


def test_an_unknown_code_of_care_is_not_guessed(pack: Pack) -> None:
    assert "9901" not in pack.med_types


@pytest.mark.parametrize(
    ("code", "kind"), [("390", "resident"), ("380", "resident"), ("310", "employee"), ("340", "other")]
)
def test_kinds_of_insurance(pack: Pack, code: str, kind: str) -> None:
    assert pack.insurance[code] == kind


def test_the_layers_stand_in_the_order_of_payment(pack: Pack) -> None:
    assert [layer.id for layer in pack.layers] == ["basic", "catastrophic", "assistance", "assistance_major"]


def test_application_shares_the_cap_of_major_illness(pack: Pack) -> None:
    major = pack.layers[-1]
    assert [(scheme.on_application, scheme.cap) for scheme in major.schemes] == [
        (False, "assistance_major.cap"),
        (False, "assistance_major.cap"),
        (True, "assistance_major.cap"),
    ]
