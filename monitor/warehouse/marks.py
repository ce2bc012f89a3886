"""The mark that a watermark column gives each row of a source: a time on China's clock, or a whole number.

Comes in: texts of `config.toml` and of the warehouse. Goes out: marks, and the condition that the next load sets.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from monitor.clock import SHANGHAI
from monitor.errors import UsageError
from monitor.intake.database import Place, ResultColumn, Session

Mark = datetime | int

_EPOCH: Final = datetime(1970, 1, 1)
_MICROSECOND: Final = timedelta(microseconds=1)
_TIMES: Final = ("day", "moment", "instant")


def find_column(name: str, columns: Sequence[ResultColumn], place: Place) -> ResultColumn:
    """The watermark column of a result; raises UsageError if it is not there or cannot tell earlier from later."""
    column = next((column for column in columns if column.name.casefold() == name.casefold()), None)
    if column is None:
        raise _wrong(place, f"查询结果里没有 watermark 写的列 {name}", "查询要选出这一列")
    if column.sort not in (*_TIMES, "whole"):
        raise _wrong(place, f"watermark 的列 {name} 分不出先后", "要是日期、时间或整数的列；文字用 cast 转换")
    return column


def is_time(column: ResultColumn) -> bool:
    """Whether the marks are times; they are whole numbers otherwise."""
    return column.sort in _TIMES


def parsed(text: str, column: ResultColumn, place: Place) -> Mark:
    """A mark from its text; raises UsageError where it is not one of this column."""
    try:
        return _local(datetime.fromisoformat(text)) if is_time(column) else int(text)
    except ValueError:
        raise _wrong(
            place,
            f"起点和 watermark 的列 {column.name} 不是一类",
            "时间写 2023-01-01 或 2023-01-01T08:00:00，整数写 1000",
        ) from None


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(SHANGHAI).replace(tzinfo=None)


def condition(session: Session, column: ResultColumn, least: Mark) -> str:
    """From `least` on, that itself included; and rows without a mark, which would otherwise never come."""
    said = f"'{least.isoformat(sep=' ')}'" if isinstance(least, datetime) else str(least)
    cell = f"asked.{session.quoted(column.name)}"
    return f" where {cell} >= {said} or {cell} is null"


def before(mark: Mark, overlap_hours: int) -> Mark:
    """The mark from which the next load asks: rows whose transaction ended late have an earlier one than is known."""
    return mark - timedelta(hours=overlap_hours) if isinstance(mark, datetime) else mark


def as_number(mark: Mark) -> int:
    """A mark as a whole number, in the order of marks: microseconds for times."""
    return (mark - _EPOCH) // _MICROSECOND if isinstance(mark, datetime) else mark


def from_number(number: int, column: ResultColumn) -> Mark:
    """The mark of such a number."""
    return _EPOCH + number * _MICROSECOND if is_time(column) else number


def future(today: date, column: ResultColumn) -> int | None:
    """The first mark that lies in the future, as a number; there is none of numbers."""
    return as_number(datetime.combine(today, time()) + timedelta(days=1)) if is_time(column) else None


def _wrong(place: Place, what: str, todo: str) -> UsageError:
    return UsageError("E-SRC-MARK", what, where=place.where, todo=todo)
