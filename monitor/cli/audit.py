"""`monitor audit`: whether the audit log is whole."""

from pathlib import Path

import click

from monitor.audit import verify as verify_log
from monitor.cli.chinese import ChineseCommand, ChineseGroup
from monitor.cli.session import open_warehouse, read_config
from monitor.errors import UsageError

_SHORTEST = 12


@click.group(cls=ChineseGroup, help="审计日志：送出去的每一份东西、每一次查询。", subcommand_metavar="命令")
def audit() -> None:
    """The group; it does nothing by itself."""


@audit.command(
    cls=ChineseCommand,
    help="核对日志有没有被改动、删减、换序；不完整时指出第一处。",
    options_metavar="[选项]",
)
@click.option("--head", default="", metavar="链头", help="另处记下的链头（至少前 12 位）；日志里必须有它")
@click.pass_obj
def verify(config_path: Path, head: str) -> None:
    """Print the head of a log that is whole."""
    known = head.strip().lower()
    if head and (len(known) < _SHORTEST or not set(known) <= set("0123456789abcdef")):
        raise UsageError("E-USAGE-006", "链头写法不对", todo=f"写十六进制的前 {_SHORTEST} 位或更多位")
    config, _pack = read_config(config_path)
    with open_warehouse(config) as con:
        found = verify_log(con, config, known)
    click.echo(f"审计日志完整：{found.seq} 行")
    click.echo(f"链头：{found.hash}")
    click.echo("请把链头抄在别处（如每月的工作记录里），以后用 --head 核对。")
