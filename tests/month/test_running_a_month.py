"""Running a month: when it may run, that running it again changes nothing, and what a failed run leaves behind."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import IntegrityError, StateError
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import configure

WHO = person(1)


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    """A bureau with one person over the line in March."""
    return begin(with_a_person)


def with_a_person(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(WHO)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "10000.01")])


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_issued_month_is_written_out_again_as_it_was(loaded: Bureau) -> None:
    first = loaded.month("2023-03")
    before = files(first.folder)
    loaded.intake("settlements", [bill("S2", WHO, "2023-03-06", "5000")])
    again = loaded.month("2023-03", on=date(2023, 9, 9))
    assert again.was_issued
    assert files(again.folder) == before


@pytest.mark.parametrize("is_kept", [True, False], ids=["folder kept", "folder lost"])
def test_whether_phones_are_shown_is_decided_when_a_month_is_issued(bureau: Bureau, is_kept: bool) -> None:
    bureau.intake("persons", [resident(WHO, mob="13900000001")])
    with_a_person(bureau)
    first = bureau.month("2023-03")
    before = files(first.folder)
    configure(bureau, show_phone="true")
    if not is_kept:
        shutil.rmtree(first.folder.parent)
    assert files(bureau.month("2023-03").folder) == before


def test_a_frozen_row_that_was_changed_is_not_written_out(loaded: Bureau) -> None:
    loaded.month("2023-03")
    loaded.sql("update lists.issue_row set frozen = replace(frozen, '1000001', '1000002')")
    with pytest.raises(IntegrityError) as refused:
        loaded.month("2023-03")
    assert refused.value.code == "E-LIST-SEAL"


def test_an_issued_month_is_issued_once(loaded: Bureau) -> None:
    for _ in range(2):
        loaded.month("2023-03")
    assert len(loaded.sql("select * from lists.issue")) == 1


def test_a_month_that_is_not_over_is_not_issued(loaded: Bureau) -> None:
    with pytest.raises(StateError) as refused:
        loaded.month("2023-03", on=date(2023, 3, 31))
    assert refused.value.code == "E-MONTH-001"
    assert loaded.sql("select * from lists.issue") == []


def test_a_month_without_settlements_is_not_issued(loaded: Bureau) -> None:
    with pytest.raises(StateError) as refused:
        loaded.month("2023-04")
    assert refused.value.code == "E-MONTH-002"


def test_a_plan_changes_nothing(loaded: Bureau) -> None:
    ended = loaded.cli("month", "2023-03", "--plan")
    assert (ended.exit_code, "1 人次" in ended.stdout) == (0, True)
    assert loaded.sql("select * from screen.warning") == loaded.sql("select * from settle.burden") == []
    assert not loaded.config.path("out").exists()


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("month", "2023-13"), 2, "E-USAGE-002"),
        (("month", "2023-03", "--on", "2023-03-15"), 11, "E-MONTH-001"),
        (("month", "2023-05"), 11, "E-MONTH-002"),
        (("intake", "settlments", "x.csv"), 2, "settlements"),
        (("intake", "settlements"), 2, "E-SRC-WHICH"),
        (("intake", "settlements", "nowhere.csv"), 3, "找不到"),
        (("explain", person(9), "--month", "2023-03"), 9, "E-"),
        (("sql", "select * from nowhere"), 10, "E-"),
    ],
)
def test_a_mistake_has_its_exit_code_and_is_said_in_chinese(
    loaded: Bureau, args: tuple[str, ...], code: int, says: str
) -> None:
    loaded.publish()
    ended = loaded.cli(*args)
    assert (ended.exit_code, says in ended.stderr, ended.stdout) == (code, True, "")


def test_what_a_load_gave_is_told_in_one_line_that_adds_up(bureau: Bureau) -> None:
    rows = [
        bill("S1", WHO, "2023-03-05"),
        bill("S1", WHO, "2023-03-05"),
        bill("S2", WHO, "2023-03-05", med_type="9901"),
    ]
    ended = bureau.cli("intake", "settlements", bureau.file("settlements", rows))
    assert "读入 3 = 接收 1 + 拒收 1 + 重复 1" in ended.stdout


def test_months_may_be_run_in_any_order(loaded: Bureau) -> None:
    loaded.intake("settlements", [bill("S0", WHO, "2023-02-05", "10000.01")])
    loaded.month("2023-03")
    february = loaded.month("2023-02")
    assert [row.amount_fen for row in february.issue.rows] == [1_000_001]
