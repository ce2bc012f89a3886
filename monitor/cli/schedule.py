"""`monitor schedule`: the months by themselves, as a service or one round at a time."""

import contextlib
import fcntl
import os
import queue
import signal
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import FrameType

import click

from monitor import clock
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.cli.handed import handed_lines, looked_lines
from monitor.cli.loading import lines as loaded_lines
from monitor.cli.months import done_lines
from monitor.cli.session import open_warehouse, read_config
from monitor.cli.telling import tell, tell_bug
from monitor.config import Config
from monitor.errors import Busy, MonitorError, StateError, UsageError
from monitor.rounds import Round, Waiting, go_round, lock_path


class _Stopped(BaseException):
    """SIGTERM or SIGINT has come: whatever runs is rolled back. No error: nothing that catches errors may keep it."""


@click.command(
    cls=ChineseCommand,
    help="到期的月份自动出具：收件、核对台账、按次序出具、到期提醒。",
    options_metavar="[选项]",
)
@click.option("--once", is_flag=True, help="只运行一轮（给 cron 和 systemd 定时器用）")
@click.option("--on", "today", metavar="日期", type=DAY, help="和 --once 一起用：按哪一天算，默认今天")
@click.pass_context
def schedule(context: click.Context, once: bool, today: datetime | None) -> None:
    """Run one round, or wait and run a round whenever it is time."""
    if today and not once:
        raise UsageError(
            "E-USAGE-008", "--on 只和 --once 一起用：常驻的自动运行按系统日期", todo="加上 --once，或不写 --on"
        )
    config_path: Path = context.obj
    config, _pack = read_config(config_path)
    with _only_one(config):
        if once:
            context.exit(failure(_round(config_path, day_of(today))))
        else:
            _serve(config_path, config)


def _round(config_path: Path, today: date) -> Round:
    """One round; the configuration is read anew each time, so that a change holds from the next round on."""
    config, pack = read_config(config_path)
    with open_warehouse(config) as con:
        done = go_round(con, config, pack, today=today, now=clock.now().timestamp())
    for line in round_lines(done):
        click.echo(line)
    return done


def _serve(config_path: Path, config: Config) -> None:
    """Rounds until SIGTERM. The scheduler only wakes up the main thread, which does all the work."""
    wake: queue.SimpleQueue[None] = queue.SimpleQueue()
    stop = _Stop()
    with stop.on_signals(), _waking(wake, config.schedule.every_minutes), contextlib.suppress(_Stopped):
        click.echo(f"自动运行已启动，每 {config.schedule.every_minutes} 分钟一轮（进程号 {os.getpid()}）")
        while not stop.is_asked:
            _safe_round(config_path, stop, wake)
    click.echo("自动运行已停止，没有做完的一步已撤销")


def _safe_round(config_path: Path, stop: "_Stop", wake: "queue.SimpleQueue[None]") -> None:
    """A round when it is time. One that fails is told, and the service goes on: the next round tries again.

    A query that a signal breaks off comes back as an error of the engine's; then the service ends all the same.
    """
    try:
        wake.get()
        _round(config_path, clock.today())
    except _Stopped:
        return
    except MonitorError as error:
        tell(error)
    except Exception as error:  # noqa: BLE001 the service outlives our own bugs; the edge of the program
        if not stop.is_asked:
            tell_bug(error)


@contextlib.contextmanager
def _waking(wake: "queue.SimpleQueue[None]", minutes: int) -> Iterator[None]:
    """A word in `wake` at once and then every so many minutes, however late the machine is."""
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(timezone=clock.SHANGHAI)
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.add_job(wake.put, "interval", args=[None], minutes=minutes, next_run_time=clock.now(), **options)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


