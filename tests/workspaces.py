"""Empty workspaces: with every division that is shipped, or with few, where nobody looks at the pages of all places.

A page is written for every place of a month, with a person on it or not: a month of all Hefei is 374 files.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import monitor.cli.workspace as workspace
from monitor.resources import regions_file

ONE_COUNTY = ("340121",)
# The counties of a large place in which anybody of a test lives; all of a small one.
_COUNTIES = {"hefei": ("340104", "340111", "340121", "340122", "340123")}
# Townships besides the first two of their county that a test names.
_NAMED = frozenset(("340121105000", "340123108000", "210882102000", "210882104000"))


def leave_open(config: Path) -> None:
    """No page is sealed, so that tests can read them; sealing has its own tests."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('sealed = ["township"]', "sealed = []"), encoding="utf-8")


def make_workspace(root: Path, place: str) -> None:
    """A workspace with every county and township of the place."""
    workspace.make_workspace(root, place, date(2023, 1, 1))
    leave_open(root / "config.toml")


def make_small_workspace(root: Path, place: str, counties: tuple[str, ...] = ()) -> None:
    """A workspace with two or three townships of some counties; one or two, of these counties (six digits) alone."""
    shipped = regions_file(place)
    divisions = root.with_name(f"{root.name}-divisions.csv")
    assert shipped
    lines = shipped.read_text(encoding="utf-8").splitlines(keepends=True)
    few = _few(lines, counties or _COUNTIES.get(place, ()), 1 if counties else 2)
    divisions.write_text("".join(few), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "regions_file", lambda _place: divisions)
        make_workspace(root, place)


def _few(lines: list[str], counties: tuple[str, ...], most: int) -> Iterator[str]:
    taken: dict[str, int] = {}
    for line in lines:
        code, _name, level, parent = line.rstrip("\n").split(",")
        if counties and level in ("county", "township") and not code.startswith(counties):
            continue
        taken[parent] = taken.get(parent, 0) + 1
        if level != "township" or taken[parent] <= most or code in _NAMED:
            yield line
