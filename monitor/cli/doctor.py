"""`monitor doctor`: what is sound, what deserves attention, what must be mended before the next run."""

from datetime import datetime
from pathlib import Path

import click

from monitor import clock
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.config import load_config
from monitor.doctor import examine, exit_family, lines, situation_of
from monitor.doctor.stored import set_log_aside
from monitor.errors import IntegrityError, UsageError
from monitor.log import run_log
from monitor.warehouse import ledger
from monitor.warehouse.connection import transaction, warehouse
from monitor.warehouse.migrate import migrate


@click.command(
    cls=ChineseCommand,
    help="体检：配置、权限、磁盘、时钟、密钥、数据仓库等逐项检查，每项说明怎么办。",
    options_metavar="[选项]",
)
@click.option("--full", is_flag=True, help="把数据仓库的每一行都读一遍（较慢）")
@click.option("--accept-loss", is_flag=True, help="确认只能用现有的数据仓库，把台账上缺的记录在案")
@click.option("--rebuild-ledger", is_flag=True, help="台账文件丢失了（不是磁盘没有挂上）：按数据仓库重写，记录在案")
@click.option("--give-up-lost", is_flag=True, help="确认恢复备份以后没有重新载入的批次已用别的文件补齐，或不再补")
@click.option("--accept-clock", is_flag=True, help="确认今天的日期是对的：系统时间曾经走快，台账里记了以后的日子")
@click.option("--quarantine-wal", is_flag=True, help="数据仓库因日志文件（.wal）损坏打不开时，把它移开另存")
@click.option("--on", "today", metavar="日期", type=DAY, help="记录在案的日期，默认今天")
@click.pass_obj
def doctor(
    config_path: Path,
    full: bool,
    accept_loss: bool,
    rebuild_ledger: bool,
    give_up_lost: bool,
    accept_clock: bool,
    quarantine_wal: bool,
    today: datetime | None,
) -> None:
    """Examine the workspace; ends with the exit code of the gravest thing that is wrong."""
    if quarantine_wal:
        _set_aside(config_path)
    if rebuild_ledger:
        _rebuild(config_path, today)
    if accept_loss:
        _accept(config_path, today)
    if give_up_lost:
        _give_up(config_path, today)
    if accept_clock:
        _accept_clock(config_path, today)
    asked = situation_of(config_path, clock.now(), full=full)
    found = list(examine(asked))
    if asked.config:
        wrong = sum(one.wrong is not None for one in found)
        run_log(asked.config).write("doctor", "failed" if wrong else "done", checks=len(found), wrong=wrong)
    for line in lines(found):
        click.echo(line)
    family = exit_family(found)
    if family:
        count = sum(one.wrong is not None for one in found)
        raise family("E-DOC-001", f"有 {count} 项必须处理（标 ✗ 的）", todo="按各项的“处理”逐项解决后再运行一次")


def _set_aside(config_path: Path) -> None:
    """Only where the warehouse does not open: a log that can be read holds what was committed last."""
    config = load_config(config_path)
    path = config.path("warehouse")
    try:
        with warehouse(path, config.engine):
            pass
    except IntegrityError:
        aside = set_log_aside(path, f"{clock.now():%Y%m%d-%H%M%S}")
        click.echo(f"日志文件已移到 {aside}；其中没有写进数据仓库的内容，由台账指出，从原始文件重新载入")
        return
    raise UsageError(
        "E-DOC-002", "数据仓库打得开，没有移开日志文件", where=str(path), todo="不加 --quarantine-wal 运行"
    )


def _accept(config_path: Path, today: datetime | None) -> None:
    config = load_config(config_path)
    with warehouse(config.path("warehouse"), config.engine) as con:
        migrate(con)
        missing = ledger.accept(con, config, day_of(today))
    click.echo(f"已记录在案：{missing.told()}" if missing.lines else "台账和数据仓库一致，没有可记录的")


def _rebuild(config_path: Path, today: datetime | None) -> None:
    config = load_config(config_path)
    with warehouse(config.path("warehouse"), config.engine) as con:
        migrate(con)
        count = ledger.rebuild(con, config, day_of(today))
    click.echo(f"台账已按数据仓库重写，共 {count} 行；最后一行记着这是重写的")


def _give_up(config_path: Path, today: datetime | None) -> None:
    config = load_config(config_path)
    with warehouse(config.path("warehouse"), config.engine) as con:
        migrate(con)
        ledger.reconcile(con, config)
        told = ledger.give_up(con, config, day_of(today))
    click.echo(f"已记录在案，不再等：{'；'.join(told)}" if told else "没有还没重新载入的批次")


def _accept_clock(config_path: Path, today: datetime | None) -> None:
    config, day = load_config(config_path), day_of(today)
    with warehouse(config.path("warehouse"), config.engine) as con:
        migrate(con)
        ledger.reconcile(con, config)
        with transaction(con):
            ledger.note(con, "clock", day)
        ledger.reconcile(con, config)
    click.echo(f"已记录在案：今天是 {day}，台账里以后的日子不再挡住自动运行")
