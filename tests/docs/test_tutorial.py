"""The tutorial, typed as it stands into an empty folder, shows what it says."""

import os
import re
import subprocess
import sys

import pytest

from tests.docs.reading import ROOT, blocks, text

BLOCKS = blocks(text("tutorial.md"))
MARK = "=== end of block ==="


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each `sh` block printed, all of them run in one shell, one after the other."""
    home = tmp_path_factory.mktemp("tutorial")
    command = home / "bin" / "monitor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m monitor "$@"\n')
    command.chmod(0o755)
    (home / "empty").mkdir()
    script = "set -e\n" + "".join(f"{block}echo '{MARK}'\n" for language, block in BLOCKS if language == "sh")
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh"], input=script, text=True, capture_output=True, cwd=home / "empty", check=False,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split(MARK + "\n")[:-1]


def promised() -> list[tuple[int, str]]:
    """(number of the `sh` block, the `text` block that follows it)."""
    commands = [at for at, (language, _) in enumerate(BLOCKS) if language == "sh"]
    return [(commands.index(at - 1), block) for at, (language, block) in enumerate(BLOCKS) if language == "text"]


@pytest.mark.parametrize(
    ("number", "expected"), promised(), ids=lambda value: str(value) if isinstance(value, int) else ""
)
def test_a_block_shows_what_the_page_says(printed: list[str], number: int, expected: str) -> None:
    pattern = ".*?".join(re.escape(part) for part in expected.split("…"))
    assert re.fullmatch(pattern, printed[number], re.DOTALL), printed[number]


def test_most_commands_have_their_output_beside_them() -> None:
    runs = [block for language, block in BLOCKS if language == "sh" and "monitor " in block]
    assert len(promised()) == len(runs)
