"""`monitor demo`: a synthetic city, loaded and run month by month like a real one, to see the lists within minutes."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import click

from monitor.city import CityFiles, made_up_parameters, make_city
from monitor.cli.chinese import ChineseCommand
from monitor.cli.months import done_lines
from monitor.cli.session import open_warehouse, read_config
from monitor.cli.workspace import make_workspace
from monitor.errors import UsageError
from monitor.month import run_month
from monitor.policy import pack_names
from monitor.resources import regions_file
from monitor.warehouse.load import load_file

_YEAR = 2023
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
    if _set_parameters(workspace / "config.toml", place):
        click.echo("  文件没有写明的数值（含预警线）用了演示的虚构数值，见工作目录 config.toml 的 [parameters]")
    (out / "README.txt").write_text(_MARK, encoding="utf-8")
    for line in run_city(workspace, files, months):
        click.echo(line)
    click.echo(f'试一试：monitor --config {workspace / "config.toml"} sql "{_QUESTION}"')


def run_city(workspace: Path, files: CityFiles, months: int) -> list[str]:
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
            shown = done_lines(done)
    return shown


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


def _set_parameters(path: Path, place: str) -> bool:
    """Fill what the pack leaves open with invented figures, and say so; whether there was anything to fill."""
    figures = made_up_parameters(place)
    if figures:
        lines = ["# 以下数值是演示用的虚构数值，不是政策", *(f'"{key}" = {figure}' for key, figure in figures.items())]
        with path.open("a", encoding="utf-8") as config:
            config.write("\n".join(lines) + "\n")
    return bool(figures)
