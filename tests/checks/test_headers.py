"""A check says what is wrong when it fails, when it is asked, and is one SELECT of offending rows."""

import re

import duckdb

from monitor.checks import checks
from tests.house.sources import ROOT, sql_file

FILES = [sql_file(ROOT / "sql" / "checks" / f"{check.name}.sql") for check in checks()]


def test_each_says_in_chinese_what_is_wrong() -> None:
    assert [check.name for check in checks() if not re.search(r"[\u4e00-\u9fff]{4}", check.wrong)] == []


def test_each_is_asked_at_a_known_time() -> None:
    assert {when for check in checks() for when in check.when} == {"month", "issue", "year", "full", "published"}


def test_each_says_what_one_row_is_and_on_what_basis() -> None:
    needed = (r"^-- One row per ", r"Basis: \S", r"Reads: \S")
    assert [sql.path.stem for sql in FILES for part in needed if not re.search(part, sql.header, re.MULTILINE)] == []


def test_each_is_one_select_ending_in_its_own_name() -> None:
    assert [sql.path.stem for sql in FILES if len(duckdb.extract_statements(sql.text)) != 1] == []
    assert [sql.path.stem for sql in FILES if not sql.text.endswith(f"\nselect * from {sql.path.stem}\n")] == []


def test_each_names_what_it_reads_and_its_parameters() -> None:
    for sql in FILES:
        said = sql.header.partition("Reads:")[2]
        assert {table for table in sql.reads if not re.search(rf"\b{re.escape(table)}\b", said)} == set(), sql.path.stem
        assert set(re.findall(r"\$([a-z_]+)", sql.code)) == set(re.findall(r"\$([a-z_]+)", said)), sql.path.stem


def test_the_page_of_a_month_asks_what_is_bounded() -> None:
    """Every scan of all settlements is left to the checks at rest, so that a month of a city does not wait for them."""
    at_rest = {"batch_row", "settlement_twice", "standing_orphan", "refund_excess", "certno_check", "identity_overlap"}
    assert {check.name for check in checks() if check.when == {"full"}} == at_rest
