"""The months by themselves, under an injected clock: due is what was not issued, each month once, in order."""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch.notify import Notice
from monitor.errors import IntegrityError, StateError, StorageError
from monitor.month import MonthDone
from monitor.rounds import Round, go_round, release
from monitor.warehouse import ledger
from monitor.warehouse.connection import transaction
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import Row, bill, holds, person, resident

WHO = [person(number) for number in range(1, 5)]
NOW = 2_000_000_000.0


def bills(year: int, month: int) -> list[Row]:
    return [bill(f"S{year}{month:02d}{n}", who, f"{year}-{month:02d}-11", "2000") for n, who in enumerate(WHO)]


def setting(bureau: Bureau, text: str) -> None:
    path = bureau.config_path
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def service(begin: Begin) -> Bureau:
    """A bureau with rosters, an inbox, and rosters that never grow old."""
    return begin(with_rosters)


def with_rosters(bureau: Bureau) -> None:
    text = bureau.config_path.read_text(encoding="utf-8")
    text = text.replace(
        "[paths]", '[holds]\nidentities_days = 9999\npersons_days = 9999\n\n[paths]\ninbox = "inbox"', 1
    )
    bureau.config_path.write_text(text, encoding="utf-8")
    bureau.intake("persons", map(resident, WHO), on=date(2023, 1, 2))
    bureau.intake("identities", map(holds, WHO), on=date(2023, 1, 2))


def deliver(bureau: Bureau, year: int, month: int, kind: str = "settlements") -> Path:
    """Put a month's file into the inbox, long at rest."""
    made = bureau.file(kind, bills(year, month))
    folder = bureau.root / "inbox" / kind
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{year}-{month:02d}.csv"
    made.replace(path)
    os.utime(path, (NOW - 3600, NOW - 3600))
    return path


def go(bureau: Bureau, today: date, **more: Any) -> Round:
    config = bureau.config
    with open_warehouse(config) as con:
        return go_round(con, config, bureau.pack, today=today, now=NOW, **more)


def issued(bureau: Bureau) -> list[tuple[int, date]]:
    rows = bureau.sql("select month, issued_on from lists.issue order by issue_id")
    return [(row["month"], row["issued_on"]) for row in rows]


def test_a_month_goes_out_when_its_file_has_come(service: Bureau) -> None:
    deliver(service, 2023, 1)
    done = go(service, date(2023, 2, 8))
    assert [(due.name, due.days_late(done.today)) for due, _ in done.issued] == [("2023-01", 0)]
    assert issued(service) == [(202301, date(2023, 2, 8))]


def test_what_a_round_took_in_is_in_the_analysts_copy(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 1, 31))
    assert service.ask("select month, state from month_state") == [{"month": "2023-01", "state": "fed"}]


