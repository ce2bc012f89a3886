"""A person whose identity begins, or is learned of, after the costs crossed the line: the row explains itself."""

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person

WHO = person(1)
NOTE = "费用1月5日已过预警线，到当月底还不在本规则范围内（身份、险种或冲减），故首次预警为2023年3月"


@pytest.mark.parametrize(
    ("begins", "first", "cause", "note"),
    [
        ("2023-03-10", "2023-03", "", NOTE),
        ("2023-01-01", "2023-01", "1月底起已超线，身份、结算等数据后来才补到，本月才列入", ""),
    ],
    ids=["identity begins in March", "identity of January learned in March"],
)
def test_the_row_says_why_it_is_new_only_now(bureau: Bureau, begins: str, first: str, cause: str, note: str) -> None:
    bureau.intake("settlements", [bill("S1", WHO, "2023-01-05", "12000"), bill("S2", WHO, "2023-03-05", "1")])
    for month in ("2023-01", "2023-02"):
        bureau.intake("settlements", [bill(f"X{month}", person(9), f"{month}-05", "1")])
        bureau.month(month)
    bureau.intake("identities", [holds(WHO, begins=begins)])
    done = bureau.month("2023-03")
    (row,) = done.issue.rows
    assert (row.status, row.first_month, row.correction_cause) == ("new", first, cause)
    html = (done.folder / "340121_civil_affairs.html").read_text(encoding="utf-8")
    bureaus = (done.folder / "bureau.html").read_text(encoding="utf-8")
    assert (cause + note) in html + bureaus
