"""The only module that knows what time it is. Everything else takes dates as arguments."""

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The calendar day in China, whatever the machine's own time zone says."""
    return datetime.now(SHANGHAI).date()


def now() -> datetime:
    """The moment in China, to the second, with its offset: for the audit log only, never for a rule."""
    return datetime.now(SHANGHAI).replace(microsecond=0)


def seconds() -> float:
    """Seconds of a clock that only runs forward: for how long something took. Its zero means nothing."""
    return time.monotonic()


def wait(length: float) -> None:
    """Do nothing for so many seconds."""
    time.sleep(length)


def moment(stamp: float) -> datetime:
    """A file system's or a process's time stamp as a moment in China, to the second."""
    return datetime.fromtimestamp(int(stamp), SHANGHAI)


def machine_offset() -> timedelta:
    """How far the machine's own time zone is ahead of UTC; nothing but the doctor asks."""
    return datetime.now().astimezone().utcoffset() or timedelta()
