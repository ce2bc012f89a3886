"""A server that speaks SFTP: the one that is meant, and none that fails half way keeps half a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.deliver.dispatch.sftp import SftpStore, connect
from monitor.deliver.dispatch.store import own_words
from monitor.delivery_settings import Address
from monitor.errors import DeliveryError
from tests.deliver.dispatch.server import PASSWORD, USER, Server, serving
from tests.deliver.dispatch.test_store import FILES, PLACE, held

LARGE = {**FILES, "b.xlsx": b"x" * 300_000}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "upload").mkdir()
    with serving(tmp_path) as found:
        yield found


def store(server: Server, password: str = PASSWORD, host_key: str = "", seconds: int = 10) -> SftpStore:
    address = Address("sftp", "/upload", "127.0.0.1", server.port, USER)
    with own_words("[deliver.to.town]"):
        return connect(address, password, None, host_key or server.host_key, seconds, None)


def on_disk(server: Server) -> dict[str, bytes]:
    return {str(one.relative_to(server.root)): one.read_bytes() for one in server.root.rglob("*") if one.is_file()}


def bring(found: SftpStore, files: dict[str, bytes]) -> None:
    with own_words("[deliver.to.town]", found):
        found.place(PLACE, files)


def test_files_are_there_as_they_were_sent(server: Server) -> None:
    found = store(server)
    found.require()
    bring(found, LARGE)
    assert on_disk(server) == {f"upload/{PLACE}/{name}": content for name, content in LARGE.items()}
    assert held(found)["a.html"] == FILES["a.html"]


def test_brought_twice_nothing_is_written_twice(server: Server) -> None:
    bring(store(server), FILES)
    written = server.writes
    bring(store(server), FILES)
    assert server.writes == written


def test_other_bytes_are_not_written_over(server: Server) -> None:
    bring(store(server), FILES)
    with pytest.raises(DeliveryError, match="E-SEND-004"):
        bring(store(server), {**FILES, "a.html": b"other"})


def test_a_probe_leaves_nothing(server: Server) -> None:
    store(server).probe(".probe")
    assert on_disk(server) == {}


def test_another_server_is_given_nothing_not_even_the_password(server: Server) -> None:
    with pytest.raises(DeliveryError, match="E-SEND-002") as caught:
        store(server, host_key="SHA256:" + "a" * 43)
    assert server.host_key in caught.value.todo
    assert server.logins == 0


def test_a_wrong_password_is_told_without_it(server: Server) -> None:
    with pytest.raises(DeliveryError, match="E-SEND-002") as caught:
        store(server, password="falsch")
    assert "falsch" not in str(caught.value)


def test_a_server_that_is_gone_is_told(server: Server) -> None:
    server.ended.set()
    found = store(server)
    server.cut()
    with pytest.raises(DeliveryError, match="E-SEND-001"):
        bring(found, FILES)


def test_a_server_that_goes_in_the_middle_leaves_no_folder(server: Server) -> None:
    server.cut_after = 3
    with pytest.raises(DeliveryError, match="E-SEND-001"):
        bring(store(server), LARGE)
    assert not (server.root / "upload" / PLACE).exists()
    server.cut_after = None
    bring(store(server), LARGE)
    assert len(on_disk(server)) == len(LARGE)


def test_a_disk_that_is_full_there_is_told(server: Server) -> None:
    server.full = True
    with pytest.raises(DeliveryError, match="E-SEND-003"):
        bring(store(server), FILES)
    assert not (server.root / "upload" / PLACE).exists()


def test_a_server_that_says_nothing_any_more_is_not_waited_for(server: Server) -> None:
    server.stalls = True
    with pytest.raises(DeliveryError, match="E-SEND-001"):
        bring(store(server, seconds=1), FILES)


def test_a_folder_that_is_not_there_is_not_made(server: Server) -> None:
    (server.root / "upload").rmdir()
    with pytest.raises(DeliveryError, match="E-SEND-003"):
        store(server).require()


def test_nothing_of_the_library_is_shown(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    server.cut_after = 0
    with pytest.raises(DeliveryError):
        bring(store(server), FILES)
    assert capfd.readouterr() == ("", "")
