"""The `monitor` command: a skin over the stages. It parses words, prints Chinese, and turns errors into exit codes.

Nothing is computed here. A user error prints what happened, where, and what to do next, never a traceback;
the last resort for our own bugs prints neither values nor third-party texts.
"""

import os
import resource
import sys
from pathlib import Path

import click

from monitor import __version__
from monitor.cli.asking import explain, sql, status
from monitor.cli.audit import audit
from monitor.cli.backup import backup, restore
from monitor.cli.chinese import ChineseGroup, usage_text
from monitor.cli.delivering import deliver
from monitor.cli.demo import demo
from monitor.cli.doctor import doctor
from monitor.cli.loading import init, intake
from monitor.cli.months import month
from monitor.cli.passcodes import passcodes
from monitor.cli.policies import policy
from monitor.cli.retention import retention
from monitor.cli.schedule import schedule
from monitor.cli.telling import BUG, tell, tell_bug, tell_output
from monitor.errors import MonitorError

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


for command in (
    demo, init, intake, month, deliver, explain, passcodes, audit, sql, policy, status,
    schedule, doctor, backup, restore, retention,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """The entry point: runs the command and ends the process with its exit code."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(_run())


def _run() -> int:
    try:
        ended = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except MonitorError as error:
        return tell(error)
    except click.exceptions.Abort:
        click.echo("已中断，没有写入的内容不算数", err=True)
        return BUG
    except click.ClickException as error:
        return _tell_usage(error)
    except OSError as error:
        return tell_output(error)
    except Exception as error:  # noqa: BLE001 the one broad except: the edge of the program
        return tell_bug(error)
    return ended or 0  # None, or what the command says by `context.exit`


def _tell_usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and context is not None:
        click.echo(context.get_help())
        return _USAGE
    click.echo("[E-USAGE-001] " + usage_text(error, sorted(cli.commands)), err=True)
    if context is not None:
        click.echo(f"  处理：运行 {context.command_path} --help 查看用法", err=True)
    return _USAGE
