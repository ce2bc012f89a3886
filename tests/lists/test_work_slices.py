"""The worklists cut for their recipients: nobody lost, nobody of another township, allowed fields only."""

from dataclasses import replace

import pytest

from monitor.errors import IntegrityError
from monitor.lists import work_slices
from monitor.lists.access import load_access
from monitor.lists.work import WORK_FIELDS
from monitor.lists.work_slices import bureau_parts, mobilisations, reduce_work, unplaced
from tests.lists.sample_issue import REGIONS
from tests.lists.sample_work import TOWNSHIPS, sample_work, work_list, work_row

ACCESS = load_access()


def test_every_township_has_a_slice_and_only_its_own_people() -> None:
    cut = mobilisations(sample_work(), REGIONS, ACCESS, show_phone=False)
    names = {piece.code: [row["psn_name"] for part in piece.parts for row in part.rows] for piece in cut}
    assert names == {
        f"{town.code[:9]}_mobilise": [f"测工{at:03d}"] if at < 3 else [] for at, town in enumerate(TOWNSHIPS, start=1)
    }


def test_who_has_no_township_stays_with_the_bureau() -> None:
    assert [unplaced(one, REGIONS) for one in sample_work().mobilised] == [1]


def test_without_a_list_for_townships_there_is_no_slice() -> None:
    work = replace(sample_work(), lists=(work_list("unreceived", work_row(1)),))
    assert mobilisations(work, REGIONS, ACCESS, show_phone=False) == ()


def test_a_lost_name_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_slices, "unplaced", lambda one, regions: 0)
    with pytest.raises(IntegrityError, match="uninsured_partial"):
        mobilisations(sample_work(), REGIONS, ACCESS, show_phone=False)


def test_the_bureau_has_every_row_of_every_list() -> None:
    parts = bureau_parts(sample_work(), ACCESS, show_phone=False)
    assert [len(part.rows) for part in parts] == [3, 3, 0, 0]


@pytest.mark.parametrize(("show_phone", "has_phone"), [(False, False), (True, True)])
def test_a_phone_goes_to_the_township_only_if_it_is_switched_on(show_phone: bool, has_phone: bool) -> None:
    (row,) = reduce_work([work_row(1)], ACCESS.of("township"), show_phone=show_phone)
    assert ("mob" in row) is has_phone


def test_a_township_is_told_no_amount_and_no_number() -> None:
    (row,) = reduce_work([work_row(1)], ACCESS.of("township"), show_phone=False)
    assert not row.keys() & {"certno", "certno_masked", "certno_tail", "amount_fen", "compared_fen", "setl_id", "age"}


def test_namesakes_of_one_village_are_told_apart() -> None:
    rows = [work_row(number, psn_name="测重名", village="同村") for number in (1, 2)]
    tails = [row["certno_tail"] for row in reduce_work(rows, ACCESS.of("township"), show_phone=False)]
    assert tails == ["001X", "002X"]


def test_one_person_in_two_rows_is_no_namesake() -> None:
    rows = [work_row(1), work_row(1, reason="no_record")]
    assert not any("certno_tail" in row for row in reduce_work(rows, ACCESS.of("township"), show_phone=False))


@pytest.mark.parametrize("kind", ["civil_affairs", "rural_revitalization"])
def test_the_offices_are_sent_no_worklist(kind: str) -> None:
    assert ACCESS.of(kind).work_letters == {}


@pytest.mark.parametrize("kind", ["bureau", "township"])
def test_every_field_of_a_work_row_has_a_letter(kind: str) -> None:
    assert set(ACCESS.of(kind).work_letters) == set(WORK_FIELDS)
