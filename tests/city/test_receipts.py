"""The offices' make-believe answers: the same bytes for the same seed, in the words of receipts."""

import json
from datetime import date
from pathlib import Path

import pytest

from monitor.city.receipts import Form, Waiting, make_receipts
from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME, code_of

WORDS = {code: word.zh for part in (FOUND, OUTCOME, DECISION) for code, word in part.items()}
HEADINGS = {column.name: column.zh for column in KINDS["receipts"].columns}
ROWS = [Waiting(f"{n}-00", f"测试{n}", f"34012110{n % 3}", "to_minimum" if n % 5 == 0 else "") for n in range(1, 61)]


def form(month: str = "2023-01", seed: int = 1) -> Form:
    return Form("hefei", month, 1, date(2023, 2, 9), HEADINGS, WORDS, "回执", seed)


def made(folder: Path, form: Form) -> dict[str, bytes]:
    folder.mkdir()
    return {path.name: path.read_bytes() for path in make_receipts(folder, ROWS, form)}


def whole(files: dict[str, bytes]) -> list[dict[str, str]]:
    """The receipts of the township's page."""
    (text,) = [content for name, content in files.items() if name.endswith(".json")]
    receipts: list[dict[str, str]] = json.loads(text)["receipts"]
    return receipts


@pytest.mark.parametrize("month", ["2023-01", "2023-02"])
def test_the_same_rows_and_seed_give_the_same_bytes(tmp_path: Path, month: str) -> None:
    assert made(tmp_path / "a", form(month)) == made(tmp_path / "b", form(month))


def test_another_seed_gives_others(tmp_path: Path) -> None:
    assert made(tmp_path / "a", form()) != made(tmp_path / "b", form(seed=2))


def test_the_words_are_those_of_receipts(tmp_path: Path) -> None:
    receipts = whole(made(tmp_path / "a", form()))
    assert all(code_of(FOUND, one["found"]) for one in receipts)
    assert all((one["outcome"] in OUTCOME) is (FOUND[one["found"]].outcome == "must") for one in receipts)


def test_visits_lie_between_two_issues(tmp_path: Path) -> None:
    days = {date.fromisoformat(one["visited_on"]) for one in whole(made(tmp_path / "a", form()))}
    assert date(2023, 2, 9) < min(days) <= max(days) < date(2023, 3, 8)


def test_january_comes_in_three_formats_and_the_rest_in_one(tmp_path: Path) -> None:
    assert [name.rpartition(".")[2] for name in made(tmp_path / "a", form())] == ["json", "csv", "xlsx"]
    assert [name.rpartition(".")[2] for name in made(tmp_path / "b", form("2023-02"))] == ["csv"]


def test_nobody_to_visit_gives_no_file(tmp_path: Path) -> None:
    assert make_receipts(tmp_path, [], form()) == []


def test_every_office_has_its_own_people(tmp_path: Path) -> None:
    said = [one for one in whole(made(tmp_path / "a", form())) if one["visitor"]]
    paths = sorted((tmp_path / "a").glob("receipts_townships*.csv"))
    others = paths[0].read_text(encoding="utf-8-sig")
    assert len({one["visitor"] for one in said}) == 3
    assert not all(one["visitor"] in others for one in said)
