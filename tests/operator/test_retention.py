"""R132: what has run out is listed, then gone from every file; what a hold keeps stays; the audit log remembers."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from monitor import clock
from monitor.cli.session import open_warehouse
from monitor.retention import Due, due
from monitor.retention.due import before
from tests.conftest import Bureau
from tests.warehouse.builder import bill, person, resident
from tests.warehouse.workplace import configure

CANARY = person(777)
NAME = "金丝雀九"
REFUSED = {**bill("R1", CANARY, "2023-03-07", "100", psn_name=NAME), "setl_time": "2023-02-30 10:00:00"}
LOADED = date(2023, 4, 4)


@pytest.fixture
def bureau(march: Bureau) -> Bureau:
    """The month's bureau, with a file of which one row was refused."""
    configure(march, max_rejected_percent=100)
    march.intake(
        "settlements", march.file("settlements", [bill("S2", person(2), "2023-03-06", "50"), REFUSED]), on=LOADED
    )
    for path in march.root.glob("*.csv"):
        path.unlink()
    return march


def found(bureau: Bureau, today: date) -> dict[str, Due]:
    with open_warehouse(bureau.config) as con:
        return {one.kind: one for one in due(con, bureau.config, today)}


def holding(root: Path, *texts: str) -> set[str]:
    """The files in which any of the texts stands."""
    wanted = [text.encode() for text in texts]
    files = [path for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)) for path in files if any(one in path.read_bytes() for one in wanted)}


@pytest.mark.parametrize(
    ("today", "months", "limit"),
    [
        (date(2023, 10, 4), 6, date(2023, 4, 4)),
        (date(2023, 8, 31), 6, date(2023, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 1, 15), 13, date(2021, 12, 15)),
        (date(2023, 12, 31), 24, date(2021, 12, 31)),
    ],
)
def test_months_ago_are_counted_by_the_calendar(today: date, months: int, limit: date) -> None:
    assert before(today, months) == limit


def test_nothing_is_due_before_its_time(bureau: Bureau) -> None:
    assert all(one.is_empty for one in found(bureau, date(2023, 10, 4)).values())


def test_refused_rows_are_due_the_day_after_six_months(bureau: Bureau) -> None:
    one = found(bureau, date(2023, 10, 5))
    assert (one["rows"].rows, len(one["rejected"].paths), one["raw"].is_empty) == (1, 1, True)


def test_what_nobody_has_mended_is_told_before_it_is_erased(bureau: Bureau) -> None:
    assert "其中 1 条还没有改正后重新载入" in bureau.cli("retention", "--on", "2023-10-05").stdout
    bureau.intake("settlements", [{**REFUSED, "setl_time": "2023-03-07 10:00:00"}], on=date(2023, 5, 4))
    assert "还没有改正" not in bureau.cli("retention", "--on", "2023-10-05").stdout


def test_a_list_is_due_thirteen_months_after_its_month(bureau: Bureau) -> None:
    assert found(bureau, date(2024, 5, 1))["out"].is_empty
    assert [path.name for path in found(bureau, date(2024, 5, 2))["out"].paths] == ["2023-03"]


def test_originals_are_due_after_two_years(bureau: Bureau) -> None:
    counts = [len(found(bureau, date(2025, *day))["raw"].paths) for day in ((1, 1), (1, 2), (4, 3), (4, 4), (4, 5))]
    assert counts == [0, 1, 1, 4, 5]


def test_a_listing_erases_nothing(bureau: Bureau) -> None:
    files = {path for path in bureau.root.rglob("*") if path.is_file()}
    ended = bureau.cli("retention", "--on", "2026-01-01")
    assert ended.exit_code == 0, ended.stderr
    assert "以上还没有清除" in ended.stdout
    assert files <= {path for path in bureau.root.rglob("*") if path.is_file()}


def test_what_is_erased_is_in_no_file_any_more(bureau: Bureau) -> None:
    assert {name.split("/")[0] for name in holding(bureau.root, CANARY, NAME)} >= {"raw", "rejected", "monitor.duckdb"}
    ended = bureau.cli("retention", "--erase", "--on", "2026-01-01")
    assert ended.exit_code == 0, ended.stderr
    assert holding(bureau.root, CANARY, NAME) == set()
    assert not (bureau.root / "out/2023-03").exists()
    assert list((bureau.root / "raw").glob("[0-9a-f]*")) == []


