"""A pack is begun with its three files, and only for a place that has none."""

from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.policy.new_pack import begin_pack


def test_the_three_files_know_their_place(tmp_path: Path) -> None:
    made = begin_pack(tmp_path, "yunling", "云岭县", "539901")
    assert [str(path.relative_to(tmp_path)) for path in made] == [
        "yunling.toml",
        "texts/yunling.txt",
        "scenarios/yunling.md",
    ]
    assert [path for path in made if "{{" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(("place", "division"), [("云岭", "539901"), ("yunling", "5399011"), ("yunling", "５３")])
def test_what_cannot_be_a_place_is_refused_and_nothing_is_written(tmp_path: Path, place: str, division: str) -> None:
    with pytest.raises(UsageError):
        begin_pack(tmp_path, place, "云岭县", division)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "yunling.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError):
        begin_pack(tmp_path, "yunling", "云岭县", "539901")
    assert (tmp_path / "yunling.toml").read_text("utf-8") == "mine"
