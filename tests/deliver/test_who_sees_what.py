"""R125, R126: a canary in every field of every person, looked for in every file of the folder, driven by `access.toml`.

The files are taken as they lie in the folder: a page that is new must say in `canaries.READERS` who reads it, a value
that a page carries for its scripts in `PAGE_DATA` what it is, a column of the analysts' copy in `PUBLISHED`.
"""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.deliver import sealed as sealing_module
from monitor.deliver.pages import Pages
from monitor.deliver.published import TABLES, description
from monitor.deliver.wording import STATUS
from monitor.lists.access import FIELDS
from monitor.lists.issue import IssueRow, Visit
from monitor.lists.row_code import row_code
from monitor.lists.slices import slices
from monitor.lists.work import WORK_FIELDS, WorkRow
from monitor.resources import templates_dir
from tests.deliver.canaries import (
    ISSUE,
    READERS,
    ROWS,
    SPOKEN,
    VISIT_FIELDS,
    WORDS,
    WORK_ROWS,
    content_of,
    packages,
    plain_forms,
    planted,
    stands,
    write_folder,
)
from tests.deliver.reading import ACCESS, Page
from tests.lists.sample_issue import REGIONS, RULE, sample_issue

# Beside READERS: files that must name nobody.
NOBODY = {"index.html", "rollup.html", "rollup.xlsx", "MANIFEST.json"} | {
    f"340123{town}_{kind}.html" for town in (101, 102) for kind in ("township", "mobilise")
}
# What steers a page and is never written out as it is.
STEERING = {"rule_id", "early_watch", "early_reason", "certno_is_id", "county_code", "township_code", "measure",
            "case_state", "reopened", "gend", "insured_state", "identity_since_kind"}  # fmt: skip
# What a reader may see, and this kind of file does not say.
SILENT = {
    "bureau.html": {"row_no", "visits", "township", "case_since", "case_months"},
    "worklists.html": {"row_no"},
    "worklists.xlsx": {"row_no", "township"},
    "mobilise.html": {"row_no"},
    "civil_affairs.xlsx": {"visits", "case_since"},
    "rural_revitalization.xlsx": {"visits", "case_since"},
}
# Values that are a person's only where nobody has placed the person; else the names of places.
PLACES = {"county", "township"}
# What pages carry for their scripts beside what they show, by name; each value is of a field that the reader may see.
PAGE_DATA = {
    "data-code": "row_no", "data-name": "psn_name", "data-rule": "rule_id", "data-tags": "status, identity, case_state",
    "data-to-visit": "case_state", "data-heading": "", "data-key": "", "data-number": "row_no", "data-value": "",
    "data-do": "", "data-outcome": "", "data-facet": "", "data-wide": "", "data-header": "", "data-content": "",
    "data-columns": "", "data-month": "", "data-place": "", "data-recipient": "", "data-version": "",
}  # fmt: skip


