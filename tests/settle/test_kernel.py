"""The entitlement kernel on cases computed by hand: Hefei's figures to the fen, and its rules on small plans."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from monitor.policy import load_pack
from monitor.settle.batches import Batch, State
from monitor.settle.kernel import entitle
from monitor.settle.limits import in_order, limited, segments
from monitor.settle.plan import CARE_KINDS, compile_plan, condition_bits, day_number, identity_bits
from monitor.settle.variants import LOWEST, MILLION, UNBOUNDED, Adjustment, LayerPlan, Tier, Variant, rounded

HEFEI = compile_plan(load_pack("hefei"), 2023).for_kernel
HERE = condition_bits(("treated_here", "designated", "not_referred"))
AWAY = condition_bits(("treated_elsewhere", "designated", "not_referred"))
INPATIENT = CARE_KINDS.index("inpatient")
JANUARY, DECEMBER = day_number(date(2023, 1, 1)), day_number(date(2023, 12, 31))
ALL_KINDS = (1 << len(CARE_KINDS)) - 1

Row = tuple[str, str]  # yuan, identities separated by spaces


def fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def batch(
    rows: Sequence[Row], *, facts: int = HERE, person: Sequence[int] | None = None, days: Sequence[int] | None = None
) -> Batch:
    size = len(rows)
    return Batch(
        person=np.array(person or [1] * size, dtype=np.int64),
        day=np.array(days or [JANUARY + number for number in range(size)], dtype=np.int32),
        base=np.array([fen(yuan) for yuan, _ in rows], dtype=np.int64),
        kind=np.full(size, INPATIENT, dtype=np.int8),
        facts=np.full(size, facts, dtype=np.int32),
        identities=np.array([identity_bits(tuple(names.split())) for _, names in rows], dtype=np.int32),
        bed_days=np.zeros(size, dtype=np.int32),
        reported={},
    )


def paid(layer: str, given: Batch, layers: Sequence[LayerPlan] = HEFEI) -> list[int]:
    """The fen that a layer gives for each settlement."""
    return entitle(given, layers)[0][layer].entitled.tolist()


def flat(
    rate: str = "1", cap: str = "-0.01", identities: str = "", first: int = JANUARY, last: int = DECEMBER
) -> Variant:
    """One rate from the first fen on."""
    tier = Tier(0, UNBOUNDED, int(Decimal(rate) * MILLION))
    return Variant(first, last, identity_bits(tuple(identities.split())), (tier,), cap_fen=fen(cap))


def layer(*variants: Variant, conditions: tuple[int, ...] = (), everyone: bool = False) -> LayerPlan:
    return LayerPlan("assistance", ALL_KINDS, conditions, accumulates_everyone=everyone, variants=variants)


CATASTROPHIC = [
    # 起付线 1.5 万元；60%、70%、75%、85%
    ("", HERE, "14999.99", "0"), ("", HERE, "15000.00", "0"), ("", HERE, "15000.01", "0.01"),
    ("", HERE, "49999.99", "20999.99"), ("", HERE, "50000.00", "21000.00"), ("", HERE, "50000.01", "21000.01"),
    ("", HERE, "99999.99", "55999.99"), ("", HERE, "100000.00", "56000.00"), ("", HERE, "100000.01", "56000.01"),
    ("", HERE, "199999.99", "130999.99"), ("", HERE, "200000.00", "131000.00"), ("", HERE, "200000.01", "131000.01"),
    ("", HERE, "250000.00", "173500.00"),
    # 未转诊在市域外：50%、60%、65%、75%
    ("", AWAY, "15000.01", "0.01"), ("", AWAY, "50000.00", "17500.00"), ("", AWAY, "50000.01", "17500.01"),
    ("", AWAY, "100000.00", "47500.00"), ("", AWAY, "100000.01", "47500.01"),
    ("", AWAY, "200000.00", "112500.00"), ("", AWAY, "200000.01", "112500.01"),
    # 倾斜：起付线 7500 元；65%、75%、80%、90%
    ("低保对象", HERE, "7499.99", "0"), ("低保对象", HERE, "7500.00", "0"), ("低保对象", HERE, "7500.01", "0.01"),
    ("特困人员", HERE, "15000.00", "4875.00"),
    ("返贫致贫人口", HERE, "49999.99", "27624.99"), ("返贫致贫人口", HERE, "50000.00", "27625.00"),
    ("返贫致贫人口", HERE, "50000.01", "27625.01"),
    ("低保对象", HERE, "99999.99", "65124.99"), ("低保对象", HERE, "100000.00", "65125.00"),
    ("低保对象", HERE, "100000.01", "65125.01"),
    ("孤儿", HERE, "199999.99", "145124.99"), ("孤儿", HERE, "200000.00", "145125.00"),
    ("孤儿", HERE, "200000.01", "145125.01"),
    # 倾斜而未转诊：55%、65%、70%、80%
    ("低保对象", AWAY, "7500.00", "0"), ("低保对象", AWAY, "7500.01", "0.01"),
    ("低保对象", AWAY, "15000.00", "4125.00"),
    ("低保对象", AWAY, "50000.00", "23375.00"), ("低保对象", AWAY, "100000.00", "55875.00"),
    ("低保对象", AWAY, "200000.00", "125875.00"), ("低保对象", AWAY, "200000.01", "125875.01"),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "facts", "cost", "due"), CATASTROPHIC)
def test_hefei_catastrophic_insurance_at_the_edges(identity: str, facts: int, cost: str, due: str) -> None:
    assert paid("catastrophic", batch([(cost, identity)], facts=facts)) == [fen(due)]


@pytest.mark.parametrize(
    ("identity", "cost", "due"),
    [
        ("特困人员", "20000", ("8125.00", "10687.50", "0")),
        ("特困人员", "200000", ("145125.00", "40000.00", "3950.00")),
        ("低保对象", "100000", ("65125.00", "26156.25", "1487.50")),
        ("返贫致贫人口", "20000", ("8125.00", "7262.50", "0")),
        ("防止返贫监测对象", "20000", ("3000.00", "8400.00", "1440.00")),
        ("低保边缘家庭成员", "60000", ("28000.00", "8500.00", "1750.00")),
        ("脱贫人口", "60000", ("28000.00", "0", "0")),
    ],
)
def test_hefei_three_layers_one_after_the_other(identity: str, cost: str, due: tuple[str, ...]) -> None:
    result, _ = entitle(batch([(cost, identity)]), HEFEI)
    assert [one.entitled.tolist() for one in result.values()] == [[fen(amount)] for amount in due]


@pytest.mark.parametrize(
    ("yuan", "rounded_fen"), [("1.005", 101), ("1.015", 102), ("1.025", 103), ("2.675", 268), ("-1.005", -101)]
)
def test_halves_are_rounded_away_from_zero(yuan: str, rounded_fen: int) -> None:
    assert rounded(np.array([int(Decimal(yuan) * 100 * MILLION)])).tolist() == [rounded_fen]


def test_each_settlement_is_rounded_on_its_own() -> None:
    assert paid("assistance", batch([("0.01", "")] * 4), [layer(flat("0.5"))]) == [1, 1, 1, 1]


def test_a_new_identity_neither_restarts_the_sum_nor_rewrites_earlier_payments() -> None:
    assert paid("catastrophic", batch([("10000", ""), ("10000", "低保对象")])) == [0, fen("6500")]


def test_assistance_adds_up_only_the_days_with_an_identity() -> None:
    rows = batch([("2000", ""), ("2000", "返贫致贫人口"), ("2000", "返贫致贫人口")])
    assert paid("assistance", rows) == [0, fen("350"), fen("1400")]


def test_a_lost_identity_gets_nothing_more() -> None:
    assert paid("assistance", batch([("1000", "低保对象"), ("1000", "")])) == [fen("750"), 0]


def test_of_several_identities_the_best_counts_and_they_are_never_added_up() -> None:
    assert paid("assistance", batch([("1000", "低保对象 特困人员 防止返贫监测对象")])) == [fen("900")]


def test_the_best_identity_is_the_one_with_room_left() -> None:
    better = flat("0.9", cap="100", identities="特困人员")
    plan = [layer(better, flat("0.5", cap="1000", identities="低保对象"))]
    assert paid("assistance", batch([("200", "特困人员 低保对象")] * 2), plan) == [fen("100"), fen("100")]


def test_a_limit_follows_the_identity_of_the_day() -> None:
    plan = [layer(flat(cap="400", identities="特困人员"), flat(cap="300", identities="低保对象"))]
    rows = batch([("350", "特困人员"), ("50", "低保对象"), ("100", "特困人员")])
    assert paid("assistance", rows, plan) == [fen("350"), 0, fen("50")]


def test_what_is_left_of_the_limit() -> None:
    rows = batch([("350", ""), ("20", ""), ("100", "")])
    left = entitle(rows, [layer(flat(cap="400"))])[0]["assistance"].cap_left
    assert left.tolist() == [fen("50"), fen("30"), 0]


def test_a_negative_record_takes_back_what_it_undoes() -> None:
    rows = batch([("20000", "低保对象"), ("-20000", "低保对象")])
    assert [sum(one.entitled) for one in entitle(rows, HEFEI)[0].values()] == [0, 0, 0]


def test_a_negative_record_takes_back_the_increment_where_it_stands() -> None:
    assert paid("catastrophic", batch([("20000", ""), ("-4000", "")])) == [fen("3000"), fen("-2400")]


def test_more_is_never_taken_back_than_was_paid() -> None:
    plan = [layer(flat("0.5", identities="低保对象"), flat("1", identities="特困人员"))]
    assert paid("assistance", batch([("100", "低保对象"), ("-100", "特困人员")]), plan) == [5000, -5000]


def test_after_the_limit_a_negative_record_makes_room_again() -> None:
    rows = batch([("500", ""), ("-100", ""), ("300", "")])
    assert paid("assistance", rows, [layer(flat(cap="400"))]) == [fen("400"), fen("-100"), fen("100")]


def test_figures_that_change_inside_the_year_hold_from_their_day() -> None:
    summer = day_number(date(2023, 7, 1))
    plan = [layer(flat("0.7", last=summer - 1), flat("0.75", first=summer))]
    days = [summer - 1, summer]
    assert paid("assistance", batch([("100", "")] * 2, days=days), plan) == [fen("70"), fen("75")]


def test_a_variant_holds_on_its_last_day_and_not_after_it() -> None:
    plan = [layer(flat("0.5", first=JANUARY + 1, last=JANUARY + 1))]
    days = [JANUARY, JANUARY + 1, JANUARY + 2]
    assert paid("assistance", batch([("100", "")] * 3, days=days), plan) == [0, fen("50"), 0]


@pytest.mark.parametrize(("points", "due"), [(-300_000, "50"), (100_000, "70"), (500_000, "100")])
def test_adjusted_rates_stay_between_the_least_rate_and_the_whole(points: int, due: str) -> None:
    one = replace(flat("0.6"), adjustments=(Adjustment(0, points),), rate_floor=500_000)
    assert paid("assistance", batch([("100", "")]), [layer(one)]) == [fen(due)]


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        (("treated_elsewhere", "referred", "designated"), "750"),
        (("treated_elsewhere", "not_referred", "emergency"), "750"),
        (("treated_elsewhere", "not_referred", "designated"), "0"),
        (("treated_here", "not_referred"), "0"),
    ],
)
def test_hefei_assists_here_referred_and_in_an_emergency(facts: tuple[str, ...], due: str) -> None:
    bits = sum(condition_bits((fact,)) for fact in facts)
    assert paid("assistance", batch([("1000", "低保对象")], facts=bits)) == [fen(due)]


def test_care_of_another_kind_is_neither_paid_nor_added_up() -> None:
    rows = batch([("20000", ""), ("20000", "")])
    rows = replace(rows, kind=np.array([CARE_KINDS.index("pharmacy"), INPATIENT], dtype=np.int8))
    assert paid("catastrophic", rows) == [0, fen("3000")]


@pytest.mark.parametrize(
    ("yuan", "days", "due"),
    [("9000", 10, "1555"), ("1000", 10, "1000"), ("-9000", -10, "-1555"), ("-9000", 10, "-1555")],
)
def test_bed_days_are_paid_within_the_cost(yuan: str, days: int, due: str) -> None:
    rows = batch([("9000", ""), (yuan, "")])
    rows = replace(rows, bed_days=np.array([30, days], dtype=np.int32))
    plan = [layer(Variant(JANUARY, DECEMBER, daily_fen=fen("155.50")))]
    assert paid("assistance", rows, plan)[1] == fen(due)


def test_a_later_layer_sees_what_other_payers_and_earlier_layers_left() -> None:
    first = replace(layer(), id="commercial", reported_only=True)
    reported = {"commercial": np.array([fen("30")]), "assistance/others": np.array([fen("20")])}
    rows = replace(batch([("100", "")]), reported=reported)
    assert entitle(rows, [first, layer(flat("0.5"))])[0]["assistance"].base.tolist() == [fen("50")]


def test_what_was_reported_above_the_cost_leaves_nothing() -> None:
    rows = replace(batch([("100", "")]), reported={"assistance/others": np.array([fen("120")])})
    assert paid("assistance", rows, [layer(flat())]) == [0]


def test_days_without_a_rule_are_taken_as_reported() -> None:
    summer = day_number(date(2023, 7, 1))
    plan = [layer(Variant(JANUARY, summer - 1, reported=True), flat("0.5", first=summer))]
    rows = replace(batch([("100", "")] * 2, days=[summer - 1, summer]), reported={"assistance": np.array([777, 888])})
    assert paid("assistance", rows, plan) == [777, fen("50")]


def test_a_rule_goes_before_what_is_reported() -> None:
    told = Variant(JANUARY, DECEMBER, identity_bits(("脱贫人口",)), reported=True)
    rows = replace(
        batch([("100", "脱贫人口 低保对象"), ("100", "脱贫人口")]), reported={"assistance": np.array([777, 888])}
    )
    assert paid("assistance", rows, [layer(told, flat("0.5", identities="低保对象"))]) == [fen("50"), 888]


def test_the_state_carries_on_from_month_to_month() -> None:
    state: State | None = None
    found = []
    for cost in ("12000", "5000", "40000"):
        result, state = entitle(batch([(cost, "")]), HEFEI, state)
        found += result["catastrophic"].entitled.tolist()
    assert found == [0, fen("1200"), fen("24700")]


def test_the_state_keeps_who_has_nothing_new() -> None:
    _, state = entitle(batch([("100", ""), ("200", "")], person=[9, 4]), HEFEI)
    _, state = entitle(batch([("1", "")], person=[5]), HEFEI, state)
    assert dict(zip(state.person, state.accumulated["catastrophic"], strict=True)) == {4: 20000, 5: 100, 9: 10000}


def test_persons_do_not_touch_each_other() -> None:
    rows = batch([("20000", ""), ("30000", ""), ("16000", "")], person=[7, 3, 5])
    assert paid("catastrophic", rows) == [fen("3000"), fen("9000"), fen("600")]


def test_no_settlements_at_all() -> None:
    assert paid("catastrophic", batch([])) == []


@pytest.mark.parametrize(
    "wrong",
    [
        batch([("1", "")] * 3, person=[1, 2, 1]),
        batch([("1", "")] * 2, days=[JANUARY + 1, JANUARY]),
        batch([("9000000000", ""), ("1000000001", "")]),
        replace(batch([("1", "")] * 2), kind=np.zeros(1, dtype=np.int8)),
        replace(batch([("1", "")]), facts=np.array([-1])),
    ],
    ids=["persons apart", "days out of order", "too much money", "columns of two lengths", "no such code"],
)
def test_a_batch_that_is_not_as_described_is_refused(wrong: Batch) -> None:
    with pytest.raises(ValueError, match=r"^(the|a) "):
        entitle(wrong, HEFEI)


@pytest.mark.parametrize("seed", range(20))
def test_who_stays_below_every_limit_is_paid_as_if_gone_through_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    variants = [flat(cap="1.00"), flat(cap="2.50"), flat(), Variant(JANUARY, DECEMBER, reported=True)]
    offer = np.where(random.random((4, 400)) < 0.6, random.integers(-20, 60, (4, 400)), LOWEST)
    offer[2] = np.maximum(offer[2], 0)
    people = segments(np.sort(random.integers(0, 120, 400)))
    before = random.integers(0, 150, len(people.starts))
    quick, slow = (way(offer, variants, people, before) for way in (limited, in_order))
    assert [one.tolist() for one in quick] == [one.tolist() for one in slow]
