"""The kernel agrees with the oracle to the fen, on nasty person-years of every pack.

`PERSON_YEARS` in the environment says how many for each pack; 10,000 are run by hand before a release.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor.policy
from monitor.policy import Pack, load_pack, pack_names
from monitor.settle.batches import State
from monitor.settle.kernel import entitle
from monitor.settle.plan import EntitlementPlan, compile_plan
from tests.settle.oracle_entitlement import Law, Settlement, Toml, person_year, read
from tests.settle.person_years import PersonYears, batch_of, sample_parameters

PACKS = Path(monitor.policy.__file__).with_name("packs")
COUNT = int(os.environ.get("PERSON_YEARS", "300"))
Years = list[tuple[int, list[Settlement]]]
Found = list[dict[str, tuple[int, int, int]]]


class Place:
    """A place in a year: the compiled plan, the oracle's law, and random persons."""

    def __init__(self, name: str, year: int, *, changes_on: date | None = None, seed: int | None = None) -> None:
        pack, toml = load_pack(name), read(PACKS / f"{name}.toml")
        parameters = sample_parameters(pack)
        if changes_on is not None:
            pack, toml = changed_pack(pack, changes_on), changed_toml(toml, changes_on)
        self.plan = compile_plan(pack.with_parameters(parameters), year)
        self.law = Law(toml, parameters, year)
        self.persons = PersonYears(toml, parameters, year, seed=year if seed is None else seed)

    def years(self, count: int) -> Years:
        return [(number * 7 + 3, self.persons.one()) for number in range(count)]

    def oracle(self, years: Years) -> Found:
        steps = [one for _, settlements in years for one in person_year(self.law, settlements)]
        return [{key: (s.base, s.accumulated_before, s.entitled) for key, s in one.items()} for one in steps]


def kernel(plan: EntitlementPlan, years: Years, state: State | None = None) -> tuple[Found, State]:
    result, state = entitle(batch_of(plan, years), plan.for_kernel, state)
    columns = {
        key: np.stack([one.base, one.accumulated_before, one.entitled], axis=1).tolist() for key, one in result.items()
    }
    size = sum(len(settlements) for _, settlements in years)
    return [{key: tuple(rows[n]) for key, rows in columns.items()} for n in range(size)], state


def changed_pack(pack: Pack, day: date) -> Pack:
    """Every figure of a document in force on the day is a tenth lower or higher from then on."""
    before = [replace(one, to_date=day - timedelta(days=1)) if one.in_force(day) else one for one in pack.values]
    after = [
        replace(one, from_date=day, value=changed(one.value, one.unit)) for one in pack.values if one.in_force(day)
    ]
    return replace(pack, values=(*before, *after))


def changed_toml(toml: Toml, day: date) -> Toml:
    """The same change for the oracle."""
    before = [{**one, "to": day - timedelta(days=1)} for one in toml["values"]]
    after = [{**one, "from": day, "value": changed(one.get("value"), one["unit"])} for one in toml["values"]]
    return {**toml, "values": [*before, *after]}


def changed(figure: Decimal | int | None, unit: str) -> Decimal | None:
    factor = {"yuan": Decimal("1.1"), "rate": Decimal("0.9")}.get(unit, Decimal(1))
    return None if figure is None else Decimal(figure) * factor


def years_of(name: str) -> list[int]:
    """The year in which the document takes effect, which may be in its middle, and the next."""
    first = min(value.from_date for value in load_pack(name).values).year
    return [first, first + 1]


PLACES = [(name, year) for name in pack_names() for year in years_of(name)]


@pytest.mark.parametrize(("name", "year"), PLACES)
def test_the_kernel_equals_the_oracle(name: str, year: int) -> None:
    place = Place(name, year)
    years = place.years(COUNT)
    assert kernel(place.plan, years)[0] == place.oracle(years)


@given(place=st.sampled_from(PLACES), seed=st.integers(0, 2**40))
@settings(max_examples=40, deadline=None)
def test_any_persons_that_hypothesis_draws(place: tuple[str, int], seed: int) -> None:
    drawn = Place(*place, seed=seed)
    years = drawn.years(3)
    assert kernel(drawn.plan, years)[0] == drawn.oracle(years)


@pytest.mark.parametrize("name", pack_names())
def test_figures_that_change_inside_the_year(name: str) -> None:
    place = Place(name, years_of(name)[1], changes_on=date(years_of(name)[1], 7, 1))
    years = place.years(COUNT)
    assert kernel(place.plan, years)[0] == place.oracle(years)


@pytest.mark.parametrize("name", pack_names())
def test_month_by_month_equals_the_year_at_once(name: str) -> None:
    place = Place(name, years_of(name)[1])
    years = place.years(COUNT)
    found: dict[int, Found] = {person: [] for person, _ in years}
    state = None
    for month in range(1, 13):
        part = [(person, [one for one in all_ if one.day.month == month]) for person, all_ in years]
        part = [(person, some) for person, some in part if some]
        rows, state = kernel(place.plan, part, state)
        for person, some in part:
            found[person] += [rows.pop(0) for _ in some]
    assert [row for person, _ in years for row in found[person]] == kernel(place.plan, years)[0]


@pytest.mark.parametrize("name", pack_names())
def test_every_layer_is_computed_or_said_to_be_reported(name: str) -> None:
    place = Place(name, years_of(name)[1])
    assert {one.shape.id for one in place.plan.layers if not one.plan.reported_only} == place.law.computed


def test_the_person_years_are_nasty() -> None:
    place = Place("hefei", 2023)
    years = place.years(300)
    rows = [one for _, settlements in years for one in settlements]
    assistance = entitle(batch_of(place.plan, years), place.plan.for_kernel)[0]["assistance"]
    found = {
        "a limit reached": np.count_nonzero((assistance.cap_left == 0) & (assistance.entitled > 0)),
        "taken back": np.count_nonzero(assistance.entitled < 0),
        "several identities": sum(len(one.identities) > 1 for one in rows),
        "nothing": sum(one.base == 0 for one in rows),
    }
    assert {what: count for what, count in found.items() if count < 10} == {}
