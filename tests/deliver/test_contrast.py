"""WCAG 2.2 AA: text is readable on every ground it stands on, in both schemes; controls and bars stand out; so in grey.

The colours are read from `tokens.css`; no other file of the style names one.
"""

import re
from itertools import combinations
from pathlib import Path

import pytest

from monitor.deliver.pages import environment
from monitor.resources import templates_dir

PARTS = sorted((templates_dir() / "style").glob("*.css"))
LIGHT_CSS, _, REST = (templates_dir() / "style" / "tokens.css").read_text(encoding="utf-8").partition("@media")
DARK_CSS = REST.partition("@media screen and (prefers-color-scheme: dark)")[2].partition("@media")[0]
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(")


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


LIGHT = colours(LIGHT_CSS)
DARK = {**LIGHT, **colours(DARK_CSS)}
SCHEMES = {"light": LIGHT, "dark": DARK}
TEXT_ON = [
    *((text, ground) for text in ("ink", "muted", "brand", "alarm", "amber") for ground in ("paper", "wash")),
    *((text, "brand-wash") for text in ("ink", "muted", "brand")),
    ("good", "paper"), ("paper", "ink"), ("on-band", "band"), ("on-brand", "brand"), ("on-alarm", "alarm"),
    ("on-good", "good"), ("alarm", "alarm-wash"), ("ink", "alarm-wash"), ("amber", "amber-wash"),
    ("ink", "amber-wash"), ("good", "good-wash"), ("ink", "good-wash"),
]  # fmt: skip
SHAPE_ON = [
    *((line, ground) for line in ("edge", "focus", "brand") for ground in ("paper", "wash", "brand-wash")),
    ("amber-line", "paper"), ("amber-line", "amber-wash"), ("alarm", "paper"), ("good", "paper"),
]  # fmt: skip


def luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable(scheme: str, text: str, ground: str) -> None:
    used = SCHEMES[scheme]
    assert contrast(used[text], used[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("line", "ground"), SHAPE_ON)
def test_edges_and_the_focus_stand_out(scheme: str, line: str, ground: str) -> None:
    used = SCHEMES[scheme]
    assert contrast(used[line], used[ground]) >= 3


@pytest.mark.parametrize(("one", "other"), list(combinations("abcdef", 2)))
def test_any_two_layers_of_the_cost_differ_on_a_grey_printer(one: str, other: str) -> None:
    assert contrast(LIGHT[one], LIGHT[other]) >= 1.4


@pytest.mark.parametrize("layer", "abcdef")
def test_a_layer_stands_out_from_a_dark_ground(layer: str) -> None:
    assert contrast(DARK[layer], DARK["paper"]) >= 3


def test_dark_changes_what_text_and_grounds_look_like() -> None:
    pairs = {name for pair in TEXT_ON for name in pair}
    assert {name for name in pairs if LIGHT[name] == DARK[name]} == set()


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_only_the_tokens_name_colours(path: Path) -> None:
    found = LITERAL.findall(path.read_text(encoding="utf-8"))
    assert bool(found) == (path.name == "tokens.css")


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_every_variable_that_is_used_exists(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", LIGHT_CSS))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))) <= known


def test_every_part_is_in_the_style_sheet() -> None:
    whole = environment().get_template("style.css").render()
    assert [path.name for path in PARTS if path.read_text(encoding="utf-8").strip() not in whole] == []
