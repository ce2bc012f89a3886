"""R128: the run log takes numbers and known words, for the owner alone, a file a month."""

import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import clock
from monitor.cli.session import open_warehouse
from monitor.errors import IntegrityError, StateError
from monitor.log import Log, last_moment
from monitor.retention import due
from monitor.rounds import go_round
from monitor.warehouse import ledger
from tests.conftest import Bureau
from tests.operator.conftest import OTHER
from tests.warehouse.builder import bill

AT = datetime(2023, 4, 9, 18, 0, tzinfo=clock.SHANGHAI)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(folder.glob("*")) for line in path.read_text("ascii").splitlines()]


def test_a_line_says_when_what_and_how_many(tmp_path: Path) -> None:
    Log(tmp_path, lambda: AT).write("intake", "done", kind="settlements", accepted=12, month="2023-03")
    assert lines(tmp_path) == [
        {
            "at": "2023-04-09T18:00:00+08:00",
            "stage": "intake",
            "event": "done",
            "kind": "settlements",
            "accepted": 12,
            "month": "2023-03",
        }
    ]


@pytest.mark.parametrize(
    "value",
    [
        "金丝雀九",
        "11010519491231002X",
        110105194912310021,
        13900009999,
        -13900009999,
        "结算-2023-03.csv",
        "done ",
        "2023-13",
        "e-amt-003",
        "E-AMT-003 张三",
        True,
        1.5,
        None,
        ["done"],
        "",
    ],
)
def test_what_could_be_about_a_person_is_refused_and_not_repeated(tmp_path: Path, value: Any) -> None:
    with pytest.raises(ValueError, match=r"known words only: rows$") as refused:
        Log(tmp_path).write("intake", "done", rows=value)
    assert str(value) not in str(refused.value).removesuffix("rows") or value in ("", None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("stage", "event"), [("张三", "done"), ("intake", "张三"), ("", "done")])
def test_stages_and_events_are_known_words(tmp_path: Path, stage: str, event: str) -> None:
    with pytest.raises(ValueError, match="known words only"):
        Log(tmp_path).write(stage, event)


def test_names_of_fields_are_small_letters(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="small letters"):
        Log(tmp_path).write("intake", "done", 张三=1)


def test_the_largest_count_has_ten_digits(tmp_path: Path) -> None:
    Log(tmp_path).write("intake", "done", rows=9_999_999_999)
    with pytest.raises(ValueError, match="rows"):
        Log(tmp_path).write("intake", "done", rows=10_000_000_000)


