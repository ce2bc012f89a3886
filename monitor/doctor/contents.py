"""Whether what the program reads is whole: settings, packs, tables of one's own, templates, the secret."""

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from monitor.doctor.finding import Finding, Situation, of_error
from monitor.errors import IntegrityError, MonitorError
from monitor.lists.access import load_access
from monitor.policy.wording import DRAFT_NOTICE, UNSET
from monitor.resources import sql_dir, templates_dir
from monitor.warehouse import secret as secrets
from monitor.warehouse.migrate import migrations
from monitor.workdays import load_calendar

_REINSTALL = "重新安装本程序；不要自己改安装目录里的文件"


def config(situation: Situation) -> Iterator[Finding]:
    """The configuration can be read."""
    if situation.config_error:
        yield of_error(situation.config_error)
    else:
        yield Finding(f"{situation.config_path} 没有错误")


def pack(situation: Situation) -> Iterator[Finding]:
    """The place's pack is proven, and what only the operator can set is set."""
    if situation.pack_error:
        yield of_error(situation.pack_error)
    if situation.pack is None:
        return
    yield Finding(f"{situation.pack.name} 版本 {situation.pack.version}，数值和引文都核对过")
    unset = [value.name for value in situation.pack.values if value.value is None]
    if unset:
        yield Finding(f"{len(unset)} 个数值{UNSET}：{unset[0]} 等", "运行 monitor policy check，在 [parameters] 设定")
    if situation.pack.draft:
        yield Finding("所据文件是征求意见稿", DRAFT_NOTICE)


def access(situation: Situation) -> Iterator[Finding]:
    """The table of who sees what is complete."""
    if situation.config is None:
        return
    try:
        path = situation.config.optional_path("access")
        load_access(path)
        yield Finding(f"自己的表 {path} 完整" if path else "内置的表完整")
    except MonitorError as error:
        yield of_error(error)


def templates(_situation: Situation) -> Iterator[Finding]:
    """Every template can be parsed, and the numbered migrations have no gap."""
    environment, broken = Environment(autoescape=True), []
    found = sorted(templates_dir().rglob("*.html"))
    for path in found:
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except (TemplateSyntaxError, OSError, UnicodeDecodeError):
            broken.append(path.name)
    numbers = [int(path.stem.split("_")[0]) for path in migrations()]
    if broken or not found:
        yield Finding(f"模板读不了：{'、'.join(broken) or '一个也没有'}", _REINSTALL, IntegrityError)
    elif numbers != list(range(1, len(numbers) + 1)):
        yield Finding(f"仓库的升级文件缺号（{sql_dir()}）", _REINSTALL, IntegrityError)
    else:
        yield Finding(f"{len(found)} 个模板、{len(numbers)} 个升级文件完整")


def calendar(situation: Situation) -> Iterator[Finding]:
    """The working days of this year and the next are known."""
    if situation.config is None:
        return
    try:
        known = load_calendar(situation.config.optional_path("workdays"))
    except MonitorError as error:
        yield of_error(error)
        return
    year = situation.at.year
    lacking = [one for one in (year, year + 1) if one not in known.years]
    if lacking == [year + 1] and situation.at.month <= 11:
        lacking = []
    if lacking:
        todo = "把国务院办公厅的节假日通知写进自己的工作日表（[paths] workdays），或升级本程序"
        yield Finding(f"没有 {'、'.join(map(str, lacking))} 年的工作日，算不出期限", todo)
    else:
        yield Finding(f"有 {min(known.years)}–{max(known.years)} 年")


def secret(situation: Situation) -> Iterator[Finding]:
    """The secret is there and is one."""
    if situation.config is None:
        return
    try:
        secrets.read(situation.config)
        yield Finding(f"{situation.config.path('secret')} 在")
    except MonitorError as error:
        yield of_error(error)
