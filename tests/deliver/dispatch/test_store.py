"""What a place holds after files were brought: all of them as they were sent, or none; never over other bytes."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from monitor.deliver.dispatch.store import LocalStore, Store, own_words
from monitor.errors import DeliveryError

FILES = {"a.html": "甲".encode(), "b.xlsx": bytes(range(256)), "MANIFEST.json": b"{}"}
PLACE = "340121_civil_affairs/2023-03/v1"


@pytest.fixture(params=["local", "memory", "other disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same of a folder, of a folder on another file system where there is one, and of a store without renames."""
    if request.param == "memory":
        MemoryFileSystem.store.clear()
        MemoryFileSystem.pseudo_dirs[:] = ["", "/up"]
        yield Store(fsspec.filesystem("memory"), "/up")
        return
    root = tmp_path
    if request.param == "other disk":
        root = Path("/dev/shm") / tmp_path.name
        if not root.parent.is_dir() or root.parent.stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("there is no other file system")
        root.mkdir()
    yield LocalStore(fsspec.filesystem("file"), str(root))
    if root != tmp_path:
        shutil.rmtree(root)


def held(store: Store, folder: str = PLACE) -> dict[str, bytes]:
    return dict(store.small_files(folder))


def test_files_are_there_as_they_were_sent(store: Store) -> None:
    store.require()
    store.place(PLACE, FILES)
    assert held(store) == FILES


def test_brought_twice_they_are_there_once(store: Store) -> None:
    store.place(PLACE, FILES)
    store.place(PLACE, FILES)
    assert held(store) == FILES


def test_what_is_there_with_other_bytes_is_not_written_over(store: Store) -> None:
    store.place(PLACE, FILES)
    with pytest.raises(DeliveryError, match="E-SEND-004"):
        store.place(PLACE, {**FILES, "a.html": b"other"})
    assert held(store) == FILES


def test_what_the_recipient_put_beside_it_stays(store: Store) -> None:
    store.place(PLACE, FILES)
    with store.fs.open(store.path(f"{PLACE}/ACK.json"), "wb") as sink:
        sink.write(b"seen")
    store.place(PLACE, FILES)
    assert held(store)["ACK.json"] == b"seen"


def test_a_probe_leaves_nothing(store: Store) -> None:
    store.probe(".probe")
    assert store.fs.ls(store.root) == []


def local(root: Path, **how: Any) -> LocalStore:
    return LocalStore(fsspec.filesystem("file"), str(root), **how)


def test_what_an_upload_that_was_cut_off_left_is_taken_away(tmp_path: Path) -> None:
    part = tmp_path / PLACE / ".." / ".v1.part"
    part.mkdir(parents=True)
    (part / "a.html").write_bytes(b"half")
    (tmp_path / PLACE).rmdir()
    local(tmp_path).place(PLACE, FILES)
    assert held(local(tmp_path)) == FILES
    assert [one.name for one in (tmp_path / PLACE).parent.iterdir()] == ["v1"]


def test_nobody_sees_a_folder_that_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_store: LocalStore, name: str, content: bytes) -> None:
        if name.endswith("b.xlsx"):
            raise OSError(errno.ENOSPC, "No space left on device")
        put(_store, name, content)

    put = LocalStore._put
    monkeypatch.setattr(LocalStore, "_put", full)
    with pytest.raises(DeliveryError, match="没有空间"), own_words("[deliver.to.share]"):
        local(tmp_path).place(PLACE, FILES)
    assert not (tmp_path / PLACE).exists()


def test_a_store_without_renames_is_whole_when_its_manifest_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    MemoryFileSystem.store.clear()
    store, put, begun = Store(fsspec.filesystem("memory"), "/up"), Store._put, []

    def cut_off(_store: Store, name: str, content: bytes) -> None:
        begun.append(name.rpartition("/")[2])
        if len(begun) == 2:
            raise ConnectionResetError
        put(_store, name, content)

    monkeypatch.setattr(Store, "_put", cut_off)
    with pytest.raises(ConnectionResetError):
        store.place(PLACE, FILES)
    assert "MANIFEST.json" not in held(store)
    store.place(PLACE, FILES)
    assert (held(store), begun) == (FILES, ["a.html", "b.xlsx", "b.xlsx", "MANIFEST.json"])


def test_what_does_not_read_back_is_no_delivery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = local(tmp_path)
    monkeypatch.setattr(store.fs, "cat_file", lambda _path: b"other")
    with pytest.raises(DeliveryError, match="E-SEND-005"):
        store.place(PLACE, FILES)
    assert not (tmp_path / PLACE).exists()


@pytest.mark.parametrize(("group_reads", "modes"), [(False, {0o700, 0o600}), (True, {0o750, 0o640})])
def test_who_may_read_it(tmp_path: Path, group_reads: bool, modes: set[int]) -> None:
    local(tmp_path, group_reads=group_reads).place(PLACE, FILES)
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.rglob("*")} == modes


def test_the_folder_of_a_share_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="E-SEND-003"):
        local(tmp_path / "share").require()
    assert not (tmp_path / "share").exists()


def test_without_its_marker_a_folder_is_not_the_one(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="E-SEND-008"):
        local(tmp_path, marker="here").require()
    (tmp_path / "here").touch()
    local(tmp_path, marker="here").require()


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "share" / "340121_civil_affairs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DeliveryError, match="是一个链接"):
        local(tmp_path / "share").place(PLACE, FILES)
    assert list((tmp_path / "elsewhere").iterdir()) == []


class LogonFailure(Exception):
    """Of a library that is not installed here."""


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (TimeoutError("张三 390101195103071730"), "E-SEND-001"),
        (OSError(errno.EHOSTUNREACH, "张三"), "E-SEND-001"),
        (RuntimeError("张三"), "E-SEND-001"),
        (LogonFailure("张三"), "E-SEND-002"),
        (PermissionError(errno.EACCES, "张三"), "E-SEND-003"),
        (OSError("张三"), "E-SEND-003"),
        (ImportError("张三"), "E-SEND-007"),
    ],
)
def test_what_a_library_says_goes_no_further(raised: Exception, code: str) -> None:
    with pytest.raises(DeliveryError) as caught, own_words("[deliver.to.share]"):
        raise raised
    assert caught.value.code == code
    assert "张三" not in str(caught.value)
    assert "[deliver.to.share]" in caught.value.where
    assert caught.value.__suppress_context__


def test_without_permission_nothing_is_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(DeliveryError, match="没有权限"), own_words("[deliver.to.share]"):
        local(tmp_path).place(PLACE, FILES)
    tmp_path.chmod(0o700)


def test_the_group_of_the_folder_is_the_group_of_all_below_it(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root may give files to a group")
    os.chown(tmp_path, -1, 65534)
    local(tmp_path, group_reads=True).place(PLACE, FILES)
    assert {path.stat().st_gid for path in tmp_path.rglob("*")} == {65534}


@pytest.mark.parametrize("at", [1, 2])
def test_a_share_that_goes_takes_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Unmounted before a package, or while it is brought: its marker is gone, the empty folder below is there."""
    (tmp_path / "here").touch()
    store, asked = local(tmp_path, marker="here"), iter(range(1, 9))

    def require() -> None:
        if next(asked) == at:
            (tmp_path / "here").unlink()
        LocalStore.require(store)

    monkeypatch.setattr(store, "require", require)
    with pytest.raises(DeliveryError, match="E-SEND-008"):
        store.place(PLACE, FILES)
    assert not (tmp_path / PLACE).exists()
    assert list(asked)[:1] == [at + 1]
