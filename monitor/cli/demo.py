"""`monitor demo`: a synthetic city, loaded and run month by month like a real one, to see the lists within minutes."""

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import click

from monitor.city import CityFiles, made_up_parameters, make_city
from monitor.city.receipts import Form, Waiting, make_receipts
from monitor.cli.chinese import ChineseCommand
from monitor.cli.months import done_lines
from monitor.cli.passcodes import logged_table
from monitor.cli.session import open_warehouse, read_config
from monitor.cli.workspace import make_workspace
from monitor.config import Config
from monitor.deliver.sealed import holder
from monitor.errors import UsageError
from monitor.feedback import take_in
from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME
from monitor.lists.issue import Issue, IssueRow
from monitor.lists.row_code import row_code
from monitor.lists.slices import official_rows
from monitor.month import MonthDone, run_month
from monitor.policy import Pack, pack_names
from monitor.resources import regions_file
from monitor.warehouse.connection import Connection
from monitor.warehouse.load import load_file

_YEAR = 2023
_SILENT_MONTHS = 2  # the last lists have just gone out: nobody has answered them yet
_QUESTION = (
    "select month, count(*) as 人次 from warning where status in ('new', 'continuing', 'escalated') and not early_watch"
    " group by month order by month"
)
_MARK = "本目录由 monitor demo 生成，全部人员和结算都是合成的，可以删除。\n"


@click.command(
    cls=ChineseCommand, help="生成一座合成城市，从载入到出具逐月跑完一年，写出名单所在位置。", options_metavar="[选项]"
)
@click.option(
    "--place",
    metavar="地方代号",
    type=click.Choice([p for p in pack_names() if regions_file(p)]),
    default="hefei",
    help="统筹区",
)
@click.option("--people", metavar="人数", type=click.IntRange(min=200), default=20_000, help="参保人数，默认 20000")
@click.option("--seed", metavar="种子", type=int, default=1, help="随机种子，同一种子结果相同")
@click.option("--months", metavar="月数", type=click.IntRange(1, 12), default=12, help="跑几个月，默认 12")
@click.option(
    "--out",
    metavar="目录",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    help="输出目录，默认 demo",
)
def demo(place: str, people: int, seed: int, months: int, out: Path) -> None:
    """Make the city, load it and issue its months; says where everything is."""
    _clear(out)
    click.echo(f"生成合成城市：{place}，{people} 人，种子 {seed}（全部为虚构人员）")
    files = make_city(place, out / "files", people=people, seed=seed, year=_YEAR, errors=_errors(people))
    click.echo("  其中故意安排了几种支付错误（救助没给、起付线和比例没有倾斜、多付），看经办工作清单能不能找出来")
    workspace = out / "workspace"
    make_workspace(workspace, place, _issue_day(12))
    _keep_open(workspace / "config.toml")
    if _set_parameters(workspace / "config.toml", place):
        click.echo("  文件没有写明的数值用了演示的虚构数值，见工作目录 config.toml 的 [parameters]")
    (out / "README.txt").write_text(_MARK, encoding="utf-8")
    for line in run_city(workspace, files, months, seed):
        click.echo(line)
    click.echo(f'试一试：monitor --config {workspace / "config.toml"} sql "{_QUESTION}"')


def run_city(workspace: Path, files: CityFiles, months: int, seed: int) -> list[str]:
    """Load the rosters, then month by month the delivery and the month's run; returns the last month's lines
    and a summary."""
    config, pack = read_config(workspace / "config.toml")
    shown: list[str] = []
    rosters = (("regions", files.regions), ("persons", files.persons), ("identities", files.identities),
               ("households", files.households), ("referrals", files.referrals))  # fmt: skip
    with open_warehouse(config) as con:
        for kind, path in rosters:
            loaded = load_file(con, config, pack, kind, path, as_of=None, today=_issue_day(12))
            click.echo(
                f"  载入 {path.name}：接收 {loaded.counts.accepted}，拒收 {loaded.counts.rejected}，"
                f"重复 {loaded.counts.duplicate}"
            )
        for month in range(1, months + 1):
            day = _issue_day(month)
            loaded = load_file(con, config, pack, "settlements", files.settlements[month - 1], as_of=None, today=day)
            done = run_month(con, config, pack, _YEAR, month, issued_on=day)
            click.echo(
                f"  {done.issue.month}：结算接收 {loaded.counts.accepted}，拒收 {loaded.counts.rejected}；"
                f"预警 {done.issue.totals['本月预警']} 人，预警观察 {done.issue.totals['预警观察']} 人"
            )
            shown = done_lines(done) + _example(con, config, done)
            if month <= months - _SILENT_MONTHS:
                click.echo("    " + _send_back(con, config, pack, files.folder, done, seed))
    return shown


