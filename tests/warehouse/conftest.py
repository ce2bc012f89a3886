"""A connection with the macros of the first stage, and bureaus that a whole module shares."""

from collections.abc import Iterator

import pytest

from monitor.config import EngineSettings
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty database in which the macros of the first stage are known."""
    with warehouse(tmp_path_factory.mktemp("macros") / "macros.duckdb", EngineSettings(threads=1)) as con:
        statements.run(con, "1_intake/macros")
        yield con
