"""One small bureau with two issued months in which every kind of row occurs, and a way to spoil it for a while."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, refund, resident

Spoiled = Callable[[str], AbstractContextManager[Connection]]


@pytest.fixture(scope="session")
def sound(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """Two months: over the line, near it, a refund, a duplicate, a rejected row, somebody known by psn_no first."""
    root = tmp_path_factory.mktemp("sound") / "bureau"
    shutil.copytree(empty_workspace("hefei"), root)
    bureau = Bureau(root)
    people = [person(number) for number in (1, 2, 3)]
    bureau.intake("persons", [resident(one, psn_no=f"P{one[-4:]}") for one in people])
    bureau.intake("identities", [holds(one) for one in people])
    wrong = bill("J9", people[0], "2023-01-20", "10") | {"medfee_sumamt": "99.00"}
    january = [bill("J1", people[0], "2023-01-05", "9000"), bill("J2", people[1], "2023-01-06", "8500"), wrong]
    unnamed = bill("J3", people[2], "2023-01-07", "300") | {"certno": "", "psn_no": f"P{people[2][-4:]}"}
    stranger = bill("J4", people[2], "2023-01-08", "40") | {"certno": "", "psn_no": "P-UNKNOWN"}
    bureau.intake("settlements", [*january, unnamed, stranger, january[0]])
    bureau.month("2023-01")
    big = bill("F1", people[0], "2023-02-05", "6000", own="100", hifp_pay="500")
    undone = bill("F2", people[1], "2023-02-06", "400")
    bureau.intake("settlements", [big, undone, refund(undone, "F3", "2023-02-07")])
    bureau.month("2023-02")
    return bureau


@pytest.fixture(scope="session")
def opened(sound: Bureau) -> Iterator[Connection]:
    """Its warehouse, open for the session."""
    with open_warehouse(sound.config) as con:
        yield con


@pytest.fixture
def spoiled(opened: Connection) -> Spoiled:
    """The warehouse with one statement carried out, until the end of the block."""

    @contextmanager
    def spoil(statement: str) -> Iterator[Connection]:
        opened.execute("begin transaction")
        try:
            opened.execute(statement)
            yield opened
        finally:
            opened.execute("rollback")

    return spoil