def test_a_month_has_its_own_file_for_its_owner_alone(tmp_path: Path) -> None:
    moments = iter([AT, AT + timedelta(days=40)])
    log = Log(tmp_path / "log", lambda: next(moments))
    log.write("month", "began")
    log.write("month", "done")
    files = sorted((tmp_path / "log").iterdir())
    assert [path.name for path in files] == ["run-2023-04.jsonl", "run-2023-05.jsonl"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_a_step_says_that_it_began_and_ended(tmp_path: Path) -> None:
    with Log(tmp_path).step("settle", month="2023-03") as found:
        found["persons"] = 5
    began, done = lines(tmp_path)
    assert (began["event"], done["event"], done["persons"], done["month"]) == ("began", "done", 5, "2023-03")
    assert done["seconds"] >= 0


def fail_in_step(log: Log, error: Exception) -> None:
    with log.step("settle"):
        raise error


@pytest.mark.parametrize(
    ("error", "code"), [(StateError("E-MONTH-001", "张三"), "E-MONTH-001"), (KeyError("张三"), "E-BUG-001")]
)
def test_a_step_that_fails_leaves_its_code_and_nothing_of_the_text(tmp_path: Path, error: Exception, code: str) -> None:
    with pytest.raises(type(error)):
        fail_in_step(Log(tmp_path), error)
    assert lines(tmp_path)[-1]["event"] == "failed"
    assert lines(tmp_path)[-1]["code"] == code
    assert "张三".encode("unicode_escape") not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_run_goes_on_without_its_log(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file in the way")
    log = Log(tmp_path / "log")
    log.write("month", "done")
    assert log.lost == 1


def test_the_last_moment_is_that_of_the_newest_line(tmp_path: Path) -> None:
    log = Log(tmp_path, lambda: AT)
    log.write("month", "began")
    assert last_moment(tmp_path) == AT.astimezone(UTC)


@pytest.mark.parametrize("text", ["", "{", "{}", '{"at": 1}', '{"at": "gestern"}', "[]"])
def test_a_log_that_cannot_be_read_has_no_last_moment(tmp_path: Path, text: str) -> None:
    (tmp_path / "run-2023-04.jsonl").write_text(text)
    assert last_moment(tmp_path) is None


def month_lines(bureau: Bureau) -> list[tuple[str, str]]:
    return [(one["stage"], one["event"]) for one in lines(bureau.config.path("log"))]


def test_a_month_leaves_its_steps_in_order(march: Bureau) -> None:
    march.intake("settlements", [bill("S2", OTHER, "2023-04-05", "1")])
    march.month("2023-04")
    ended = [stage for stage, event in month_lines(march) if event == "done"]
    assert ended == ["intake", "settle", "screen", "lists", "checks", "warehouse", "deliver", "publish", "month"]
    assert all(one["seconds"] >= 0 for one in lines(march.config.path("log")) if one["event"] == "done")


def test_a_month_that_fails_names_its_stage_in_the_log_and_the_ledger(
    march: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    march.intake("settlements", [bill("S2", OTHER, "2023-04-05", "1")], on=date(2023, 5, 3))
    monkeypatch.setattr("monitor.month.verify", refusing)
    with open_warehouse(march.config) as con:
        done = go_round(con, march.config, march.pack, today=date(2023, 5, 8), now=0.0)
        (noted,) = ledger.facts(con, "failed", 202304)
    assert ([one.error and one.error.stage for one in done.waiting], noted["stage"]) == (["checks"], "checks")
    failed = [stage for stage, event in month_lines(march) if event == "failed"]
    assert failed == ["checks", "warehouse", "month"]


def refusing(*_args: Any) -> None:
    raise IntegrityError("E-INT-005", "假的")


def test_a_log_has_its_time(march: Bureau) -> None:
    for name in ("run-2023-01.jsonl", "run-2023-03.jsonl", "other.jsonl"):
        march.config.path("log").mkdir(exist_ok=True)
        (march.config.path("log") / name).write_text("{}\n")
    with open_warehouse(march.config) as con:
        (found,) = [one for one in due(con, march.config, date(2025, 3, 1)) if one.kind == "log"]
    assert [path.name for path in found.paths] == ["run-2023-01.jsonl"]


def test_the_tools_of_the_operator_leave_their_lines(march: Bureau) -> None:
    assert march.cli("backup").exit_code == 0
    (made,) = march.config.path("backup").glob("*.tar*")
    assert march.cli("restore", made, "--replace").exit_code == 0
    assert march.cli("retention", "--erase", "--on", "2026-11-01").exit_code == 0
    march.cli("doctor")
    said = [(one["stage"], one["event"]) for one in lines(march.config.path("log"))]
    steps = [(stage, event) for stage in ("backup", "restore", "retention") for event in ("began", "done")]
    assert [one for one in said if one[0] != "doctor"] == steps
    assert {stage for stage, _event in said} >= {"doctor"}


def test_a_correction_asked_for_leaves_its_lines(march: Bureau) -> None:
    march.intake("settlements", [bill("LATE", OTHER, "2023-03-20", "20000")], on=date(2023, 4, 20))
    assert march.cli("month", "2023-03", "--correct").exit_code == 0
    ended = [one for one in lines(march.config.path("log")) if (one["stage"], one["event"]) == ("month", "done")]
    assert [(one["month"], one["lists"], one["rows"]) for one in ended] == [("2023-03", 1, 1)]
