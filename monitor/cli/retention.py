"""`monitor retention`: what has been kept long enough, listed and, on the operator's word, erased."""

from datetime import datetime
from pathlib import Path

import click

from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.cli.session import open_warehouse
from monitor.config import load_config
from monitor.disk import size_text
from monitor.log import run_log
from monitor.retention import Due, due
from monitor.retention import erase as erase_due
from monitor.retention.due import NAMES, sizes

_SHOWN = 5


@click.command(cls=ChineseCommand, help="到期的文件和拒收的原文：先列出，加 --erase 才清除。", options_metavar="[选项]")
@click.option("--erase", "is_erasing", is_flag=True, help="清除列出的内容，不能恢复")
@click.option("--on", "today", metavar="日期", type=DAY, help="按哪一天算到期，默认今天")
@click.pass_obj
def retention(config_path: Path, is_erasing: bool, today: datetime | None) -> None:
    """List what is due, and erase it."""
    config = load_config(config_path)
    day = day_of(today)
    with open_warehouse(config) as con:
        found = due(con, config, day)
        for line in [line for one in found for line in due_lines(one)]:
            click.echo(line)
        wanted = any(not one.is_empty for one in found)
        if wanted and is_erasing:
            with run_log(config).step("retention") as told:
                erase_due(con, config, found)
                told.update(files=sum(len(one.paths) for one in found), rows=sum(one.rows for one in found))
    if wanted:
        click.echo("已清除，审计日志里记了一行" if is_erasing else "以上还没有清除；核对后加 --erase 再运行")


def due_lines(one: Due) -> list[str]:
    """What the operator reads of one kind: how many and how much, the first names, what a hold keeps."""
    held = f"；依法留存，跳过 {one.held} 项" if one.held else ""
    if one.is_empty:
        return [f"{NAMES[one.kind]}：{one.before} 以前的没有{held}"]
    if one.batches:
        told = [f"{NAMES[one.kind]}：{one.before} 以前的 {len(one.batches)} 批 {one.rows} 行到期{held}"]
        left = f"  注意：其中 {one.unmended} 条还没有改正后重新载入，清除以后只能向来源重新索取"
        return [*told, left] if one.unmended else told
    much = f"{len(one.paths)} 项、{size_text(sum(sizes(one.paths)))}"
    named = [f"  {path}" for path in one.paths[:_SHOWN]]
    more = [f"  …… 另有 {len(one.paths) - _SHOWN} 项"] if len(one.paths) > _SHOWN else []
    return [f"{NAMES[one.kind]}：{one.before} 以前的 {much} 到期{held}", *named, *more]
