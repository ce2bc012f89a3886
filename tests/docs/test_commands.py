"""Every command, option and exit code is on the page of commands, and nothing that does not exist."""

import shlex
from collections.abc import Iterator

import click
import pytest

from monitor import errors
from monitor.cli import cli
from tests.docs.reading import PAGES, blocks, rows, section, text

PAGE = text("commands.md")


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ("monitor",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands())


def described(path: tuple[str, ...]) -> str:
    return section(PAGE, "#" * len(path) + " " + " ".join(path))


def options(command: click.Command) -> set[str]:
    return {opt for param in command.params if isinstance(param, click.Option) for opt in param.opts}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_its_section(path: tuple[str, ...]) -> None:
    assert described(path).strip()


@pytest.mark.parametrize(
    "path", [path for path, one in COMMANDS.items() if not isinstance(one, click.Group)], ids=" ".join
)
def test_the_options_of_a_command_are_the_ones_described(path: tuple[str, ...]) -> None:
    said = {cells[0].strip("`") for cells in rows(described(path)) if cells[0].startswith("`--")}
    assert said == options(COMMANDS[path])


def test_defaults_are_the_ones_described() -> None:
    said = {
        cells[0].strip("`"): cells[1].strip("`")
        for cells in rows(described(("monitor", "demo")))
        if cells[0].startswith("`--")
    }
    known = {param.opts[0]: str(param.default) for param in COMMANDS["monitor", "demo"].params}
    assert said == known


def test_the_options_of_the_program_itself_are_described() -> None:
    assert {opt for opt in options(cli) if f"`{opt}`" not in PAGE} == set()


def test_every_exit_code_is_described_with_its_family() -> None:
    said = {(cells[0], cells[1].strip("`")) for cells in rows(section(PAGE, "## 退出码")) if cells[1].startswith("`")}
    families = errors.MonitorError.__subclasses__()
    assert said == {(str(one.exit_code), one.__name__) for one in families}


def invocations() -> Iterator[list[str]]:
    for page in PAGES:
        for language, block in blocks(page.read_text(encoding="utf-8")):
            if language == "sh":
                lines = [
                    line for line in block.splitlines() if line.startswith("monitor ") and line.count('"') % 2 == 0
                ]
                yield from (shlex.split(line) for line in lines)


def test_every_command_line_shown_could_be_typed() -> None:
    wrong = []
    for words in invocations():
        path = tuple(words[: 3 if words[1] in ("policy", "audit") else 2])
        given = {word.split("=")[0] for word in words if word.startswith("--")}
        if path not in COMMANDS or not given <= options(COMMANDS[path]) | {"--config"}:
            wrong.append(words)
    assert wrong == []