def test_the_counts_stay_true(bureau: Bureau) -> None:
    bureau.cli("retention", "--erase", "--on", "2026-01-01")
    assert bureau.sql("select count(*) as n from intake.rejected") == [{"n": 1}]
    (batch,) = bureau.sql("select records, accepted, rejected from intake.load_batch order by batch_id desc limit 1")
    assert batch == {"records": 2, "accepted": 1, "rejected": 1}
    assert bureau.cli("doctor", "--full").exit_code == 0


def test_the_issued_list_can_be_written_again(bureau: Bureau) -> None:
    before_ = {path.name: path.read_bytes() for path in (bureau.root / "out/2023-03/v1").iterdir()}
    bureau.cli("retention", "--erase", "--on", "2026-01-01")
    bureau.month("2023-03")
    assert {path.name: path.read_bytes() for path in (bureau.root / "out/2023-03/v1").iterdir()} == before_


def test_months_under_a_hold_are_kept_and_counted(bureau: Bureau) -> None:
    text = bureau.config_path.read_text("utf-8").replace("[retention]", '[retention]\nhold = ["2023-03"]')
    bureau.config_path.write_text(text, encoding="utf-8")
    one = found(bureau, date(2026, 1, 1))
    assert all(kind.is_empty for kind in one.values())
    assert (one["out"].held, one["rows"].held, one["rejected"].held) == (1, 1, 1)
    assert one["raw"].held == 5
    assert bureau.cli("retention", "--erase", "--on", "2026-01-01").exit_code == 0
    assert (bureau.root / "out/2023-03/current/index.html").is_file()


def test_a_later_list_of_the_year_is_held_with_the_deliveries_that_it_stands_on(bureau: Bureau) -> None:
    text = bureau.config_path.read_text("utf-8").replace("[retention]", '[retention]\nhold = ["2023-06"]')
    bureau.config_path.write_text(text, encoding="utf-8")
    one = found(bureau, date(2026, 1, 1))
    assert (one["raw"].held, one["out"].held) == (5, 0)


def test_a_month_of_another_year_under_a_hold_keeps_nothing_of_this_one(bureau: Bureau) -> None:
    text = bureau.config_path.read_text("utf-8").replace("[retention]", '[retention]\nhold = ["2024-02"]')
    bureau.config_path.write_text(text, encoding="utf-8")
    assert {one.held for one in found(bureau, date(2026, 1, 1)).values()} == {0}


def test_the_audit_log_keeps_a_line_without_names(bureau: Bureau) -> None:
    bureau.cli("retention", "--erase", "--on", "2026-01-01")
    said = [line for line in bureau.config.path("audit").read_text("ascii").splitlines() if '"erased"' in line]
    assert len(said) == 4
    assert "csv" not in "".join(said)
    assert bureau.cli("audit", "verify").exit_code == 0


def test_a_file_that_no_batch_names_is_as_old_as_its_last_change(bureau: Bureau) -> None:
    orphan = bureau.root / "raw" / ("a" * 64 + ".csv")
    orphan.write_text("x")
    moment = datetime(2023, 1, 5, tzinfo=clock.SHANGHAI).timestamp()
    os.utime(orphan, (moment, moment))
    assert orphan not in found(bureau, date(2025, 1, 5))["raw"].paths
    assert orphan in found(bureau, date(2025, 1, 6))["raw"].paths


def test_foreign_files_are_never_due(bureau: Bureau) -> None:
    foreign = [bureau.root / "raw" / "notes.txt", bureau.root / "out" / "说明.txt", bureau.root / "rejected" / "a.csv"]
    for path in foreign:
        path.write_text("x")
        os.utime(path, (0, 0))
    due_paths = {path for one in found(bureau, date(2026, 1, 1)).values() for path in one.paths}
    assert due_paths & set(foreign) == set()


def test_old_backups_are_due_too(bureau: Bureau) -> None:
    folder = bureau.config.path("backup")
    folder.mkdir(mode=0o700)
    for name in ("monitor-backup_hefei_20230410-180000.tar", "monitor-backup_hefei_20230910-180000.tar.aes"):
        (folder / name).write_text("x")
    assert [path.name for path in found(bureau, date(2023, 11, 1))["backup"].paths] == [
        "monitor-backup_hefei_20230410-180000.tar"
    ]


def test_what_a_restore_replaced_is_due_like_a_backup(bureau: Bureau) -> None:
    (bureau.root / "replaced-20230410-180000").mkdir(mode=0o700)
    (bureau.root / "replaced-20230410-180000" / "monitor.duckdb").write_text(CANARY)
    assert [path.name for path in found(bureau, date(2023, 11, 1))["replaced"].paths] == ["replaced-20230410-180000"]
    bureau.cli("retention", "--erase", "--on", "2026-01-01")
    assert holding(bureau.root, CANARY) == set()


