"""R15, promise 4: after last week's backup was put back, what went out since is made again as it was, or not at all."""

from datetime import date, datetime
from pathlib import Path
from shutil import rmtree

import pytest

from monitor import clock
from monitor.backup import make_backup, restore
from monitor.cli.session import open_warehouse
from tests.conftest import Bureau, Ended
from tests.operator.conftest import OTHER, WHO
from tests.warehouse.builder import Row, bill

AT = datetime(2023, 5, 1, 18, 0, tzinfo=clock.SHANGHAI)
LATER = datetime(2023, 5, 14, 18, 0, tzinfo=clock.SHANGHAI)
_SHARE = '\n[deliver.to.share]\nrecipients = ["*"]\nurl = "share"\n'
_HOLDS = "\n[holds]\nidentities_days = 9999\npersons_days = 9999\n"
APRIL = [bill("S2", OTHER, "2023-04-05", "13000")]
MORE = [bill("S3", WHO, "2023-04-06", "1000")]


def round_on(bureau: Bureau, day: str) -> Ended:
    return bureau.cli("schedule", "--once", "--on", day)


def lines(bureau: Bureau, event: str) -> int:
    return len(bureau.sql(f"select 1 from warehouse.ledger_line where event = '{event}' and month = 202304"))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def set_back(march: Bureau, tmp_path: Path) -> Bureau:
    """March is in a backup; April was loaded in two files, issued on 2023-05-09 and handed over; then the backup was
    put back and the loss accepted."""
    text = march.config_path.read_text(encoding="utf-8")
    march.config_path.write_text(text + _SHARE + _HOLDS, encoding="utf-8")
    (march.root / "share").mkdir()
    bureau = Bureau(march.root)
    with open_warehouse(bureau.config) as con:
        made = make_backup(con, bureau.config, bureau.config_path, tmp_path / "b", AT)
    for rows in (APRIL, MORE):
        bureau.intake("settlements", rows, on=date(2023, 5, 3))
    assert round_on(bureau, "2023-05-09").exit_code == 0
    restore(bureau.config, bureau.config_path, made.path, LATER, may_replace=True)
    assert bureau.cli("doctor", "--accept-loss", "--on", "2023-05-14").exit_code == 0
    return bureau


def reload(bureau: Bureau, *deliveries: list[Row]) -> None:
    for rows in deliveries or (APRIL, MORE):
        bureau.intake("settlements", rows, on=date(2023, 5, 14))


def test_a_month_waits_for_what_was_lost(set_back: Bureau) -> None:
    reload(set_back, APRIL)
    said = round_on(set_back, "2023-05-14").stdout
    assert "[H-LOST] 恢复备份以后还有 1 批没有重新载入" in said
    assert set_back.sql("select month from lists.issue where month = 202304") == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_with_all_loaded_again_it_is_the_list_that_went_out(set_back: Bureau, is_kept: bool) -> None:
    written, arrived = files(set_back.root / "out/2023-04"), files(set_back.root / "share")
    if not is_kept:
        rmtree(set_back.root / "out")
    reload(set_back)
    ended = round_on(set_back, "2023-05-14")
    assert (ended.exit_code, ended.stderr) == (0, "")
    (issue,) = set_back.sql("select issued_on, version from lists.issue where month = 202304")
    assert (issue["issued_on"], issue["version"]) == (date(2023, 5, 9), 1)
    assert files(set_back.root / "out/2023-04") == written
    assert files(set_back.root / "share") == arrived


def test_it_is_neither_handed_over_again_nor_told_to_wait(set_back: Bureau) -> None:
    before = lines(set_back, "delivered")
    reload(set_back)
    round_on(set_back, "2023-05-14")
    assert (lines(set_back, "delivered"), lines(set_back, "written")) == (before, 1)
    states = set_back.sql("select distinct state from deliver.dispatch join lists.issue using (issue_id)")
    assert states == [{"state": "delivered"}]
    done = set_back.cli("deliver", "2023-04", "--acknowledge", "340121_civil_affairs", "--on", "2023-05-15")
    assert done.exit_code == 0, done.stderr


def test_who_had_nothing_before_is_handed_it(set_back: Bureau) -> None:
    before = lines(set_back, "delivered")
    text = set_back.config_path.read_text(encoding="utf-8")
    (set_back.root / "second").mkdir()
    set_back.config_path.write_text(text + _SHARE.replace("share", "second"), encoding="utf-8")
    bureau = Bureau(set_back.root)
    reload(bureau)
    assert round_on(bureau, "2023-05-14").exit_code == 0
    assert lines(bureau, "delivered") == 2 * before


def test_another_list_is_not_issued_in_its_place(set_back: Bureau) -> None:
    reload(set_back, APRIL)
    gone = set_back.cli("doctor", "--give-up-lost", "--on", "2023-05-14")
    assert "已记录在案，不再等：2023-05-03 结算" in gone.stdout
    ended = round_on(set_back, "2023-05-14")
    assert (ended.exit_code, "[E-MONTH-004]" in ended.stdout) == (11, True)
    assert set_back.cli("month", "2023-04", "--on", "2023-05-14").exit_code == 11
    assert set_back.sql("select month from lists.issue where month = 202304") == []


def test_the_operator_may_let_another_list_take_its_place_openly(set_back: Bureau) -> None:
    written = files(set_back.root / "out/2023-04")
    reload(set_back, APRIL)
    set_back.cli("doctor", "--give-up-lost", "--on", "2023-05-14")
    assert set_back.cli("month", "2023-04", "--release", "缺的批次要不回来", "--on", "2023-05-14").exit_code == 0
    ended = set_back.cli("month", "2023-04", "--on", "2023-05-14")
    assert "E-LIST-CHANGED" in ended.stderr
    (issue,) = set_back.sql("select issue_id, issued_on from lists.issue where month = 202304")
    old = set_back.sql("select max(cast(facts ->> '$.issue_id' as integer)) as n from warehouse.ledger_line")
    assert (issue["issued_on"], issue["issue_id"]) == (date(2023, 5, 14), old[0]["n"])
    assert files(set_back.root / "out/2023-04") == written
    assert "2023-04 已出具，没有写出" in round_on(set_back, "2023-05-14").stdout


def test_a_release_for_a_hold_is_no_word_on_the_list(set_back: Bureau) -> None:
    reload(set_back, APRIL)
    assert set_back.cli("month", "2023-04", "--release", "已核实", "--on", "2023-05-14").exit_code == 0
    assert "[E-MONTH-004]" in round_on(set_back, "2023-05-14").stdout


def test_a_correction_that_was_lost_gives_its_number_to_none(set_back: Bureau) -> None:
    facts = '{"issue_id": 7}'
    set_back.sql(
        "insert into warehouse.ledger_line select max(line) + 1, 'corrected', 202303, date '2023-05-10',"
        f" '{facts}' from warehouse.ledger_line"
    )
    set_back.intake("settlements", [bill("S9", WHO, "2023-03-09", "500")], on=date(2023, 5, 14))
    assert set_back.cli("month", "2023-03", "--correct", "--on", "2023-05-14").exit_code == 0
    made = set_back.sql("select issue_id, version from lists.issue where month = 202303 order by version")
    assert [(one["issue_id"], one["version"]) for one in made] == [(1, 1), (8, 3)]
    assert set_back.cli("passcodes", "2023-03", "--version", "2").exit_code == 9
