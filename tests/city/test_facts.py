"""What the platform knows of a visit: filings count by their days, whichever stay they were made for."""

import numpy as np
import pytest

from monitor.city.facts import Filings
from monitor.city.identities import NOBODY, Identities, Span
from monitor.city.people import NEVER, year_start
from monitor.city.visits import BY_EMERGENCY, BY_REFERRAL, BY_SETTLEMENT

FILINGS = Filings(
    person=np.array([1, 1, 3, 3]),
    right=np.array([BY_REFERRAL, BY_REFERRAL, BY_SETTLEMENT, BY_EMERGENCY]),
    first=np.array([10, 100, -400, 20]),
    last=np.array([150, 110, NEVER, 30]),
    hospital=np.array([0, 0, 0, 0]),
)


@pytest.mark.parametrize(
    ("person", "day", "covered"),
    [(1, 9, False), (1, 10, True), (1, 120, True), (1, 151, False), (2, 50, False), (3, 20, False), (0, 10, False)],
)
def test_a_filing_covers_its_days(person: int, day: int, covered: bool) -> None:
    assert FILINGS.cover([BY_REFERRAL], np.array([person]), np.array([day])).tolist() == [covered]


def test_only_the_rights_asked_for_count() -> None:
    person, day = np.array([3, 3]), np.array([20, 31])
    assert FILINGS.cover([BY_EMERGENCY], person, day).tolist() == [True, False]
    assert FILINGS.cover([BY_SETTLEMENT, BY_REFERRAL], person, day).tolist() == [True, True]


@pytest.mark.parametrize(("begin", "counts_from"), [(-400, -396), (-5, 0), (0, 31), (30, 31), (31, 59)])
def test_an_identity_may_count_from_the_next_month(begin: int, counts_from: int) -> None:
    """In 2023; day 0 is 1 January."""
    span = Span(np.array([4]), np.array([begin], dtype=np.int16), np.array([NEVER], dtype=np.int16))
    later, nobody = Identities((span,)).from_next_month(year_start(2023)), np.array([0, 0])
    assert later.words(nobody, np.array([counts_from - 1, counts_from])).tolist() == [[NOBODY, 4]]
