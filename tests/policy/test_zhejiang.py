"""Zhejiang's pack: the province's document has two figures, everything else is the city's to set."""

from datetime import date

import pytest

from monitor.policy import Layer, Pack, load_pack

DAY = date(2018, 6, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("zhejiang")


def layer_of(pack: Pack, layer_id: str) -> Layer:
    return next(layer for layer in pack.layers if layer.id == layer_id)


def test_the_three_figures_of_the_document(pack: Pack) -> None:
    known = {value.id: value.value for value in pack.values_on(DAY) if value.value is not None}
    assert known == {"watch.subsidised": 1, "watch.catastrophic": 1, "watch.report_month": 12}


def test_it_is_a_provinces(pack: Pack) -> None:
    assert (pack.name, pack.division, pack.level) == ("浙江省", "33", "province")


@pytest.mark.parametrize(("day", "in_force"), [(date(2017, 8, 3), False), (date(2017, 8, 4), True)])
def test_it_begins_on_its_first_day(pack: Pack, day: date, in_force: bool) -> None:
    assert bool(pack.values_on(day)) == in_force


def test_an_identity_counts_from_the_next_month(pack: Pack) -> None:
    assert pack.identity_effective == "next_month"


def test_catastrophic_insurance_is_tilted_to_five_groups(pack: Pack) -> None:
    _others, tilted, _employees = layer_of(pack, "catastrophic").schemes
    groups = {"特困人员", "低保对象", "低保边缘家庭成员", "因病致贫重病患者", "脱贫人口"}
    assert set(tilted.identities) == groups


def test_assistance_rates_must_never_fall(pack: Pack) -> None:
    assert layer_of(pack, "assistance").rates_never_fall


def test_supplementary_insurance_comes_off_before_assistance(pack: Pack) -> None:
    payers = ("cvlserv_pay", "hifes_pay", "hifdm_pay", "othfund_pay")
    assert layer_of(pack, "assistance").other_payers == payers


@pytest.mark.parametrize(("layer_id", "count"), [("catastrophic", 4), ("assistance", 12)])
def test_layers_are_only_reported_until_the_city_has_set_its_figures(pack: Pack, layer_id: str, count: int) -> None:
    assert len(pack.unset_in(layer_of(pack, layer_id))) == count


def test_without_a_line_of_its_own_it_warns_of_nobody(pack: Pack) -> None:
    assert pack.rules_on(DAY) == ()
