"""Data flow down: a stage's SQL reads its own and earlier stages, by the parse tree. Exceptions have reasons."""

from tests.house.sources import STAGE_SQL, STAGES, name, sql_file, temporary_tables

LATER = {
    # Which records are new, and what number a person has, is only known beside what is stored.
    "1_intake": {
        "warehouse.identifier",
        "warehouse.place",
        "warehouse.settlement",
        "warehouse.repeated_settlement",
        "warehouse.standing",
    },
    # A load marks whose settled months it touches, so it asks which months are settled.
    "2_warehouse": {"settle.progress"},
    # A status is told against what was issued in an earlier month.
    "4_screen": {"lists.issue", "lists.issue_row"},
}
PUBLISHED = {"6_deliver/burden_on": {"burden"}}
FILES = [sql_file(path) for path in STAGE_SQL]


def stage_of(table: str) -> int:
    """1 to 7 for a table with a schema; for a temporary one the stage whose file makes it, 1 where none does."""
    schema, _dot, _table = table.rpartition(".")
    if schema:
        return STAGES.index(schema) + 1
    made = [sql.stage for sql in FILES if sql.path.stem == table.removesuffix("_new")]
    return min(made, default=1)


def test_a_stage_reads_only_its_own_and_earlier_stages() -> None:
    later = {
        name(sql.path): {table for table in sql.reads if stage_of(table) > sql.stage}
        - LATER.get(sql.path.parent.name, set())
        for sql in FILES
    }
    assert {path: tables for path, tables in later.items() if tables} == {}


def test_a_name_without_schema_is_a_table_that_the_program_makes() -> None:
    unknown = {
        f"{sql.path.parent.name}/{sql.path.stem}": {table for table in sql.reads if "." not in table}
        - temporary_tables()
        for sql in FILES
    }
    assert {path: tables for path, tables in unknown.items() if tables - PUBLISHED.get(path, set())} == {}


def test_every_exception_is_needed() -> None:
    read = {(sql.path.parent.name, table) for sql in FILES for table in sql.reads}
    assert {(stage, table) for stage, tables in LATER.items() for table in tables} - read == set()
