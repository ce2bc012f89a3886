"""A command whose output has no room, or no reader."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Bureau

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [("status",), ("policy", "show")])
def test_output_onto_a_full_disk_ends_with_the_code_of_storage(bureau: Bureau, command: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "monitor", "--config", bureau.config_path, *command],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ended.returncode == 6
    assert ended.stderr.startswith("[E-DISK-006] ")
    assert ended.stderr.count("\n") == 3


def test_whoever_stops_reading_is_told_nothing_more(bureau: Bureau) -> None:
    command = f"{sys.executable} -m monitor --config {bureau.config_path} policy show | head -c 1"
    ended = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert ended.stderr == b""
