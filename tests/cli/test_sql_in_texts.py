"""R119: SQL in data, in names of the configuration, in what is asked: values bind, and no statement is put together."""

import ast
from pathlib import Path

import pytest

from tests.conftest import Begin, Bureau
from tests.house.sources import PACKAGE, name, tree
from tests.warehouse.builder import Row, bill, holds, person, resident

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


def test_sql_in_the_data_is_text(bureau: Bureau) -> None:
    said = {person(number): text for number, text in enumerate(CORPUS, 1)}
    bureau.intake("persons", [everywhere(who, text) for who, text in said.items()])
    bureau.intake("identities", [holds(who, source=text, tag=text, psn_name=text) for who, text in said.items()])
    bills = [bill(who, who, "2023-03-05", "12000", psn_name=text, dise_no=text) for who, text in said.items()]
    bureau.intake("settlements", bills)
    rows = {row.certno: (row.psn_name, row.addr, row.village) for row in bureau.month("2023-03").issue.rows}
    assert rows == {who: (text, text, text) for who, text in said.items()}
    assert bureau.sql("select count(*) as n from warehouse.settlement") == [{"n": len(CORPUS)}]


def everywhere(who: str, text: str) -> Row:
    """Somebody on the roster of whom every text is this one."""
    return resident(who, psn_name=text, addr=text, village=text, resdbook_no=text, mob=text)


@pytest.mark.parametrize("text", CORPUS)
def test_sql_in_what_is_asked_finds_nobody(begun: Begin, text: str) -> None:
    bureau = begun(with_a_bill)
    assert bureau.cli("explain", text, "--month", "2023-03").exit_code == 9
    assert bureau.sql("select count(*) as n from warehouse.settlement") == [{"n": 1}]


def with_a_bill(bureau: Bureau) -> None:
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])


@pytest.mark.parametrize("text", CORPUS)
def test_sql_in_a_heading_of_the_mapping_is_a_heading(bureau: Bureau, text: str) -> None:
    heading = text.replace("\\", "\\\\").replace('"', '\\"')
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write(f'[intake.columns.persons]\n"{heading}" = "psn_name"\n')
    row = {key: value for key, value in resident(WHO).items() if key != "psn_name"}
    assert bureau.intake("persons", [{**row, text: "测试人"}]).counts.accepted == 1
    assert bureau.sql("select psn_name from warehouse.person_row") == [{"psn_name": "测试人"}]
