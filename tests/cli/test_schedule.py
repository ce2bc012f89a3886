"""`monitor schedule` as a process: one at a time, ends on SIGTERM, leaves a month whole or absent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.schedule import failure
from monitor.deliver.dispatch.handing import Tried
from monitor.deliver.dispatch.receipts import Looked
from monitor.deliver.dispatch.state import Dispatch
from monitor.due import Due
from monitor.errors import DeliveryError, InputRefused, MonitorError, StorageError
from monitor.holds import Hold
from monitor.inbox import Parcel, Taken
from monitor.rounds import Round, Waiting
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person, resident

ON = date(2024, 2, 8)
WHO = [person(number) for number in range(1, 5)]


@pytest.fixture
def service(begin: Begin) -> Bureau:
    """Rosters and one month, which no hold keeps back."""
    return begin(with_a_month)


def with_a_month(bureau: Bureau) -> None:
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text + "\n[holds]\nidentities_days = 9999\npersons_days = 9999\n", encoding="utf-8")
    bureau.intake("persons", map(resident, WHO))
    bureau.intake("identities", map(holds, WHO))
    bureau.intake("settlements", [bill(f"S{n}", who, "2023-01-11", "12000") for n, who in enumerate(WHO)])


def command(bureau: Bureau, *args: str) -> list[str]:
    return [sys.executable, "-m", "monitor", "--config", str(bureau.config_path), "schedule", *args]


@pytest.fixture
def daemon(service: Bureau) -> Iterator["subprocess.Popen[str]"]:
    """The service, running; ended afterwards whatever the test did."""
    started = subprocess.Popen(
        command(service), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    with started:
        yield started
        if started.poll() is None:
            os.kill(started.pid, signal.SIGKILL)


def wait_for(daemon: "subprocess.Popen[str]", text: str) -> None:
    """Read what it says until a line has `text`; a service that ends without it fails the test."""
    assert daemon.stdout
    for line in daemon.stdout:
        if text in line:
            return
    raise AssertionError("the service ended without saying so")


def test_once_issues_what_is_due_and_says_so(service: Bureau) -> None:
    ended = service.cli("schedule", "--once", "--on", "2024-02-08")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "2023-01 已出具（出具日期 2024-02-08）" in ended.stdout
    assert "补出：晚 364 天" in ended.stdout


def test_a_day_without_once_is_refused(service: Bureau) -> None:
    ended = service.cli("schedule", "--on", "2024-02-08")
    assert (ended.exit_code, "[E-USAGE-008]" in ended.stderr) == (2, True)


def _tried(error: MonitorError | None) -> Tried:
    package = Dispatch(1, 202301, 1, "bureau", "share", "waiting", 1, ON, "", "", 1)
    return Tried(package, error)


FULL = StorageError("E-DISK-001", "磁盘满", where="x", todo="腾出空间")
GONE = DeliveryError("E-SEND-001", "连不上", todo="稍后再送")
_DUE = Due(202301, None, has_settlements=True)
_FILE = Parcel(Path("a.csv"), "settlements", None)


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (Round(ON), 0),
        (Round(ON, waiting=[Waiting(_DUE, (Hold("H-FEED-NONE", "没有"),))]), 0),
        (Round(ON, handed=(_tried(None),)), 0),
        (Round(ON, clock_back=ON), 11),
        (Round(ON, waiting=[Waiting(_DUE, error=FULL, failures=1)]), 6),
        (Round(ON, waiting=[Waiting(_DUE, failures=3, gave_up=True, code="E-DISK-001")]), 11),
        (Round(ON, taken=[Taken(_FILE, None, InputRefused("E-FILE-SHA", "不符", where="a.csv", todo="重传"))]), 3),
        (Round(ON, handed=(_tried(None), _tried(GONE))), 13),
        (Round(ON, looked=Looked(errors=(GONE,))), 13),
        (Round(ON, untold=(GONE,)), 13),
        (Round(ON, handed=(_tried(GONE),), waiting=[Waiting(_DUE, error=FULL, failures=1)]), 6),
    ],
)
def test_a_round_in_which_something_failed_says_so_to_cron(done: Round, code: int) -> None:
    assert failure(done) == code


def test_a_clock_set_back_is_no_success(service: Bureau) -> None:
    service.cli("schedule", "--once", "--on", "2024-02-08")
    assert service.cli("schedule", "--once", "--on", "2024-02-07").exit_code == 11


def test_what_waits_is_said_with_what_to_do(service: Bureau) -> None:
    service.cli("schedule", "--once", "--on", "2024-02-08")
    ended = service.cli("schedule", "--once", "--on", "2024-02-08")
    assert "[H-FEED-NONE] 本月没有结算记录" in ended.stdout
    assert "monitor month 2023-02 --release 理由" in ended.stdout


def test_the_service_works_at_once_and_ends_on_sigterm(service: Bureau, daemon: "subprocess.Popen[str]") -> None:
    wait_for(daemon, "2023-01 已出具")
    wait_for(daemon, "2023-02 没有出具")
    begun = time.monotonic()
    daemon.send_signal(signal.SIGTERM)
    said, _ = daemon.communicate(timeout=10)
    assert (daemon.returncode, said.splitlines()[-1]) == (0, "自动运行已停止，没有做完的一步已撤销"), said
    assert time.monotonic() - begun < 10


def test_a_second_service_is_refused_and_names_the_first(service: Bureau, daemon: "subprocess.Popen[str]") -> None:
    wait_for(daemon, "自动运行已启动")
    ended = subprocess.run(command(service, "--once"), capture_output=True, text=True, check=False)
    assert ended.returncode == 5
    assert f"进程号 {daemon.pid}" in ended.stderr


def test_after_a_kill_the_next_service_takes_over(service: Bureau, daemon: "subprocess.Popen[str]") -> None:
    wait_for(daemon, "自动运行已启动")
    os.kill(daemon.pid, signal.SIGKILL)
    daemon.wait()
    ended = subprocess.run(command(service, "--once"), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_sigterm_in_the_middle_of_a_month_leaves_it_whole_or_absent(
    service: Bureau, daemon: "subprocess.Popen[str]"
) -> None:
    wait_for(daemon, "自动运行已启动")
    time.sleep(0.3)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=10) == 0
    rows = service.sql("select count(*) as n from lists.issue_row")[0]["n"]
    issues = service.sql("select count(*) as n from lists.issue")[0]["n"]
    assert (issues, rows) in ((0, 0), (1, len(WHO)))


def test_the_lock_says_nothing_but_the_process(service: Bureau, daemon: "subprocess.Popen[str]") -> None:
    wait_for(daemon, "自动运行已启动")
    lock = Path(service.config.path("warehouse")).with_name("schedule.lock")
    assert (lock.read_text(encoding="ascii"), lock.stat().st_mode & 0o777) == (str(daemon.pid), 0o600)
