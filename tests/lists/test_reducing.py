"""Which rows belong together, told by numbers that say nothing else."""

from monitor.lists.access import load_access
from monitor.lists.reducing import reduce_rows
from tests.lists.sample_issue import sample_row

TOWNSHIP = load_access().of("township")


def numbers(field: str, *rows: dict[str, object]) -> list[object]:
    """`field` of the reduced rows 1, 2, 3 …, each with its changes."""
    made = [sample_row(number, **changes) for number, changes in enumerate(rows, 1)]
    return [row.get(field) for row in reduce_rows(made, TOWNSHIP, show_phone=False)]


def test_the_rows_of_one_person_have_one_number() -> None:
    assert numbers("person", {"person_key": "z"}, {"person_key": "a"}, {"person_key": "z"}) == [1, 2, 1]


def test_the_persons_of_one_household_have_one_number() -> None:
    assert numbers("household", {"resdbook_no": "900"}, {"resdbook_no": "100"}, {"resdbook_no": "900"}) == [1, 0, 1]


def test_who_is_alone_in_a_household_has_no_number() -> None:
    alone = {"resdbook_no": "900", "person_key": "k"}
    assert numbers("household", alone, alone, {"resdbook_no": ""}, {"resdbook_no": ""}) == [0, 0, 0, 0]


def test_a_number_does_not_follow_from_the_key_or_the_household_number() -> None:
    rows = [{"person_key": f"k{one}", "resdbook_no": "1"} for one in range(3)]
    other = [{"person_key": f"x{9 - one}", "resdbook_no": "7"} for one in range(3)]
    assert numbers("person", *rows) == numbers("person", *other)
    assert numbers("household", *rows) == numbers("household", *other)


def test_who_may_not_know_gets_no_number() -> None:
    office = load_access().of("civil_affairs")
    (row,) = reduce_rows([sample_row(1)], office, show_phone=False)
    assert not {"person", "household"} & set(row)
