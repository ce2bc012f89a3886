"""`monitor deliver`: hand over at once what has not arrived, and write down who has confirmed."""

from datetime import date, datetime
from pathlib import Path

import click

from monitor import audit
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.cli.handed import handed_lines, looked_lines
from monitor.cli.months import parse_month
from monitor.cli.session import open_warehouse, read_config
from monitor.config import Config
from monitor.deliver.dispatch.handing import Tried, hand_over, hand_over_again
from monitor.deliver.dispatch.parcel import Finished
from monitor.deliver.dispatch.receipts import by_hand, look
from monitor.deliver.dispatch.state import expect
from monitor.deliver.published import renew
from monitor.errors import DeliveryError, NotFound, UsageError
from monitor.lists.access import load_access
from monitor.lists.freeze import issues_of, thaw
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text


@click.command(cls=ChineseCommand, help="立即送还没有送到的名单；记录对方确认收到。", options_metavar="[选项]")
@click.argument("month", metavar="[月份]", required=False)
@click.option("--acknowledge", "recipient", metavar="代码", help="记录这个接收单位已确认收到，如 340123101_township")
@click.option("--again", "lost_by", metavar="代码", help="这个接收单位丢失了已送到的名单：原样再送一次")
@click.option("--on", "today", metavar="日期", type=DAY, help="送达或确认的日期，默认今天")
@click.pass_obj
def deliver(
    config_path: Path, month: str | None, recipient: str | None, lost_by: str | None, today: datetime | None
) -> None:
    """Try what waits, of a month or of all; or note an acknowledgement; or bring once more what was lost."""
    _check_options(month, recipient, lost_by)
    year, number = parse_month(month) if month else (0, 0)
    config, pack = read_config(config_path)
    day, which = day_of(today), year * 100 + number or None
    with open_warehouse(config) as con:
        if recipient and which:
            shown, left = _acknowledged(con, config, which, recipient, day), 0
        elif lost_by and which:
            shown, left = _again(con, config, which, lost_by, day)
        else:
            shown, left = _sent(con, config, which, day)
        renew(con, config, pack, day)
    for line in shown:
        click.echo(line)
    if left:
        raise DeliveryError("E-SEND-011", f"{left} 份没有送到", todo="按上面各条处理后再运行，自动运行也会再试")


def _check_options(month: str | None, recipient: str | None, lost_by: str | None) -> None:
    option = "--again" if lost_by else "--acknowledge"
    if (recipient or lost_by) and not month:
        raise UsageError("E-USAGE-004", "没有写月份", todo=f"写成 monitor deliver 2023-03 {option} 代码")
    if recipient and lost_by:
        raise UsageError("E-USAGE-009", "--again 和 --acknowledge 不能一起写", todo="先再送一次，对方收到后再确认")


def _acknowledged(con: Connection, config: Config, month: int, recipient: str, day: date) -> list[str]:
    with audit.refusals(con, config, "acknowledged", month=month_text(month)):
        taken = by_hand(con, config, month, recipient, day)
    return [f"{month_text(month)} 第 {one.version} 版 {recipient} 已记录确认收到（{one.target}）" for one in taken]


def _sent(con: Connection, config: Config, month: int | None, day: date) -> tuple[list[str], int]:
    """(what is shown, how many packages did not arrive)."""
    if month:
        _expect(con, config, month, day)
    return _told(con, config, hand_over(con, config, day, month=month, at_once=True), day)


def _again(con: Connection, config: Config, month: int, recipient: str, day: date) -> tuple[list[str], int]:
    with audit.refusals(con, config, "send", month=month_text(month)):
        tried = hand_over_again(con, config, day, month, recipient)
    return _told(con, config, tried, day)


def _told(con: Connection, config: Config, tried: tuple[Tried, ...], day: date) -> tuple[list[str], int]:
    """What was tried, and what a look at the targets shows; how many packages did not arrive."""
    shown = [*handed_lines(tried), *looked_lines(look(con, config, day))] or ["没有要送的"]
    return shown, sum(one.error is not None for one in tried)


def _expect(con: Connection, config: Config, month: int, day: date) -> None:
    """Note what the configuration wants of a month and its corrections: a target may have been added since."""
    issues, access = issues_of(con, month), load_access(config.optional_path("access"))
    if not issues:
        raise NotFound("E-SEND-010", "这个月还没有出具名单", todo=f"先运行 monitor month {month_text(month)}")
    for issue_id in issues:
        finished = Finished(config, thaw(con, issue_id), access)
        with transaction(con):
            expect(con, config, issue_id, finished.recipients, finished.issue.regions, day)
