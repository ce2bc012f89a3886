"""Which store stands behind an address, and what is said where none does."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.registry import _registry

from monitor.config import Config, load_config
from monitor.deliver.dispatch.store import FolderStore, LocalStore
from monitor.deliver.dispatch.targets import Targets, connect
from monitor.errors import DeliveryError, MonitorError, UsageError
from tests.deliver.dispatch.conftest import target
from tests.deliver.dispatch.test_store import FILES, PLACE, held


class Elsewhere(LocalFileSystem):
    """A store of a library that this program does not know."""

    protocol = "elsewhere"


@pytest.fixture
def _registered() -> Iterator[None]:
    fsspec.register_implementation("elsewhere", Elsewhere)
    yield
    _registry.pop("elsewhere")


def read(folder: Path, url: object, *more: str) -> Config:
    path = folder / "config.toml"
    path.write_text('place = "hefei"\n' + "\n".join(target(url, *more)), encoding="utf-8")
    return load_config(path)


def test_a_path_is_a_folder_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    store = connect(read(tmp_path, "share"), "share")
    assert isinstance(store, LocalStore)
    assert store.root == str(tmp_path / "share")


@pytest.mark.usefixtures("_registered")
def test_any_other_store_of_fsspec_takes_folders(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    store = connect(read(tmp_path, f"elsewhere://{tmp_path}/share"), "share")
    assert type(store) is FolderStore
    store.place(PLACE, FILES)
    assert held(store) == FILES


@pytest.mark.parametrize("url", ["s3://bucket/prefix", "nonsense://x/y"])
def test_a_store_without_its_library_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(DeliveryError, match="E-SEND-007"):
        connect(read(tmp_path, url), "share")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sftp.key").write_text("x", encoding="ascii")
    (tmp_path / "sftp.key").chmod(0o644)
    more = (f'host_key = "SHA256:{"a" * 43}"', 'key_file = "sftp.key"')
    with pytest.raises(UsageError, match="E-SRC-PASS"):
        connect(read(tmp_path, "sftp://u@127.0.0.1:1/x", *more), "share")


def test_what_broke_off_three_times_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    with Targets(read(tmp_path, "share")) as targets:
        for _time in range(3):
            targets.of("share")
            targets.broke_off("share", DeliveryError("E-SEND-001", "断"))
        with pytest.raises(MonitorError, match="E-SEND-001"):
            targets.of("share")