def test_a_person_who_is_in_the_warehouse_is_still_there(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(3))], on=LOADED)
    bureau.cli("retention", "--erase", "--on", "2026-01-01")
    assert bureau.sql("select count(*) as n from warehouse.person_row") == [{"n": 3}]


@pytest.fixture
def collected(bureau: Bureau) -> Bureau:
    """That bureau after a round that loaded a file of its inbox and refused another."""
    text = bureau.config_path.read_text("utf-8").replace("[paths]", '[paths]\ninbox = "inbox"', 1)
    bureau.config_path.write_text(text, encoding="utf-8")
    folder = bureau.root / "inbox" / "settlements"
    folder.mkdir(parents=True)
    whole = bureau.file("settlements", [bill("S3", CANARY, "2023-03-08", "50", psn_name=NAME)])
    whole.rename(folder / "a.csv")
    (folder / "b.csv").write_text(f"{NAME},{CANARY}\n", encoding="utf-8")
    moment = datetime(2023, 4, 5, tzinfo=clock.SHANGHAI).timestamp()
    for path in folder.iterdir():
        os.utime(path, (moment - 10_000_000, moment - 10_000_000))
    bureau.cli("schedule", "--once", "--on", "2023-04-10")
    for path in (bureau.root / "inbox" / "refused").rglob("*.txt"):
        os.utime(path, (moment, moment))
    return bureau


def names(one: Due) -> list[str]:
    return [path.name for path in one.paths]


def test_what_was_loaded_from_the_inbox_is_due_with_its_original(collected: Bureau) -> None:
    before_, after = found(collected, date(2025, 4, 10)), found(collected, date(2025, 4, 11))
    assert (names(before_["inbox_loaded"]), names(after["inbox_loaded"])) == ([], ["a.csv"])
    assert len(after["raw"].paths) == len(before_["raw"].paths) + 1


def test_what_was_refused_is_due_with_its_reason_by_the_day_of_refusal(collected: Bureau) -> None:
    assert names(found(collected, date(2025, 4, 5))["inbox_refused"]) == []
    assert names(found(collected, date(2025, 4, 6))["inbox_refused"]) == ["b.csv", "b.csv.txt"]


def test_the_inbox_is_told_with_counts_and_sizes(collected: Bureau) -> None:
    said = collected.cli("retention", "--on", "2026-01-01").stdout
    assert "收件文件夹里已载入的原始文件：2024-01-01 以前的 1 项、" in said
    assert "收件文件夹里被拒收的文件：2024-01-01 以前的 2 项、" in said


def test_what_is_erased_is_gone_from_the_inbox_too(collected: Bureau) -> None:
    assert {name.split("/")[1] for name in holding(collected.root / "inbox", CANARY)} == {"settlements"}
    assert collected.cli("retention", "--erase", "--on", "2026-01-01").exit_code == 0
    assert [path for path in (collected.root / "inbox").rglob("*") if path.is_file()] == []
    said = [line for line in collected.config.path("audit").read_text("ascii").splitlines() if '"erased"' in line]
    assert len([line for line in said if "inbox_" in line]) == 2


def test_a_hold_keeps_the_inbox_as_it_keeps_the_originals(collected: Bureau) -> None:
    text = collected.config_path.read_text("utf-8").replace("[retention]", '[retention]\nhold = ["2023-03"]')
    collected.config_path.write_text(text, encoding="utf-8")
    one = found(collected, date(2026, 1, 1))
    assert (one["inbox_loaded"].held, one["inbox_loaded"].paths, one["inbox_refused"].held) == (1, (), 2)


def test_what_waits_in_the_inbox_or_is_foreign_is_never_due(collected: Bureau) -> None:
    inbox = collected.root / "inbox"
    for path in (inbox / "settlements" / "c.csv", inbox / "loaded" / "x.csv", inbox / "loaded" / "别的" / "x.csv"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        os.utime(path, (0, 0))
    (inbox / "loaded" / "settlements" / "link.csv").symlink_to(collected.config_path)
    assert names(found(collected, date(2026, 1, 1))["inbox_loaded"]) == ["a.csv"]


def test_a_file_that_cannot_be_erased_keeps_no_other(collected: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "a.csv":
            raise PermissionError
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    ended = collected.cli("retention", "--erase", "--on", "2026-01-01")
    assert (ended.exit_code, "E-RET-001" in ended.stderr) == (6, True)
    assert holding(collected.root, CANARY, NAME) == {"monitor.duckdb"}  # as the person that a.csv brought
    assert names(found(collected, date(2026, 1, 1))["inbox_refused"]) == []
