"""How an amount may be written: one table of texts, through the macros, and through CSV, XLSX and Parquet alike."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import InputRefused
from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, person
from tests.warehouse.workplace import Write, as_csv, as_dict, as_parquet, as_xlsx, configure

TAKEN = {
    "0": "0.00", "1234.56": "1234.56", "1234.5": "1234.50", "1234": "1234.00", "1,234.56": "1234.56",
    "1,234,567.89": "1234567.89", "1234.5600": "1234.56", "1234.560000000000": "1234.56",
    "1，234": "1234.00",
    "￥1,234.56": "1234.56", "¥1234.56": "1234.56", "１２３４．５６": "1234.56", "１，２３４．５６": "1234.56",
    " 12 ": "12.00", "\u300012\u3000": "12.00", "\u200b12": "12.00", "\t12\t": "12.00", "+5": "5.00",
    "5.": "5.00", "00123": "123.00", "1.23E+4": "12300.00", "1.23e4": "12300.00", "9999999.99": "9999999.99",
}  # fmt: skip
REFUSED = {
    "1,23": "E-AMT-001", "12,3456.00": "E-AMT-001", ",123": "E-AMT-001", "(100.00)": "E-AMT-001", "－100": "E-AMT-001",
    "−100": "E-AMT-001", "--5": "E-AMT-001", "100元": "E-AMT-001", "1万": "E-AMT-001", "一百": "E-AMT-001",
    "1.2.3": "E-AMT-001", "0x10": "E-AMT-001", "1_000": "E-AMT-001", "٣": "E-AMT-001", "TRUE": "E-AMT-001",
    "'123": "E-AMT-001", "1\u200b2": "E-AMT-001", "1 234.56": "E-AMT-001", "NaN": "E-AMT-001", "inf": "E-AMT-001",
    "-Infinity": "E-AMT-001", "1e309": "E-AMT-001", "1e-2": "E-AMT-001", "NULL": "E-AMT-001", "-": "E-AMT-001",
    "#N/A": "E-AMT-001",
    "—": "E-AMT-001", ".": "E-AMT-001", "1/3": "E-AMT-001", "$5": "E-AMT-001", "5%": "E-AMT-001",
    "0.005": "E-AMT-002", "10000.001": "E-AMT-002", "0.30000000000000004": "E-AMT-002", "10000000.00": "E-AMT-003",
    "99999999999999.99": "E-AMT-003", "1E+12": "E-AMT-003",
}  # fmt: skip


def read(con: Connection, text: str) -> tuple[Decimal | None, str | None]:
    """What the macros make of a cell: the amount and the fault."""
    query = "select money(money_text($1)), money_fault(money_text($1), money_exact(money_text($1)), 9999999.99)"
    value, fault = con.execute(query, [text]).fetchall()[0]
    return value, fault


@pytest.mark.parametrize("text", TAKEN)
def test_an_amount_is_read_exactly(macros: Connection, text: str) -> None:
    assert read(macros, text) == (Decimal(TAKEN[text]), None)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_amount_has_a_reason(macros: Connection, text: str) -> None:
    assert read(macros, text)[1] == REFUSED[text]


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_an_empty_cell_is_neither_an_amount_nor_a_fault(macros: Connection, text: str) -> None:
    assert read(macros, text) == (None, None)


@given(fen=st.integers(-999_999_999, 999_999_999), grouped=st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_fen_comes_back(macros: Connection, fen: int, grouped: bool) -> None:
    yuan = Decimal(fen).scaleb(-2)
    assert read(macros, f"{yuan:,}" if grouped else str(yuan)) == (yuan, None)


def table(texts: list[str]) -> list[Row]:
    """Settlements whose deductible, which no balance holds, is written as each text."""
    return [{**bill(f"S{i}", person(1), "2023-03-05"), "act_pay_dedc": text} for i, text in enumerate(texts)]


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_parquet])
def test_every_format_reads_the_table_alike(bureau: Bureau, tmp_path: Path, write: Write) -> None:
    configure(bureau, max_rejected_percent=100)
    texts = [*TAKEN, *REFUSED]
    bureau.intake("settlements", write(tmp_path, table(texts)))
    stored = as_dict(bureau, "select setl_id, act_pay_dedc from warehouse.settlement")
    codes = as_dict(bureau, "select row_key, code from intake.rejected")
    assert stored == {f"S{i}": Decimal(TAKEN[text]) for i, text in enumerate(texts) if text in TAKEN}
    assert codes == {f"S{i}": REFUSED[text] for i, text in enumerate(texts) if text in REFUSED}


NUMBERS = {
    "double": (pl.Float64, [1234.56, 0.1, 1e4, 9999999.99, float("nan"), float("inf"), 0.005, 1e7]),
    "decimal": (pl.Decimal(20, 4), ["1234.56", "0.1", "10000", "9999999.99", None, None, "0.005", "10000000"]),
    "integer": (pl.Int64, [1234, 0, 10_000, 9_999_999, None, None, None, 10_000_000]),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_typed_column_keeps_its_fen(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    type_, given = NUMBERS[kind]
    cells = pl.Series("act_pay_dedc", [Decimal(x) if isinstance(x, str) else x for x in given], type_)
    rows = pl.DataFrame(table([""] * len(given))).with_columns(cells)
    rows.write_parquet(tmp_path / "typed.parquet")
    bureau.intake("settlements", tmp_path / "typed.parquet")
    stored = as_dict(bureau, "select setl_id, act_pay_dedc from warehouse.settlement")
    refused = as_dict(bureau, "select row_key, code from intake.rejected")
    good = {f"S{i}": Decimal(str(x)) if x is not None else None for i, x in enumerate(given) if f"S{i}" not in refused}
    assert stored == good
    assert set(refused.values()) <= {"E-AMT-001", "E-AMT-002", "E-AMT-003"}
    assert len(refused) == {"double": 4, "decimal": 2, "integer": 1}[kind]


def test_single_precision_amounts_are_refused(bureau: Bureau, tmp_path: Path) -> None:
    rows = pl.DataFrame(table(["131072.01"])).with_columns(pl.col("act_pay_dedc").cast(pl.Float32))
    rows.write_parquet(tmp_path / "single.parquet")
    with pytest.raises(InputRefused) as refused:
        bureau.intake("settlements", tmp_path / "single.parquet")
    assert refused.value.code == "E-PAR-TYPE"


def test_the_least_number_of_a_small_type_is_read(bureau: Bureau, tmp_path: Path) -> None:
    rows = pl.DataFrame(table([""])).with_columns(pl.Series("act_pay_dedc", [-128], pl.Int8))
    rows.write_parquet(tmp_path / "small.parquet")
    assert bureau.intake("settlements", tmp_path / "small.parquet").counts.accepted == 1
