"""Shares of persons, as a report prints them: from whole numbers, exact, with the share of nobody being no share.

Comes in: two counts, or two amounts in fen. Goes out: "12.5%", rounded half up to one decimal by whole-number
arithmetic. Never a floating number, and never 0 % where there is nothing to take a share of.
"""

from typing import Final

NONE: Final = "无"


def tenths(part: int, whole: int) -> int:
    """`part` of `whole` in tenths of a percent, half up; `whole` must be over 0 and `part` not below 0."""
    return (part * 2000 + whole) // (2 * whole)


def share(part: int, whole: int) -> str:
    """`part` of `whole` as a percentage; 无 where `whole` is nothing."""
    if whole <= 0:
        return NONE
    found = tenths(part, whole)
    return f"{found // 10}.{found % 10}%"
