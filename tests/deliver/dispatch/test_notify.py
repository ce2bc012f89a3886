"""Who is told what: counts and codes, once, by the channels that are meant and no other."""

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch.notify import Notice, tell
from monitor.delivery_settings import EVENTS
from monitor.errors import MonitorError
from monitor.rounds import Round, go_round
from tests.conftest import Bureau
from tests.deliver.dispatch.conftest import ON, WHO, Configure, folder, target

ISSUED = Notice("issued", 202303, "合肥市 2023-03 名单已出具：预警 3 人次", "v1")


class Hook(ThreadingHTTPServer):
    """A webhook on 127.0.0.1 that keeps what it is told and answers with `status`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(said))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    server = Hook()
    monkeypatch.setenv("HOOK", f"json://127.0.0.1:{server.server_port}/geheim")
    with running(server):
        yield server


def channel(*events: str) -> list[str]:
    return ["[deliver.notify.ops]", 'url_env = "HOOK"', f"events = {json.dumps(events or EVENTS)}"]


def told(bureau: Bureau, *notices: Notice, on: date = ON) -> tuple[MonitorError, ...]:
    config = bureau.config
    with open_warehouse(config) as con:
        return tell(con, config, notices, on)


def go(bureau: Bureau, on: date) -> Round:
    config = bureau.config
    with open_warehouse(config) as con:
        return go_round(con, config, bureau.pack, today=on, now=2e9)


def test_it_is_told_once(configured: Configure, hook: Hook) -> None:
    bureau = configured(*channel())
    assert (told(bureau, ISSUED), told(bureau, ISSUED)) == ((), ())
    (said,) = hook.told
    assert (said["title"], said["message"]) == ("防返贫监测预警：名单已出具", ISSUED.text)
    assert said["attachments"] == []


def test_only_the_events_that_are_wanted(configured: Configure, hook: Hook) -> None:
    told(configured(*channel("failed")), ISSUED)
    assert hook.told == []


@pytest.mark.parametrize("status", [500, 302])
def test_what_could_not_be_told_is_told_the_next_time(configured: Configure, hook: Hook, status: int) -> None:
    bureau = configured(*channel())
    hook.status = status
    (error,) = told(bureau, ISSUED)
    assert error.code == "E-SEND-009"
    assert len(hook.told) == 1
    hook.status = 200
    assert told(bureau, ISSUED) == ()
    assert len(hook.told) == 2


@pytest.mark.parametrize("url", ["", "tgram://123:abc/456", "dingtalk://", "syslog://", "file:///x"])
def test_other_services_are_not_spoken_to(
    configured: Configure, monkeypatch: pytest.MonkeyPatch, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOOK", url)
    (error,) = told(configured(*channel()), ISSUED)
    assert error.code == "E-SEND-009"
    assert "123:abc" not in str(error)
    assert capfd.readouterr() == ("", "")


def test_the_address_is_written_down_nowhere(configured: Configure, hook: Hook) -> None:
    bureau = configured(*channel())
    told(bureau, ISSUED)
    hook.status = 500
    told(bureau, Notice("failed", 202303, "没有出具"))
    assert b"geheim" not in (bureau.root / "audit.jsonl").read_bytes() + (bureau.root / "ledger.jsonl").read_bytes()


def test_the_doctor_asks_for_the_address(configured: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOK", raising=False)
    assert "[E-SEND-009] 环境变量 HOOK 没有设置" in configured(*channel()).cli("doctor").stdout


def test_a_round_tells_what_it_did_in_counts(configured: Configure, hook: Hook) -> None:
    bureau = configured(*channel(), *target("share"), "[holds]", "identities_days = 999", "persons_days = 999")
    folder(bureau)
    assert go(bureau, ON).untold == ()
    assert go(bureau, ON).untold == ()
    (said,) = hook.told
    assert said["message"] == (
        "合肥市 2023-03 名单已出具（2023-04-09）：预警 3 人次，观察 0 人次，更正或退出 0 人次。送达 1/1 份。"
    )


def test_a_month_that_waits_is_told_with_its_codes(configured: Configure, hook: Hook) -> None:
    bureau = configured(*channel("failed", "reminder"))
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(
        text.replace("[schedule]\n", '[schedule]\nfirst_month = "2023-02"\n'), encoding="utf-8"
    )
    go(bureau, ON)
    assert [one["message"] for one in hook.told] == [
        "合肥市 2023-02 的名单没有出具：等待核实（H-FEED-NONE）。请运行 monitor status 查看。",
        "合肥市 2023-02 的名单还没有出具，最迟 2023-03-09 送出。",
    ]


def test_what_does_not_arrive_is_told_once_a_day(configured: Configure, hook: Hook) -> None:
    bureau = configured(
        *channel("undelivered"), *target("gone"), "[holds]", "identities_days = 999", "persons_days = 999",
        deliver="attempts_per_day = 1",
    )  # fmt: skip
    for day in (9, 9, 10):
        go(bureau, date(2023, 4, day))
    left = "还有 1 份没有送到（E-SEND-003），今天不再试，期限 2023-04-09"
    assert [one["message"] for one in hook.told] == [f"合肥市 2023-03 的名单{left}。请运行 monitor status 查看。"] * 2
    assert WHO not in json.dumps(hook.told)


def test_what_has_not_arrived_at_the_deadline_is_told_however_seldom_it_is_tried(
    configured: Configure, hook: Hook
) -> None:
    bureau = configured(
        *channel("undelivered"), *target("gone"), "[holds]", "identities_days = 999", "persons_days = 999"
    )  # fmt: skip
    for day in (5, 6):
        go(bureau, date(2023, 4, day))
    assert hook.told == []
    go(bureau, date(2023, 4, 7))
    assert [one["message"] for one in hook.told] == [
        "合肥市 2023-03 的名单还有 1 份没有送到（E-SEND-003），期限 2023-04-09。请运行 monitor status 查看。"
    ]
    assert (
        "没有送到（E-SEND-003，最多已试 3 次），送达已过期限 2 天" in bureau.cli("status", "--on", "2023-04-11").stdout
    )


class _Mailbox(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().strip():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))  # type: ignore[attr-defined]
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def test_by_mail(configured: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mailbox)
    server.daemon_threads, server.mails = True, []  # type: ignore[attr-defined]
    port = server.server_address[1]
    monkeypatch.setenv("HOOK", f"mailto://127.0.0.1:{port}?from=monitor@a.example&to=li@a.example")
    with running(server):
        assert told(configured(*channel()), ISSUED) == ()
    (mail,) = server.mails  # type: ignore[attr-defined]
    assert b"To: li@a.example" in mail
    assert b"github" not in mail.lower()
