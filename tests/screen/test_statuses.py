"""What a row says against the list issued before: people over four months, each story a line.

A story is what happens to the person each month, and what the months' lists say: an amount is self-pay settled in the
month, `-Sn` the refund of month n's settlement, `-N` a negative record that names none, `late Sn amount` a
settlement of month n that comes only now, `end` the end of the identity. `.` is nothing. A list says `watched` of
who is new on the early watch, `watched still` of who was on it before.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person, refund
from tests.warehouse.workplace import new_bureau

MONTHS = ("2023-01", "2023-02", "2023-03", "2023-04")
STORIES: dict[str, tuple[list[str], list[str]]] = {
    "over at once and for good": (["10000.01", ".", ".", "5"], ["new", "continuing", "continuing", "continuing"]),
    "over in March": (["5000", "5000", "0.01", "."], ["", "watched", "new", "continuing"]),
    "another whole line": (["10000.01", "9999.98", "0.01", "."], ["new", "continuing", "escalated", "continuing"]),
    "two lines at once": (["15000", "15000", ".", "."], ["new", "escalated", "continuing", "continuing"]),
    "refunded away": (["12000", "-S1", ".", "."], ["new", "corrected", "", ""]),
    "refunded, still over": (["12000", "11000", "-S1", "."], ["new", "escalated", "continuing", "continuing"]),
    "refunded below, over again": (["12000", "-S1", "10000.01", "."], ["new", "corrected", "new", "continuing"]),
    "over only by what came late": (["6000", ".", "late S1 4000.01", "."], ["", "", "new", "continuing"]),
    "identity ends": (["12000", ".", "end", "."], ["new", "continuing", "gone", ""]),
    "an unlinked negative brings it down": (["12000", ".", "-N 5000", "."], ["new", "continuing", "gone", ""]),
    "never near": (["100", ".", ".", "."], ["", "", "", ""]),
    "at the line for ever": (["10000", ".", ".", "."], ["watched", "watched still", "watched still", "watched still"]),
    "at the person's own pace": (["1000", "1000", "1000", "1000"], ["", "", "watched", "watched still"]),
    "a pace that will not do": (["833.33", "833.33", "833.34", "833.33"], ["", "", "", ""]),
    "one big month is no pace": (["4000", ".", ".", "."], ["", "", "", ""]),
    "refunded and watched since": (["9000", "2000", "-S2", "."], ["watched", "new", "corrected", "watched"]),
    "watched, then over": (["9000", "500", "501", "."], ["watched", "watched still", "new", "continuing"]),
    "watched, then no longer": (["9000", "-S1", "8500", "."], ["watched", "", "watched", "watched still"]),
}


def events(number: int, month: int, what: str) -> list[Row]:
    """The settlements that a story's month brings."""
    day = f"2023-{month:02d}-15"
    words = what.replace("late ", "").split()
    if what in (".", "end"):
        return []
    if words[0].startswith("-S"):
        return [refund(settlement(number, int(words[0][2:])), f"{number}R{month}", day)]
    if words[0] == "-N":
        whole = refund(bill("", person(number), day, words[1]), f"{number}N{month}", day)
        return [{**whole, "init_setl_id": ""}]
    if words[0].startswith("S"):
        return [bill(f"{number}L{month}", person(number), f"2023-{int(words[0][1:]):02d}-20", words[1])]
    return [settlement(number, month)]


def settlement(number: int, month: int) -> Row:
    """The settlement of a story's month."""
    amount = list(STORIES.values())[number - 1][0][month - 1]
    return bill(f"{number}S{month}", person(number), f"2023-{month:02d}-15", amount)


def identity(number: int, months: list[str]) -> Row:
    """Subsistence allowance for the year, or to the month before the story ends it."""
    ends = f"2023-{months.index('end') + 1:02d}-01" if "end" in months else ""
    return holds(person(number), ends=ends)


