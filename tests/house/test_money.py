"""Money is never a floating-point number, and no figure of a policy stands in code."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from monitor.policy import load_pack, pack_names
from tests.conftest import Bureau
from tests.house.sources import ALL_SQL, ROOT, STAGE_SQL, name, nodes, sql_file, tree

_FLOATING = {"DOUBLE", "FLOAT", "REAL", "FLOAT4", "FLOAT8"}
_NOT_EXACT = {"/", "avg", "mean", "favg", "fsum", "median", "stddev", "quantile_cont", "pow", "power", "sqrt"}
_STAGES_WITH_FIGURES = ("warehouse", "settle", "screen", "lists", "feedback", "checks")
_STORED = {
    "DECIMAL(16,2)", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "BOOLEAN", "VARCHAR", "DATE", "TIMESTAMP",
}  # fmt: skip
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\b")
_NOT_A_FIGURE = {
    "sql/1_intake/macros.sql": "places of the digits of an identity number",
    "sql/3_settle/increment.sql": "places of a code behind a time, in one number to sort by",
}


def types_in(tree_of_select: object) -> set[str]:
    return {str(one["type_name"]).upper() for one in exact_nodes(tree_of_select) if one.get("class") == "TYPE"}


def floating_literals(tree_of_select: object) -> list[str]:
    literals = [one["literal"] for one in nodes(tree_of_select) if one.get("class") == "CONSTANT"]
    return [one["text"] for one in literals if one["kind"] == "NUMERIC" and "e" in one["text"].lower()]


def exact_nodes(found: object) -> Iterator[dict[str, object]]:
    """As `nodes`, without what the parser puts inside `interval 1 month`."""
    if isinstance(found, dict):
        if str(found.get("function_name", "")).startswith("to_"):
            return
        yield found
        found = list(found.values())
    if isinstance(found, list):
        for value in found:
            yield from exact_nodes(value)


def test_sql_never_divides_money_or_takes_a_mean() -> None:
    called = {
        name(path): {one.get("function_name") for one in nodes(sql_file(path).tree)} & _NOT_EXACT for path in STAGE_SQL
    }
    assert {path: found for path, found in called.items() if found} == {}


def test_sql_has_no_floating_types() -> None:
    assert {name(path): found for path in STAGE_SQL if (found := types_in(sql_file(path).tree) & _FLOATING)} == {}


def test_sql_has_no_floating_literals() -> None:
    assert {name(path): found for path in STAGE_SQL if (found := floating_literals(sql_file(path).tree))} == {}


@pytest.mark.parametrize("file", ["monitor.duckdb", "published.duckdb"])
def test_no_stored_column_is_floating(demo_bureau: Bureau, file: str) -> None:
    with duckdb.connect(str(demo_bureau.root / file), read_only=True) as con:
        columns = con.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal"
        ).fetchall()
    assert len(columns) > 80
    assert [column for column in columns if column[2] in _FLOATING] == []


@pytest.mark.parametrize("file", ["monitor.duckdb", "published.duckdb"])
def test_every_stored_number_with_decimals_is_yuan_and_fen(demo_bureau: Bureau, file: str) -> None:
    """R76: columns are whole numbers, days, texts and DECIMAL(16,2); only the law's values have rates among them."""
    of_the_law = "('policy_value', '政策数值')"
    query = "select distinct data_type from duckdb_columns() where not internal and table_name not in " + of_the_law
    with duckdb.connect(str(demo_bureau.root / file), read_only=True) as con:
        types = {str(type_) for (type_,) in con.execute(query).fetchall()}
    assert "DECIMAL(16,2)" in types
    assert types <= _STORED


