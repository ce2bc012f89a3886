"""Shares are exact: half up, by whole numbers, and nothing is no 0 %."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from monitor.deliver.proportion import share


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.0%"),
        (5, 5, "100.0%"),
        (0, 7, "0.0%"),
        (0, 0, "无"),
        (123_456_789_012_345_678, 246_913_578_024_691_356, "50.0%"),
    ],
)
def test_a_share_is_rounded_half_up_to_one_decimal(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_every_share_of_small_wholes_is_that_of_decimal_arithmetic() -> None:
    for whole in range(1, 130):
        for part in range(whole + 1):
            exact = (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert share(part, whole) == f"{exact}%"
