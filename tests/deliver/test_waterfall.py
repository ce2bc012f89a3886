"""The waterfall of a person: every step adds up to the fen, and says by which scheme, tier and figure it came about."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.account import Account, account
from monitor.deliver.aloud import aloud
from monitor.deliver.waterfall_steps import StepTold
from monitor.deliver.waterfall_text import year_lines
from tests.conftest import Bureau, MakeBureau
from tests.warehouse.builder import FUNDS, bill, holds, person, refund, resident, yingkou_person
from tests.warehouse.workplace import configure, new_bureau

PAYING = (*FUNDS, "ownpay_hosp_part", "overlmt_selfpay", "preselfpay_amt")
FEN = Decimal("0.01")
HERE = {"fix_blng_admdvs": "340121", "fixmedins_code": "H1"}
AWAY = {"fix_blng_admdvs": "110101", "fixmedins_code": "H9"}


@cache
def told(bureau: Bureau, word: str, month: int = 3) -> Account:
    with open_warehouse(bureau.config) as con:
        return account(con, bureau.config, bureau.pack, word, 2023, month)


def step(said: Account, setl_id: str, layer: str) -> StepTold:
    """The step of a layer of a settlement."""
    row_id = next(row["row_id"] for row in said.settlements if row["setl_id"] == setl_id)
    one = next(one for one in said.waterfall.settlements if one.row_id == row_id)
    return next(found for found in one.steps if found.layer == layer)


@pytest.fixture(scope="module")
def hefei(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """Person 1 holds 低保 and is paid too little; 2 nobody's; 3 away without referral; 4 over the annual limit;
    5 refunded in part; 6 with payments that nobody owes."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("waterfall"))
    made.intake("persons", [resident(person(n)) for n in range(1, 7)])
    made.intake("identities", [holds(person(n)) for n in (1, 4)])
    first = bill("A1", person(1), "2023-01-10", 10000, own=500, preselfpay_amt=300, hifp_pay=20000, **HERE)
    dear = bill("D1", person(4), "2023-01-05", 200000, hifp_pay=1000, **HERE)
    part = bill("E1", person(5), "2023-01-05", 40000, hifp_pay=1000, **HERE)
    made.intake(
        "settlements",
        [
            first,
            bill("A2", person(1), "2023-02-10", 3000, maf_pay=100, hifmi_pay=50, **HERE),
            bill("B1", person(2), "2023-02-10", 60000, hifp_pay=5000, hifmi_pay=28000, **HERE),
            bill("C1", person(3), "2023-02-10", 20000, **AWAY),
            dear,
            part,
            refund(part, "E2", "2023-02-05", share="0.5"),
            bill("F1", person(6), "2023-02-05", 700, othfund_pay=90, ownpay_hosp_part=10, maf_pay=200, **HERE),
            bill("F2", person(6), "2023-02-06", 70, med_type="11", **HERE),
        ],
    )
    return made


def test_a_step_names_base_sum_identity_deductible_tier_and_rate(hefei: Bureau) -> None:
    found = step(told(hefei, person(1)), "A1", "catastrophic")
    assert (found.base, found.accumulated_before, found.accumulated_after) == (10000, 0, 10000)
    assert (found.judged_by, found.deductible) == ("低保对象", Decimal("7500.00"))
    (tier,) = found.tiers
    assert (tier.over, tier.upto, tier.part) == (7500, 50000, 2500)
    assert (tier.own_rate, tier.adjustment, tier.rate, tier.share) == ("60%", "提高 5 个百分点", "65%", 1625)
    assert (found.total, found.entitled, found.reported, found.gap) == (1625, 1625, 0, 1625)


def test_a_layer_sees_what_the_one_before_should_have_left(hefei: Bureau) -> None:
    found = step(told(hefei, person(1)), "A1", "assistance")
    assert (found.base, found.entitled) == (Decimal("8375.00"), Decimal("6281.25"))


def test_the_figures_of_a_step_are_named_with_their_words(hefei: Bureau) -> None:
    said = told(hefei, person(1))
    used = step(said, "A1", "catastrophic").values
    known = {one.id: one for one in said.waterfall.bases}
    assert used == (
        "catastrophic.tilted_deductible", "catastrophic.tier1_upto", "catastrophic.tier1_rate", "catastrophic.tilt",
    )  # fmt: skip
    assert known["catastrophic.tilt"].figure == "提高 5 个百分点"
    assert all(known[key].article == "二(四)" and known[key].quote and known[key].document for key in used)


def test_the_annual_limit_stops_a_payment_and_says_so(hefei: Bureau) -> None:
    found = step(told(hefei, person(4)), "D1", "assistance")
    assert (found.cap, found.cap_before, found.cap_left) == (30000, 30000, 0)
    assert (found.total > found.entitled, found.entitled, found.why) == (True, 30000, "超过年度限额的部分不付")


def test_care_elsewhere_without_referral_lowers_the_rate_and_is_not_assisted(hefei: Bureau) -> None:
    said = told(hefei, person(3))
    assert step(said, "C1", "catastrophic").tiers[0].adjustment == "降低 10 个百分点"
    assert step(said, "C1", "assistance").why == "不符合本层的就医条件"


def test_a_person_without_identity_is_told_so(hefei: Bureau) -> None:
    found = step(told(hefei, person(2)), "B1", "assistance")
    assert (found.judged_by, found.entitled, found.why) == ("", 0, "当日没有本层对象的身份")


def test_below_the_deductible_is_told_so(hefei: Bureau) -> None:
    assert step(told(hefei, person(6)), "F1", "catastrophic").why == "累计未超过起付线"


