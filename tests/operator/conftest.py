"""A bureau after one issued month, made once for this folder; every test gets a copy of its own."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident

WHO, OTHER = person(1), person(2)


@pytest.fixture(scope="module")
def march_workspace(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hefei with two people, one over the line in March 2023, the month issued."""
    root = tmp_path_factory.mktemp("march") / "work"
    shutil.copytree(empty_workspace("hefei"), root)
    bureau, mask = Bureau(root), os.umask(0o077)
    bureau.intake("persons", [resident(WHO), resident(OTHER)], on=date(2023, 4, 3))
    bureau.intake("identities", [holds(WHO), holds(OTHER)], on=date(2023, 4, 3))
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")], on=date(2023, 4, 3))
    bureau.month("2023-03")
    shutil.rmtree(bureau.config.path("log"))  # its days are those of the machine
    for path in [root, *(path for path in root.rglob("*") if not path.is_symlink())]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    os.umask(mask)
    return root


@pytest.fixture
def march(march_workspace: Path, tmp_path: Path) -> Bureau:
    """A copy of that bureau."""
    shutil.copytree(march_workspace, tmp_path / "work", symlinks=True)
    return Bureau(tmp_path / "work")
