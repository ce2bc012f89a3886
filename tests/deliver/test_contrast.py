"""WCAG AA: every pair of text and ground of the style sheet is readable, in colour and on a grey printer."""

import re
from itertools import pairwise

import pytest

from monitor.resources import templates_dir

CSS = (templates_dir() / "style.css").read_text(encoding="utf-8")
COLOURS = {"white": "#ffffff", **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", CSS))}
TEXT_ON = [
    ("ink", "paper"), ("ink", "wash"), ("ink", "brand-wash"), ("muted", "paper"), ("muted", "wash"),
    ("brand", "paper"), ("brand", "brand-wash"), ("white", "brand"), ("alarm", "paper"), ("white", "alarm"),
    ("amber", "amber-wash"), ("amber", "paper"), ("white", "amber"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    shares = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_the_layers_differ_in_grey_from_their_neighbours_in_the_bar() -> None:
    light = [luminance(COLOURS[layer]) for layer in "fabc"]
    assert all(after - before > 0.1 for before, after in pairwise(light))
