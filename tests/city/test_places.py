"""The places of the synthetic city are those of the policy packs, and what the packs leave open is made up."""

import pytest

from monitor.city import made_up_parameters
from monitor.city.places import load_regions
from monitor.errors import UsageError
from monitor.policy import load_pack, pack_names


@pytest.mark.parametrize("place", pack_names())
def test_every_county_lies_within_the_division_of_the_pack(place: str) -> None:
    codes = load_regions(place).counties["code"].to_list()
    assert codes
    assert all(code.startswith(load_pack(place).division) for code in codes)


@pytest.mark.parametrize("place", ["yiyuan", "huining", "zhejiang"])
def test_nothing_is_left_open_in_the_demo(place: str) -> None:
    wanted = {value.id for value in load_pack(place).values if value.required_parameter}
    assert set(made_up_parameters(place)) == wanted


def test_an_unknown_place_has_no_parameters() -> None:
    with pytest.raises(UsageError):
        made_up_parameters("nowhere")
