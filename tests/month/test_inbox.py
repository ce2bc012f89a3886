"""What lies in the inbox and nobody will take in is told by every round, by `status` and by the doctor."""

import errno
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor import clock
from monitor.doctor import examine, situation_of
from monitor.errors import InputRefused, StorageError
from monitor.inbox import parcels
from monitor.inbox_remarks import overlooked, unfinished
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident

AT = datetime(2023, 4, 9, 18, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def inbox(bureau: Bureau) -> Path:
    """The inbox of a bureau, not there yet."""
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text.replace("[paths]", '[paths]\ninbox = "inbox"', 1), encoding="utf-8")
    return bureau.root / "inbox"


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nobody may look into this folder; the tests may run as root, whom no mode keeps out."""
    real_scan, real_stat = os.scandir, os.stat

    def scandir(path: str | Path = ".") -> object:
        _keep_out(folder, path)
        return real_scan(path)

    def stat(path: str | Path | int, **how: Any) -> os.stat_result:
        _keep_out(folder / "x", path if isinstance(path, int) else Path(path) / "x")
        return real_stat(path, **how)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "stat", stat)


def _keep_out(folder: Path, path: str | Path | int) -> None:
    if not isinstance(path, int) and Path(path).is_relative_to(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))


def put(folder: Path, name: str, text: str = "x") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (0, 0))
    return path


def test_an_inbox_that_is_not_there_is_told_everywhere(bureau: Bureau, inbox: Path) -> None:
    said = f"收件文件夹不在：{inbox}。没有建，或共享盘没有挂上；建好以前什么也收不到"
    for command in (("schedule", "--once", "--on", "2023-04-09"), ("status", "--on", "2023-04-09")):
        assert f"注意：{said}" in bureau.cli(*command).stdout
    assert said in [one.what for one in examine(situation_of(bureau.config_path, AT)) if one.mark == "!"]


def test_an_empty_inbox_is_nothing_to_tell(inbox: Path) -> None:
    for kind in ("结算", "identities", "loaded", "refused"):
        (inbox / kind).mkdir(parents=True)
    assert overlooked(inbox) == ()


def test_files_in_no_folder_of_a_kind_are_counted(inbox: Path) -> None:
    put(inbox / "身分", "a.csv")
    put(inbox / "身分", "b.csv")
    put(inbox, "结算-2023-02.csv")
    put(inbox, "unfinished.csv.part")
    folder, root = overlooked(inbox)
    assert "“身分”不是哪一类的文件夹，里面 2 个文件没有收" in folder
    assert "有 1 个文件没有放进哪一类的文件夹" in root
    assert "结算-2023-02" not in root


def test_refused_files_are_told_until_somebody_has_seen_to_them(inbox: Path) -> None:
    path = put(inbox / "refused" / "identities", "a.csv")
    put(inbox / "refused" / "identities", "a.csv.txt")
    (said,) = overlooked(inbox)
    assert "还有 1 个被拒收的文件" in said
    path.unlink()
    assert overlooked(inbox) == ()


def test_files_just_written_are_told_as_waiting(inbox: Path) -> None:
    put(inbox / "结算", "a.csv")
    put(inbox / "结算", "c.csv.part")
    assert unfinished(inbox, now=60.0, rest_seconds=60) == ()
    (said,) = unfinished(inbox, now=59.0, rest_seconds=60)
    assert "1 个文件写下还不到 60 秒" in said
    put(inbox / "结算", "a.csv.done")
    assert unfinished(inbox, now=59.0, rest_seconds=60) == ()


def test_a_round_says_that_a_file_has_just_been_written(bureau: Bureau, inbox: Path) -> None:
    os.utime(put(inbox / "结算", "a.csv"))
    ended = bureau.cli("schedule", "--once", "--on", "2023-04-09")
    assert (ended.exit_code, "留到下一轮再收" in ended.stdout) == (0, True)


@pytest.mark.parametrize("name", ["全量2023-13-31.csv", "身份名册2023-03-31全量.csv", "as-of_20230331.csv"])
def test_a_full_roster_of_no_day_is_refused(bureau: Bureau, inbox: Path, name: str) -> None:
    made = bureau.file("identities", [holds(person(1))])
    put(inbox / "身份", name, made.read_text(encoding="utf-8"))
    ended = bureau.cli("schedule", "--once", "--on", "2023-04-09")
    assert "[E-INBOX-002]" in ended.stdout
    assert ended.exit_code == InputRefused.exit_code
    assert bureau.sql("select * from warehouse.identity_row") == []
    assert (inbox / "refused" / "identities" / name).is_file()


def test_a_file_of_settlements_may_call_itself_whole(bureau: Bureau, inbox: Path) -> None:
    put(inbox / "结算", "三月全量.csv")
    assert "E-INBOX-002" not in bureau.cli("schedule", "--once", "--on", "2023-04-09").stdout


@pytest.mark.parametrize("name", ["非全量-增量2023-03.csv", "非全量2023-03-31.csv", "alias-of-2023-03-31.csv"])
def test_a_part_of_a_roster_is_taken_as_one(bureau: Bureau, inbox: Path, name: str) -> None:
    made = bureau.file("identities", [holds(person(1))])
    put(inbox / "身份", name, made.read_text(encoding="utf-8"))
    (parcel,) = parcels(inbox, now=60.0, rest_seconds=60)
    assert parcel.as_of is None
    assert "E-INBOX" not in bureau.cli("schedule", "--once", "--on", "2023-04-09").stdout
    assert len(bureau.sql("select * from warehouse.identity_row")) == 1


@pytest.mark.parametrize("name", ["全量2023-03-31.csv", "身份全量_2023-03-31.csv", "x_as-of-2023-03-31.csv"])
def test_the_day_of_a_full_roster_is_read_from_its_name(inbox: Path, name: str) -> None:
    put(inbox / "身份", name)
    assert [one.as_of for one in parcels(inbox, now=60.0, rest_seconds=60)] == [date(2023, 3, 31)]


def test_an_inbox_that_cannot_be_looked_at_is_told(bureau: Bureau, inbox: Path) -> None:
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text.replace('"inbox"', f'"{"x" * 300}"'), encoding="utf-8")
    seen = bureau.cli("status", "--on", "2023-04-09")
    (said,) = [line for line in seen.stdout.splitlines() if "E-INBOX-001" in line]
    assert seen.exit_code == 0
    assert said.startswith("注意：[E-INBOX-001] 收件文件夹读不出来")
    wrong = [one.what for one in examine(situation_of(bureau.config_path, AT)) if one.wrong is StorageError]
    assert any(one.startswith("[E-INBOX-001]") for one in wrong)


@pytest.mark.parametrize("name", ["别的", "refused/identities"])
def test_a_closed_folder_is_told_and_stops_no_month(
    bureau: Bureau, inbox: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    bureau.intake("persons", [resident(person(1), as_of="2023-03-31")])
    bureau.intake("identities", [holds(person(1))], as_of=date(2023, 3, 31))
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    put(inbox / name, "a.csv")
    closed(monkeypatch, inbox / name)
    ended = bureau.cli("schedule", "--once", "--on", "2024-02-09")
    assert (ended.exit_code, ended.stdout.count("读不出来的地方")) == (0, 1)
    assert bureau.sql("select month from lists.issue") == [{"month": 202303}]


def test_a_folder_of_a_kind_that_is_closed_is_an_error(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(inbox / "结算", "a.csv")
    closed(monkeypatch, inbox / "结算")
    with pytest.raises(StorageError, match="收件文件夹读不出来"):
        overlooked(inbox)


def test_what_systems_leave_in_a_folder_is_not_told(inbox: Path) -> None:
    for below in (".snapshot/daily", "@eaDir", "lost+found", "."):
        for name in ("Thumbs.db", "desktop.ini", ".DS_Store"):
            put(inbox / below, name)
    put(inbox / ".snapshot" / "daily", "a.csv")
    put(inbox / "refused" / "identities", "Thumbs.db")
    put(inbox / "结算", "Thumbs.db")
    assert overlooked(inbox) == ()
    assert parcels(inbox, now=60.0, rest_seconds=60) == ()


def test_a_thousand_files_are_enough_to_count(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.inbox_remarks._MOST", 3)
    for number in range(3):
        put(inbox / "历年" / str(number), "a.csv")
    (said,) = overlooked(inbox)
    assert "里面 3 个以上文件没有收" in said


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("a.txt", "a.txt.txt"), 1),
        (("a.csv.txt", "a.csv.txt.txt"), 1),
        (("a.csv", "a.csv.txt", "a.txt", "a.txt.txt"), 2),
        (("a", "a.txt"), 1),
    ],
)
def test_a_refused_text_file_counts_and_its_reason_does_not(inbox: Path, names: tuple[str, ...], count: int) -> None:
    for name in names:
        put(inbox / "refused" / "identities", name)
    (said,) = overlooked(inbox)
    assert f"还有 {count} 个被拒收的文件" in said


def test_the_reason_of_one_refused_file_never_takes_the_place_of_another(bureau: Bureau, inbox: Path) -> None:
    put(inbox / "refused" / "identities", "a.csv.txt", "送来的文件")
    put(inbox / "身份", "a.csv", "乱,七\n1,2\n")
    bureau.cli("schedule", "--once", "--on", "2023-04-09")
    assert (inbox / "refused" / "identities" / "a.csv.txt").read_text(encoding="utf-8") == "送来的文件"
    assert (inbox / "refused" / "identities" / "a.2.csv").is_file()


def test_a_file_whose_time_is_to_come_goes_by_when_the_disk_took_it(inbox: Path) -> None:
    path = put(inbox / "结算", "a.csv")
    taken = path.stat().st_ctime
    os.utime(path, (taken + 8 * 3600, taken + 8 * 3600))
    (said,) = unfinished(inbox, now=taken + 30, rest_seconds=60)
    assert "1 个文件写下还不到 60 秒" in said
    assert len(parcels(inbox, now=taken + 90, rest_seconds=60)) == 1


def test_a_file_whose_every_time_is_to_come_is_told_as_that(inbox: Path) -> None:
    path = put(inbox / "结算", "a.csv")
    now = path.stat().st_ctime - 8 * 3600
    os.utime(path)
    (said,) = unfinished(inbox, now=now, rest_seconds=60)
    assert "1 个文件的时间在将来" in said
    assert "写下还不到" not in said
    assert parcels(inbox, now=now, rest_seconds=60) == ()
    put(inbox / "结算", "a.csv.done")
    assert (unfinished(inbox, now, 60), len(parcels(inbox, now, 60))) == ((), 1)
