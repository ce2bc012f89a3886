"""R125, R126: a canary in every field of every row, looked for in every file, driven by `access.toml`."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from monitor.deliver.people import DEPARTED
from monitor.deliver.wording import INSURANCE, STATUS, date_zh, day_zh, money, month_zh, yuan
from monitor.lists.access import FIELDS, KINDS
from monitor.lists.issue import IssueRow, Owed
from tests.deliver.reading import ACCESS, Page, book_text, books_of, pages_of
from tests.lists.sample_issue import REGIONS, RULE, sample_issue, sample_row

HOMES = {1: REGIONS[2], 2: REGIONS[3], 3: REGIONS[4]}
FILES = {
    "civil_affairs": "340121_civil_affairs",
    "rural_revitalization": "340121_rural_revitalization",
    "township": "340121100_township",
}
_MONEY = [name for name in FIELDS if name.endswith("_fen")]


def planted(number: int, unplaced: bool = False) -> IssueRow:
    """A row whose every value occurs nowhere else."""
    home = HOMES[number]
    texts = {name: f"丝雀{name}{number}" for name in ("psn_name", "village", "addr", "identity", "correction_cause")}
    amounts = {name: 7_000_000_11 + number * 1_000_000 + index * 1_013 for index, name in enumerate(_MONEY)}
    return sample_row(
        number,
        **texts,
        **amounts,
        identities=(f"丝雀identities{number}",),
        early_reason="",
        certno=f"39010119510307{number}73X",
        resdbook_no=f"99887766{number}",
        mob=f"1660000777{number}",
        person_key=f"c0ffee{number}" * 4,
        brdy=date(1951, 3, number),
        age=70 + number,
        insurance="employee",
        identity_since=date(2011, 5, number),
        crossed_on=date(2023, 2, 20 + number),
        first_month="2023-02",
        settlements=811 + number,
        status="corrected",
        attention=True,
        owed=(Owed(f"测付owed{number}", 3_000_000_77 + number),),
        departed="died",
        county_code="" if unplaced else home.parent,
        township_code="" if unplaced else home.code,
        county=f"丝雀county{number}" if unplaced else "长丰县",
        township=f"丝雀township{number}" if unplaced else home.name,
    )


# How a full value looks in a file; None: a field that no file prints, because it only steers or names files.
LOOKS: dict[str, Callable[[Any], str] | None] = {
    **dict.fromkeys(_MONEY, money),
    "row_no": None,
    "rule_id": None,
    "status": lambda value: STATUS[value],
    "early_watch": None,
    "early_reason": None,
    "person_key": str,
    "psn_name": str,
    "certno": str,
    "certno_is_id": None,
    "gend": None,
    "brdy": date_zh,
    "age": lambda value: f"{value}岁",
    "insurance": lambda value: INSURANCE[value],
    "identity": str,
    "identities": lambda value: value[0],
    "identity_since": date_zh,
    "attention": lambda value: "重点关注",
    "county_code": None,
    "county": str,
    "township_code": None,
    "township": str,
    "village": str,
    "resdbook_no": str,
    "mob": str,
    "addr": str,
    "measure": None,
    "correction_cause": str,
    "first_month": month_zh,
    "crossed_on": day_zh,
    "settlements": lambda value: f"{value} 笔",
    "owed": lambda value: f"{value[0].payer}",
    "departed": lambda value: DEPARTED[value],
}
OWN_TEXTS = [
    "psn_name",
    "certno",
    "identity",
    "village",
    "addr",
    "mob",
    "resdbook_no",
    "person_key",
    "correction_cause",
    "owed",
]
PRINTED = [name for name, look in LOOKS.items() if look]
OFFICES = sample_issue([planted(1), planted(2), planted(3)])
LOST = sample_issue([planted(1, unplaced=True)])
TEXTS = {code: Page(html).text for code, html in pages_of(OFFICES).items()}
BOOKS = {code: book_text(content) for code, content in books_of(OFFICES).items()}


def look(row: IssueRow, field: str) -> str:
    shown = LOOKS[field]
    assert shown is not None
    return shown(getattr(row, field))


def found(text: str, words: str) -> bool:
    """Whether `words` stand in `text`, not as the tail of a longer number."""
    start = r"(?<![0-9,.])" if words[0].isdigit() else ""
    return re.search(start + re.escape(words), text) is not None


def test_every_field_of_an_issue_row_is_looked_for() -> None:
    assert set(LOOKS) == {field.name for field in fields(IssueRow)}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("field", PRINTED)
def test_an_office_page_shows_what_it_may_and_nothing_else(kind: str, field: str) -> None:
    allowed = ACCESS.of(kind).letters[field] == "F"
    assert found(TEXTS[FILES[kind]], look(planted(1), field)) is allowed


@pytest.mark.parametrize("field", PRINTED)
def test_the_bureau_sees_everything_of_a_person_without_a_place(field: str) -> None:
    assert found(Page(pages_of(LOST)["bureau"]).text, look(planted(1, unplaced=True), field))


def in_a_cell(row: IssueRow, field: str) -> str:
    """The value of a field as an XLSX holds it."""
    value = getattr(row, field)
    if field.endswith("_fen"):
        return f"<v>{yuan(value)}</v>"
    if isinstance(value, int):
        return f"<v>{value}</v>"
    return value.isoformat() if isinstance(value, date) else look(row, field)


UNIQUE = [field for field in PRINTED if field not in ("status", "insurance", "attention", "county", "township")]


@pytest.mark.parametrize("kind", KINDS[:2])
@pytest.mark.parametrize("field", UNIQUE)
def test_a_workbook_holds_what_its_office_may_see_and_nothing_else(kind: str, field: str) -> None:
    allowed = ACCESS.of(kind).letters[field] == "F"
    assert (in_a_cell(planted(1), field) in BOOKS[FILES[kind]]) is allowed


@pytest.mark.parametrize("field", OWN_TEXTS)
def test_no_workbook_holds_anybody_of_another_county(field: str) -> None:
    assert not [code for code, text in BOOKS.items() if code[:6] == "340121" and look(planted(3), field) in text]


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_department_sees_the_masked_number(kind: str) -> None:
    assert "**************173X" in TEXTS[FILES[kind]]
    assert "**************173X" in BOOKS[FILES[kind]]


def test_a_township_sees_the_age_band_and_no_part_of_the_number() -> None:
    text = TEXTS[FILES["township"]]
    assert "70—79岁" in text
    assert "173X" not in text


@pytest.mark.parametrize("field", OWN_TEXTS)
@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("340121100_township", (2, 3)),
        ("340121101_township", (1, 3)),
        ("340123100_township", (1, 2)),
        ("340121_civil_affairs", (3,)),
    ],
)
def test_nobody_of_another_place_is_in_the_file(code: str, others: tuple[int, ...], field: str) -> None:
    assert not [number for number in others if look(planted(number), field) in TEXTS[code]]


def test_the_bureau_names_nobody_who_has_a_place() -> None:
    assert "丝雀" not in TEXTS["bureau"] + TEXTS["index"]


def test_the_rule_is_in_plain_words() -> None:
    assert f"{RULE.measure_name} > 10,000" not in TEXTS["340121100_township"]
    assert RULE.name in TEXTS["340121100_township"]
