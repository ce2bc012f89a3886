"""R37: the operator moves the line: who was listed is told the new one, on the next list and in a correction."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.lists.freeze import issues_of, thaw
from monitor.lists.issue import Issue
from tests.conftest import Bureau
from tests.screen.planted import add_parameters
from tests.warehouse.builder import bill, holds, person, refund
from tests.warehouse.workplace import new_bureau

OVER, BETWEEN, BELOW, LESS = (person(number, "620422") for number in range(1, 5))
PAID = {OVER: "30000", BETWEEN: "12000", BELOW: "9000", LESS: "16000"}
NOTE = "预警线由 10,000.00 改为 15,000.00"


Told = tuple[str, int, str]


def told(issue: Issue) -> dict[str, Told]:
    """Number → status, line in fen, remark; the early watch left out."""
    rows = [row for row in issue.rows if not row.early_watch]
    return {row.certno: (row.status, row.threshold_fen, row.correction_cause) for row in rows}


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """November issued with the line at 10,000 yuan; then it is 15,000, and one bill of November is undone in part."""
    made = new_bureau(empty_workspace("huining"), tmp_path_factory.mktemp("line"))
    add_parameters(made, '"warning.threshold" = 10000')
    paid = {who: bill(f"S{at}", who, "2023-11-05", fen) for at, (who, fen) in enumerate(PAID.items())}
    made.intake("identities", [holds(who) for who in PAID])
    made.intake("settlements", list(paid.values()))
    made.month("2023-11")
    text = made.config_path.read_text(encoding="utf-8")
    made.config_path.write_text(text.replace('"warning.threshold" = 10000', '"warning.threshold" = 15000'), "utf-8")
    made = Bureau(made.root)
    made.intake("settlements", [refund(paid[LESS], "R1", "2023-12-02", "0.25")])
    return made


@pytest.fixture(scope="module")
def december(bureau: Bureau) -> dict[str, Told]:
    return told(bureau.month("2023-12").issue)


@pytest.fixture(scope="module")
def correction(bureau: Bureau, december: dict[str, Told]) -> dict[str, Told]:
    """November's, made by hand."""
    assert bureau.cli("month", "2023-11", "--correct", "--on", "2024-01-08").exit_code == 0
    with open_warehouse(bureau.config) as con:
        return told(thaw(con, issues_of(con, 202311)[-1]))


def test_the_next_list_names_the_new_line(december: dict[str, Told]) -> None:
    assert december == {
        OVER: ("continuing", 1_500_000, NOTE),
        BETWEEN: ("gone", 1_500_000, f"{NOTE}后不再超线"),
        LESS: ("corrected", 1_500_000, f"{NOTE}，退费或结算更正后不再超线"),
    }


def test_a_correction_tells_it_to_who_stays_and_to_who_goes(correction: dict[str, Told]) -> None:
    assert correction == {
        OVER: ("continuing", 1_500_000, f"{NOTE}，原因：参数变化"),
        BETWEEN: ("gone", 1_500_000, f"{NOTE}后不再超线，原因：参数变化"),
        LESS: ("corrected", 1_500_000, f"{NOTE}，退费或结算更正后不再超线，原因：退费冲减"),
    }


def test_what_was_corrected_is_as_it_was_told(bureau: Bureau, correction: dict[str, Told]) -> None:
    assert "一致，不需要更正" in bureau.cli("month", "2023-11", "--correct", "--on", "2024-01-09").stdout
    plan = bureau.cli("month", "2023-11", "--plan").stdout
    assert "参数变化" not in plan
