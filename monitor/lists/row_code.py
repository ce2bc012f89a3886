"""The number by which a row of a list is named outside the system: on paper, in a receipt, on the telephone.

Comes in: month, version and row number. Goes out: "12-57", the row number and two check digits after ISO 7064 MOD 97-10
over month, version and row. One wrong digit, two exchanged digits, or the number of another month's list with one digit
of difference is always noticed, so a receipt typed from paper cannot reach the wrong person. Never holds personal data.
"""

from typing import Final

_MODULUS: Final = 97
_ROW_DIGITS: Final = 7


def row_code(month: str, version: int, row_no: int) -> str:
    """The code of a row: `month` as 2023-03, `version` of the issue, `row_no` from 1."""
    return f"{row_no}-{_check(month, version, row_no):02d}"


def row_of(month: str, version: int, code: str) -> int | None:
    """The row number of a code as typed; None if it is none of this month and version."""
    number, _, check = code.strip().partition("-")
    if not (number.isascii() and number.isdecimal() and check.isascii() and check.isdecimal() and len(check) == 2):
        return None
    if len(number) > _ROW_DIGITS:
        return None
    row_no = int(number)
    return row_no if row_no and code.strip() == row_code(month, version, row_no) else None


def _check(month: str, version: int, row_no: int) -> int:
    digits = f"{month.replace('-', '')}{version:02d}{row_no:0{_ROW_DIGITS}d}00"
    return _MODULUS + 1 - int(digits) % _MODULUS
