"""`monitor status`: each month with its deadline, each feed with how far it reaches."""

from datetime import date

import pytest

from tests.conftest import Bureau, MakeBureau
from tests.warehouse.builder import bill, holds, person, yingkou_person


def said(bureau: Bureau, day: str, starting: str) -> str:
    """The one line of the status that starts so, as of a day."""
    ended = bureau.cli("status", "--on", day)
    assert ended.exit_code == 0, ended.stderr
    (line,) = [line.strip() for line in ended.stdout.splitlines() if line.strip().startswith(starting)]
    return line


@pytest.mark.parametrize(
    ("issued", "words"), [("2023-04-09", "按时"), ("2023-04-10", "晚 1 天"), ("2023-04-12", "晚 3 天")]
)
def test_an_issued_month_says_whether_it_was_in_time(bureau: Bureau, issued: str, words: str) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    bureau.month("2023-03", on=date.fromisoformat(issued))
    assert f"{issued} 出具，期限 2023-04-09（最后一个工作日 2023-04-07），{words}：" in said(
        bureau, "2023-05-01", "2023-03"
    )


@pytest.mark.parametrize(
    ("day", "words"), [("2023-04-03", "还有 6 天"), ("2023-04-09", "今天到期"), ("2023-04-12", "已过期 3 天")]
)
def test_a_month_to_be_issued_says_how_long_there_is(bureau: Bureau, day: str, words: str) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    due = "期限 2023-04-09（最后一个工作日 2023-04-07）（二(六)）"
    assert said(bureau, day, "2023-03").startswith(f"2023-03 未出具：{due}，{words}；已载入")


def test_what_a_month_waits_for_is_said_with_how_to_answer(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    line = said(bureau, "2023-04-03", "2023-03")
    assert "；等核实：" in line
    assert "身份名册还没有载入（H-ROSTER-NONE）" in line
    assert line.endswith("。补齐数据，或运行 monitor month 2023-03 --release 理由")


def test_a_month_that_is_over_and_whose_file_has_not_come_is_listed(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    assert said(bureau, "2023-05-03", "2023-04").endswith("；排在 2023-03 之后")
    bureau.month("2023-03")
    line = said(bureau, "2023-05-03", "2023-04")
    assert line.startswith("2023-04 未出具：期限 2023-05-09")
    assert "本月没有结算记录（H-FEED-NONE）" in line
    assert bureau.cli("month", "2023-04", "--release", "没有结算", "--on", "2023-05-03").exit_code == 0
    assert "  2023-04" not in bureau.cli("status", "--on", "2023-05-03").stdout


def test_many_months_without_data_are_one_line(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    shown = bureau.cli("status", "--on", "2024-05-03").stdout
    assert "  2023-09 未出具" in shown
    assert "  2023-10 至 2024-04 另有 7 个月没有结算，未出具\n" in shown


def test_december_is_due_in_january(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-12-05", "12000")])
    assert "期限 2024-01-09（二(六)）" in said(bureau, "2024-01-02", "2023-12")


def test_where_the_policy_names_no_day_the_bureaus_own_counts(make_bureau: MakeBureau) -> None:
    bureau = make_bureau("yingkou")
    bureau.intake("settlements", [bill("S1", yingkou_person(1), "2023-03-05", "12000")])
    line = said(bureau, "2023-05-01", "2023-03")
    due = "期限 2023-04-09（最后一个工作日 2023-04-07）（第十七条）"
    assert line.startswith(f"2023-03 未出具：{due}，已过期 22 天；已载入")


def test_a_year_without_a_calendar_says_so(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2019-03-05", "12000")])
    assert "没有这一年的工作日历，期限未知" in said(bureau, "2023-05-01", "2019-03")


def test_a_feed_says_how_far_it_reaches_and_how_old_that_is(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    bureau.intake("identities", [holds(person(1))], as_of=date(2023, 3, 31))
    assert "数据到 2023-03-05（57 天前）" in said(bureau, "2023-05-01", "结算：")
    assert "数据到 2023-03-31（31 天前）" in said(bureau, "2023-05-01", "身份：")


def test_an_empty_warehouse_says_so(bureau: Bureau) -> None:
    assert said(bureau, "2023-05-01", "还没有") == "还没有结算记录，也没有出具过名单"
