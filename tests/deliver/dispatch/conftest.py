"""A small bureau with one month's data, and targets to which its files go."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch.state import Dispatch, rows
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident
from tests.workspaces import ONE_COUNTY, make_small_workspace

ON = date(2023, 4, 9)
WHO = "340121_civil_affairs"
PLACE = f"{WHO}/2023-03/v1"
Configure = Callable[..., Bureau]


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of one county with two townships, March loaded and not yet issued: three people over the line."""
    root = tmp_path_factory.mktemp("dispatch") / "loaded"
    make_small_workspace(root, "hefei", ONE_COUNTY)
    bureau, people = Bureau(root), [person(number) for number in (1, 2, 3)]
    bureau.intake("persons", map(resident, people), on=date(2023, 4, 3))
    bureau.intake("identities", map(holds, people), on=date(2023, 4, 3))
    bills = [bill(f"S{who}", who, "2023-03-05", "30000") for who in people]
    bureau.intake("settlements", bills, on=date(2023, 4, 3))
    return root


@pytest.fixture
def configured(loaded: Path, tmp_path: Path) -> Configure:
    """Gives a copy of it with more lines in its configuration."""

    def with_(*lines: str, deliver: str = "") -> Bureau:
        bureau = Bureau(shutil.copytree(loaded, tmp_path / "bureau"))
        text = bureau.config_path.read_text(encoding="utf-8").replace("[deliver]\n", f"[deliver]\n{deliver}\n", 1)
        bureau.config_path.write_text(text + "\n".join(["", *lines, ""]), encoding="utf-8")
        return bureau

    return with_


def target(url: object, *more: str, recipients: str = f'["{WHO}"]', name: str = "share") -> list[str]:
    """The lines of a target."""
    return [f"[deliver.to.{name}]", f"recipients = {recipients}", f'url = "{url}"', *more]


def folder(bureau: Bureau, name: str = "share") -> Path:
    """A folder that stands ready, as an administrator makes it."""
    made = bureau.root / name
    made.mkdir(mode=0o700)
    return made


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {str(one.relative_to(root)): one.read_bytes() for one in sorted(root.rglob("*")) if one.is_file()}


def found(bureau: Bureau) -> list[Dispatch]:
    with open_warehouse(bureau.config) as con:
        return rows(con)
