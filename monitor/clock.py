"""The only module that knows what time it is. Everything else takes dates as arguments."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The calendar day in China, whatever the machine's own time zone says."""
    return datetime.now(SHANGHAI).date()
