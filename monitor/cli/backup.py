"""`monitor backup` and `monitor restore`: the whole workspace into one verified file, and back."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import click

from monitor import clock
from monitor.backup import Made, Restored, make_backup, read_passcode, restore_into
from monitor.backup import restore as put_back
from monitor.cli.chinese import ChineseCommand
from monitor.cli.session import open_warehouse
from monitor.config import Config, load_config
from monitor.disk import size_text
from monitor.errors import Busy
from monitor.log import run_log
from monitor.warehouse.connection import Connection

_PAUSE = 0.2
_PASSCODE = click.option(
    "--passcode-file",
    metavar="文件",
    type=click.Path(path_type=Path, dir_okay=False),
    help="口令所在的文件，至少 12 个字符；有它就用 AES-256 加密",
)


@click.command(
    cls=ChineseCommand,
    help="备份：数据仓库、密钥、配置和日志存成一个核对过的文件；运行中也可以做。",
    options_metavar="[选项]",
)
@click.argument("folder", metavar="[文件夹]", required=False, type=click.Path(path_type=Path, file_okay=False))
@_PASSCODE
@click.option("--raw", "with_raw", is_flag=True, help="连同载入过的原始文件（很大）")
@click.option("--wait", metavar="秒", type=click.IntRange(0, 86_400), default=60, help="数据仓库正被使用时最多等多久")
@click.pass_obj
def backup(config_path: Path, folder: Path | None, passcode_file: Path | None, with_raw: bool, wait: int) -> None:
    """Make a backup and say where it is."""
    config, passcode = load_config(config_path), read_passcode(passcode_file)
    target = folder or config.path("backup")
    with _when_free(config, wait) as con, run_log(config).step("backup") as told:
        made = make_backup(con, config, config_path, target, clock.now(), passcode=passcode, with_raw=with_raw)
        told.update(tables=made.tables, rows=made.rows, files=made.raw_files)
    for line in made_lines(made):
        click.echo(line)


@click.command(
    cls=ChineseCommand, help="恢复一份备份：先核对，再替换；原来的另存，并说明缺什么。", options_metavar="[选项]"
)
@click.argument("source", metavar="备份文件", type=click.Path(path_type=Path, dir_okay=False))
@_PASSCODE
@click.option("--replace", "may_replace", is_flag=True, help="替换现有的数据仓库；不写则有数据仓库就拒绝")
@click.option("--into", metavar="目录", type=click.Path(path_type=Path, file_okay=False), help="恢复成一个新的工作目录")
@click.pass_obj
def restore(config_path: Path, source: Path, passcode_file: Path | None, may_replace: bool, into: Path | None) -> None:
    """Put a backup back and say what it lacks."""
    passcode, at = read_passcode(passcode_file), clock.now()
    if into is not None:
        done = restore_into(into, source, at, passcode=passcode)
    else:
        config = load_config(config_path)
        with run_log(config).step("restore") as told:
            done = put_back(config, config_path, source, at, passcode=passcode, may_replace=may_replace)
            told.update(batches=done.batches, months=done.months)
    for line in restored_lines(done):
        click.echo(line)


def made_lines(made: Made) -> list[str]:
    """What the operator reads after a backup."""
    raw = f"，原始文件 {made.raw_files} 个" if made.raw_files else ""
    shown = [
        f"已备份：{made.path}（{size_text(made.size)}）",
        f"  {made.tables} 张表，{made.rows} 行，逐表核对一致{raw}",
    ]
    if not made.is_sealed:
        shown.append("  没有口令：里面有个人信息和密钥，请放在加密的磁盘上，或用 --passcode-file 加密")
    return shown


def restored_lines(done: Restored) -> list[str]:
    """What the operator reads after a restore: what is there now, where the old one is, what is lacking."""
    shown = [f"已恢复 {done.made_at} 的备份：{done.batches} 批载入，出具过 {done.months} 个月"]
    shown += [f"  原来的另存在 {done.kept}，确认无误后自行删除"] if done.kept else []
    shown += [f"  {note}" for note in done.notes]
    if done.is_behind:
        shown.append("  台账记得备份以后做过的事：先运行 monitor doctor --accept-loss 记录在案，再补齐缺的数据")
        shown.append("  数据补齐以后，备份以后出具过的月份由自动运行或 monitor month 按原来的日期和内容重做")
    return shown


@contextmanager
def _when_free(config: Config, seconds: int) -> Iterator[Connection]:
    """The warehouse as soon as nobody else has it; raises Busy when it stays taken."""
    until = clock.seconds() + seconds
    with ExitStack() as stack:
        yield _taken(stack, config, until)


def _taken(stack: ExitStack, config: Config, until: float) -> Connection:
    while True:
        try:
            return stack.enter_context(open_warehouse(config))
        except Busy:
            if clock.seconds() >= until:
                raise
        Event().wait(_PAUSE)
