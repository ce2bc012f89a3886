"""A hundred persons of a synthetic city: what `explain` tells adds up to the fen, and is what the month worked out."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.account import Account, account
from monitor.deliver.waterfall import Settled, added_up
from monitor.deliver.waterfall_steps import StepTold
from tests.conftest import Bureau
from tests.warehouse.builder import check_digit

PERSONS = 100
FEN = Decimal("0.01")


@dataclass(frozen=True)
class Told:
    """The accounts of some persons, by number."""

    accounts: dict[int, Account]

    def settlements(self) -> Iterator[tuple[Settled, dict[str, Any]]]:
        """Every counted settlement with its record."""
        for said in self.accounts.values():
            records = {row["row_id"]: row for row in said.settlements}
            yield from ((one, records[one.row_id]) for one in said.waterfall.settlements)

    def steps(self) -> Iterator[StepTold]:
        yield from (step for one, _ in self.settlements() for step in one.steps)


@pytest.fixture(scope="module")
def city(demo_bureau: Bureau) -> Told:
    """Fifty with the highest burden, fifty spread over all others with a settlement."""
    bureau = demo_bureau
    ranked = bureau.sql(
        "select person_id from settle.burden where person_id > 0 group by 1 order by max(burden) desc, person_id"
    )
    known = [int(row["person_id"]) for row in ranked]
    half = PERSONS // 2
    chosen = [*known[:half], *known[half :: max((len(known) - half) // half, 1)][:half]]
    with open_warehouse(bureau.config) as con:
        return Told(
            {n: account(con, bureau.config, bureau.pack, f"{n}{check_digit(str(n))}", 2023, 12) for n in chosen}
        )


def test_the_falls_of_a_settlement_lead_from_its_cost_to_its_burden(city: Told) -> None:
    for one, record in city.settlements():
        falls = {fall.key: fall for fall in one.falls}
        off = sum(fall.amount for fall in one.falls if fall.role == "payer")
        outside = sum(fall.amount for fall in one.falls if fall.role == "outside")
        assert falls["total"].amount == record["medfee"]
        assert falls["in_scope"].amount == record["medfee"] - outside == record["in_scope"]
        assert falls["left"].amount == record["in_scope"] - off
        assert falls["burden"].amount == falls["left"].amount + outside == record["burden"]


def test_the_year_is_the_sum_of_its_settlements_and_of_the_totals(city: Told) -> None:
    for said in city.accounts.values():
        falls = {fall.key: fall.amount for fall in said.waterfall.falls}
        assert said.waterfall.falls == added_up([one.falls for one in said.waterfall.settlements])
        assert {name: falls.get(key, 0) for name, key in (("medfee", "total"), ("burden", "burden"))} == {
            name: said.totals[name] for name in ("medfee", "burden")
        }


def test_the_tiers_of_a_step_add_up_to_its_sum_rounded_once(city: Told) -> None:
    with_tiers = [step for step in city.steps() if step.tiers]
    assert len(with_tiers) > PERSONS
    for step in with_tiers:
        assert sum((tier.share for tier in step.tiers), Decimal(0)).quantize(FEN, "ROUND_HALF_UP") == step.total
        assert sum(tier.part for tier in step.tiers) <= abs(step.counted)


def test_what_is_entitled_is_the_sum_within_what_the_limit_leaves(city: Told) -> None:
    for step in city.steps():
        if step.gap is not None and step.cap_before is not None and step.total >= 0:
            assert step.entitled == min(step.total, step.cap_before)
            assert step.cap_left == step.cap_before - step.entitled


def test_accumulated_amounts_and_limits_join_from_one_settlement_to_the_next(city: Told) -> None:
    for said in city.accounts.values():
        for number in range(len(said.waterfall.layers)):
            counted = [one.steps[number] for one in said.waterfall.settlements if one.steps[number].counted]
            for step, after in pairwise(counted):
                assert step.accumulated_after == after.accumulated_before


def test_payers_owe_what_their_layers_steps_owe(city: Told) -> None:
    for said in city.accounts.values():
        for payer in said.waterfall.payers:
            gaps = [s.gap or 0 for one in said.waterfall.settlements for s in one.steps if s.layer in payer.layers]
            assert sum(gaps) == payer.gap == payer.entitled - payer.reported


def test_what_is_told_is_what_the_month_worked_out(city: Told, demo_bureau: Bureau) -> None:
    stored = demo_bureau.sql(
        "select person_id, row_id, layer, base, accumulated_before, entitled, reported from settle.entitlement"
    )
    kept = {(row["person_id"], row["row_id"], row["layer"]): row for row in stored if row["person_id"] in city.accounts}
    assert len(kept) > PERSONS
    for person_id, said in city.accounts.items():
        for one in said.waterfall.settlements:
            for step in one.steps:
                row = kept.pop((person_id, one.row_id, step.layer), None)
                if row is None:
                    assert (step.entitled, step.reported) == (0, 0)
                else:
                    found = (step.base, step.accumulated_before, step.entitled, step.reported)
                    assert found == tuple(row[name] for name in ("base", "accumulated_before", "entitled", "reported"))
    assert kept == {}
