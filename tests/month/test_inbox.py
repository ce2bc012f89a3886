"""What lies in the inbox and nobody will take in is told by every round, by `status` and by the doctor."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from monitor import clock
from monitor.doctor import examine, situation_of
from monitor.errors import InputRefused
from monitor.inbox import overlooked, unfinished
from tests.conftest import Bureau
from tests.warehouse.builder import holds, person

AT = datetime(2023, 4, 9, 18, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def inbox(bureau: Bureau) -> Path:
    """The inbox of a bureau, not there yet."""
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text.replace("[paths]", '[paths]\ninbox = "inbox"', 1), encoding="utf-8")
    return bureau.root / "inbox"


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
