"""What a file is, is decided by its bytes; what cannot be read says why and what to do."""

import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.errors import InputRefused, StorageError, UsageError
from monitor.intake.files import recognise_format
from monitor.intake.staged import ReadSettings
from monitor.intake.staging import stage
from tests.intake.reading import csv_text, read, read_path, table


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E-FILE-EMPTY"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E-FILE-OLE"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "E-FILE-HTML"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "E-FILE-HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "E-FILE-HTML"),
        (b"PK\x03\x04 and then nothing", "E-FILE-ZIP"),
        (b"\x7fELF" + bytes(600), "E-FILE-KIND"),
    ],
)
def test_what_is_no_table_is_refused_by_its_bytes(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        read(tmp_path, content, name="结算.xlsx")


@pytest.mark.parametrize(
    ("members", "code"), [(("a.csv",), "E-FILE-ZIP"), (("xl/workbook.xml", "xl/vbaProject.bin"), "E-XLSX-MACRO")]
)
def test_a_zip_that_is_no_plain_workbook_is_refused(tmp_path: Path, members: tuple[str, ...], code: str) -> None:
    path = tmp_path / "结算.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, "1")
    with pytest.raises(InputRefused, match=code):
        read_path(path)


def test_the_name_of_a_file_does_not_decide(tmp_path: Path) -> None:
    assert read(tmp_path, csv_text(table(3)), name="结算.xlsx").format == "csv"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(5 * 2**30)
    with pytest.raises(InputRefused, match=r"5\.00 GiB，上限 4\.00 GiB"):
        recognise_format(path, ReadSettings())


def test_a_disk_without_room_is_said_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(StorageError, match="E-DISK-FULL"):
        read(tmp_path, csv_text(table(3)))


def test_a_missing_file_and_a_folder_are_storage_errors(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-FILE-MISSING"):
        read_path(tmp_path / "没有.csv")
    with pytest.raises(InputRefused, match="E-FILE-DIR"):
        read_path(tmp_path)


def test_an_unknown_kind_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="settlements"):
        read(tmp_path, "a", "money")


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "结算.csv"
    path.write_text(csv_text(table(60_000)), "utf-8")
    seen: list[int] = []
    stage(path, "settlements", scratch=tmp_path, settings=ReadSettings(), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == path.stat().st_size
