"""How pages are sealed is kept with the issue: a folder that was lost is written again as it was, byte for byte."""

import json
import shutil
from pathlib import Path

import pytest

from monitor.deliver import sealed
from monitor.lists import freeze
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person, resident

PAGE = "340121100_township.html"


def set_sealing(bureau: Bureau, kinds: str, days: int) -> None:
    """Write `[deliver]` anew."""
    lines = bureau.config_path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("sealed =", "valid_days ="))]
    at = kept.index("[deliver]") + 1
    text = "\n".join([*kept[:at], f"sealed = {kinds}", f"valid_days = {days}", *kept[at:]])
    bureau.config_path.write_text(text + "\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.resolve().iterdir()}


@pytest.fixture
def issued(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """January's list with one person of 水湖镇, sealed for the township with few rounds."""
    monkeypatch.setattr(freeze, "SEALING_ROUNDS", 20)
    return begin(with_january)


def with_january(bureau: Bureau) -> None:
    set_sealing(bureau, '["township"]', 180)
    bureau.intake("persons", [resident(person(1))])
    bureau.intake("identities", [holds(person(1))])
    bureau.intake("settlements", [bill("S1", person(1), "2023-01-10", 12000)])
    bureau.month("2023-01")


@pytest.mark.parametrize(("kinds", "days"), [("[]", 180), ('["civil_affairs"]', 180), ('["township"]', 7)])
def test_a_lost_folder_is_written_again_as_it_was_under_other_settings(issued: Bureau, kinds: str, days: int) -> None:
    folder = issued.config.path("out") / "2023-01" / "current"
    before = contents(folder)
    set_sealing(issued, kinds, days)
    shutil.rmtree(folder.parent)
    assert contents(issued.month("2023-01").folder) == before


def test_the_rounds_of_the_day_of_issue_are_kept(issued: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = issued.config.path("out") / "2023-01" / "current"
    before = contents(folder)
    assert b'"iterations":20' in before[PAGE].replace(b"&#34;", b'"')
    monkeypatch.setattr(sealed, "ITERATIONS", 30)
    monkeypatch.setattr(freeze, "SEALING_ROUNDS", 30)
    shutil.rmtree(folder.parent)
    assert contents(issued.month("2023-01").folder) == before


def test_an_issue_of_before_goes_by_the_settings_of_today(issued: Bureau) -> None:
    (said,) = issued.sql("select frozen from lists.issue")
    assert json.loads(said["frozen"])["sealing"] == {"kinds": ["township"], "rounds": 20, "valid_days": 180}
    assert freeze._sealing(None) is None
