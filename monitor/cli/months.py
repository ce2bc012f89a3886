"""`monitor month`: settle, screen, freeze, publish and deliver one month, or only say what it would give."""

import re
from datetime import datetime
from pathlib import Path

import click

from monitor import audit
from monitor.cli.chinese import ChineseCommand
from monitor.cli.days import DAY, day_of
from monitor.cli.handed import handed_lines
from monitor.cli.previews import plan_lines
from monitor.cli.session import open_warehouse, read_config
from monitor.errors import UsageError
from monitor.lists.issue import section_of
from monitor.month import MonthDone, Written, correct_month
from monitor.plan import plan_month
from monitor.policy.wording import DRAFT_NOTICE
from monitor.rounds import release, run_by_hand


def parse_month(text: str) -> tuple[int, int]:
    """(year, month) of a text like 2023-03; raises UsageError for anything else."""
    found = re.fullmatch(r"(19\d\d|20\d\d)-(0[1-9]|1[0-2])", text)
    if not found:
        raise UsageError("E-USAGE-002", "月份写法不对", where=text[:7], todo="写成 2023-03 这样")
    return int(found[1]), int(found[2])


def _words(_context: click.Context, _option: click.Parameter, reason: str | None) -> str | None:
    """The reason as given: an option in its place would be taken for it."""
    if reason is not None and (reason.startswith("-") or not reason.strip()):
        raise UsageError("E-USAGE-007", "--release 后面没有写理由", todo="写成 --release '已向医院核实，当月没有结算'")
    return reason


@click.command(cls=ChineseCommand, help="出具一个月的名单：累计、筛查、冻结、发布、写出。", options_metavar="[选项]")
@click.argument("month", metavar="月份")
@click.option("--plan", is_flag=True, help="只看会有哪些变化，不出具")
@click.option(
    "--release", "reason", metavar="理由", callback=_words, help="核实了使本月停下的情形：记入台账，由自动运行接着出具"
)
@click.option("--correct", is_flag=True, help="已出具的月份：与现在的数据不同的人，出具更正名单")
@click.option("--on", "issued_on", metavar="日期", type=DAY, help="出具日期，默认今天")
@click.pass_obj
def month(
    config_path: Path, month: str, plan: bool, reason: str | None, correct: bool, issued_on: datetime | None
) -> None:
    """Run or plan a month and say where its lists are; or answer for what keeps it from running by itself."""
    year, number = parse_month(month)
    config, pack = read_config(config_path)
    day = day_of(issued_on)
    with open_warehouse(config) as con:
        if reason is not None:
            codes = release(con, config, year * 100 + number, reason, day)
            then = (
                "确认没有结算：不出具这个月，后面的月份照常" if "H-FEED-NONE" in codes else "自动运行的下一轮会接着出具"
            )
            shown = [f"{month} 已记录核实：{'、'.join(codes) or '失败后重试'}。{then}"]
        elif plan:
            names = {shape.id: shape.name for shape in pack.rule_shapes}
            shown = plan_lines(plan_month(con, config, pack, year, number), names)
        elif correct:
            with audit.refusals(con, config, "month", month=month):
                made = correct_month(con, config, pack, year, number, issued_on=day)
            shown = [line for one in made for line in written_lines(one)]
            shown += [f"  注意：{said}" for one in made for said in one.cautions]
            shown = shown or [f"{month} 的名单与现在的数据一致，不需要更正"]
        else:
            with audit.refusals(con, config, "month", month=month):
                shown = done_lines(run_by_hand(con, config, pack, year, number, issued_on=day))
    for line in shown:
        click.echo(line)


def done_lines(done: MonthDone) -> list[str]:
    """What the operator reads after a month: counts by section, where the lists are."""
    issue = done.issue
    sections = [section_of(row) for row in issue.rows]
    head = "此前已出具，按封存内容重新写出" if done.was_issued else "已出具"
    shown = [
        f"{issue.place_name} {issue.month} {head}（出具日期 {issue.issued_on}）",
        f"  预警 {sections.count('official')} 人次，预警观察 {sections.count('early')} 人次，"
        f"更正或退出 {sections.count('past')} 人次",
        f"  名单：{done.folder / 'index.html'}（共 {len(done.files)} 个文件）",
        f"  分析副本：{done.published}",
    ]
    shown += [f"  {line}" for one in done.others for line in written_lines(one)]
    shown += [f"  {line}" for line in handed_lines(done.handed)]
    shown += [f"  注意：{one}" for one in done.cautions]
    if issue.draft:
        shown.append("  " + DRAFT_NOTICE)
    return shown


def written_lines(written: Written) -> list[str]:
    """What the operator reads of an issue written beside another: a correction list, or one that had been left."""
    issue = written.issue
    if not issue.is_correction:
        return [f"{issue.month} 的名单补写完毕：{written.folder / 'index.html'}"]
    counts = "，".join(f"{word} {count}" for word, count in issue.totals.items())
    return [
        f"{issue.month} 的更正名单（第 {issue.version} 版）：{counts}（人次）",
        f"  只发给原名单的接收单位：{written.folder / 'index.html'}（共 {len(written.files)} 个文件）",
    ]
