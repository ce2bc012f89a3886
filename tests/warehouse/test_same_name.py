"""R35, R44: a file under the name of one loaded before, and a file without records: nothing happens by accident."""

import json
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import InputRefused
from monitor.feedback import take_in
from monitor.warehouse.load import Loaded
from monitor.warehouse.redelivery import Consent
from tests.conftest import LOADED_ON, Begin, Bureau
from tests.warehouse.builder import Row, bill, holds, person
from tests.warehouse.workplace import configure

FIRST = [bill("S1", person(1), "2023-01-05", "100"), bill("S2", person(2), "2023-01-06", "200")]
CHANGED = [FIRST[0], {**bill("S2", person(2), "2023-01-06", "250"), "updt_time": "2023-02-01 08:00:00"}]
MORE = [*FIRST, bill("S3", person(3), "2023-01-07", "300")]
NEXT = [bill("S4", person(1), "2023-02-05", "100")]


def give(
    bureau: Bureau, kind: str, rows: list[Row], as_of: date | None = None, consent: Consent | None = None
) -> Loaded:
    """Load rows, always as a file of the same name."""
    path = bureau.file(kind, rows).rename(bureau.root / "同名.csv")
    with open_warehouse(bureau.config) as con:
        return take_in(
            con, bureau.config, bureau.pack, kind, path, as_of=as_of, today=LOADED_ON, consent=consent or Consent()
        )  # fmt: skip


def last_line(bureau: Bureau) -> dict[str, object]:
    """The facts of the ledger's last load."""
    found = bureau.sql("select facts from warehouse.ledger_line where event = 'loaded' order by line desc limit 1")
    facts: dict[str, object] = json.loads(found[0]["facts"])
    return facts


@pytest.fixture
def loaded(begin: Begin) -> Bureau:
    return begin(with_the_first)


def with_the_first(bureau: Bureau) -> None:
    give(bureau, "settlements", FIRST)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (CHANGED, "新增 0 条，改动 1 条，去掉 0 条，不变 1 条"),
        (MORE, "新增 1 条，改动 0 条，去掉 0 条，不变 2 条"),
        (FIRST[:1], "新增 0 条，改动 0 条，去掉 1 条，不变 1 条"),
    ],
    ids=["changed", "added", "removed"],
)
def test_other_content_under_the_same_name_is_shown_and_not_loaded(loaded: Bureau, rows: list[Row], told: str) -> None:
    before = loaded.sql("select * from warehouse.settlement order by all")
    with pytest.raises(InputRefused) as refused:
        give(loaded, "settlements", rows)
    assert (refused.value.code, told in refused.value.what) == ("E-FILE-AGAIN", True)
    assert loaded.sql("select * from warehouse.settlement order by all") == before
    assert len(list((loaded.root / "raw").iterdir())) == len(
        loaded.sql("select distinct sha256 from intake.load_batch")
    )


def test_a_correction_is_taken_in_on_the_operators_word_and_noted(loaded: Bureau) -> None:
    done = give(loaded, "settlements", CHANGED, consent=Consent(correction=True))
    assert (done.counts.accepted, done.counts.duplicate) == (1, 1)
    noted = last_line(loaded)
    assert [noted[name] for name in ("added", "changed", "removed")] == [0, 1, 0]
    assert any("改动 1 条" in note for note in done.notes)


def test_a_setting_may_agree_once_for_all(loaded: Bureau) -> None:
    configure(loaded, same_name='"accept"')
    assert give(loaded, "settlements", MORE).counts.accepted == 1


def test_a_file_without_a_record_in_common_is_the_next_delivery(loaded: Bureau) -> None:
    done = give(loaded, "settlements", NEXT)
    assert (done.counts.accepted, any("不变 0 条" in note for note in done.notes)) == (1, True)


def test_the_same_records_in_another_order_are_no_correction(loaded: Bureau) -> None:
    assert give(loaded, "settlements", FIRST[::-1]).counts.duplicate == 2


def test_a_roster_of_another_day_is_no_correction(bureau: Bureau) -> None:
    give(bureau, "identities", [holds(person(1))], as_of=date(2023, 1, 31))
    assert (
        give(bureau, "identities", [holds(person(1)), holds(person(2))], as_of=date(2023, 2, 28)).counts.accepted == 2
    )


def test_a_roster_of_the_same_day_is_one(bureau: Bureau) -> None:
    give(bureau, "identities", [holds(person(1))], as_of=date(2023, 1, 31))
    with pytest.raises(InputRefused) as refused:
        give(bureau, "identities", [holds(person(1)), holds(person(2))], as_of=date(2023, 1, 31))
    assert refused.value.code == "E-FILE-AGAIN"


def test_where_the_earlier_file_is_gone_it_is_asked_all_the_same(loaded: Bureau) -> None:
    for kept in (loaded.root / "raw").glob("*.csv"):
        kept.unlink()
    with pytest.raises(InputRefused) as refused:
        give(loaded, "settlements", NEXT)
    assert "没法逐条比较" in refused.value.what


def header_only(bureau: Bureau) -> Path:
    path = bureau.file("settlements", FIRST)
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return path


def test_a_file_of_headings_alone_is_refused(bureau: Bureau) -> None:
    ended = bureau.cli("intake", "settlements", header_only(bureau))
    assert (ended.exit_code, "--confirm-empty" in ended.stderr) == (3, True)


def test_on_the_operators_word_it_is_noted_as_no_records(bureau: Bureau) -> None:
    ended = bureau.cli("intake", "settlements", header_only(bureau), "--confirm-empty")
    assert (ended.exit_code, "读入 0" in ended.stdout) == (0, True)
    assert (last_line(bureau)["records"], last_line(bureau)["confirmed_empty"]) == (0, True)


def test_an_empty_file_is_refused_whatever_the_operator_says(bureau: Bureau) -> None:
    path = bureau.root / "leer.csv"
    path.touch()
    assert bureau.cli("intake", "settlements", path, "--confirm-empty").exit_code == 3


def test_a_correction_is_refused_and_taken_in_by_the_command(loaded: Bureau) -> None:
    path = loaded.file("settlements", MORE).rename(loaded.root / "同名.csv")
    assert loaded.cli("intake", "settlements", path).exit_code == 3
    assert loaded.cli("intake", "settlements", path, "--accept-correction").exit_code == 0


def test_the_ledger_knows_of_which_day_a_roster_speaks(bureau: Bureau) -> None:
    give(bureau, "identities", [holds(person(1))], as_of=date(2023, 1, 31))
    assert last_line(bureau)["as_of"] == "2023-01-31"
