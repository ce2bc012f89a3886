"""R28: the day on which a month's things are due: the documents' days, the operator's, weekends, Februaries."""

import json
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from monitor.config import ScheduleSettings, load_config
from monitor.deadlines import Deadline, deadlines
from monitor.errors import UsageError
from monitor.policy import Pack, pack_names
from monitor.policy import load_pack as load_pack_anew
from monitor.workdays import load_calendar

CALENDAR = load_calendar()
USUAL = ScheduleSettings()
MONTHS = [(year, month) for year in range(2022, 2026) for month in range(1, 13)]


@cache
def load_pack(place: str) -> Pack:
    return load_pack_anew(place)


def due(place: str, year: int, month: int, settings: ScheduleSettings = USUAL) -> dict[str, Deadline]:
    return {one.id: one for one in deadlines(load_pack(place), settings, CALENDAR, year, month)}


def test_before_the_tenth_is_the_ninth() -> None:
    lists = due("hefei", 2023, 2)["lists"]
    assert (lists.due, lists.remind) == (date(2023, 3, 9), date(2023, 3, 6))
    assert (lists.about, lists.article) == ("2023-02", "二(六)")


def test_a_ninth_on_which_nobody_works_is_the_working_day_before() -> None:
    lists = due("hefei", 2023, 8)["lists"]
    assert lists.due == date(2023, 9, 8)
    assert "2023-09-09 不是工作日，提前到 2023-09-08" in lists.reading


def test_a_weekend_that_is_worked_is_no_reason_to_hurry() -> None:
    assert due("hefei", 2022, 9)["lists"].due == date(2022, 10, 9)


def test_the_spring_festival_pulls_the_day_before_it() -> None:
    assert due("hefei", 2024, 1)["lists"].due == date(2024, 2, 9)


def test_the_documents_day_counts_whatever_the_operator_writes() -> None:
    assert due("hefei", 2023, 2, ScheduleSettings(due_day=20))["lists"].due == date(2023, 3, 9)


def test_the_tenth_itself_counts_where_the_operator_reads_it_so() -> None:
    assert due("hefei", 2023, 2, ScheduleSettings(day_counts=True))["lists"].due == date(2023, 3, 10)


def test_the_day_stays_where_working_days_are_not_asked_for() -> None:
    assert due("hefei", 2023, 8, ScheduleSettings(on_working_day=False))["lists"].due == date(2023, 9, 9)


def test_the_comparison_is_counted_from_the_day_after_the_rosters_came() -> None:
    found = deadlines(load_pack("hefei"), USUAL, CALENDAR, 2023, 8, received=date(2023, 9, 28))
    comparison = next(one for one in found if one.id == "comparison")
    assert comparison.due == date(2023, 10, 9)
    assert "收到当日不计入" in comparison.reading


def test_the_comparison_without_rosters_is_counted_from_their_last_day() -> None:
    found = due("hefei", 2023, 2)
    assert (found["rosters"].due, found["comparison"].due) == (date(2023, 3, 9), date(2023, 3, 14))


def test_a_place_that_names_no_day_has_the_operators() -> None:
    lists = due("yiyuan", 2023, 2, ScheduleSettings(due_day=15))["lists"]
    assert (lists.due, lists.article, lists.document) == (date(2023, 3, 15), "", "")
    assert "由经办机构" in lists.reading


def test_periodically_is_cited_with_the_operators_day() -> None:
    lists = due("yingkou", 2023, 2)["lists"]
    assert (lists.due, lists.article) == (date(2023, 3, 9), "第十七条")
    assert "定期推送" in lists.quote


@pytest.mark.parametrize("day", ["roster_day", "summary_day"])
def test_what_nobody_gives_a_day_is_not_due(day: str) -> None:
    place, found = ("yingkou", "rosters") if day == "roster_day" else ("huining", "summary")
    assert found not in due(place, 2023, 2)
    assert due(place, 2023, 2, ScheduleSettings.model_validate({day: 5}))[found].due == date(2023, 3, 3)


def test_the_last_day_is_the_end_of_the_month() -> None:
    last = ScheduleSettings(due_day="last", on_working_day=False)
    assert due("yiyuan", 2024, 1, last)["lists"].due == date(2024, 2, 29)
    assert due("yiyuan", 2023, 1, last)["lists"].due == date(2023, 2, 28)


def test_the_yearly_report_is_due_once_a_year() -> None:
    reports = [due("zhejiang", 2023, month).get("report") for month in range(1, 13)]
    assert [month for month, one in enumerate(reports, start=1) if one] == [11]
    assert reports[10] is not None
    assert (reports[10].due, reports[10].about) == (date(2023, 12, 29), "2023")


@pytest.mark.parametrize("place", pack_names())
@pytest.mark.parametrize("day", [1, 9, 28, "last"])
def test_every_month_of_four_years_has_its_list_day_in_time(place: str, day: int | str) -> None:
    settings = ScheduleSettings.model_validate({"due_day": day})
    months = [(year, month) for year, month in MONTHS if date(year, month, 1) >= load_pack(place).effective]
    found = {(year, month): due(place, year, month, settings)["lists"] for year, month in months}
    assert len(months) == 48 or place == "yingkou"
    for (year, month), one in found.items():
        ends = date(year, month, monthrange(year, month)[1])
        assert ends - timedelta(days=10) < one.due <= ends + timedelta(days=31)
        assert CALENDAR.is_working_day(one.due)
        assert one.remind < one.due


def test_the_soonest_comes_first() -> None:
    days = [one.due for one in deadlines(load_pack("hefei"), USUAL, CALENDAR, 2023, 2)]
    assert days == sorted(days)
    assert len(days) == 3


def test_a_year_without_working_days_is_said_loudly() -> None:
    with pytest.raises(UsageError, match="2027"):
        due("hefei", 2026, 12)


def config_with(folder: Path, line: str) -> Path:
    path = folder / "config.toml"
    path.write_text(f'place = "hefei"\n[schedule]\n{line}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("day", ["1", "28", '"last"'])
def test_the_config_takes_a_day_that_every_month_has(tmp_path: Path, day: str) -> None:
    assert load_config(config_with(tmp_path, f"due_day = {day}")).schedule.due_day == json.loads(day)


@pytest.mark.parametrize("day", ["29", "30", "31"])
def test_the_config_refuses_a_day_that_some_months_lack_and_says_why(tmp_path: Path, day: str) -> None:
    with pytest.raises(UsageError, match="不是每个月都有这一天") as refused:
        load_config(config_with(tmp_path, f"due_day = {day}"))
    assert "schedule.due_day（第 3 行）" in refused.value.what


@pytest.mark.parametrize("day", ["0", "32", "-1", "true", "9.0", '"9"', '"end"', "[9]"])
def test_the_config_refuses_what_is_no_day(tmp_path: Path, day: str) -> None:
    with pytest.raises(UsageError, match=r"要写 1–28 的整数，或 .last."):
        load_config(config_with(tmp_path, f"roster_day = {day}"))