TEMPLATES = [path.read_text(encoding="utf-8") for path in templates_dir().glob("*.html")]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What can be read in every file of the folder, by name."""
    before = sealing_module.ITERATIONS
    sealing_module.ITERATIONS = 10
    try:
        folder = write_folder(tmp_path_factory.mktemp("canaries"))
        return {path.name: content_of(path) for path in folder.iterdir()}
    finally:
        sealing_module.ITERATIONS = before


def letters(name: str) -> dict[str, str]:
    """The letters by which a file was made."""
    reader = READERS[name]
    recipient = ACCESS.of(reader.kind)
    return dict(recipient.work_letters if reader.is_work else recipient.letters)


def row_of(name: str, number: int) -> IssueRow | WorkRow:
    return WORK_ROWS[number] if READERS[name].is_work else ROWS[number]


def shown_forms(name: str, field: str, number: int) -> set[str]:
    """How a value of person `number` may read in a file."""
    if field == "row_no" and not READERS[name].is_work:
        return {row_code(ISSUE.month, ISSUE.version, number), str(number)}
    value = getattr(row_of(name, number), field)
    if field == "status":
        return {STATUS[value]}
    forms = plain_forms(field, value) | ({SPOKEN[field](value)} if field in SPOKEN else set())
    return forms | ({f"<v>{value}</v>"} if field == "age" else set())


def silent(name: str) -> set[str]:
    return STEERING | next((said for end, said in SILENT.items() if name.endswith(end)), set())


CELLS = [(name, field) for name in sorted(READERS) for field in letters(name) if field not in STEERING]


def test_every_file_has_a_known_reader(texts: dict[str, str]) -> None:
    assert set(texts) == set(READERS) | NOBODY


def test_every_field_is_looked_for() -> None:
    assert set(FIELDS) == {field.name for field in fields(IssueRow)}
    assert set(VISIT_FIELDS) == {field.name for field in fields(Visit)}
    for number, row in (*ROWS.items(), *WORK_ROWS.items()):
        names = FIELDS if isinstance(row, IssueRow) else WORK_FIELDS
        known = {name for name in names if plain_forms(name, getattr(row, name)) or name in SPOKEN or name in STEERING}
        assert set(names) - known - {"row_no", "status"} == set(), number


@pytest.mark.parametrize(("name", "field"), CELLS)
def test_a_file_holds_what_its_reader_may_see_and_nothing_else(texts: dict[str, str], name: str, field: str) -> None:
    letter = letters(name)[field]
    own = sorted(READERS[name].own)
    if letter == "F" and field not in silent(name):
        for number in own:
            assert any(stands(texts[name], words) for words in shown_forms(name, field, number)), number
    elif letter != "F":
        for number in own:
            for words in plain_forms(field, getattr(row_of(name, number), field)) - titled(name, field):
                assert not stands(texts[name], words), words


def titled(name: str, field: str) -> set[str]:
    """The names of places, which are in the titles; what else is said in the same words is not the person's."""
    return {region.name for region in REGIONS} if field in PLACES else {"resident", "employee"}


@pytest.mark.parametrize("name", sorted({*READERS, *NOBODY}))
def test_nobody_else_is_in_the_file(texts: dict[str, str], name: str) -> None:
    reader = READERS.get(name)
    found = []
    for rows, is_work in ((ROWS, False), (WORK_ROWS, True)):
        own = reader.own if reader and reader.is_work == is_work else frozenset()
        for number in rows.keys() - own:
            for field in (field.name for field in fields(rows[number])):
                found += [
                    (number, field)
                    for words in plain_forms(field, getattr(rows[number], field)) - titled(name, field) - COMMON
                    if stands(texts[name], words)
                ]
    assert found == []


# Codes and dates that all canaries share, or that the page says of itself.
COMMON = {
    "self_pay",
    "died",
    "corrected",
    "decided",
    "2023-02",
    "2023-01",
    "look_back_again",
    "黄莺layer",
    "1",
    "2",
    "2023年1月",
    RULE.id,
} | {words for region in REGIONS for words in (region.code, region.code[:6], region.code[:9])}


@pytest.mark.parametrize("name", sorted(READERS))
def test_no_part_of_a_number_beyond_what_the_letter_allows(texts: dict[str, str], name: str) -> None:
    letter = letters(name)["certno"]
    for number in READERS[name].own:
        certno = row_of(name, number).certno
        parts = {"F": (), "M": (certno[:-4], certno[:14], certno[6:14])}
        forbidden = parts.get(letter, (certno[:-4], certno[:14], certno[6:14], certno[-4:]))
        assert [part for part in forbidden if part in texts[name]] == []
        assert (letter != "M") or certno[-4:] in texts[name]


@pytest.mark.parametrize("name", [name for name in sorted(READERS) if name.endswith("_township.html")])
def test_a_township_sees_the_age_band_and_no_year_of_birth(texts: dict[str, str], name: str) -> None:
    assert "70—79岁" in texts[name]
    assert "1951" not in texts[name]


