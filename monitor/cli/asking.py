"""`monitor sql`, `monitor explain`, `monitor status`: questions, answered without changing anything."""

import sys
from datetime import datetime
from pathlib import Path

import click

from monitor import audit, clock
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY
from monitor.cli.months import parse_month
from monitor.cli.session import open_warehouse, read_config
from monitor.config import load_config
from monitor.deliver.account import account
from monitor.deliver.account import as_json as account_json
from monitor.deliver.account_page import as_html
from monitor.deliver.account_text import as_text
from monitor.deliver.analysis import as_csv, as_json, as_table, ask
from monitor.deliver.overview import overview
from monitor.errors import StateError, UsageError
from monitor.inbox_remarks import remarks
from monitor.warehouse.connection import Connection
from monitor.warehouse.sources import source_lines

PERSON_FORMATS = ("text", "json", "html")
TABLE_FORMATS = ("table", "csv", "json")


@click.command(
    cls=ChineseCommand,
    help="在分析副本上运行只读 SQL；不写查询时从标准输入读。",
    options_metavar="[选项]",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("query", metavar="[查询]", required=False)
@click.option(
    "--format", "shape", metavar="格式", type=click.Choice(TABLE_FORMATS), default="table", help="table、csv 或 json"
)
@click.pass_obj
def sql(config_path: Path, query: str | None, shape: str) -> None:
    """Print the answer of one query."""
    text = query if query is not None else sys.stdin.read()
    if not text.strip():
        raise UsageError("E-USAGE-003", "没有查询语句", todo='写成 monitor sql "select …"，或从标准输入送入')
    answer = ask(load_config(config_path), text)
    if shape == "csv":
        click.echo(as_csv(answer), nl=False)
    elif shape == "json":
        click.echo(as_json(answer))
    else:
        click.echo("\n".join(as_table(answer)))


@click.command(
    cls=ChineseCommand,
    help="一个人的账：哪些结算、各层付了多少、怎样累计、哪天超线、依据哪条。",
    options_metavar="[选项]",
)
@click.argument("person", metavar="证件号码|人员编号|人员代码|名单编号")
@click.option("--month", metavar="月份", help="累计到哪个月底，或名单编号是哪个月的；默认最近一次出具的月份")
@click.option(
    "--format", "shape", metavar="格式", type=click.Choice(PERSON_FORMATS), default="text", help="text、json 或 html"
)
@click.pass_obj
def explain(config_path: Path, person: str, month: str | None, shape: str) -> None:
    """Print the account of one person."""
    config, pack = read_config(config_path)
    with open_warehouse(config) as con, audit.refusals(con, config, "explain"):
        year, number = parse_month(month) if month else _latest(con)
        said = account(con, config, pack, person, year, number)
        asked = {"what": "explain", "month": said.month, "person": said.person_key, "format": shape}
        audit.record(con, config, asked)
    if shape == "html":
        click.echo(as_html(said, pack), nl=False)
    else:
        click.echo(account_json(said) if shape == "json" else "\n".join(as_text(said)))


@click.command(cls=ChineseCommand, help="各月名单和期限、各类数据的新旧、待处理的拒收。", options_metavar="[选项]")
@click.option("--on", "today", metavar="日期", type=DAY, help="按哪一天算期限和新旧，默认今天")
@click.pass_obj
def status(config_path: Path, today: datetime | None) -> None:
    """Print what is in the warehouse."""
    config, pack = read_config(config_path)
    day = today.date() if today else clock.today()
    with open_warehouse(config) as con:
        for line in (*overview(con, config, pack, day), *source_lines(con, config)):
            click.echo(line)
    folder = config.optional_path("inbox")
    for line in remarks(folder) if folder else ():
        click.echo(f"注意：{line}")


def _latest(con: Connection) -> tuple[int, int]:
    row = con.execute("select max(month) from lists.issue").fetchone()
    if row is None or row[0] is None:
        raise StateError(
            "E-MONTH-003", "还没有出具过任何月份", todo="用 --month 2023-03 指明月份，或先运行 monitor month"
        )
    return int(row[0]) // 100, int(row[0]) % 100
