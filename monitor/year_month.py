"""A month as the tables keep it (202303), as it is written (2023-03), and its last day."""

from calendar import monthrange
from datetime import date


def month_text(month: int) -> str:
    """2023-03 of 202303."""
    return f"{month // 100}-{month % 100:02d}"


def last_day(year: int, month: int) -> date:
    """The last day of month 1–12 of a year."""
    return date(year, month, monthrange(year, month)[1])
