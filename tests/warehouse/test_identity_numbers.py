"""Identity numbers: what is mended, what is refused, and that one person is one, however the number is written."""

import random
from pathlib import Path

import polars as pl
import pytest

from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.warehouse.builder import bill, check_digit, holds, person, resident
from tests.warehouse.workplace import as_csv, as_dict, as_xlsx

LONG, SHORT = "340104199001011239", "340104900101123"
WITH_X = next(number for number in map(person, range(1, 999)) if number.endswith("X"))
_FAULT = """
    with written as (select unnest($texts) as text, generate_subscripts($texts, 1) as place),
    cleaned as (select place, eighteen(id_text(text)) as id from written)
    select person_fault('', id, id_number(id), null, null, date '2024-02-05'), id from cleaned order by place
"""


def faults(con: Connection, texts: list[str]) -> list[str | None]:
    """The fault of each text as a person's identity number on 2024-02-05, without the column's name."""
    found = con.execute(_FAULT, {"texts": texts}).fetchall()
    return [None if fault is None else fault.removesuffix(" certno") for fault, _number in found]


def cleaned(con: Connection, text: str) -> str:
    """The number that a text stands for."""
    return str(con.execute(_FAULT, {"texts": [text]}).fetchall()[0][1])


def some_numbers(count: int, seed: int = 84) -> list[str]:
    """Sound numbers of people born between 1905 and 2023."""
    rng = random.Random(seed)
    digits = (f"{rng.randint(110101, 659001)}{rng.randint(1905, 2023)}{rng.randint(1, 12):02d}" for _ in range(count))
    seventeens = (f"{head}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}" for head in digits)
    return [seventeen + check_digit(seventeen) for seventeen in seventeens]


def test_sound_numbers_have_no_fault(macros: Connection) -> None:
    assert set(faults(macros, some_numbers(20_000))) == {None}


def spoilt(number: str, rng: random.Random) -> str:
    """The number with one digit changed, or two unlike neighbours exchanged."""
    at = rng.randrange(17)
    if rng.random() < 0.5 and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:at] + rng.choice([digit for digit in "0123456789" if digit != number[at]]) + number[at + 1 :]


def test_of_twenty_thousand_spoilt_numbers_none_passes(macros: Connection) -> None:
    rng = random.Random(840)
    wrong = [spoilt(number, rng) for number in some_numbers(20_000)]
    assert None not in faults(macros, wrong)


def test_every_single_wrong_digit_is_caught(macros: Connection) -> None:
    wrong = [
        number[:at] + digit + number[at + 1 :]
        for number in some_numbers(120)
        for at in range(18)
        for digit in ("0123456789" if at < 17 else "0123456789X")
        if digit != number[at]
    ]
    assert len(wrong) > 19_000
    assert None not in faults(macros, wrong)


def test_every_transposition_of_neighbours_is_caught(macros: Connection) -> None:
    pairs = [(number, at) for number in some_numbers(1_200) for at in range(17) if number[at] != number[at + 1]]
    wrong = [number[:at] + number[at + 1] + number[at] + number[at + 2 :] for number, at in pairs]
    assert len(wrong) > 15_000
    assert None not in faults(macros, wrong)


@pytest.mark.parametrize(
    "text",
    [
        WITH_X, WITH_X.lower(), WITH_X[:-1] + "Ｘ", WITH_X[:-1] + "ｘ", "'" + WITH_X, "’" + WITH_X, f" {WITH_X} ",
        f"\u3000{WITH_X}\t", f"{WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]}", WITH_X[:9] + "\u200b" + WITH_X[9:],
        WITH_X.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)  # fmt: skip
def test_a_number_written_badly_is_the_same_number(macros: Connection, text: str) -> None:
    assert cleaned(macros, text) == WITH_X


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("34012119900230111", "E-ID-FORM"), ("340121199002301111", "E-ID-BIRTH"), ("340121205001011110", "E-ID-BIRTH"),
        ("340121190301011119", "E-ID-BIRTH"), ("111111111111111111", "E-ID-BIRTH"), ("000000000000000000", "E-ID-FORM"),
        ("3.40104E+17", "E-ID-NUM"), ("3E17", "E-ID-NUM"), ("340104199001011000", "E-ID-NUM"), ("A123", "E-ID-FORM"),
        ("340104900101997", "E-ID-FORM"), ("34010490010112", "E-ID-FORM"), ("测试人", "E-ID-FORM"),
        ("#N/A", "E-ID-FORM"), (LONG[:-1] + "X", "E-ID-SUM"),
    ],
)  # fmt: skip
def test_an_impossible_number_has_its_reason(macros: Connection, text: str, code: str) -> None:
    assert faults(macros, [text]) == [code]


@pytest.mark.parametrize("kind", ["settlements", "persons", "identities"])
def test_a_number_of_no_province_is_taken_and_told_of(bureau: Bureau, kind: str) -> None:
    make = {"settlements": lambda who: bill(who, who, "2023-03-05"), "persons": resident, "identities": holds}[kind]
    loaded = bureau.intake(kind, [make(person(1, "160101")), make(person(1))])
    assert loaded.counts.accepted == 2
    assert [note for note in loaded.notes if note.startswith("有 1 人的证件号码前两位不是任何省份的代码")] != []


