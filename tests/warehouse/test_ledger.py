"""The ledger: what the warehouse has forgotten, the file outside it tells."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor import journal
from monitor.cli.session import open_warehouse
from monitor.errors import IntegrityError
from monitor.warehouse import ledger
from monitor.warehouse.connection import transaction, warehouse
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, person, resident

DAY = date(2023, 4, 9)


def lines(bureau: Bureau) -> list[dict[str, object]]:
    path = bureau.config.path("ledger")
    return [json.loads(raw) for raw in path.read_text(encoding="ascii").splitlines()] if path.exists() else []


def load(bureau: Bureau, number: int) -> None:
    bureau.intake("settlements", [bill(f"S{number}", person(number), "2023-03-05", "100")], on=DAY)


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    return begin(with_two_files)


def with_two_files(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1))], on=DAY)
    load(bureau, 1)


def test_every_load_is_a_line_inside_and_outside(loaded: Bureau) -> None:
    inside = loaded.sql("select line, event, noted_on, facts from warehouse.ledger_line order by line")
    assert [(row["line"], row["event"], row["noted_on"].isoformat(), row["facts"]) for row in inside] == [
        (line["line"], line["event"], line["noted_on"], line["facts"]) for line in lines(loaded)
    ]
    assert [json.loads(str(line["facts"]))["kind"] for line in lines(loaded)][-2:] == ["persons", "settlements"]


def test_a_refused_file_leaves_no_line(loaded: Bureau) -> None:
    before = lines(loaded)
    with pytest.raises(Exception, match="E-FILE-EMPTY"):
        loaded.intake("settlements", loaded.file("settlements", []))
    assert lines(loaded) == before


def test_a_run_killed_between_commit_and_file_is_caught_up(loaded: Bureau) -> None:
    with warehouse(loaded.config.path("warehouse"), loaded.config.engine) as con, transaction(con):
        ledger.note(con, "issued", DAY, month=202303, seal="ab")
    with open_warehouse(loaded.config):
        pass
    assert [(line["event"], line["month"]) for line in lines(loaded)][-1] == ("issued", 202303)


def test_the_same_start_twice_adds_nothing(loaded: Bureau) -> None:
    before = lines(loaded)
    with open_warehouse(loaded.config):
        pass
    assert lines(loaded) == before


def _older(bureau: Bureau, keep: Path) -> None:
    """Put the warehouse back as it was when `keep` was taken."""
    shutil.copy(keep, bureau.config.path("warehouse"))


@pytest.fixture
def behind(loaded: Bureau, tmp_path: Path) -> Bureau:
    keep = tmp_path / "last-week.duckdb"
    shutil.copy(loaded.config.path("warehouse"), keep)
    load(loaded, 2)
    _older(loaded, keep)
    return loaded


def test_a_warehouse_of_last_week_is_noticed_and_says_what_it_lacks(behind: Bureau) -> None:
    ended = behind.cli("status")
    assert ended.exit_code == 7
    assert "E-LEDGER-001" in ended.stderr
    assert "2023-04-09 载入 批次" in ended.stderr
    assert "settlements" in ended.stderr


def test_nothing_is_loaded_into_it(behind: Bureau) -> None:
    with pytest.raises(IntegrityError, match="E-LEDGER-001"):
        load(behind, 3)


def test_the_operator_may_accept_the_loss_and_load_again(behind: Bureau) -> None:
    with warehouse(behind.config.path("warehouse"), behind.config.engine) as con:
        missing = ledger.accept(con, behind.config, DAY)
    assert [json.loads(line["facts"])["kind"] for line in missing.lines] == ["settlements"]
    load(behind, 2)
    assert [line["event"] for line in lines(behind)][-2:] == ["accepted", "loaded"]
    assert behind.sql("select count(*) as n from warehouse.settlement") == [{"n": 2}]


def _edit(path: Path) -> None:
    text = path.read_text(encoding="ascii")
    path.write_text(text.replace("settlements", "sett1ements"), encoding="ascii")


def _drop_first(path: Path) -> None:
    path.write_text("".join(path.read_text(encoding="ascii").splitlines(keepends=True)[1:]), encoding="ascii")


def _add_words(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"xxx")


def _add_a_line_of_words(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"xxx\n")


def _add_other_letters(path: Path) -> None:
    path.write_bytes(path.read_bytes() + "台账".encode())


def _cut_and_change(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40] + b"0")


def _add_a_foreign_line(path: Path) -> None:
    journal.append(path, [{"line": 99}])


@pytest.mark.parametrize(
    "change",
    [_edit, _drop_first, _add_words, _add_a_line_of_words, _add_other_letters, _cut_and_change, _add_a_foreign_line],
)
def test_a_changed_file_is_noticed(loaded: Bureau, change: Callable[[Path], None]) -> None:
    change(loaded.config.path("ledger"))
    with pytest.raises(IntegrityError, match="E-LEDGER-002"), open_warehouse(loaded.config):
        pass


def test_the_line_that_was_changed_is_named(loaded: Bureau) -> None:
    number = len(lines(loaded)) + 1
    _add_words(loaded.config.path("ledger"))
    for command in ("status", "doctor"):
        ended = loaded.cli(command)
        assert (ended.exit_code, f"台账第 {number} 行有问题" in ended.stdout + ended.stderr) == (7, True)


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_last_line_that_was_cut_off_is_finished_from_the_warehouse(loaded: Bureau, cut: int) -> None:
    path, before = loaded.config.path("ledger"), lines(loaded)
    path.write_bytes(path.read_bytes()[:-cut])
    assert loaded.cli("status").exit_code == 0
    after = lines(loaded)
    told = [line for line in after if "line" in line]
    assert [(line["line"], line["facts"]) for line in told] == [(line["line"], line["facts"]) for line in before]
    assert [line["what"] for line in after if "line" not in line] == ["torn_line"]
    assert not journal.check(path).bad_line


def test_the_beginning_of_a_line_that_the_warehouse_never_had_is_taken_away(loaded: Bureau) -> None:
    path, before = loaded.config.path("ledger"), lines(loaded)
    path.write_bytes(path.read_bytes() + b'{"eve')
    assert "✗ 数据仓库" not in loaded.cli("doctor").stdout
    assert loaded.cli("status").exit_code == 0
    assert lines(loaded)[:-1] == before
    load(loaded, 2)
    assert [line.get("event") for line in lines(loaded)][-2:] == [None, "loaded"]


def test_a_whole_line_without_its_end_still_tells_what_the_warehouse_lacks(behind: Bureau) -> None:
    path, before = behind.config.path("ledger"), lines(behind)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IntegrityError, match="E-LEDGER-001"), open_warehouse(behind.config):
        pass
    assert "✗ 数据仓库" not in behind.cli("doctor", "--accept-loss").stdout
    told = [(line["event"], line["facts"]) for line in lines(behind) if "line" in line]
    assert told[:-1] == [(line["event"], line["facts"]) for line in before]
    assert told[-1][0] == "accepted"


def test_a_file_that_is_gone_is_not_begun_anew(loaded: Bureau) -> None:
    path = loaded.config.path("ledger")
    path.unlink()
    for command in (("status",), ("doctor",), ("doctor", "--accept-loss")):
        ended = loaded.cli(*command)
        assert (ended.exit_code, "E-LEDGER-004" in ended.stdout + ended.stderr) == (7, True)
    assert not path.exists()


def test_the_operator_may_have_it_written_anew_on_record(loaded: Bureau) -> None:
    before = lines(loaded)
    loaded.config.path("ledger").unlink()
    assert "✗ 数据仓库" not in loaded.cli("doctor", "--rebuild-ledger", "--on", "2023-04-10").stdout
    assert lines(loaded)[:-1] == before
    assert (lines(loaded)[-1]["event"], lines(loaded)[-1]["noted_on"]) == ("rebuilt", "2023-04-10")
    assert loaded.cli("status").exit_code == 0


def test_a_file_that_is_there_is_not_written_anew(loaded: Bureau) -> None:
    before = lines(loaded)
    ended = loaded.cli("doctor", "--rebuild-ledger")
    assert (ended.exit_code, "E-LEDGER-005" in ended.stderr, lines(loaded)) == (2, True, before)


def test_a_workspace_in_which_nothing_was_done_gets_its_file(bureau: Bureau) -> None:
    bureau.config.path("ledger").unlink()
    with warehouse(bureau.config.path("warehouse"), bureau.config.engine) as con:
        con.execute("delete from warehouse.ledger_line")
    assert bureau.cli("status").exit_code == 0
    assert lines(bureau) == []
    load(bureau, 1)
    assert [line["event"] for line in lines(bureau)] == ["loaded"]


def test_the_file_is_for_its_owner_and_chained(loaded: Bureau) -> None:
    path = loaded.config.path("ledger")
    assert path.stat().st_mode & 0o777 == 0o600
    assert not journal.check(path).bad_line
