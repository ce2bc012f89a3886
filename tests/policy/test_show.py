"""What `monitor policy list`, `show` and `check` say."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.policy import load_pack, pack_names
from monitor.policy.check import check_pack, require_parameters
from monitor.policy.show import list_packs, show_pack

BROKEN = Path(__file__).with_name("broken")
DAY = date(2023, 3, 1)
PLACES = ["hefei", "yingkou", "yiyuan", "huining", "zhejiang"]


def shown(place: str, parameters: dict[str, Decimal] | None = None, day: date = DAY) -> str:
    return "\n".join(show_pack(load_pack(place), day, parameters or {}))


def checked(place: str, parameters: dict[str, Decimal], codes: dict[str, str] | None = None) -> str:
    return "\n".join(check_pack(load_pack(place), parameters, codes))


def test_the_list_names_every_place() -> None:
    assert [line.split()[0] for line in list_packs()] == pack_names()


def test_a_broken_pack_is_listed_as_unusable() -> None:
    (line,) = (line for line in list_packs(BROKEN) if line.startswith("dates_gap "))
    assert "不能使用" in line


@pytest.mark.parametrize("place", PLACES)
def test_every_value_in_force_is_shown_with_its_article(place: str) -> None:
    lines = shown(place).splitlines()
    wanted = [(f"{value.id}  ", f"  {value.article}  ") for value in load_pack(place).values_on(DAY)]
    assert [key for key, article in wanted if not any(line.startswith(key) and article in line for line in lines)] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_quotation_is_shown(place: str) -> None:
    pack, text = load_pack(place), shown(place)
    assert [cited.quote for cited in (*pack.values_on(DAY), *pack.rules_on(DAY)) if cited.quote not in text] == []


def test_a_draft_says_so() -> None:
    assert "【征求意见稿】" in shown("hefei")
    assert "征求意见稿" not in shown("yingkou")


def test_before_the_first_day_nothing_is_in_force() -> None:
    assert "没有有效的政策值" in shown("yingkou", day=date(2022, 12, 31))


def test_an_open_figure_is_shown_as_open() -> None:
    assert "严重精神障碍患者每床日救助金额  待设定" in shown("yingkou")


def test_the_operators_figure_is_shown_as_the_operators() -> None:
    text = shown("yingkou", {"bed_day.sum": Decimal(110)})
    assert "严重精神障碍患者每床日救助金额  110 元（操作员设定）" in text
    assert "每床日 110 元" in text


def test_check_lists_what_the_operator_must_set() -> None:
    text = checked("yingkou", {})
    assert [line for line in text.splitlines() if "待设定：" in line and "[parameters]" in line] != []
    assert '"catastrophic.deductible" = 数值' in text


def test_check_asks_for_codes_of_counted_care() -> None:
    assert "高值药品没有医疗类别代码" in checked("yingkou", {})


def test_nothing_is_missing_once_everything_is_set() -> None:
    pack = load_pack("yingkou")
    parameters = {value.id: Decimal(110) for value in pack.values if value.required_parameter}
    assert "没有缺项" in checked("yingkou", parameters, {"9904": "high_value_drug"})


def test_check_counts_the_proofs() -> None:
    assert "✓ 53 个数值均见于各自引文" in checked("hefei", {})


@pytest.mark.parametrize("place", PLACES)
def test_check_counts_every_quotation_of_the_pack(place: str) -> None:
    lines = (load_pack(place).folder / f"{place}.toml").read_text("utf-8").splitlines()
    quotes = sum(line.startswith("quote = ") for line in lines)
    assert f"✓ {quotes} 处引文逐字见于所存文件" in checked(place, {})


def test_a_parameter_that_the_pack_does_not_leave_open_is_refused() -> None:
    with pytest.raises(UsageError, match=r"是不是想写“bed_day\.sum”"):
        require_parameters(load_pack("yingkou"), {"bed_day.sun": Decimal(1)})


def test_a_parameter_must_be_above_zero() -> None:
    with pytest.raises(UsageError, match="必须大于 0"):
        require_parameters(load_pack("yingkou"), {"bed_day.sum": Decimal(0)})


def test_right_parameters_pass() -> None:
    assert require_parameters(load_pack("yingkou"), {"bed_day.sum": Decimal(110)}) is None