class _Stop:
    """Whether the service has been told to end."""

    def __init__(self) -> None:
        self.is_asked = False

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[None]:
        """Within, SIGTERM and SIGINT break off whatever runs in the main thread."""
        before = {one: signal.signal(one, self._ask) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        raise _Stopped


@contextlib.contextmanager
def _only_one(config: Config) -> Iterator[None]:
    """The lock of the one scheduler; it goes with the process, however that ends. Raises Busy for a second one."""
    handle = os.open(lock_path(config), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
        yield
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode("ascii")
        raise Busy(
            "E-BUSY-002",
            f"自动运行已经在另一个进程里（进程号 {holder}）",
            where=str(lock_path(config)),
            todo="一个工作目录只能有一个；先停掉那一个",
        ) from None
    finally:
        os.close(handle)


def failure(done: Round) -> int:
    """The exit code of a round, for cron and systemd: of the first thing that failed, 0 where nothing did.

    To wait for the operator's answer is no failure.
    """
    if done.clock_back:
        return StateError.exit_code
    tried = [*done.handed, *(one for _due, issued in done.issued for one in issued.handed)]
    errors = [
        *(one.error for one in done.waiting),
        *(one.refused for one in done.taken),
        *(one.error for one in tried),
        *done.looked.errors,
        *done.untold,
    ]
    codes = [one.exit_code for one in errors if one]
    return next(iter(codes), StateError.exit_code if any(one.gave_up for one in done.waiting) else 0)


def round_lines(done: Round) -> list[str]:
    """What the operator reads of a round: files, months, what waits and what to do."""
    shown = [line for one in done.taken if one.loaded for line in loaded_lines(one.loaded)]
    for one in done.taken:
        if one.refused:
            shown += [f"收件 {one.parcel.path.name} 没有载入：", *(f"  {line}" for line in one.refused.lines())]
    shown += [f"注意：{one}" for one in done.overlooked]
    for due, issued in done.issued:
        late = due.days_late(done.today)
        shown += [
            *done_lines(issued),
            *([f"  补出：晚 {late} 天（期限 {due.deadline.limit}）"] if late and due.deadline else []),
        ]
    shown += [line for one in done.waiting for line in _waiting_lines(one, done.today)]
    shown += [*handed_lines(done.handed), *looked_lines(done.looked)]
    shown += [line for error in done.untold for line in error.lines()]
    shown += [
        f"提醒：{due.name} 的名单 最迟 {due.deadline.due} 送出，还没有出具" for due in done.reminders if due.deadline
    ]
    if done.uncounted:
        due, why = done.uncounted
        shown.append(
            f"注意：[{why.code}] {due.name} 的名单算不出期限，不提醒，也不算晚几天：{why.what}。处理：{why.todo}"
        )
    if done.clock_back:
        shown.append(
            f"[W-CLOCK] 现在的日期 {done.today} 早于台账最后一天 {done.clock_back}：请核对系统时间，本轮什么也没有做；"
            "系统时间是对的（以前走快过），运行 monitor doctor --accept-clock（和这里一样写 --on 的，也写上）"
        )
    return shown or [f"{done.today} 没有到期而未出具的月份"]


def _waiting_lines(one: Waiting, today: date) -> list[str]:
    late = one.due.days_late(today)
    what = "已出具，没有写出" if one.due.is_issued else "没有出具"
    head = f"{one.due.name} {what}" + (f"，已晚 {late} 天" if late else "")
    if one.gave_up:
        todo = f"已失败 {one.failures} 次，不再自动重试；解决后运行 monitor month {one.due.name} --release 理由"
        return [head, *(f"  {line}" for line in (one.error.lines() if one.error else [])), f"  处理：{todo}"]
    if one.error:
        return [head, *(f"  {line}" for line in one.error.lines()), f"  第 {one.failures} 次失败，下一轮再试"]
    holds = [f"  [{hold.code}] {hold.what}" for hold in one.holds]
    return [head, *holds, f"  处理：补齐数据；核实无误则运行 monitor month {one.due.name} --release 理由"]
