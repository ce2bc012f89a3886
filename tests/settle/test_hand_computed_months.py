"""R123: months of Hefei and of Yingkou worked out by hand from the texts, against the whole program, to the fen.

The persons are those of the scenarios; their files are loaded and the months issued as a bureau would.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.policy.scenarios import BURDEN, SELF_PAY, WARNED
from monitor.screen.scenarios import NOT_WARNED
from tests.conftest import Bureau
from tests.settle.scenario_rows import DRUG_CODE, Told, identities, people, referrals, settlements, told
from tests.warehouse.workplace import new_bureau

pytestmark = pytest.mark.slow
YEAR = 2023
PLACES = {"hefei": ("340121", "长丰县", "水湖镇"), "yingkou": ("210881", "盖州市", "西城街道")}
DRUG = f'[intake.med_types]\n"{DRUG_CODE}" = "high_value_drug"\n'


@dataclass(frozen=True)
class Year:
    """A bureau after its months, the rows that were told to it, and who was on which month's list."""

    bureau: Bureau
    rows: list[Told]
    warned: dict[int, set[tuple[str, str]]]

    def expected(self, *headings: str) -> Iterator[tuple[Told, str, str]]:
        """Every cell under the headings; all layers where none are named."""
        layers = tuple(layer.name for layer in self.bureau.pack.layers)
        for one in self.rows:
            for heading, cell in one.case.expected.items():
                if heading in (headings or layers):
                    yield one, heading, cell


@pytest.fixture(scope="module", params=PLACES)
def year(
    request: pytest.FixtureRequest,
    empty_workspace: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Year:
    place = request.param
    region, county, township = PLACES[place]
    bureau = new_bureau(empty_workspace(place), tmp_path_factory.mktemp(place))
    config = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(config.replace("[intake.med_types]", DRUG, 1), encoding="utf-8")
    rows = told(bureau.pack, YEAR, region)
    bureau.intake("persons", people(rows, county, township))
    bureau.intake("identities", identities(rows, YEAR))
    bureau.intake("referrals", referrals(rows))
    bills = list(settlements(bureau.pack, rows))
    assert bureau.intake("settlements", bills).counts.accepted == len(bills)
    months = {one.case.day.month for one in rows if WARNED in one.case.expected} | {12}
    return Year(bureau, rows, {month: on_list(bureau, month) for month in sorted(months)})


def on_list(bureau: Bureau, month: int) -> set[tuple[str, str]]:
    """Issue a month: who is on its list, and under which rule."""
    issue = bureau.month(f"{YEAR}-{month:02d}").issue
    gone = {"gone", "corrected"}
    return {(row.certno, row.rule_id) for row in issue.rows if not row.early_watch and row.status not in gone}


def test_there_are_more_than_sixty_persons(year: Year) -> None:
    assert len({one.certno for one in year.rows}) > 60


def test_every_layer_gives_what_was_worked_out(year: Year) -> None:
    query = "from settle.entitlement join warehouse.settlement using (row_id) select setl_id, layer, entitled"
    given = {(row["setl_id"], row["layer"]): row["entitled"] for row in year.bureau.sql(query)}
    layers = {layer.name: layer.id for layer in year.bureau.pack.layers}
    wrong = {
        (one.scenario.name, one.case.line, heading): (cell, given.get((one.setl_id, layers[heading])))
        for one, heading, cell in year.expected()
        if given.get((one.setl_id, layers[heading]), Decimal(0)) != Decimal(cell.replace(",", ""))
    }
    assert wrong == {}


def test_self_pay_and_burden_to_date_are_those_worked_out(year: Year) -> None:
    found = {
        (row["setl_id"]): (row["self_pay"], row["burden"])
        for row in year.bureau.sql(
            "select s.setl_id, b.self_pay, b.burden from warehouse.settlement as s join settle.burden as b "
            f"on b.person_id = s.person_id and b.year = {YEAR} and b.month <= s.setl_month % 100 "
            "qualify row_number() over (partition by s.setl_id order by b.month desc) = 1"
        )
    }
    at = {SELF_PAY: 0, BURDEN: 1}
    wrong = {
        (one.scenario.name, one.case.line, heading): (cell, found.get(one.setl_id))
        for one, heading, cell in year.expected(SELF_PAY, BURDEN)
        if found.get(one.setl_id, (Decimal(0),) * 2)[at[heading]] != Decimal(cell.replace(",", ""))
    }
    assert wrong == {}


def test_the_lists_have_whom_they_should(year: Year) -> None:
    names = {rule.id: rule.name for rule in year.bureau.pack.rule_shapes}
    wrong = {}
    for one, _, cell in year.expected(WARNED):
        found = {names[rule] for certno, rule in year.warned[one.case.day.month] if certno == one.certno}
        agrees = not found if cell == NOT_WARNED else bool(found) and cell in {WARNED, *found}
        wrong |= {} if agrees else {(one.scenario.name, one.case.line): (cell, found)}
    assert wrong == {}


def test_nobody_is_listed_twice_in_a_month(year: Year) -> None:
    assert [month for month, rows in year.warned.items() if len({certno for certno, _ in rows}) < len(rows)] == []
