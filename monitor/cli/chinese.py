"""Help pages and usage errors in Chinese: the words that click itself would print in English."""

from typing import Any

import click

_WORDS = {"[required]": "[必填]", "[default: ": "[默认："}


class ChineseCommand(click.Command):
    """A command whose help page is in Chinese throughout."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        return _explained(super().get_help_option(ctx))


class ChineseGroup(click.Group):
    """A group of commands whose help page is in Chinese throughout."""

    command_class = ChineseCommand

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands with the first sentence of their help."""
        _write_options(self, ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in commands if command])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        return _explained(super().get_help_option(ctx))


def usage_text(error: click.ClickException, commands: list[str]) -> str:
    """What is wrong with a command line, in Chinese; values that were typed are not repeated."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是否应为 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name.split('=')[0][:40]}{near}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"缺少 {_named(error.param)}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_named(error.param)} 的取值不对{_allowed(error.param)}"
    message = getattr(error, "message", "")
    if "No such command" in message:
        return "没有这个命令；可用：" + "、".join(commands)
    if "unexpected extra argument" in message:
        return "多了参数；路径或查询里有空格时请加引号"
    if "requires an argument" in message:
        return "选项后面缺少取值"
    return "命令写法不对"


def _named(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _allowed(parameter: click.Parameter) -> str:
    kind: Any = parameter.type
    if isinstance(kind, click.Choice):
        return f"，可用：{'、'.join(str(one) for one in kind.choices)}"
    if isinstance(kind, click.DateTime):
        return "，写成 2023-03-31 这样的日期"
    if isinstance(kind, click.IntRange):
        bounds = "～".join("" if bound is None else str(bound) for bound in (kind.min, kind.max))
        return f"，应为整数，范围 {bounds}"
    return ""


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    records = [record for record in (one.get_help_record(ctx) for one in options) if record]
    with formatter.section("选项"):
        formatter.write_dl([(name, _translated(text)) for name, text in records])


def _translated(text: str) -> str:
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    return text


def _explained(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示帮助"
    return option
