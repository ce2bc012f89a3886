"""How far each feed reaches, as it stands on every page."""

from datetime import date

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person


def test_who_is_no_longer_on_the_full_roster_is_not_counted(bureau: Bureau) -> None:
    both = [holds(person(number), begins="") for number in (1, 2)]
    bureau.intake("identities", both, as_of=date(2023, 1, 31))
    bureau.intake("identities", both[:1], as_of=date(2023, 2, 28))
    bureau.intake("settlements", [bill(f"S{month}", person(1), f"2023-0{month}-05", "1") for month in (1, 2)])
    notes = {}
    for month in ("2023-01", "2023-02"):
        (feed,) = [one for one in bureau.month(month).issue.freshness if one.name == "身份名册"]
        notes[month] = (feed.latest, feed.note)
    assert notes == {"2023-01": ("2023-01-31", "月底 2 人"), "2023-02": ("2023-02-28", "月底 1 人")}
