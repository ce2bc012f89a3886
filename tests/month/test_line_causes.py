"""R37: what a moved line does to a row, and what something else does that happened beside it, are told apart."""

from typing import Final

from monitor.cli.session import open_warehouse
from monitor.lists.freeze import issues_of, thaw
from monitor.lists.issue import Issue
from tests.conftest import Bureau, MakeBureau
from tests.screen.planted import add_parameters
from tests.warehouse.builder import Row, bill, holds, person, refund

WHO, OTHER = (person(number, "620422") for number in (1, 2))
RAISED: Final = "预警线由 10,000.00 改为 15,000.00"
LOWERED: Final = "预警线由 15,000.00 改为 10,000.00"
LATE: Final = bill("L", WHO, "2023-11-06", "1000")


def moved(make_bureau: MakeBureau, old: int, new: int, paid: str) -> tuple[Bureau, Row]:
    """November issued by the old line, with one bill; then the new line holds, and December has begun."""
    made = make_bureau("huining")
    add_parameters(made, f'"warning.threshold" = {old}')
    row = bill("S", WHO, "2023-11-05", paid)
    made.intake("identities", [holds(who) for who in (WHO, OTHER)])
    made.intake("settlements", [row])
    made.month("2023-11")
    text = made.config_path.read_text(encoding="utf-8")
    made.config_path.write_text(text.replace(f'"warning.threshold" = {old}', f'"warning.threshold" = {new}'), "utf-8")
    made = Bureau(made.root)
    made.intake("settlements", [bill("D", OTHER, "2023-12-05", "100")])
    return made, row


def remark(issue: Issue) -> tuple[str, str]:
    """Status and remark of the one row that is no early watch."""
    ((status, said),) = [(row.status, row.correction_cause) for row in issue.rows if not row.early_watch]
    return status, said


def december(made: Bureau) -> tuple[str, str]:
    return remark(made.month("2023-12").issue)


def correction(made: Bureau) -> tuple[str, str]:
    ended = made.cli("month", "2023-11", "--correct", "--on", "2024-01-08")
    assert ended.exit_code == 0, ended.stderr
    with open_warehouse(made.config) as con:
        return remark(thaw(con, issues_of(con, 202311)[-1]))


def test_a_late_bill_beside_a_raised_line_takes_nobody_off(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 10000, 15000, "12000")
    made.intake("settlements", [LATE])
    assert "原因：参数变化" in made.cli("month", "2023-11", "--plan").stdout
    assert december(made) == ("gone", f"{RAISED}后不再超线")
    assert correction(made) == ("gone", f"{RAISED}后不再超线，原因：参数变化")


def test_a_refund_that_alone_takes_a_row_off_is_told_beside_the_line(make_bureau: MakeBureau) -> None:
    made, row = moved(make_bureau, 10000, 15000, "12000")
    made.intake("settlements", [refund(row, "R", "2023-12-02", "0.5")])
    assert december(made) == ("corrected", f"{RAISED}，退费或结算更正后不再超线")
    assert correction(made) == ("corrected", f"{RAISED}，退费或结算更正后不再超线，原因：退费冲减")


def test_a_refund_without_which_the_row_would_be_over_the_new_line_is_told(make_bureau: MakeBureau) -> None:
    made, row = moved(make_bureau, 10000, 15000, "16000")
    made.intake("settlements", [refund(row, "R", "2023-12-02", "0.1")])
    assert december(made) == ("corrected", f"{RAISED}，退费或结算更正后不再超线")


def test_whom_a_lowered_line_brings_on_is_told_the_line(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 15000, 10000, "12000")
    assert december(made) == ("new", LOWERED)
    assert correction(made) == ("new", f"{LOWERED}，原因：参数变化")


def test_who_passes_the_old_line_too_by_late_data_is_told_of_the_data(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 15000, 10000, "8000")
    made.intake("settlements", [bill("L", WHO, "2023-11-06", "9000")])
    assert december(made) == ("new", "11月底起已超线，身份、结算等数据后来才补到，本月才列入")


def test_who_passes_both_lines_in_the_month_itself_is_told_nothing(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 15000, 10000, "8000")
    made.intake("settlements", [bill("L", WHO, "2023-12-06", "9000")])
    assert december(made) == ("new", "")


def test_who_passes_the_new_line_alone_in_the_month_itself_is_told_it(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 15000, 10000, "8000")
    made.intake("settlements", [bill("L", WHO, "2023-12-06", "3000")])
    assert december(made) == ("new", LOWERED)


def test_who_falls_below_a_lowered_line_is_told_both(make_bureau: MakeBureau) -> None:
    made, row = moved(make_bureau, 15000, 10000, "16000")
    made.intake("settlements", [refund(row, "R", "2023-12-02", "0.5")])
    assert december(made) == ("corrected", f"{LOWERED}，退费或结算更正后不再超线")


def test_a_row_of_which_the_line_alone_moved_is_previewed_as_that(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 10000, 15000, "16000")
    text = made.cli("month", "2023-11", "--plan").stdout
    assert "其中金额或预警线有变 1" in text
    assert "：预警线有变，参数变化" in text
    assert "出具时 16,000.00 → 现在 16,000.00，预警线 10,000 → 现在 15,000" in text


def test_a_row_of_which_amount_and_line_moved_is_previewed_with_both(make_bureau: MakeBureau) -> None:
    made, _ = moved(make_bureau, 10000, 15000, "16000")
    made.intake("settlements", [LATE])
    text = made.cli("month", "2023-11", "--plan").stdout
    assert "：金额、预警线有变，迟到结算" in text
    assert "出具时 16,000.00 → 现在 17,000.00，预警线 10,000 → 现在 15,000" in text
