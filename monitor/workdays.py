"""Chinese working days: weekends, public holidays and the weekends worked in their stead.

Comes in: the shipped `workdays.toml` (the State Council's yearly notices, each with its number) and the operator's own
file of the same shape. Goes out: a `Calendar`. It never guesses about a year that neither file has: what would be a
working day there is told by a notice that may not have been written yet.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from monitor.errors import StorageError, UsageError

SHIPPED: Final = Path(__file__).with_name("workdays.toml")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_LONGEST: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice: its number, the days off that fall on weekdays or weekends, and the weekends worked."""

    notice: str
    rest: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that are known. `own` is the operator's file, for the message about a year that is not."""

    years: Mapping[int, Year]
    own: Path | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day; raises UsageError E-CAL-001 for a year without a notice."""
        if day.year not in self.years:
            raise self._unknown(day.year)
        if any(day in year.work for year in self.years.values()):
            return True
        return day.weekday() < _SATURDAY and not any(day in year.rest for year in self.years.values())

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count; before it where `count` is negative."""
        step, left, found = (_DAY if count > 0 else -_DAY), abs(count), day
        while left:
            found += step
            left -= self.is_working_day(found)
        return found

    def last_working_day_before(self, day: date) -> date:
        """The last working day strictly before a day."""
        return self.add_working_days(day, -1)

    def last_working_day_until(self, day: date) -> date:
        """The day itself where it is a working day, else the last one before it."""
        return day if self.is_working_day(day) else self.last_working_day_before(day)

    def _unknown(self, year: int) -> UsageError:
        file = self.own or '自己的 workdays.toml（在 config.toml 的 [paths] 写 workdays = "workdays.toml"）'
        return UsageError(
            "E-CAL-001",
            f"工作日表里没有 {year} 年：国务院办公厅的节假日通知没有录入，算不出工作日",
            where=f"内置的有 {min(self.years)}–{max(self.years)} 年",
            todo=f'在 {file} 里加一节 [{year}]：notice = "文号"，rest = [["元旦", {year}-01-01, {year}-01-01]]，'
            f"work = [调休上班的周末]；或升级本程序",
        )


def load_calendar(own: Path | None = None) -> Calendar:
    """The shipped years and those of the operator's file, which goes before; UsageError E-CAL-002 for a faulty file."""
    return Calendar({**_shipped(), **({} if own is None else _read(own))}, own)


@cache
def _shipped() -> Mapping[int, Year]:
    return _read(SHIPPED)


def _read(path: Path) -> dict[int, Year]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise StorageError("E-CAL-002", "工作日表读不出来", where=str(path), todo="检查路径和权限") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _wrong(path, ["不是 UTF-8 的 TOML"]) from None
    faults = [fault for name, one in said.items() for fault in _faults(name, one)]
    if faults:
        raise _wrong(path, faults)
    return {int(name): _year(one) for name, one in said.items()}


def _wrong(path: Path, faults: list[str]) -> UsageError:
    return UsageError(
        "E-CAL-002", "工作日表有错误：" + "；".join(faults), where=str(path), todo="对照内置的工作日表改正"
    )


def _year(said: Mapping[str, Any]) -> Year:
    rest = chain.from_iterable(_span(first, last) for _name, first, last in said["rest"])
    return Year(said["notice"], frozenset(rest), frozenset(said["work"]))


def _span(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * number for number in range((last - first).days + 1))


def _faults(name: str, said: Any) -> Iterator[str]:
    if not (name.isdecimal() and len(name) == len("2022")):
        yield f"[{name}] 应为四位年份"
        return
    wanted = {"notice": str, "rest": list, "work": list}
    if not isinstance(said, dict) or {key: type(one) for key, one in said.items()} != wanted or not said["notice"]:
        yield f"[{name}] 要有 notice（文号）、rest（放假）、work（调休上班），没有别的"
        return
    yield from (
        f"[{name}] rest 要写成 [名称, 开始日, 结束日]，不超过一个月" for one in said["rest"] if not _is_rest(one)
    )
    days = said["work"]
    if not all(type(day) is date and day.weekday() >= _SATURDAY and day.year == int(name) for day in days):
        yield f"[{name}] work 只写当年调休上班的周末日期"


def _is_rest(one: Any) -> bool:
    if not (isinstance(one, list) and [type(part) for part in one] == [str, date, date]):
        return False
    first, last = one[1:]
    return bool(first <= last < first + _LONGEST)
