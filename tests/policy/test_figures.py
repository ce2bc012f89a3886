"""Figures are read from the wording of the law exactly, in order, and only in their own unit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.policy.figures import Unit, chinese_integer, dates, figures, plain_number, squeeze


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("确定为1.5万元", "yuan", ["15000"]),
        ("确定为7500元", "yuan", ["7500"]),
        ("不超过12,000.50元", "yuan", ["12000.50"]),
        ("五千元至两万元", "yuan", ["5000", "20000"]),
        ("其中0.5万元至2万元、12万元以上", "yuan", ["5000", "20000", "120000"]),
        ("特困人员不设救助起付线，限额4万元", "yuan", ["0", "40000"]),
        ("大病保险不设封顶线", "yuan", []),
        ("１．８万元", "yuan", ["18000"]),
        ("分别为90%、75%", "rate", ["0.90", "0.75"]),
        ("百分之七十", "rate", ["0.70"]),
        ("给予全额资助", "rate", ["1"]),
        ("不再享受参保资助政策", "rate", ["0"]),
        ("分别降低10个百分点", "percentage_points", ["-10"]),
        ("分别提高5个百分点", "percentage_points", ["5"]),
        ("前12个月内", "months", ["12"]),
        ("十二个月", "months", ["12"]),
        ("5年过渡期，自2022年起", "months", ["60"]),
        ("3个工作日内", "working_days", ["3"]),
        ("自缴费次日起", "days", ["1"]),
        ("30日内", "days", ["30"]),
        ("每月10日前，自2022年1月1日起", "day_of_month", ["10"]),
    ],
)
def test_the_figures_of_a_unit_are_read_in_order(text: str, unit: Unit, expected: list[str]) -> None:
    assert figures(text, unit) == tuple(Decimal(figure) for figure in expected)


def test_a_rate_is_not_an_amount() -> None:
    assert figures("起付线按50%左右确定为1.5万元", "yuan") == (Decimal(15000),)


def test_whitespace_within_a_figure_does_not_matter() -> None:
    assert dates("自2022 年1 月1 日起") == (date(2022, 1, 1),)


def test_an_impossible_date_is_no_date() -> None:
    assert dates("2023年2月29日") == ()


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("三千零八", 3008), ("两千五百", 2500)]
)
def test_chinese_numerals(text: str, number: int) -> None:
    assert chinese_integer(text) == number


@given(st.integers(1, 999_999), st.sampled_from(["{:,}元", "{}元", "共 {} 元。"]))
def test_any_whole_amount_is_found_as_written(amount: int, style: str) -> None:
    assert figures(style.format(amount), "yuan") == (Decimal(amount),)


@given(st.decimals(0, 100, places=2))
def test_any_percentage_is_found_as_a_rate(percent: Decimal) -> None:
    assert figures(f"支付比例为{percent}%", "rate") == (percent / 100,)


@given(st.text())
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize(("figure", "shown"), [("15000", "15,000"), ("7500.50", "7,500.5"), ("0", "0"), ("-10", "-10")])
def test_numbers_are_shown_with_separators(figure: str, shown: str) -> None:
    assert plain_number(Decimal(figure)) == shown
