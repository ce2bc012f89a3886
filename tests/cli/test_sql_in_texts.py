"""R119: SQL in data, in names of the configuration, in what is asked: values bind, and no statement is put together."""

import ast
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.house.sources import PACKAGE, name, tree
from tests.warehouse.builder import bill, holds, person, resident

RUNS = {"execute", "executemany", "sql", "query"}
# A loop over three names that stand in the same line.
ALLOWED = {"monitor/warehouse/connection.py": ["f'set {setting} = false'"]}
CORPUS = (
    "'); DROP TABLE warehouse.settlement; --",
    "\"; drop table settle.burden; --",
    "' or '1'='1",
    "$month",
    "?",
    "1; attach 'x.duckdb'",
    "*/ select 1 /*",
)  # fmt: skip
WHO = person(1)


def statements(path: Path) -> list[ast.expr]:
    """What a module hands to the engine."""
    called = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and node.args]
    return [one.args[0] for one in called if isinstance(one.func, ast.Attribute) and one.func.attr in RUNS]


def formatted(path: Path) -> list[str]:
    """Statements into which values are written as text."""
    parts = [part for one in statements(path) for part in ast.walk(one)]
    texts = [part for part in parts if isinstance(part, ast.JoinedStr)]
    percent = [part for part in parts if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod)]
    called = [part for part in parts if isinstance(part, ast.Call) and ast.unparse(part.func).endswith(".format")]
    return [ast.unparse(one) for one in [*texts, *percent, *called]]


def test_no_value_is_written_into_a_statement() -> None:
    assert sum(len(statements(path)) for path in PACKAGE) > 50
    assert {name(path): found for path in PACKAGE if (found := formatted(path))} == ALLOWED


@pytest.mark.parametrize("text", CORPUS)
def test_sql_in_the_data_is_text(bureau: Bureau, text: str) -> None:
    bureau.intake("persons", [resident(WHO, psn_name=text, addr=text, village=text, resdbook_no=text, mob=text)])
    bureau.intake("identities", [holds(WHO, source=text, tag=text, psn_name=text)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000", psn_name=text, dise_no=text)])
    (row,) = bureau.month("2023-03").issue.rows
    assert (row.psn_name, row.addr, row.village) == (text, text, text)
    assert bureau.sql("select count(*) as n from warehouse.settlement") == [{"n": 1}]


@pytest.mark.parametrize("text", CORPUS)
def test_sql_in_what_is_asked_finds_nobody(bureau: Bureau, text: str) -> None:
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])
    assert bureau.cli("explain", text, "--month", "2023-03").exit_code == 9
    assert bureau.sql("select count(*) as n from warehouse.settlement") == [{"n": 1}]


@pytest.mark.parametrize("text", CORPUS)
def test_sql_in_a_heading_of_the_mapping_is_a_heading(bureau: Bureau, text: str) -> None:
    heading = text.replace("\\", "\\\\").replace('"', '\\"')
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write(f'[intake.columns.persons]\n"{heading}" = "psn_name"\n')
    row = {key: value for key, value in resident(WHO).items() if key != "psn_name"}
    assert bureau.intake("persons", [{**row, text: "测试人"}]).counts.accepted == 1
    assert bureau.sql("select psn_name from warehouse.person_row") == [{"psn_name": "测试人"}]
