"""R36, R37: what was issued and no longer holds is told once, to every office that had it, with both amounts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.month import MonthDone
from tests.conftest import Bureau
from tests.deliver.reading import Page
from tests.warehouse.builder import bill, holds, person, refund, resident
from tests.warehouse.workplace import new_bureau

AWAY, LESS, LATE = person(1), person(2), person(3)
OFFICES = ("340121_civil_affairs", "340121_rural_revitalization", "340121100_township")
FIRST = [
    bill("A", AWAY, "2023-01-05", "12000"),
    bill("B1", LESS, "2023-01-06", "11000"),
    bill("B2", LESS, "2023-01-07", "3000"),
    bill("C1", LATE, "2023-01-08", "9000"),
]


@pytest.fixture(scope="module")
def months(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> list[MonthDone]:
    """January; February with two refunds and a late row of January; March with nothing more."""
    bureau: Bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("withdrawn"))
    bureau.intake("persons", [resident(who, psn_name=f"丁{who[14:17]}") for who in (AWAY, LESS, LATE)])
    bureau.intake("identities", [holds(who) for who in (AWAY, LESS, LATE)])
    bureau.intake("settlements", FIRST)
    january = bureau.month("2023-01")
    late = bill("C2", LATE, "2023-01-30", "1000.01")
    back = [refund(FIRST[0], "RA", "2023-02-03", "0.25"), refund(FIRST[2], "RB", "2023-02-04")]
    bureau.intake("settlements", [*back, late])
    february = bureau.month("2023-02")
    bureau.intake("settlements", [bill("D", person(9), "2023-03-05", "1")])
    return [january, february, bureau.month("2023-03")]


def shown(done: MonthDone, office: str, who: str) -> list[str]:
    """The texts of a person's rows on an office's page."""
    page = Page((done.folder / f"{office}.html").read_text(encoding="utf-8"))
    rows = page.text.split("丁")
    return ["丁" + row for row in rows if row.startswith(who[14:17])]


@pytest.mark.parametrize("office", OFFICES)
def test_a_person_no_longer_over_the_line_is_told_once_with_both_amounts(months: list[MonthDone], office: str) -> None:
    html = (months[1].folder / f"{office}.html").read_text(encoding="utf-8")
    assert html.count(f"丁{AWAY[14:17]}") == 1
    (text,) = shown(months[1], office, AWAY)
    for words in ("9,000.00", "上期 12,000.00", "退费或结算更正后不再超线"):
        assert words in text
    assert "s-corrected" in html


@pytest.mark.parametrize("office", OFFICES)
def test_it_is_told_once_only(months: list[MonthDone], office: str) -> None:
    withdrawn = [row for row in months[2].issue.rows if row.certno == AWAY and row.status != "new"]
    assert (withdrawn, [row.early_watch for row in months[2].issue.rows if row.certno == AWAY]) == ([], [True])


@pytest.mark.parametrize("office", OFFICES)
def test_the_list_that_was_sent_is_not_touched(months: list[MonthDone], office: str) -> None:
    (text,) = shown(months[0], office, AWAY)
    assert "12,000.00" in text


@pytest.mark.parametrize(
    ("who", "status", "fen", "cause"),
    [
        (AWAY, "corrected", 900_000, "退费或结算更正后不再超线"),
        (LESS, "continuing", 1_100_000, "上次所报金额更正为 11,000.00"),
        (LATE, "new", 1_000_001, "1月底起已超线，身份、结算等数据后来才补到，本月才列入"),
    ],
)
def test_each_kind_of_correction_is_told(months: list[MonthDone], who: str, status: str, fen: int, cause: str) -> None:
    (row,) = [row for row in months[1].issue.rows if row.certno == who]
    assert (row.status, row.amount_fen, row.correction_cause) == (status, fen, cause)
