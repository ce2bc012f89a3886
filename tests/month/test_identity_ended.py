"""An identity that was lost in the month is on the departments' page of the month, and only of that month."""

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person

WHO = person(1)
TOLD = "低保对象身份本月终止"


@pytest.mark.parametrize(
    ("ends", "month", "is_told"),
    [
        ("2023-03-10", "2023-03", True),
        ("2023-02-28", "2023-03", True),
        ("2023-03-31", "2023-03", False),
        ("2023-02-27", "2023-03", False),
    ],
    ids=["in the month", "on the last day before", "on its last day, held to the end", "earlier"],
)
def test_the_department_is_told_of_an_identity_that_ended(bureau: Bureau, ends: str, month: str, is_told: bool) -> None:
    bureau.intake("identities", [holds(WHO, "低保对象", ends=ends), holds(WHO, "特困人员")])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000")])
    done = bureau.month(month)
    assert done.issue.rows[0].identities_ended == (("低保对象",) if is_told else ())
    html = (done.folder / "340121_civil_affairs.html").read_text(encoding="utf-8")
    assert (TOLD in html) == is_told