def test_a_copy_that_was_not_finished_is_made_by_the_next_round(
    service: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run cut off between writing the list out and publishing; nothing else is left to do."""
    deliver(service, 2023, 1)
    go(service, date(2023, 1, 31))
    with monkeypatch.context() as patch:
        patch.setattr("monitor.month.publish", lambda *_: service.config.path("published"))
        patch.setattr("monitor.month.renew", lambda *_: False)
        patch.setattr("monitor.rounds.renew", lambda *_: False)
        go(service, date(2023, 2, 8))
    assert service.ask("from issue") == []
    go(service, date(2023, 2, 8))
    assert [row["month"] for row in service.ask("from issue")] == ["2023-01"]


def test_a_round_with_nothing_new_leaves_the_copy(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    before = service.config.path("published").stat().st_ino
    go(service, date(2023, 2, 9))
    assert service.config.path("published").stat().st_ino == before


def test_a_month_that_is_not_over_is_not_due(service: Bureau) -> None:
    deliver(service, 2023, 1)
    assert go(service, date(2023, 1, 31)).issued == []


def test_two_months_of_standstill_are_caught_up_in_order_and_marked_late(service: Bureau) -> None:
    for month in (1, 2, 3):
        deliver(service, 2023, month)
    done = go(service, date(2023, 4, 12))
    assert [(due.name, due.days_late(done.today)) for due, _ in done.issued] == [
        ("2023-01", 62), ("2023-02", 34), ("2023-03", 3),
    ]  # fmt: skip


def test_the_same_round_again_does_nothing(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    again = go(service, date(2023, 2, 8))
    assert (again.taken, again.issued, again.waiting) == ([], [], [])


def test_a_missing_month_keeps_the_later_ones_waiting(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    deliver(service, 2023, 3)
    done = go(service, date(2023, 4, 8))
    assert done.issued == []
    assert [(one.due.name, [hold.code for hold in one.holds]) for one in done.waiting] == [("2023-02", ["H-FEED-NONE"])]


def test_the_missing_month_comes_and_both_go_out(service: Bureau) -> None:
    deliver(service, 2023, 1)
    deliver(service, 2023, 3)
    go(service, date(2023, 4, 8))
    deliver(service, 2023, 2)
    assert [due.name for due, _ in go(service, date(2023, 4, 9)).issued] == ["2023-02", "2023-03"]


def test_the_operator_may_say_that_a_month_has_nothing(service: Bureau) -> None:
    deliver(service, 2023, 1)
    deliver(service, 2023, 3)
    go(service, date(2023, 4, 8))
    with open_warehouse(service.config) as con:
        assert release(con, service.config, 202302, "当月系统停机", date(2023, 4, 8)) == ("H-FEED-NONE",)
    assert [due.name for due, _ in go(service, date(2023, 4, 8)).issued] == ["2023-03"]


def test_nothing_to_answer_for_is_said(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    with open_warehouse(service.config) as con, pytest.raises(StateError, match="E-HOLD-002"):
        release(con, service.config, 202301, "无", date(2023, 2, 8))


def failing(times: int) -> Callable[..., MonthDone]:
    """A month's run that fails so many times before it does its work."""
    from monitor.month import run_month

    left = [times]

    def run(*args: Any, **more: Any) -> MonthDone:
        if left[0]:
            left[0] -= 1
            raise IntegrityError("E-INT-005", "核对未通过")
        return run_month(*args, **more)

    return run


def test_a_run_that_fails_is_tried_again_at_the_next_round(service: Bureau) -> None:
    deliver(service, 2023, 1)
    run = failing(2)
    assert [go(service, date(2023, 2, 8), run=run).waiting[0].failures for _ in range(2)] == [1, 2]
    assert [due.name for due, _ in go(service, date(2023, 2, 8), run=run).issued] == ["2023-01"]


def test_after_three_failures_it_waits_for_the_operator(service: Bureau) -> None:
    deliver(service, 2023, 1)
    run = failing(3)
    rounds = [go(service, date(2023, 2, 8), run=run) for _ in range(4)]
    assert [one.waiting[0].gave_up for one in rounds] == [False, False, True, True]
    with open_warehouse(service.config) as con:
        release(con, service.config, 202301, "已修好", date(2023, 2, 8))
    assert [due.name for due, _ in go(service, date(2023, 2, 8), run=run).issued] == ["2023-01"]


@pytest.mark.parametrize("back", [1, 365])
def test_a_clock_that_jumps_back_stops_everything(service: Bureau, back: int) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    deliver(service, 2023, 2)
    done = go(service, date(2023, 2, 8) - timedelta(days=back))
    assert (done.clock_back, done.issued, done.taken) == (date(2023, 2, 8), [], [])


def test_the_operator_may_say_that_it_was_ahead_before(service: Bureau) -> None:
    deliver(service, 2023, 1)
    with open_warehouse(service.config) as con, transaction(con):
        ledger.note(con, "reminded", date(2023, 3, 8), month=202301)
    assert go(service, date(2023, 2, 8)).clock_back == date(2023, 3, 8)
    said = service.cli("doctor", "--accept-clock", "--on", "2023-02-08").stdout
    assert "今天是 2023-02-08" in said
    done = go(service, date(2023, 2, 8))
    assert (done.clock_back, [due.name for due, _ in done.issued]) == (None, ["2023-01"])
    assert go(service, date(2023, 2, 7)).clock_back == date(2023, 2, 8)


def test_a_month_without_settlements_keeps_no_later_one_from_being_reminded(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    with open_warehouse(service.config) as con:
        release(con, service.config, 202302, "没有结算", date(2023, 3, 8))
    go(service, date(2023, 3, 9))
    assert [due.name for due in go(service, date(2023, 4, 7)).reminders] == ["2023-03"]


def test_a_failure_after_the_operator_has_answered_is_news_again(
    service: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(service, '\n[deliver.notify.ops]\nurl_env = "HOOK"\n')
    deliver(service, 2023, 1)
    keys: list[str] = []

    def tell(_con: object, _config: object, notices: list[Notice], _today: date) -> tuple[()]:
        keys.extend(one.key for one in notices if one.event == "failed")
        return ()

    monkeypatch.setattr("monitor.rounds.tell", tell)
    for _ in range(4):
        go(service, date(2023, 2, 8), run=out_of_room)
    assert list(dict.fromkeys(keys)) == [f"0 {number} E-DISK-001" for number in (1, 2, 3)]
    with open_warehouse(service.config) as con:
        release(con, service.config, 202301, "修好了", date(2023, 2, 8))
    go(service, date(2023, 2, 8), run=out_of_room)
    assert keys[-1] == "1 1 E-DISK-001"


def out_of_room(*_asked: object, **_more: object) -> MonthDone:
    raise StorageError("E-DISK-001", "没有空间")


def test_a_reminder_comes_once(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    days = (date(2023, 3, 2), date(2023, 3, 7), date(2023, 3, 8))
    said = [[due.name for due in go(service, day).reminders] for day in days]
    assert said == [[], ["2023-02"], []]


def test_a_file_that_is_still_growing_is_left_alone(service: Bureau) -> None:
    path = deliver(service, 2023, 1)
    os.utime(path, (NOW - 5, NOW - 5))
    assert go(service, date(2023, 2, 8)).taken == []
    path.with_name(path.name + ".done").touch()
    assert [one.loaded.counts.accepted for one in go(service, date(2023, 2, 8)).taken if one.loaded] == [4]


def test_a_file_that_does_not_match_its_fingerprint_is_refused_and_kept(service: Bureau) -> None:
    path = deliver(service, 2023, 1)
    path.with_name(path.name + ".sha256").write_text("0" * 64 + "  x.csv", encoding="ascii")
    done = go(service, date(2023, 2, 8))
    assert [one.refused.code for one in done.taken if one.refused] == ["E-FILE-SHA"]
    assert sorted(one.name for one in (service.root / "inbox" / "refused" / "settlements").iterdir()) == [
        "2023-01.csv", "2023-01.csv.txt",
    ]  # fmt: skip


def test_a_refused_file_does_not_stop_the_next(service: Bureau) -> None:
    deliver(service, 2023, 1)
    bad = service.root / "inbox" / "settlements" / "0000.csv"
    bad.write_text("无关的列\n1\n", encoding="utf-8")
    os.utime(bad, (NOW - 3600, NOW - 3600))
    done = go(service, date(2023, 2, 8))
    assert [bool(one.loaded) for one in done.taken] == [False, True]
    assert len(done.issued) == 1


def test_a_correction_under_an_old_name_waits_for_the_operator_with_the_difference(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    path = deliver(service, 2023, 1)
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    os.utime(path, (NOW - 3600, NOW - 3600))
    done = go(service, date(2023, 2, 9))
    assert [one.refused.code for one in done.taken if one.refused] == ["E-FILE-AGAIN"]
    told = service.root / "inbox" / "refused" / "settlements" / "2023-01.csv.txt"
    assert "新增 0 条，改动 0 条，去掉 1 条，不变 3 条" in told.read_text(encoding="utf-8")


def test_a_full_roster_says_its_day_in_its_name(service: Bureau) -> None:
    folder = service.root / "inbox" / "身份"
    folder.mkdir(parents=True)
    path = folder / "民政全量2023-01-31.csv"
    service.file("identities", map(holds, WHO)).replace(path)
    os.utime(path, (NOW - 3600, NOW - 3600))
    go(service, date(2023, 2, 8))
    assert service.sql("select as_of from intake.load_batch order by batch_id desc limit 1") == [
        {"as_of": date(2023, 1, 31)}
    ]


def test_what_was_done_stands_in_the_ledger(service: Bureau) -> None:
    deliver(service, 2023, 1)
    go(service, date(2023, 2, 8))
    lines = service.config.path("ledger").read_text(encoding="ascii").splitlines()
    assert [json.loads(line)["event"] for line in lines][-3:] == ["loaded", "issued", "written"]
