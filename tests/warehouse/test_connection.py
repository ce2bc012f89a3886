"""Where a warehouse may lie: paths with signs that file patterns and addresses give a meaning."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config import EngineSettings
from monitor.errors import UsageError
from monitor.warehouse.connection import warehouse
from tests.conftest import Bureau
from tests.warehouse.builder import bill, person
from tests.warehouse.workplace import as_parquet


def test_a_path_with_a_question_mark_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "what?"
    folder.mkdir()
    with pytest.raises(UsageError, match="问号"), warehouse(folder / "monitor.duckdb", EngineSettings()):
        pytest.fail("opened")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["a [1]*", "甲'乙\"", "100% {x}"])
def test_a_path_with_signs_of_a_pattern_is_a_path(
    empty_workspace: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    shutil.copytree(empty_workspace("hefei"), tmp_path / name)
    bureau = Bureau(tmp_path / name)
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05")])
    bureau.intake("settlements", as_parquet(tmp_path / name, [bill("S2", person(1), "2023-03-05")]))
    bureau.publish()
    assert len(bureau.sql("select * from warehouse.settlement")) == 2