def _send_back(con: Connection, config: Config, pack: Pack, folder: Path, done: MonthDone, seed: int) -> str:
    """Let the offices answer the month's list, and load what they send; returns one line about it."""
    issue, kind = done.issue, KINDS["receipts"]
    words = {code: word.zh for part in (FOUND, OUTCOME, DECISION) for code, word in part.items()}
    headings = {column.name: column.zh for column in kind.columns}
    form = Form(config.place, issue.month, issue.version, issue.issued_on, headings, words, kind.sheet or "", seed)
    before = issue.issued_on + timedelta(days=27)
    paths = make_receipts(folder, [_waiting(row, issue) for row in issue.rows if _is_waiting(row)], form)
    loaded = [take_in(con, config, pack, "receipts", path, as_of=None, today=before) for path in paths]
    accepted, rejected = sum(one.counts.accepted for one in loaded), sum(one.counts.rejected for one in loaded)
    return f"收到回执 {accepted} 条（拒收 {rejected} 条），下月名单显示入户和处理情况"


def _is_waiting(row: IssueRow) -> bool:
    return row.case_state in ("to_visit", "visited", "decided") and bool(row.township_code)


def _waiting(row: IssueRow, issue: Issue) -> Waiting:
    last = row.visits[-1] if row.case_state == "decided" and row.visits else None
    outcome = last.outcome if last else ""
    return Waiting(row_code(issue.month, issue.version, row.row_no), row.psn_name, row.township_code[:9], outcome)


def _example(con: Connection, config: Config, done: MonthDone) -> list[str]:
    """Where to open a sealed page, and with which passcode: the one with most people on the list."""
    sealed = [one for one in done.files if one.sealed]
    if not sealed:
        return []
    listed = Counter(f"{row.township_code[:9]}_township" for row in official_rows(done.issue.rows))
    largest = max(sealed, key=lambda one: (listed[holder(one.recipient)], one.rows, one.recipient))
    ((_code, passcode, name, _what), *_more) = logged_table(con, config, done.issue, holder(largest.recipient)).rows
    return [
        f"  乡镇名单已封装，例如 {name}：双击 {done.folder / largest.path.name}，口令 {passcode}",
        f"  其余口令：monitor --config {config.root / 'config.toml'} passcodes {done.issue.month}",
    ]


def _issue_day(month: int) -> date:
    """The ninth of the following month: the lists go out before the tenth."""
    first = date(_YEAR + month // 12, month % 12 + 1, 1)
    return first + timedelta(days=8)


def _clear(out: Path) -> None:
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / "README.txt").is_file() or (out / "README.txt").read_text(encoding="utf-8") != _MARK:
        raise UsageError("E-DEMO-001", "输出目录里已有别的东西", where=str(out), todo="换一个 --out 目录")
    shutil.rmtree(out)


def _errors(people: int) -> dict[str, int]:
    """How many persons suffer each planted error: a few, so that the bureau's worklists have something to find."""
    few = max(people // 200, 1)
    return dict.fromkeys(("assistance_missing", "deductible_not_lowered", "rate_not_raised", "overpaid"), few)


def _keep_open(path: Path) -> None:
    """The demo's year is long over: its sealed pages open for a hundred years."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("valid_days = 180 ", "valid_days = 36500 "), encoding="utf-8")


def _set_parameters(path: Path, place: str) -> bool:
    """Fill what the pack leaves open with invented figures, and say so; whether there was anything to fill."""
    figures = made_up_parameters(place)
    if figures:
        lines = ["# 以下数值是演示用的虚构数值，不是政策", *(f'"{key}" = {figure}' for key, figure in figures.items())]
        with path.open("a", encoding="utf-8") as config:
            config.write("\n".join(lines) + "\n")
    return bool(figures)