@pytest.mark.parametrize(
    ("yuan", "rounded"),
    [("1.005", "1.01"), ("1.015", "1.02"), ("1.025", "1.03"), ("2.675", "2.68"), ("-1.005", "-1.01")],
)
def test_sql_rounds_halves_away_from_zero(yuan: str, rounded: str) -> None:
    """R76: what a list works out with a rate is rounded as the kernel rounds: once, by a cast to DECIMAL(16,2)."""
    query = "select cast(cast(? as decimal(16,2)) * cast(? as decimal(9,6)) as decimal(16,2))"
    twice = str(Decimal(yuan) * 200)
    assert duckdb.execute(query, [twice, "0.005"]).fetchall() == [(Decimal(rounded),)]


def test_money_is_never_divided_in_python() -> None:
    """R76: in the stages that compute, `/` joins paths and nothing else."""
    divided = [
        f"{name(path)}: {ast.unparse(node)}"
        for stage in ("settle", "screen", "lists", "warehouse", "feedback")
        for path in sorted((ROOT / "monitor" / stage).rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not is_path(node)
    ]
    assert divided == []


def is_path(node: ast.BinOp) -> bool:
    """Whether a division joins a path: a text on its right, or a folder on its left."""
    named = isinstance(node.right, ast.JoinedStr) or isinstance(getattr(node.right, "value", None), str)
    return named or ast.unparse(node.left).endswith(("folder", "root"))


@pytest.mark.parametrize("table", ["burden", "warning", "issue_row"])
def test_published_amounts_are_yuan_with_two_decimals(demo_bureau: Bureau, table: str) -> None:
    amounts = {"amount", "threshold", "over_by", "burden", "self_pay", "in_scope", "basic", "total_cost", "own_expense"}
    columns = {row["column_name"]: row["column_type"] for row in demo_bureau.ask(f"describe {table}")}
    found = {columns[column] for column in amounts & columns.keys()}
    assert found == {"DECIMAL(16,2)"}


def test_no_policy_figure_in_sql(policy_figures: frozenset[Decimal]) -> None:
    numbers = {name(path): {Decimal(text) for text in _NUMBER.findall(sql_file(path).bare)} for path in ALL_SQL}
    found = {path: values & policy_figures for path, values in numbers.items() if path not in _NOT_A_FIGURE}
    assert {path: values for path, values in found.items() if values} == {}


@pytest.mark.parametrize("stage", _STAGES_WITH_FIGURES)
def test_no_policy_figure_in_python(stage: str, policy_figures: frozenset[Decimal]) -> None:
    paths = [*(ROOT / "monitor" / stage).rglob("*.py"), *(ROOT / "monitor").glob(f"{stage}.py")]
    found = {(name(path), number) for path in paths for number in numbers_in(tree(path)) if number in policy_figures}
    assert found == set()


def test_the_figures_that_are_looked_for_are_those_of_the_packs(policy_figures: frozenset[Decimal]) -> None:
    assert {Decimal(10_000), Decimal(1_000_000), Decimal("0.6")} <= policy_figures


def numbers_in(module: ast.Module) -> Iterator[Decimal]:
    for node in ast.walk(module):
        # A float is no amount: cut-offs of similarity, widths of columns.
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool | bytes | float):
            text = str(node.value)
            if re.fullmatch(r"\d+(\.\d+)?", text):
                yield Decimal(text)


@pytest.fixture(scope="session")
def policy_figures() -> frozenset[Decimal]:
    """Amounts from 1,000 yuan, in yuan and in fen, and rates, of all packs at any time."""
    values = [value for place in pack_names() for value in load_pack(place).values if value.value is not None]
    rules = [rule for place in pack_names() for rule in load_pack(place).rules_on(date(2023, 12, 31))]
    yuan = {Decimal(one.value) for one in values if one.unit == "yuan" and one.value is not None and one.value >= 1000}
    yuan |= {Decimal(rule.threshold_fen).scaleb(-2) for rule in rules}
    rates = {Decimal(one.value) for one in values if one.unit == "rate" and one.value is not None}
    return frozenset(yuan | {amount * 100 for amount in yuan} | rates - {Decimal(0), Decimal(1)})
