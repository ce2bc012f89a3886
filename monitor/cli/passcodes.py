"""`monitor passcodes`: the passcodes of a month's sealed pages and packages, each showing of them logged."""

from pathlib import Path

import click

from monitor import audit
from monitor.cli.chinese import ChineseCommand
from monitor.cli.months import parse_month
from monitor.cli.session import open_warehouse, read_config
from monitor.config import Config
from monitor.deliver.analysis import Answer, as_table
from monitor.deliver.passcodes import passcode_table, write_table
from monitor.errors import NotFound
from monitor.lists.freeze import issues_of, thaw
from monitor.lists.issue import Issue
from monitor.warehouse.connection import Connection

_HAND_OVER = "请当面或用电话告知接收人，不要和文件用同一个渠道发送。"


@click.command(
    cls=ChineseCommand, help="一个月封装网页和加密压缩包的口令，每次查看都记入审计日志。", options_metavar="[选项]"
)
@click.argument("month", metavar="月份")
@click.option("--version", "version", metavar="版次", type=int, default=1, help="第几版，默认第 1 版；2 起是更正名单")
@click.option("--recipient", metavar="代码", help="只看一个接收单位，如 340123101_township")
@click.option(
    "--out",
    metavar="文件",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写成 CSV 文件（0600），不显示在屏幕上",
)
@click.pass_obj
def passcodes(config_path: Path, month: str, version: int, recipient: str | None, out: Path | None) -> None:
    """Print or write the table."""
    year, number = parse_month(month)
    config, _pack = read_config(config_path)
    with open_warehouse(config) as con, audit.refusals(con, config, "passcodes", month=month):
        issue = _issued(con, year, number, version)
        table = logged_table(con, config, issue, recipient)
        if out is not None:
            write_table(table, out)
    if out is None:
        click.echo("\n".join(as_table(table)))
    else:
        click.echo(f"{len(table.rows)} 个接收单位的口令已写入 {out}，用完请删除")
    click.echo(_HAND_OVER)


def logged_table(con: Connection, config: Config, issue: Issue, recipient: str | None) -> Answer:
    """The passcodes, after the log says that they were asked for."""
    table = passcode_table(config, issue, recipient)
    facts = {"month": issue.month, "version": issue.version, "recipients": [row[0] for row in table.rows]}
    audit.record(con, config, {"what": "passcodes", **facts})
    return table


def _issued(con: Connection, year: int, number: int, version: int) -> Issue:
    found = issues_of(con, year * 100 + number)
    if not found:
        raise NotFound("E-PASS-001", "这个月还没有出具名单", todo=f"先运行 monitor month {year}-{number:02d}")
    issues = {issue.version: issue for issue in (thaw(con, issue_id) for issue_id in found)}
    if version not in issues:
        there = "、".join(map(str, issues))
        raise NotFound("E-PASS-001", f"这个月没有第 {version} 版", todo=f"有第 {there} 版：1 是名单，2 起是更正名单")
    return issues[version]
