"""The `monitor` command: a skin over the stages. It parses words, prints Chinese, and turns errors into exit codes.

Nothing is computed here. A user error prints what happened, where, and what to do next, never a traceback;
the last resort for our own bugs prints neither values nor third-party texts.
"""

import os
import resource
import sys
import traceback
from pathlib import Path

import click

from monitor import __version__
from monitor.cli.asking import explain, sql, status
from monitor.cli.chinese import ChineseGroup, usage_text
from monitor.cli.demo import demo
from monitor.cli.loading import init, intake
from monitor.cli.months import month
from monitor.cli.policies import policy
from monitor.errors import MonitorError

_BUG = 1
_USAGE = 2


@click.group(
    cls=ChineseGroup,
    help="防返贫监测预警：从医保结算数据到每月预警名单。",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)
@click.option(
    "--config",
    "config_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    help="配置文件，默认当前文件夹的 config.toml",
)
@click.version_option(__version__, "--version", message="monitor %(version)s", help="显示版本")
@click.pass_context
def cli(context: click.Context, config_path: Path) -> None:
    """Every command gets the path of the configuration as the context's object."""
    context.obj = config_path


for command in (demo, init, intake, month, explain, sql, policy, status):
    cli.add_command(command)


def main() -> None:
    """The entry point: runs the command and ends the process with its exit code."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(_run())


def _run() -> int:
    try:
        cli.main(standalone_mode=False)
    except MonitorError as error:
        return _tell(error)
    except click.exceptions.Abort:
        click.echo("已中断，没有写入的内容不算数", err=True)
        return _BUG
    except click.ClickException as error:
        return _tell_usage(error)
    except Exception as error:  # noqa: BLE001 the one broad except: the edge of the program
        return _tell_bug(error)
    return 0


def _tell(error: MonitorError) -> int:
    for line in error.lines():
        click.echo(line, err=True)
    return error.exit_code


def _tell_usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and context is not None:
        click.echo(context.get_help())
        return _USAGE
    click.echo("[E-USAGE-001] " + usage_text(error, sorted(cli.commands)), err=True)
    if context is not None:
        click.echo(f"  处理：运行 {context.command_path} --help 查看用法", err=True)
    return _USAGE


def _tell_bug(error: Exception) -> int:
    """Our own bug: where it happened, without the values that an exception's text may carry."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}monitor{os.sep}" in frame.filename] or list(frames)
    place = " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-4:]))
    click.echo(f"[E-BUG-001] 程序内部错误 {type(error).__name__}，本次操作没有完成", err=True)
    click.echo(f"  位置：{place}", err=True)
    click.echo("  处理：请把以上两行报告给维护者（其中没有个人信息）", err=True)
    return _BUG