def test_the_day_decides_who_is_too_old(macros: Connection) -> None:
    born = ["340121190302051" + "11", "340121190302061" + "11"]
    assert faults(macros, [seventeen + check_digit(seventeen) for seventeen in born]) == ["E-ID-BIRTH", None]


def test_fifteen_digits_become_eighteen(macros: Connection) -> None:
    assert cleaned(macros, SHORT) == LONG


def test_all_spellings_are_one_person(bureau: Bureau) -> None:
    spellings = [
        LONG,
        SHORT,
        f"'{LONG}",
        f" {LONG[:6]} {LONG[6:]}",
        LONG.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    bureau.intake("identities", [holds(SHORT)])
    bureau.intake("persons", [resident(LONG, psn_no="P1")])
    bureau.intake("settlements", [bill(f"S{i}", number, "2023-03-05", "2500") for i, number in enumerate(spellings)])
    bureau.month("2023-03")
    (row,) = bureau.ask("select person_key, amount, status from warning where not early_watch")
    assert str(row["amount"]) == "12500.00"
    assert len(bureau.ask("select distinct person_key from burden")) == 1


def test_a_number_cell_is_refused_even_when_its_check_digit_is_right(bureau: Bureau, tmp_path: Path) -> None:
    rows = [bill("S1", "340121", "2023-03-05"), bill("S2", person(2), "2023-03-05")]
    rows[0]["certno"] = 340121195001011000 + 0
    loaded = bureau.intake("settlements", as_xlsx(tmp_path, rows))
    assert (loaded.counts.accepted, loaded.reasons[0][0]) == (1, "E-ID-NUM")


def cut(number: str) -> str:
    """What Excel leaves of a number: fifteen digits."""
    return number[:15] + "000"


def test_numbers_that_excel_cut_are_refused_even_when_one_passes_by_chance(bureau: Bureau, tmp_path: Path) -> None:
    chance = next(cut(n) for n in some_numbers(900) if check_digit(cut(n)[:17]) == "0")
    damaged = [chance, *(cut(person(n * 100 + 7)) for n in (1, 2, 3))]
    rows = [bill(f"S{i}", number, "2023-03-05") for i, number in enumerate([*damaged, person(5)])]
    loaded = bureau.intake("settlements", as_csv(tmp_path, rows))
    assert {code: count for code, _reason, count in loaded.reasons} == {"E-ID-NUM": 4}


def test_real_numbers_that_end_in_zeros_are_taken_though_one_is_miswritten(bureau: Bureau) -> None:
    real = [n for n in some_numbers(9_000) if n.endswith("000")][:3]
    rows = [bill(f"S{i}", number, "2023-03-05") for i, number in enumerate([*real, cut(person(107))])]
    loaded = bureau.intake("settlements", rows)
    assert (loaded.counts.accepted, loaded.reasons[0][0]) == (3, "E-ID-NUM")


def test_a_column_of_digits_may_end_in_an_x_at_last(bureau: Bureau, tmp_path: Path) -> None:
    plain = [n for n in some_numbers(400) if not n.endswith("X")][:200]
    rows = [bill(f"S{i}", number, "2023-03-05") for i, number in enumerate([*plain, WITH_X])]
    assert bureau.intake("settlements", as_csv(tmp_path, rows)).counts.accepted == 201


def test_a_parquet_id_column_of_floats_is_refused(bureau: Bureau, tmp_path: Path) -> None:
    rows = pl.DataFrame([bill("S1", person(1), "2023-03-05")]).with_columns(pl.col("certno").cast(pl.Float64))
    rows.write_parquet(tmp_path / "floats.parquet")
    assert bureau.intake("settlements", tmp_path / "floats.parquet").reasons[0][0] == "E-ID-NUM"


def test_an_empty_float_column_harms_nobody(bureau: Bureau, tmp_path: Path) -> None:
    rows = pl.DataFrame([bill("S1", person(1), "2023-03-05")])
    rows.with_columns(init_setl_id=pl.lit(None, pl.Float64)).write_parquet(tmp_path / "empty.parquet")
    assert bureau.intake("settlements", tmp_path / "empty.parquet").counts.accepted == 1


PERMIT = "810000199001011" + "23"


def test_a_residence_permit_names_the_same_person_in_settlement_and_roster(bureau: Bureau) -> None:
    number = PERMIT + check_digit(PERMIT)
    bureau.intake("persons", [resident(number)])
    bureau.intake("settlements", [{**bill("S1", number, "2023-03-05"), "psn_cert_type": "08"}])
    found = bureau.sql("select person_id from warehouse.person_row union select person_id from warehouse.settlement")
    assert len(found) == 1


def test_a_passport_is_a_person(bureau: Bureau) -> None:
    bureau.intake("persons", [resident("E12345678")])
    rows = [{**bill("S1", "e1234 5678", "2023-03-05"), "psn_cert_type": "03"}, bill("S2", "Ｅ12345678", "2023-03-06")]
    bureau.intake("settlements", rows)
    found = as_dict(bureau, "select person_id, count(*) from warehouse.settlement group by all")
    assert list(found.values()) == [2]


def test_record_numbers_lose_the_apostrophe_of_excel(bureau: Bureau) -> None:
    first = bill("900001", person(1), "2023-03-05", "100")
    bureau.intake("settlements", [first])
    loaded = bureau.intake("settlements", [{**first, "setl_id": "'900001"}])
    assert loaded.counts.duplicate == 1