def test_a_partial_refund_is_taken_off_before_anything_is_computed(hefei: Bureau) -> None:
    said = told(hefei, person(5))
    assert step(said, "E1", "catastrophic").base == Decimal("20000.00")
    assert said.waterfall.falls[0].amount == Decimal("20500.00")


def test_others_and_the_hospital_have_their_own_steps(hefei: Bureau) -> None:
    falls = {fall.key: fall.amount for fall in told(hefei, person(6)).waterfall.falls}
    assert (falls["others"], falls["hospital"], falls["assistance"]) == (90, 10, 200)


def test_what_nobody_owes_is_told_as_overpaid(hefei: Bureau) -> None:
    said = told(hefei, person(6))
    assert said.waterfall.owed == -200
    assert "医疗救助多报200元" in said.aloud


def test_only_counted_settlements_are_in_the_waterfall(hefei: Bureau) -> None:
    said = told(hefei, person(6))
    assert [row["use"] for row in said.settlements] == ["counted", "other_care"]
    assert len(said.waterfall.settlements) == 1


def test_the_sentence_can_be_read_aloud(hefei: Bureau) -> None:
    assert told(hefei, person(1)).aloud == (
        "测试人2023年截至3月底看病总共花了33,950元，基本医保报了20,000元、大病保险报了50元、医疗救助报了100元，"
        "自己出了13,800元（其中医保目录外和先行自付800元）；按政策还应再报10,630.63元"
        "（大病保险少报3,622.50元、医疗救助少报7,008.13元），需要由医保经办机构核对后补报。"
    )


def test_a_year_without_settlements_has_a_sentence_too(hefei: Bureau) -> None:
    said = told(hefei, person(2), month=1)
    assert (said.waterfall.falls, said.aloud) == ((), "测试人2023年截至1月底没有计入的看病结算。")


def test_the_whole_year_is_called_by_its_number(hefei: Bureau) -> None:
    assert aloud("某", "2023-12", told(hefei, person(2)).waterfall).startswith("某2023年看病")


def test_a_layer_without_its_figure_says_which_parameter_is_missing(make_bureau: MakeBureau) -> None:
    bureau = make_bureau("yingkou")
    bureau.intake("settlements", [bill("Y1", yingkou_person(1), "2023-01-10", 30000, hifmi_pay=500)])
    said = told(bureau, yingkou_person(1))
    (layer,) = [one for one in said.waterfall.layers if one.id == "catastrophic"]
    assert "catastrophic.deductible" in layer.not_computed
    assert "config.toml" in layer.not_computed
    found = step(said, "Y1", "catastrophic")
    assert (found.gap, found.reported) == (None, 500)
    assert said.aloud.endswith("。大病保险的标准还没有设定，这一层应报多少现在算不出来。")


def test_applications_are_told_to_be_made(make_bureau: MakeBureau) -> None:
    bureau = make_bureau("hefei")
    bureau.intake("identities", [holds(person(1), "因病致贫重病患者")])
    bureau.intake("settlements", [bill("A1", person(1), "2023-01-10", 90000, hifmi_pay=0, **HERE)])
    said = told(bureau, person(1))
    (payer,) = [one for one in said.waterfall.payers if one.on_application]
    assert 0 < payer.on_application < payer.gap
    assert "需要由医保经办机构核对后补报，由本人或村居向医保经办机构提出申请" in said.aloud
    assert any(f"其中须申请 {payer.on_application:,}" in line for line in year_lines(said.waterfall))


def several(place: str) -> Iterator[dict[str, Any]]:
    """Thirty settlements of one person, of several kinds of care and payers, here and elsewhere."""
    rng = random.Random(place)
    for n in range(30):
        funds = {name: Decimal(rng.randint(0, 400_000)).scaleb(-2) for name in rng.sample(PAYING, 3)}
        more = {"med_type": rng.choice(["21", "14", "23", "24"]), "dise_no": rng.choice(["", "F20"])}
        more["fix_blng_admdvs"] = rng.choice(["", "340121", "110101"])
        self_pay = rng.choice([0, Decimal("0.01"), Decimal(rng.randint(1, 9_000_000)).scaleb(-2)])
        yield bill(f"S{n}", person(1), f"2023-0{1 + n % 9}-1{n % 7}", self_pay, fixmedins_code="H1", **funds, **more)


@pytest.mark.parametrize("place", ["hefei", "yingkou", "yiyuan", "huining", "zhejiang"])
def test_every_step_adds_up_wherever_the_person_lives(make_bureau: MakeBureau, place: str) -> None:
    bureau = make_bureau(place)
    configure(bureau, max_rejected_percent=100)
    bureau.intake("persons", [resident(person(1))])
    bureau.intake("identities", [holds(person(1), "低保对象", ends="2023-05-31"), holds(person(1), "脱贫人口")])
    bureau.intake("settlements", several(place))
    said = told(bureau, person(1), month=12)
    steps = [step for one in said.waterfall.settlements for step in one.steps]
    assert sum(row["use"] == "counted" for row in said.settlements) == len(said.waterfall.settlements) > 20
    for one in steps:
        assert (
            sum((tier.share for tier in one.tiers), Decimal(0)).quantize(FEN, "ROUND_HALF_UP") == one.total
            or not one.tiers
        )
        assert one.entitled == (one.total if one.cap_before is None else min(one.total, one.cap_before))
    falls = {fall.key: fall for fall in said.waterfall.falls}
    off = sum(fall.amount for fall in said.waterfall.falls if fall.role != "stand")
    outside = falls["own_expense"].amount + falls["preself"].amount
    assert falls["total"].amount - off + outside == falls["burden"].amount == said.totals["burden"]
