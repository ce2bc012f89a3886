"""A year of which nobody has said which days are worked: the months go out, the rounds say what they cannot tell."""

import json
from datetime import date

import pytest

from monitor.cli.schedule import round_lines
from monitor.deliver.dispatch.notify import Notice
from tests.conftest import Begin, Bureau
from tests.month.test_rounds import deliver, go, issued, setting, with_rosters

DAYS = (date(2027, 1, 5), date(2027, 2, 5))


@pytest.fixture
def service(begin: Begin) -> Bureau:
    """A bureau whose first month is due in a year that is not in the calendar of working days."""
    made = begin(with_rosters)
    text = made.config_path.read_text(encoding="utf-8")
    first = text.replace("[schedule]", '[schedule]\nfirst_month = "2026-12"', 1)
    made.config_path.write_text(first, encoding="utf-8")
    setting(made, '\n[deliver.notify.ops]\nurl_env = "HOOK"\n')
    return made


def said(bureau: Bureau, day: date) -> list[str]:
    return [line for line in round_lines(go(bureau, day)) if "E-CAL-001" in line]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[Notice]:
    """The reminders of the rounds, instead of being sent."""
    found: list[Notice] = []

    def tell(_con: object, _config: object, notices: list[Notice], _today: date) -> tuple[()]:
        found.extend(one for one in notices if one.event == "reminder")
        return ()

    monkeypatch.setattr("monitor.rounds.tell", tell)
    return found


def test_every_round_says_that_it_knows_no_deadline(service: Bureau) -> None:
    for day in DAYS:
        (line,) = said(service, day)
        assert line.startswith("注意：[E-CAL-001] 2026-12 的名单算不出期限")
        assert "工作日表里没有 2027 年" in line


def test_a_month_goes_out_all_the_same(service: Bureau) -> None:
    deliver(service, 2026, 12)
    assert len(said(service, DAYS[0])) == 1
    assert issued(service) == [(202612, DAYS[0])]
    assert said(service, DAYS[0]) == []


def test_a_month_is_told_once(service: Bureau, told: list[Notice]) -> None:
    for day in DAYS:
        go(service, day)
    assert {(one.month, one.key) for one in told} == {(202612, "E-CAL-001")}
    assert "工作日表里没有 2027 年" in told[0].text


def test_a_known_year_is_nothing_to_say(service: Bureau, told: list[Notice]) -> None:
    own = service.root / "workdays.toml"
    own.write_text('[2027]\nnotice = "某号"\nrest = []\nwork = []\n', encoding="utf-8")
    text = service.config_path.read_text(encoding="utf-8")
    service.config_path.write_text(text.replace("[paths]", '[paths]\nworkdays = "workdays.toml"', 1), encoding="utf-8")
    assert (said(service, date(2027, 1, 2)), told) == ([], [])


def test_a_round_of_a_clock_set_back_is_logged_with_its_code(service: Bureau) -> None:
    deliver(service, 2026, 12)
    go(service, DAYS[1])
    go(service, DAYS[0])
    lines = [line for path in service.config.path("log").glob("run-*.jsonl") for line in path.read_text().splitlines()]
    ends = [one for one in map(json.loads, lines) if (one["stage"], one["event"]) == ("schedule", "done")]
    assert [one.get("code") for one in ends[-2:]] == [None, "W-CLOCK"]
