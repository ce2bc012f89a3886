"""The code of a row: typed wrongly, it names no row at all rather than somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from monitor.lists.row_code import row_code, row_of

ROWS = st.integers(1, 9_999_999)
MONTHS = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2018, 2030), st.integers(1, 12))


@given(MONTHS, st.integers(1, 99), ROWS)
def test_a_code_leads_back_to_its_row(month: str, version: int, row: int) -> None:
    assert row_of(month, version, row_code(month, version, row)) == row


@given(MONTHS, st.integers(1, 99), ROWS)
def test_the_digits_are_those_of_the_standard(month: str, version: int, row: int) -> None:
    digits = f"{month.replace('-', '')}{version:02d}{row:07d}"
    assert mod_97_10.is_valid(digits + row_code(month, version, row)[-2:])


@given(ROWS, st.data())
def test_one_wrong_digit_names_nobody(row: int, data: st.DataObject) -> None:
    code = row_code("2023-03", 1, row)
    at = data.draw(st.sampled_from([place for place, sign in enumerate(code) if sign != "-"]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[at]]))
    assert row_of("2023-03", 1, code[:at] + other + code[at + 1 :]) is None


@given(ROWS, st.data())
def test_two_exchanged_digits_name_nobody(row: int, data: st.DataObject) -> None:
    code = row_code("2023-03", 1, row)
    at = data.draw(st.integers(0, len(code) - 2))
    turned = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert turned == code or row_of("2023-03", 1, turned) is None


@given(ROWS)
def test_the_next_months_list_does_not_know_the_code(row: int) -> None:
    assert row_of("2023-04", 1, row_code("2023-03", 1, row)) is None


@pytest.mark.parametrize(
    "text", ["", "12", "12-", "-57", "0-97", "012-29", "12-029", "１２-29", "12−29", "12-29x", "x-29"]
)
def test_what_is_not_written_as_a_code_names_nobody(text: str) -> None:
    assert row_of("2023-03", 1, text) is None


@pytest.mark.parametrize("row", [10_000_000, 3_000_000_000, 10**30])
def test_a_number_beyond_seven_digits_names_nobody(row: int) -> None:
    assert row_of("2023-03", 1, row_code("2023-03", 1, row)) is None


def test_blanks_around_a_code_do_not_matter() -> None:
    assert row_of("2023-03", 1, f" {row_code('2023-03', 1, 12)} ") == 12
