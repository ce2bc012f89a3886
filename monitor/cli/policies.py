"""`monitor policy list|show|check|new`: the packs, what is in force on a day, what is proven, what is missing."""

from datetime import datetime
from pathlib import Path

import click

from monitor import clock
from monitor.cli.chinese import ChineseGroup
from monitor.cli.days import DAY
from monitor.config import Config, load_config
from monitor.errors import PolicyError
from monitor.policy import Pack, load_pack, pack_names
from monitor.policy.new_pack import begin_pack
from monitor.policy.scenarios import load_scenarios, scenario_file
from monitor.policy.show import check_pack, list_packs, show_pack
from monitor.screen.scenarios import misses, report


@click.group(
    cls=ChineseGroup,
    help="政策包：列出、查看某日有效的数值与条款、核对、新建。",
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)
def policy() -> None:
    """The commands on policy packs."""


@policy.command("list", help="列出所有政策包。", options_metavar="[选项]")
@click.pass_obj
def list_(config_path: Path) -> None:
    """Print one line per pack."""
    config = _config(config_path)
    _print(list_packs(config.optional_path("packs") if config else None))


@policy.command(help="查看某日有效的数值、规则和条款原文。", options_metavar="[选项]")
@click.option("--place", metavar="地方代号", help="统筹区，默认取 config.toml")
@click.option("--on", "day", metavar="日期", type=DAY, help="哪一天，默认今天")
@click.pass_obj
def show(config_path: Path, place: str | None, day: datetime | None) -> None:
    """Print every value and rule in force on a day."""
    config, pack = _pack(config_path, place)
    _print(show_pack(pack, day.date() if day else clock.today(), config.parameters if config else {}))


@policy.command(help="核对政策包：每个数值都有原文为证，情形逐格重算，缺什么一并列出。", options_metavar="[选项]")
@click.option("--place", metavar="地方代号", help="统筹区，默认取 config.toml；没有配置文件时核对全部")
@click.pass_obj
def check(config_path: Path, place: str | None) -> None:
    """Print what is proven, which scenarios do not hold, and what is still missing."""
    config = _config(config_path)
    places = [place] if place else [config.place] if config else pack_names()
    for one in places:
        _config_found, pack = _pack(config_path, one)
        _print(check_pack(pack, config.parameters if config else {}, config.intake.med_types if config else None))
        _check_scenarios(pack)


@policy.command("new", help="为还没有政策包的地方新建一个，由经办人员照着文件填写。", options_metavar="[选项]")
@click.argument("folder", metavar="目录", type=click.Path(path_type=Path, file_okay=False))
@click.option("--place", metavar="地方代号", required=True, help="小写英文字母，如 qinghe")
@click.option("--name", metavar="名称", required=True, help="中文名称，如 青禾县")
@click.option("--division", metavar="区划代码", required=True, help="省 2 位、市 4 位、县 6 位")
def new(folder: Path, place: str, name: str, division: str) -> None:
    """Begin a pack and say what to do next."""
    for path in begin_pack(folder, place, name, division):
        click.echo(f"已建立 {path}")
    click.echo("下一步：把文件全文放进 texts，按注释填写政策包，再运行 monitor policy check")


def _check_scenarios(pack: Pack) -> None:
    scenarios = load_scenarios(pack)
    wrong = misses(pack, scenarios)
    _print(report(pack, scenarios, wrong))
    if wrong:
        raise PolicyError(
            "E-PACK-CONTENT",
            f"有 {len(wrong)} 处情形与政策包算出的不一致",
            where=scenario_file(pack).name,
            todo="按条文重新手算，改正情形或政策包，再运行 monitor policy check",
        )


def _config(path: Path) -> Config | None:
    return load_config(path) if path.exists() else None


def _pack(path: Path, place: str | None) -> tuple[Config | None, Pack]:
    config = _config(path) if place is None or path.exists() else None
    wanted = place or (config.place if config else load_config(path).place)
    return config, load_pack(wanted, user_dir=config.optional_path("packs") if config else None)


def _print(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)
