"""Masked numbers, age bands, and invisible characters made visible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lists.masking import age_band, mask_in_text, mask_number, number_tail, visible


def test_an_id_number_keeps_its_last_four() -> None:
    assert mask_number("34012119500101123X") == "**************123X"


@pytest.mark.parametrize(("number", "masked"), [("", ""), ("E1", "**"), ("E12345678", "******678"), ("A12", "**2")])
def test_a_short_number_keeps_a_third_at_most(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.text(max_size=30))
def test_a_mask_hides_two_thirds(number: str) -> None:
    assert len(number_tail(number)) <= max(0, len(number) // 3)


@pytest.mark.parametrize(
    ("age", "band"),
    [(None, ""), (-1, ""), (0, "0—9岁"), (59, "50—59岁"), (60, "60—69岁"), (90, "90岁以上"), (104, "90岁以上")],
)
def test_ages_come_in_bands_of_ten_years(age: int | None, band: str) -> None:
    assert age_band(age) == band


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王\u202e小明", "王‹U+202E›小明"),
        ("王\x00小明", "王␀小明"),
        ("王\t小\n明", "王␉小␊明"),
        ("王\u200b小明", "王‹U+200B›小明"),
        ("王\u2066小\u2069明", "王‹U+2066›小‹U+2069›明"),
        ("\ufeff王", "‹U+FEFF›王"),
        ("王\x7f", "王␡"),
        ("王\u3164", "王‹U+3164›"),
        ("王\ud800", "王‹U+D800›"),
        ("王\uffff", "王‹U+FFFF›"),
    ],
)
def test_invisible_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("name", ["王小明", "𠮷野家", "䶮", "买买提·吐尔逊", "张　三", "葛\U000e0100城", "𬙊"])
def test_ordinary_and_rare_characters_stay(name: str) -> None:
    assert visible(name) == name


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    assert not {unicodedata.category(letter) for letter in visible(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证340121195001010011，电话13800138000。", "身份证**************0011，电话********000。"),
        ("34012119500101001X", "**************001X"),
        ("138 0013 8000", "*********8000"),
        ("２０２３年４月12日花费12345.67元，门牌1203", "２０２３年４月12日花费12345.67元，门牌1203"),
        ("2023-04-12 10:30", "2023-04-12 10:30"),
    ],
)
def test_long_numbers_in_a_remark_are_masked(text: str, shown: str) -> None:
    assert mask_in_text(text) == shown
