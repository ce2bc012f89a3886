"""What the operator may set where the documents are silent, and what is refused."""

from decimal import Decimal

import pytest

from monitor.city import made_up_parameters
from monitor.policy import load_pack, pack_names
from monitor.policy.check import check_pack, parameter_faults


def faults(place: str, **changed: str) -> list[str]:
    """Faults of the made-up parameters with some of them changed; dots of ids are written as double underscores."""
    figures = {key.replace("__", "."): Decimal(figure) for key, figure in changed.items()}
    return parameter_faults(load_pack(place), made_up_parameters(place) | figures)


@pytest.mark.parametrize("place", pack_names())
def test_sound_parameters_have_no_faults(place: str) -> None:
    assert faults(place) == []


def test_rates_of_assistance_that_fall_are_refused() -> None:
    (fault,) = faults("zhejiang", assistance__marginal__tier3_rate="0.55")
    assert "55% 低于上一档的 60%" in fault


def test_equal_rates_do_not_fall() -> None:
    assert faults("zhejiang", assistance__marginal__tier3_rate="0.60") == []


def test_tiers_that_overlap_are_refused() -> None:
    assert "上限 20,000 不高于下限 20,000" in faults("zhejiang", assistance__tier2_upto="20000")[0]


def test_a_first_tier_of_the_excess_may_end_below_the_deductible() -> None:
    assert faults("huining", catastrophic__deductible="12000") == []


def test_a_deductible_may_be_nothing() -> None:
    assert faults("huining", catastrophic__deductible="0") == []


def test_a_line_of_nothing_is_refused() -> None:
    assert faults("huining", warning__threshold="0") == ["参数“warning.threshold”必须大于 0"]


def test_a_rate_above_one_is_refused() -> None:
    assert "不能大于 1" in faults("huining", catastrophic__tier1_rate="60")[0]


def test_a_part_of_a_fen_is_refused() -> None:
    assert "最多两位小数" in faults("huining", assistance__cap="0.001")[0]


def test_a_floor_of_the_document_can_be_raised() -> None:
    assert faults("yiyuan", assistance__allowance__rate="0.90") == []


def test_a_floor_of_the_document_cannot_be_lowered() -> None:
    (fault,) = faults("yiyuan", assistance__allowance__rate="0.79")
    assert "低于文件规定的下限 80%" in fault


def test_a_figure_of_the_document_cannot_be_set() -> None:
    assert "不是 yiyuan 政策包留给操作员设定的值" in faults("yiyuan", re_assistance__rate="0.9")[0]


@pytest.mark.parametrize(("place", "layers"), [("hefei", 0), ("yingkou", 2), ("yiyuan", 0), ("huining", 2)])
def test_check_says_which_layers_are_only_reported(place: str, layers: int) -> None:
    lines = check_pack(load_pack(place), {})
    assert sum("设定之前只取平台已报支付" in line for line in lines) == layers


@pytest.mark.parametrize("place", ["yiyuan", "huining", "zhejiang"])
def test_check_says_that_there_is_no_warning_line_until_one_is_set(place: str) -> None:
    pack = load_pack(place)
    assert any("没有规定预警线" in line for line in check_pack(pack, {}))
    assert not any("没有规定预警线" in line for line in check_pack(pack, made_up_parameters(place)))
