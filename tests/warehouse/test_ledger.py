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


@pytest.mark.parametrize("change", [_edit, _drop_first])
def test_a_changed_file_is_noticed(loaded: Bureau, change: Callable[[Path], None]) -> None:
    change(loaded.config.path("ledger"))
    with pytest.raises(IntegrityError, match="E-LEDGER-002"), open_warehouse(loaded.config):
        pass


def test_the_file_is_for_its_owner_and_chained(loaded: Bureau) -> None:
    path = loaded.config.path("ledger")
    assert path.stat().st_mode & 0o777 == 0o600
    assert not journal.check(path).bad_line
