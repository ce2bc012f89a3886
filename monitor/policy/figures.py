"""Which figures stand in a sentence of a policy document.

In: a quotation and a unit. Out: the figures of that unit, in the order in which they
stand, as exact decimals (yuan, rates such as 0.60, signed percentage points, months,
days). It never judges which of them is meant.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

Unit = Literal[
    "yuan", "rate", "percentage_points", "months", "days", "working_days", "day_of_month", "month_of_year"
]  # fmt: skip
UNITS: tuple[Unit, ...] = get_args(Unit)

_NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?|[零一二两三四五六七八九十百千]+)"
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEP = {"十": 10, "百": 100, "千": 1_000}
_LOWERING = ("降低", "减少", "下降", "下调")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")

Reading = tuple[re.Pattern[str], Callable[[re.Match[str]], Decimal]]


def squeeze(text: str) -> str:
    """The text without any whitespace: quotations are compared in this form."""
    return "".join(text.split())


def chinese_integer(text: str) -> int:
    """Value of a Chinese numeral below ten thousand, such as 十二, 两千五百 or 三千零八."""
    total, digit = 0, 0
    for char in text:
        if char in _STEP:
            total += (digit or 1) * _STEP[char]
            digit = 0
        else:
            digit = _DIGIT[char]
    return total + digit


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text[0].isdigit() else Decimal(chinese_integer(text))


def _plain(match: re.Match[str]) -> Decimal:
    return _number(match[1])


def _scaled(match: re.Match[str]) -> Decimal:
    return _number(match[1]) * _SCALE[match[2] or ""]


def _percent(match: re.Match[str]) -> Decimal:
    return _number(match[1]) / 100


def _signed(match: re.Match[str]) -> Decimal:
    return -_number(match[2]) if match[1] in _LOWERING else _number(match[2])


def _always(figure: int) -> Callable[[re.Match[str]], Decimal]:
    return lambda _match: Decimal(figure)


_READINGS: dict[Unit, tuple[Reading, ...]] = {
    "yuan": (
        (re.compile(_NUMBER + r"(百|千|万|亿)?元"), _scaled),
        (re.compile(r"不设(?:置)?(?:救助)?起付(?:线|标准)"), _always(0)),
    ),
    "rate": (
        (re.compile(_NUMBER + r"%"), _percent),
        (re.compile(r"百分之" + _NUMBER), _percent),
        (re.compile(r"全额"), _always(1)),
        (re.compile(r"不再享受"), _always(0)),
    ),
    "percentage_points": ((re.compile(r"(提高|增加|降低|减少|下降|下调)?" + _NUMBER + r"个百分点"), _signed),),
    "months": (
        (re.compile(_NUMBER + r"个月"), _plain),
        (re.compile(r"(?<!\d)(\d{1,2})年"), lambda match: _number(match[1]) * 12),
    ),
    "days": ((re.compile(_NUMBER + r"(?:日|天)"), _plain), (re.compile(r"次日"), _always(1))),
    "working_days": ((re.compile(_NUMBER + r"个?工作日"), _plain),),
    "day_of_month": ((re.compile(r"(?<!\d月)(?<!\d)(\d{1,2})日"), _plain),),
    "month_of_year": ((re.compile(r"(?<!\d)(\d{1,2})月(?!\d)"), _plain),),
}


def figures(text: str, unit: Unit) -> tuple[Decimal, ...]:
    """The figures of a unit in a text, in the order in which they stand, repeated ones too."""
    plain = squeeze(text).translate(_HALF_WIDTH)
    found = [(match.start(), read(match)) for pattern, read in _READINGS[unit] for match in pattern.finditer(plain)]
    return tuple(figure for _, figure in sorted(found))


def plain_number(figure: Decimal) -> str:
    """A decimal with thousands separators and no superfluous zeros."""
    whole = figure == figure.to_integral_value()
    return f"{int(figure):,}" if whole else f"{figure.normalize():,f}"


def dates(text: str) -> tuple[date, ...]:
    """The full calendar dates in a text, such as 2022年1月1日; impossible ones are left out."""
    plain = squeeze(text).translate(_HALF_WIDTH)
    found: list[date] = []
    for year, month, day in _DATE.findall(plain):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(found)
