"""R80: a fen below, at and a fen above every line, with both operators, in screening, in the day of crossing and in the
account."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.account import account
from monitor.policy import Pack
from monitor.screen import screen
from monitor.settle import bring_up_to_date
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import new_bureau

LINES = (5_000, 10_000, 20_000, 50_000)
FENS = (-1, 0, 1)
CASES = {(line, fen): number for number, (line, fen) in enumerate(((a, b) for a in LINES for b in FENS), 1)}
EACH = pytest.mark.parametrize(("line", "fen"), CASES)


@pytest.fixture(scope="module")
def loaded(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """One person at each distance from each line."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("operators"))
    bureau.intake("identities", [holds(person(number)) for number in CASES.values()])
    paid = {number: str(Decimal(line * 100 + fen).scaleb(-2)) for (line, fen), number in CASES.items()}
    bureau.intake("settlements", [bill(f"S{n}", person(n), "2023-03-05", yuan) for n, yuan in paid.items()])
    return bureau


def pack_of(bureau: Bureau, line: int, operator: str) -> Pack:
    """Hefei's pack with another line and operator."""
    shapes = tuple(shape.model_copy(update={"operator": operator}) for shape in bureau.pack.rule_shapes)
    ids = {shape.threshold for shape in shapes}
    values = (replace(one, value=Decimal(line)) if one.id in ids else one for one in bureau.pack.values)
    return replace(bureau.pack, rule_shapes=shapes, values=tuple(values))


@pytest.fixture(params=[">", ">="])
def screened(request: pytest.FixtureRequest, loaded: Bureau, line: int) -> Iterator[tuple[str, Pack, Connection]]:
    """March under the changed pack, undone afterwards."""
    pack = pack_of(loaded, line, request.param)
    with open_warehouse(loaded.config) as con:
        con.execute("begin transaction")
        bring_up_to_date(con, loaded.config, pack, 2023, 3)
        screen(con, loaded.config, pack, 2023, 3)
        yield request.param, pack, con
        con.execute("rollback")


@EACH
def test_over_the_line_is_what_the_operator_says(
    screened: tuple[str, Pack, Connection], loaded: Bureau, line: int, fen: int
) -> None:
    operator, pack, con = screened
    who = person(CASES[line, fen])
    is_over = fen > 0 or (operator == ">=" and fen == 0)
    query = "select early_watch from screen.warning where person_id = ?"
    assert con.execute(query, [int(who[:17])]).fetchall() == [(not is_over,)]
    crossed = {row["person_id"] for row in statements.records(con, "5_lists/crossing", month=202303)}
    assert (int(who[:17]) in crossed) is is_over
    (told,) = account(con, loaded.config, pack, who, 2023, 3).lines
    assert told.crossed_on == (date(2023, 3, 5) if is_over else None)