@pytest.fixture(scope="module")
def year(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """All stories at once, month by month."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("year"))
    told = [(n, months) for n, (months, _) in enumerate(STORIES.values(), 1)]
    bureau.intake("identities", [identity(n, months) for n, months in told])
    for at, month in enumerate(MONTHS, 1):
        bureau.intake("settlements", [row for n, months in told for row in events(n, at, months[at - 1])])
        bureau.month(month)
    return bureau


def rows(year: Bureau, number: int) -> dict[int, dict[str, Any]]:
    """The warnings of a story by month."""
    query = f"select * from screen.warning where person_id = {person(number)[:17]}"
    return {row["month"] % 100: row for row in year.sql(query)}


def number_of(story: str) -> int:
    """The number of a story's person."""
    return list(STORIES).index(story) + 1


@pytest.mark.parametrize("story", STORIES)
def test_the_months_say(year: Bureau, story: str) -> None:
    said = rows(year, number_of(story))
    assert [word(said[n]) if n in said else "" for n in range(1, 5)] == STORIES[story][1]


def word(row: dict[str, Any]) -> str:
    """The word of a story for a warning."""
    watched = {"new": "watched", "continuing": "watched still"}
    return str(watched[row["status"]] if row["early_watch"] else row["status"])


def test_who_is_watched_still_is_told_with_the_amount_of_last_month(year: Bureau) -> None:
    said = rows(year, number_of("watched, then over"))
    assert [said[n]["previous_amount"] for n in (1, 2, 3)] == [None, Decimal("9000.00"), None]


def test_who_is_watched_no_longer_is_not_told_as_withdrawn(year: Bureau) -> None:
    assert 2 not in rows(year, number_of("watched, then no longer"))


@pytest.mark.parametrize(
    ("story", "month", "cause"),
    [
        ("over only by what came late", 3, "1月底起已超线，身份、结算等数据后来才补到，本月才列入"),
        ("refunded below, over again", 3, "本年1月也在名单上"),
        ("over in March", 3, ""),
        ("watched, then over", 3, ""),
    ],
)
def test_a_new_row_says_why_it_was_not_there_before(year: Bureau, story: str, month: int, cause: str) -> None:
    assert rows(year, number_of(story))[month]["correction_cause"] == cause


def test_a_corrected_row_shows_both_amounts_and_why(year: Bureau) -> None:
    row = rows(year, number_of("refunded away"))[2]
    assert (row["amount"], row["previous_amount"]) == (Decimal("0.00"), Decimal("12000.00"))
    assert row["correction_cause"] == "退费或结算更正后不再超线"


def test_a_corrected_amount_is_told_of_who_stays_over(year: Bureau) -> None:
    row = rows(year, number_of("refunded, still over"))[3]
    assert (row["amount"], row["previous_amount"]) == (Decimal("11000.00"), Decimal("23000.00"))
    assert row["correction_cause"].startswith("上次所报金额更正为 ")


def test_who_has_gone_is_told_why(year: Bureau) -> None:
    causes = {
        story: rows(year, number_of(story))[3]["correction_cause"]
        for story in STORIES
        if STORIES[story][1][2] == "gone"
    }
    assert causes == {
        "identity ends": "身份或险种变化，不再属于本规则范围",
        "an unlinked negative brings it down": "本月冲减后不再超线",
    }


@pytest.mark.parametrize(
    ("story", "month", "first"),
    [
        ("over in March", 4, 202303),
        ("over only by what came late", 4, 202301),
        ("refunded below, over again", 4, 202303),
    ],
)
def test_the_first_month_is_that_of_the_settlements_themselves(
    year: Bureau, story: str, month: int, first: int
) -> None:
    assert rows(year, number_of(story))[month]["first_month"] == first


def test_months_before_a_refund_are_restated(year: Bureau) -> None:
    number = number_of("refunded, still over")
    found = year.sql(
        f"select month, self_pay from settle.burden where person_id = {person(number)[:17]} order by month"
    )
    assert [(row["month"], str(row["self_pay"])) for row in found] == [(2, "11000.00")]


def test_an_issued_list_is_not_touched_by_what_comes_later(year: Bureau) -> None:
    number = number_of("refunded away")
    query = f"""select issue_row.amount, issue_row.status from lists.issue_row join lists.issue using (issue_id)
        where issue.month = 202301 and issue_row.person_id = {person(number)[:17]}"""
    assert [(str(row["amount"]), row["status"]) for row in year.sql(query)] == [("12000.00", "new")]


def test_early_watch_is_no_part_of_the_count(year: Bureau) -> None:
    (issue,) = year.sql("select official_rows, early_rows, withdrawn_rows from lists.issue where month = 202303")
    wanted = [months[2] for _, months in STORIES.values()]
    official = sum(word in ("new", "continuing", "escalated") for word in wanted)
    past = sum(word in ("gone", "corrected") for word in wanted)
    assert (issue["official_rows"], issue["early_rows"], issue["withdrawn_rows"]) == (
        official,
        wanted.count("watched") + wanted.count("watched still"),
        past,
    )
