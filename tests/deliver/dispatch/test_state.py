"""What waits to be handed over is noted with the month's files, once, for whom the configuration names."""

from datetime import date

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch.addressing import wants
from monitor.deliver.dispatch.state import Dispatch, rows, settle
from monitor.delivery_settings import TargetSettings
from monitor.warehouse.connection import transaction
from tests.conftest import Bureau
from tests.lists.sample_issue import REGIONS
from tests.warehouse.builder import bill, person

ON = date(2023, 4, 9)


def target(*words: str) -> TargetSettings:
    return TargetSettings(recipients=words, url="x")


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("civil_affairs", {"340121_civil_affairs", "340123_civil_affairs"}),
        ("340121000000", {"340121_civil_affairs", "340121_rural_revitalization"}),
        ("340121100000", {"340121100_township"}),
        ("340121100_township", {"340121100_township"}),
        ("340121*", {"340121_civil_affairs", "340121_rural_revitalization", "340121100_township"}),
        ("bureau", {"bureau"}),
    ],
)
def test_a_word_names_its_recipients(word: str, taken: set[str]) -> None:
    everybody = {"bureau", "340121100_township", "340123100_township"} | {
        f"{county}_{kind}" for county in (340121, 340123) for kind in ("civil_affairs", "rural_revitalization")
    }
    assert {one for one in everybody if wants(target(word), one, REGIONS)} == taken


def test_a_star_is_everybody_but_the_bureau() -> None:
    assert wants(target("*"), "340121100_township", REGIONS)
    assert not wants(target("*"), "bureau", REGIONS)


def issued(bureau: Bureau, *lines: str) -> list[Dispatch]:
    bureau.config_path.write_text(bureau.config_path.read_text("utf-8") + "\n".join(lines), encoding="utf-8")
    bureau.intake("settlements", [bill("S1", person(1), "2023-03-05", "12000")])
    bureau.month("2023-03", on=ON)
    return found(bureau)


def found(bureau: Bureau) -> list[Dispatch]:
    with open_warehouse(bureau.config) as con:
        return rows(con)


def test_without_targets_nothing_waits(bureau: Bureau) -> None:
    assert issued(bureau) == []


def test_a_month_that_is_written_waits_for_each_of_its_recipients(bureau: Bureau) -> None:
    waiting = issued(bureau, "[deliver.to.share]", 'recipients = ["civil_affairs"]', 'url = "share"')
    assert {one.recipient.partition("_")[2] for one in waiting} == {"civil_affairs"}
    assert {(one.month, one.version, one.target) for one in waiting} == {(202303, 1, "share")}


def test_a_try_is_counted_by_day(bureau: Bureau) -> None:
    one = issued(bureau, "[deliver.to.share]", 'recipients = ["340121_civil_affairs"]', 'url = "share"')[0]
    for day in (9, 9, 10):
        with open_warehouse(bureau.config) as con, transaction(con):
            settle(con, rows(con)[0], "failed", date(2023, 4, day), error_code="E-SEND-001")
    (after,) = found(bureau)
    assert (after.attempts, after.day_attempts) == (one.attempts + 3, 1)
    assert after.tries_left(date(2023, 4, 10), 3) == 2
    assert after.tries_left(date(2023, 4, 11), 3) == 3