@pytest.mark.parametrize("kind", ["civil_affairs", "rural_revitalization", "township"])
def test_what_came_back_is_told_to_whoever_takes_it_on(texts: dict[str, str], kind: str) -> None:
    name = next(name for name in sorted(READERS) if name.endswith(f"{kind}.html"))
    visit = planted(min(READERS[name].own)).visits[0]
    words = [visit.visitor, visit.measures, visit.remarks, WORDS["found"][visit.found].zh]
    assert [one for one in words if one not in texts[name]] == []


def test_pages_carry_no_other_data_for_their_scripts(texts: dict[str, str]) -> None:
    pages = {name: text for name, text in texts.items() if name.endswith(".html")}
    carried = {data for text in pages.values() for data in re.findall(r"\s(data-[a-z-]+)[\s=>]", text)}
    written = {data for text in TEMPLATES for data in re.findall(r"\s(data-[a-z-]+)", text)}
    assert carried <= written == set(PAGE_DATA)
    assert not [name for name, text in pages.items() if 'application/json">' in text]


def test_the_data_of_a_page_are_of_fields_that_exist() -> None:
    named = {name for said in PAGE_DATA.values() for name in said.split(", ") if name}
    assert named <= set(FIELDS)
    assert all(ACCESS.of(kind).letters[name] == "F" for name in named for kind in ("civil_affairs", "township"))


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What every recipient can read in its package, by member."""
    before = sealing_module.ITERATIONS
    sealing_module.ITERATIONS = 10
    try:
        root = tmp_path_factory.mktemp("packages")
        found = packages(root)
        for who, members in found.items():
            for name, content in members.items():
                (root / f"{who}.{name}").write_bytes(content)
        return {
            who: {name: content_of(renamed(root / f"{who}.{name}", who, name)) for name in members}
            for who, members in found.items()
        }
    finally:
        sealing_module.ITERATIONS = before


def renamed(path: Path, who: str, member: str) -> Path:
    """A member under the name that it has in the folder, by which its page is opened."""
    return path.rename(path.with_name(folder_name(who, member)))


def folder_name(who: str, member: str) -> str:
    """340123101_township, mobilise.html → 340123101_mobilise.html."""
    role, _, ending = member.partition(".")
    if role == "list":
        return f"{who}.{ending}"
    return f"{who.partition('_')[0]}_{role}.{ending}" if who != "bureau" else member


def test_a_package_holds_its_recipients_files_and_the_table(packed: dict[str, dict[str, str]]) -> None:
    tables = {"exchange.xlsx", "exchange.csv"}
    assert {who for who, members in packed.items() if tables & set(members)} == {
        f"{county}_{kind}" for county in (340121, 340123) for kind in ("civil_affairs", "rural_revitalization")
    }
    named = {folder_name(who, one) for who, members in packed.items() for one in set(members) - tables}
    assert named | {"MANIFEST.json"} == set(READERS) | NOBODY


@pytest.mark.parametrize("who", ["340121_civil_affairs", "340121_rural_revitalization", "340123_civil_affairs"])
@pytest.mark.parametrize("member", ["exchange.xlsx", "exchange.csv"])
def test_the_table_holds_what_its_line_names_of_its_own_people_and_nothing_else(
    packed: dict[str, dict[str, str]], who: str, member: str
) -> None:
    reader, text = READERS[f"{who}.xlsx"], packed[who][member]
    allowed = set(ACCESS.of(reader.kind).exchange)
    for number, row in ROWS.items():
        for field in (field.name for field in fields(row)):
            is_there = any(
                stands(text, words) for words in plain_forms(field, getattr(row, field)) - titled("", field) - COMMON
            )
            if field in {"psn_name", "certno", "village", "identity"}:
                assert is_there == (number in reader.own and field in allowed), (number, field)
            elif field not in allowed and field != "identities":
                assert not is_there, (number, field)


@pytest.mark.parametrize("who", sorted({name.rpartition(".")[0] for name in READERS if name[0].isdigit()} - {""}))
def test_no_full_number_is_beside_the_table(packed: dict[str, dict[str, str]], who: str) -> None:
    for member, text in packed.get(who, {}).items():
        if not member.startswith("exchange"):
            assert [number for number, row in ROWS.items() if row.certno in text] == [], member


def test_nobody_elses_canary_is_in_a_package(packed: dict[str, dict[str, str]]) -> None:
    found = []
    for who, members in packed.items():
        own = {number for name, one in READERS.items() if name.startswith(who.partition("_")[0]) for number in one.own}
        for number in ROWS.keys() - own if who != "bureau" else ():
            names = (ROWS[number].psn_name, WORK_ROWS[number].psn_name, ROWS[number].certno, WORK_ROWS[number].certno)
            found += [(who, number) for text in members.values() for name in names if name in text]
    assert found == []


PUBLISHED = {
    "accepted", "accumulated_before", "amount", "article", "as_of", "assistance", "base", "basic", "batch_id",
    "begndate", "burden", "case_state", "catastrophic", "clamped", "closed_by", "closed_cause", "closed_month",
    "code", "column_name", "correction_cause", "county", "county_code", "decision", "document", "draft",
    "duplicate", "early_reason", "early_rows", "early_watch", "encoding", "enddate", "entitled", "file_name",
    "first_month", "format", "found", "from_date", "gap", "hospital", "id", "identities", "identity", "in_scope",
    "insurance", "interpretation", "issue_id", "issued_on", "kind", "kinds", "layer", "learned_on", "line",
    "loaded_on", "measure", "month", "name", "office", "official_rows", "operator", "other_funds", "outcome",
    "over_by", "own_expense", "pack_version", "person_key", "place", "preself", "previous_amount",
    "program_version", "quote", "reason", "receipts", "recipient", "record", "records", "rejected", "reopened",
    "reported", "row_count", "row_no", "rows_sha256", "rule", "self_pay", "settlement_id", "settlements", "sha256",
    "settings_sha256", "inputs_sha256",
    "since", "state", "status", "threshold", "time_window", "to_date", "total_cost", "township", "township_code",
    "unit", "value", "version", "visited_on", "withdrawn_rows", "year",
    "closed_on", "days_late", "deadline", "delivered_on", "due_on", "fed_on", "open_cases", "undelivered",
}  # fmt: skip


def test_every_column_of_the_analysts_copy_was_thought_of() -> None:
    assert {column.name for table in TABLES for column in description(table).columns} == PUBLISHED


def test_the_rule_is_in_plain_words(texts: dict[str, str]) -> None:
    assert RULE.name in texts["340121100_township.html"]
    assert "self_pay >" not in texts["340121100_township.html"]


PLACED = [(region.parent, region.code) for region in REGIONS if region.level == "township"]
ANYWHERE = st.sampled_from([*PLACED, ("340121000000", ""), ("", "")])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(homes=st.lists(ANYWHERE, min_size=1, max_size=8))
def test_no_township_sees_a_namesake_who_moved_or_has_no_place(homes: list[tuple[str, str]]) -> None:
    """Eight rows of namesakes, some of one person in two places: each mark is on the page of its own township only."""
    rows = [
        planted(
            1, row_no=at, psn_name="丝雀", county_code=county, township_code=town, township="水湖镇", county="长丰县",
            village="河西村", correction_cause=f"记号{at:03d}完", person_key=f"{at // 2:032x}",
        )
        for at, (county, town) in enumerate(homes, start=1)
    ]  # fmt: skip
    issue = sample_issue(rows)
    pages = Pages(issue, ACCESS)
    for piece in slices(issue, ACCESS):
        if piece.kind == "township":
            marks = {int(mark) for mark in re.findall(r"记号(\d{3})完", Page(pages.office(piece)).text)}
            assert marks == {at for at, (_county, town) in enumerate(homes, start=1) if town == piece.township_code}


def test_the_folder_was_read_whole(texts: dict[str, str], tmp_path: Path) -> None:
    assert all(
        "丝雀psn_name1" in texts[name] for name in READERS if not READERS[name].is_work and 1 in READERS[name].own
    )
