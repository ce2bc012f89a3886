"""Working days: every day of the years that ship, beside a library that others keep, and loud about other years."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from monitor.errors import StorageError, UsageError
from monitor.workdays import SHIPPED, load_calendar

CALENDAR = load_calendar()
DAYS = [date(2022, 1, 1) + timedelta(days=number) for number in range(365 * 4 + 366)]
OWN_2027 = """
[2027]
notice = "国办发明电〔2026〕9号"
rest = [["元旦", 2027-01-01, 2027-01-03]]
work = [2027-01-10]
"""


def own(folder: Path, text: str) -> Path:
    path = folder / "workdays.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_day_of_the_shipped_years_is_as_the_library_has_it() -> None:
    assert DAYS[-1] == date(2026, 12, 31)
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_year_names_its_notice() -> None:
    assert {year: one.notice for year, one in CALENDAR.years.items()} == {
        2022: "国办发明电〔2021〕11号",
        2023: "国办发明电〔2022〕16号",
        2024: "国办发明电〔2023〕7号",
        2025: "国办发明电〔2024〕12号",
        2026: "国办发明电〔2025〕7号",
    }


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2023, 9, 28), 1, date(2023, 10, 7)),
        (date(2023, 9, 28), 3, date(2023, 10, 9)),
        (date(2023, 10, 10), 3, date(2023, 10, 13)),
        (date(2023, 10, 7), -1, date(2023, 9, 28)),
        (date(2022, 12, 30), 1, date(2023, 1, 3)),
        (date(2023, 1, 21), 0, date(2023, 1, 21)),
    ],
)
def test_working_days_are_counted_from_the_next_day(day: date, count: int, found: date) -> None:
    assert CALENDAR.add_working_days(day, count) == found


def test_the_day_itself_is_not_before_it() -> None:
    assert CALENDAR.last_working_day_before(date(2023, 3, 10)) == date(2023, 3, 9)
    assert CALENDAR.last_working_day_until(date(2023, 3, 10)) == date(2023, 3, 10)


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2027, 1, 4)])
def test_a_year_without_a_notice_is_refused_by_name(day: date) -> None:
    with pytest.raises(UsageError) as refused:
        CALENDAR.is_working_day(day)
    assert (refused.value.code, refused.value.exit_code) == ("E-CAL-001", 2)
    assert f"{day.year} 年" in refused.value.what
    assert f"[{day.year}]" in refused.value.todo


def test_counting_does_not_wander_into_a_year_without_a_notice() -> None:
    with pytest.raises(UsageError, match="2027"):
        CALENDAR.add_working_days(date(2026, 12, 30), 3)


def test_the_operators_own_file_adds_a_year(tmp_path: Path) -> None:
    calendar = load_calendar(own(tmp_path, OWN_2027))
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 10))
    assert calendar.last_working_day_before(date(2027, 1, 4)) == date(2026, 12, 31)


def test_what_the_message_tells_to_write_is_accepted(tmp_path: Path) -> None:
    text = '[2027]\nnotice = "文号"\nrest = [["元旦", 2027-01-01, 2027-01-01]]\nwork = []\n'
    assert not load_calendar(own(tmp_path, text)).is_working_day(date(2027, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "[27]",
        '[2027]\nnotice = ""\nrest = []\nwork = []',
        '[2027]\nnotice = "n"\nrest = []',
        '[2027]\nnotice = "n"\nrest = [["元旦", 2027-01-03, 2027-01-01]]\nwork = []',
        '[2027]\nnotice = "n"\nrest = [["元旦", 2027-01-03]]\nwork = []',
        '[2027]\nnotice = "n"\nrest = [["元旦", 2027-01-01, 2027-12-31]]\nwork = []',
        '[2027]\nnotice = "n"\nrest = []\nwork = [2027-01-04]',
        '[2027]\nnotice = "n"\nrest = []\nwork = [2026-01-04]',
        '[2027]\nnotice = "n"\nrest = []\nwork = ["2027-01-09"]',
        "= broken",
    ],
)
def test_a_file_of_ones_own_that_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as refused:
        load_calendar(own(tmp_path, text))
    assert refused.value.code == "E-CAL-002"


def test_a_file_of_ones_own_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_calendar(tmp_path / "none.toml")


def test_the_shipped_table_lies_in_the_package() -> None:
    assert SHIPPED.parent.name == "monitor"
