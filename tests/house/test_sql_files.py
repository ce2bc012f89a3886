"""One SQL file is one SELECT, says what its rows are and on what basis, and looks like the others."""

import re
from typing import Any

import duckdb

from tests.house.sources import ALL_SQL, ROOT, STAGE_SQL, SqlFile, name, nodes, sql_file

FILES = [sql_file(path) for path in STAGE_SQL]
# `burden_on` is the body of a table macro: the published copy shows it to its readers, so it has no CTEs.
WITH_CTES = [sql for sql in FILES if not sql.header.startswith("-- @macro")]
_WORDS = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|LEFT|GROUP|ORDER|BY|WITH|UNION|CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|NULL|AS|ON|USING|IN"
    r"|CAST|SUM|COUNT|MIN|MAX|COALESCE|OVER|PARTITION|BETWEEN|LIKE|EXISTS|HAVING|LIMIT|DISTINCT)\b"
)
_CLOCK = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtime(?:stamp)?|now\(|today\(|get_current|random\(|uuid\()",
    re.IGNORECASE,
)
# What counts is the settlement record as it is; a view of it needs no list of its forty columns.
_WHOLE_RECORDS = {"sql/3_settle/counted.sql"}
_NOT_REPEATABLE = {"any_value", "first", "last", "arbitrary", "list", "array_agg", "string_agg", "mode"}


def last_cte(sql: SqlFile) -> dict[str, Any]:
    last: dict[str, Any] = sql.tree["statements"][0]["node"]["cte_map"]["map"][-1]
    return last


def unnamed_reads(sql: SqlFile) -> list[str]:
    said = sql.header.partition("Reads:")[2]
    return [table for table in sorted(sql.reads) if not re.search(rf"\b{re.escape(table)}\b", said)]


def parameters(text: str) -> set[str]:
    return set(re.findall(r"(?<!')\$([a-z_]+)", text))


def test_no_aggregate_takes_a_structure() -> None:
    """DuckDB 2.0.0 corrupts memory in `max` over a structure with NULLs: runs died at random some statements later."""
    risky = re.compile(
        r"\b(?:max|min|arg_max|arg_min)\s*\((?:[^()]|\([^()]*\))*\b(?:row|struct_pack)\s*\(", re.IGNORECASE
    )
    assert [name(path) for path in ALL_SQL if risky.search(sql_file(path).code)] == []


def test_there_are_sql_files() -> None:
    assert len(FILES) > 50


def test_headers_say_what_one_row_is() -> None:
    assert [
        name(sql.path) for sql in FILES if not re.search(r"^-- One row(:| per | for )", sql.header, re.MULTILINE)
    ] == []


def test_headers_name_the_basis() -> None:
    assert [name(sql.path) for sql in FILES if not re.search(r"Basis: \S", sql.header)] == []


def test_headers_name_every_table_that_is_read() -> None:
    assert {name(sql.path): missing for sql in FILES if (missing := unnamed_reads(sql))} == {}


def test_headers_name_exactly_the_parameters_that_are_used() -> None:
    differing = {
        name(sql.path): parameters(sql.code) ^ parameters(sql.header.partition("Parameters:")[2]) for sql in FILES
    }
    assert {path: names for path, names in differing.items() if names} == {}


def test_a_file_is_one_select() -> None:
    types = {name(sql.path): [one.type for one in duckdb.extract_statements(sql.text)] for sql in FILES}
    assert {path: found for path, found in types.items() if found != [duckdb.StatementType.SELECT]} == {}


def test_the_last_line_selects_all_of_the_last_cte() -> None:
    ending = re.compile(r"^select \* from ([a-z_]+)(\norder by [^\n]+)?\n\Z", re.MULTILINE)
    found = {name(sql.path): ending.search(sql.text) for sql in WITH_CTES}
    expected = {name(sql.path): last_cte(sql)["key"] for sql in WITH_CTES}
    assert {path: one and one[1] for path, one in found.items()} == expected


def test_the_last_cte_bears_the_name_of_the_file() -> None:
    named = {name(sql.path): (last_cte(sql)["key"], sql.path.stem) for sql in WITH_CTES}
    assert {path: pair for path, pair in named.items() if pair[0] not in (pair[1], "published")} == {}


def test_the_last_cte_names_its_columns() -> None:
    named = [sql for sql in WITH_CTES if name(sql.path) not in _WHOLE_RECORDS]
    bodies = {name(sql.path): last_cte(sql)["value"]["query_node"] for sql in named}
    lists = {path: body["select_list"] for path, body in bodies.items() if body["type"] == "SELECT_NODE"}
    assert [
        path
        for path, chosen in lists.items()
        if [one["type"] for one in chosen] == ["STAR"] and not chosen[0]["relation_name"]
    ] == []


def test_keywords_are_in_lower_case() -> None:
    assert {name(path): found for path in ALL_SQL if (found := _WORDS.findall(sql_file(path).bare))} == {}


def test_sql_never_asks_what_day_it_is() -> None:
    assert {name(path): found for path in ALL_SQL if (found := _CLOCK.findall(sql_file(path).bare))} == {}


def unordered(sql: SqlFile) -> set[str]:
    called = [one for one in nodes(sql.tree) if one.get("function_name") in _NOT_REPEATABLE]
    return {one["function_name"] for one in called if not one["order_bys"]["orders"]}


def test_only_repeatable_aggregates() -> None:
    """`any_value`, `first` and `list` without an order depend on the order in which rows happen to come."""
    assert {name(sql.path): found for sql in FILES if (found := unordered(sql))} == {}


def test_folders_are_the_stages() -> None:
    folders = sorted(path.name for path in (ROOT / "sql").iterdir() if path.is_dir() and path.name[0].isdigit())
    stages = ["1_intake", "2_warehouse", "3_settle", "4_screen", "5_lists", "6_deliver", "7_feedback"]
    assert folders == stages[: len(folders)]
