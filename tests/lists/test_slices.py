"""Slices add up, hold their own rows only, and lose nobody."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import IntegrityError
from monitor.lists.access import load_access
from monitor.lists.issue import Issue, Region, section_of
from monitor.lists.slices import Slice, Tally, prove_sums, slices, tally
from monitor.offices import DEPARTMENTS
from tests.lists.sample_issue import EMPTY_TOWNSHIP, REGIONS, gone_row, sample_issue, sample_row

ACCESS = load_access()
CODES = ["", "340199000000", "340121", *(region.code for region in REGIONS)]
PLACES = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=25)


def issue_at(places: list[tuple[str, str]]) -> Issue:
    """One synthetic person per (county code, township code), all of one name and household."""
    rows = [
        sample_row(number, county_code=county, township_code=township, psn_name="王甲", resdbook_no="1")
        for number, (county, township) in enumerate(places, start=1)
    ]
    return sample_issue(rows)


def by_code(issue: Issue) -> dict[str, Slice]:
    return {piece.code: piece for piece in slices(issue, ACCESS)}


@given(PLACES)
@settings(max_examples=60, deadline=None)
def test_townships_and_unplaced_make_the_county_and_counties_the_whole(places: list[tuple[str, str]]) -> None:
    issue = issue_at(places)
    cut = slices(issue, ACCESS)
    bureau = cut[0]
    for kind in DEPARTMENTS:
        listed = [number for piece in cut if piece.kind == kind for number in piece.row_nos]
        assert sorted([*listed, *bureau.unplaced]) == [row.row_no for row in issue.rows]
    assert bureau.totals == tally(issue.rows)


@given(PLACES)
@settings(max_examples=60, deadline=None)
def test_a_township_holds_nobody_of_another(places: list[tuple[str, str]]) -> None:
    issue = issue_at(places)
    home = {row.row_no: row.township_code for row in issue.rows}
    for piece in slices(issue, ACCESS):
        if piece.kind == "township":
            assert {home[number] for number in piece.row_nos} <= {piece.township_code}


def test_every_county_and_township_has_a_slice_even_with_nobody() -> None:
    codes = set(by_code(sample_issue([])))
    counties = {f"{code}_{kind}" for code in ("340121", "340123") for kind in DEPARTMENTS}
    townships = {f"{region.code[:9]}_township" for region in REGIONS if region.level == "township"}
    assert codes == {"bureau"} | counties | townships


def test_without_a_known_township_a_person_stays_in_the_county() -> None:
    pieces = by_code(issue_at([("340121000000", ""), ("340121000000", "340199000000")]))
    assert pieces["340121_civil_affairs"].unplaced == {1, 2}


def test_a_township_of_another_county_is_not_believed() -> None:
    pieces = by_code(issue_at([("340121000000", "340123100000")]))
    assert pieces["340121_civil_affairs"].unplaced == {1}
    assert pieces["340123100_township"].rows == ()


def test_a_known_township_gives_the_county() -> None:
    assert by_code(issue_at([("", "340123100000")]))["340123_civil_affairs"].row_nos == (1,)


def test_without_a_county_a_person_is_the_bureaus() -> None:
    assert by_code(issue_at([("", "")]))["bureau"].unplaced == {1}


def test_the_bureau_sees_by_name_only_those_without_a_place() -> None:
    pieces = by_code(issue_at([("", ""), ("340121000000", ""), ("340121000000", "340121100000")]))
    assert pieces["bureau"].row_nos == (1, 2)


def test_forbidden_fields_are_absent_not_blank() -> None:
    row = by_code(sample_issue([sample_row(1, township_code="340121100000", county_code="340121000000")]))[
        "340121100_township"
    ].rows[0]
    assert not {"certno", "brdy", "age", "mob", "addr", "resdbook_no", "insurance", "person_key"} & set(row)


def test_namesakes_of_one_village_get_the_last_four() -> None:
    home = {"county_code": "340121000000", "township_code": "340121100000", "psn_name": "王甲"}
    rows = [
        sample_row(1, **home, village="东村"),
        sample_row(2, **home, village="东村"),
        sample_row(3, **home, village="西村"),
    ]
    shown = by_code(sample_issue(rows))["340121100_township"].rows
    assert [(row["row_no"], "certno_tail" in row) for row in shown] == [(1, True), (2, True), (3, False)]


def test_two_rules_of_one_person_are_no_namesakes() -> None:
    home = {"county_code": "340121000000", "township_code": "340121100000", "psn_name": "王甲", "person_key": "k"}
    shown = by_code(sample_issue([sample_row(1, **home), sample_row(2, **home)]))["340121100_township"].rows
    assert all("certno_tail" not in row and row["household_others"] == 0 for row in shown)


def test_the_household_is_counted_not_named() -> None:
    home = {"county_code": "340121000000", "township_code": "340121100000", "resdbook_no": "0042"}
    shown = by_code(sample_issue([sample_row(1, **home), sample_row(2, **home)]))["340121100_township"].rows
    assert [row["household_others"] for row in shown] == [1, 1]


@pytest.mark.parametrize(("show_phone", "shown"), [(False, False), (True, True)])
def test_the_phone_is_shown_only_when_turned_on(show_phone: bool, shown: bool) -> None:
    row = sample_row(1, county_code="340121000000", township_code="340121100000")
    issue = sample_issue([row], show_phone=show_phone)
    assert ("mob" in by_code(issue)["340121100_township"].rows[0]) is shown


def test_a_corrected_person_still_over_the_line_is_official() -> None:
    assert section_of(sample_row(1, status="corrected")) == "official"
    assert section_of(gone_row(1, "corrected", "退费")) == "past"


def broken(cut: tuple[Slice, ...], code: str, **changes: object) -> list[Slice]:
    return [replace(piece, **changes) if piece.code == code else piece for piece in cut]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("340123101_township", {"rows": (), "totals": Tally()}),
        ("340121_civil_affairs", {"rows": (), "totals": Tally()}),
        ("340121_civil_affairs", {"unplaced": frozenset()}),
        ("bureau", {"unplaced": frozenset()}),
        ("340123_rural_revitalization", {"totals": Tally()}),
    ],
)
def test_a_sum_that_does_not_add_up_is_caught(code: str, changes: dict[str, object]) -> None:
    issue = sample_issue()
    with pytest.raises(IntegrityError):
        prove_sums(issue, broken(slices(issue, ACCESS), code, **changes))


def test_somebody_in_the_wrong_township_is_caught() -> None:
    issue = sample_issue()
    cut = slices(issue, ACCESS)
    rows = {piece.code: piece.rows for piece in cut}
    swapped = broken(
        tuple(broken(cut, "340121100_township", rows=rows["340121101_township"])),
        "340121101_township",
        rows=rows["340121100_township"],
    )
    with pytest.raises(IntegrityError, match="其他乡镇"):
        prove_sums(issue, swapped)


def test_a_number_given_twice_is_caught() -> None:
    with pytest.raises(IntegrityError, match="重复的编号"):
        slices(sample_issue([sample_row(1), sample_row(1)]), ACCESS)


@pytest.mark.parametrize(
    "region",
    [
        Region("3401", "短码县", "county"),
        Region("340121000000", "重码县", "county"),
        Region("340150100000", "无主镇", "township", "340150000000"),
        Region("34012/../../x", "路径县", "county"),
    ],
)
def test_a_region_table_that_cannot_name_files_is_refused(region: Region) -> None:
    with pytest.raises(IntegrityError, match="区划表"):
        slices(sample_issue([], regions=(*REGIONS, region)), ACCESS)


def test_sums_add() -> None:
    assert tally([sample_row(1)]) + tally([sample_row(2)]) == tally([sample_row(1), sample_row(2)])


def test_the_empty_township_is_empty() -> None:
    assert by_code(sample_issue())[f"{EMPTY_TOWNSHIP}_township"].totals == Tally()


def test_what_is_owed_to_a_person_is_added_up_once_whatever_the_rules() -> None:
    first = sample_row(6)
    second = replace(first, row_no=7, rule_id="another")
    watched = replace(sample_row(12), early_watch=True)
    found = tally([first, second, watched])
    assert (found.owed_fen, found.owed_people) == (first.owed_fen, 1)
    assert first.owed_fen > 0
