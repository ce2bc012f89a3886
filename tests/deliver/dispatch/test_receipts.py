"""Who has confirmed: by a file beside the manifest, or because the operator says so."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch import receipts
from monitor.deliver.dispatch.receipts import Looked, look
from monitor.deliver.dispatch.state import Dispatch
from monitor.deliver.dispatch.store import Store
from monitor.errors import DeliveryError
from tests.conftest import Bureau
from tests.deliver.dispatch.conftest import ON, PLACE, WHO, Configure, folder, found, target

NEXT = date(2023, 4, 12)


@pytest.fixture
def handed(configured: Configure) -> Bureau:
    """A bureau whose one package has arrived."""
    bureau = configured(*target("share"))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    return bureau


def looked(bureau: Bureau, on: date = NEXT) -> Looked:
    config = bureau.config
    with open_warehouse(config) as con:
        return look(con, config, on)


def place(bureau: Bureau) -> Path:
    return bureau.root / "share" / PLACE


def copied(bureau: Bureau) -> None:
    (place(bureau) / "ACK.json").write_bytes((place(bureau) / "MANIFEST.json").read_bytes())


def named(bureau: Bureau) -> None:
    (place(bureau) / "回执.txt").write_text(f"收到 {found(bureau)[0].sha256.upper()} 李科员", encoding="utf-8")


@pytest.mark.parametrize("confirm", [copied, named])
def test_a_file_that_names_the_manifest_confirms(handed: Bureau, confirm: Callable[[Bureau], None]) -> None:
    confirm(handed)
    assert [one.recipient for one in looked(handed).acknowledged] == [WHO]
    (one,) = found(handed)
    assert (one.state, one.changed_on, one.attempts) == ("acknowledged", NEXT, 1)
    assert looked(handed) == Looked()


def test_nothing_of_the_file_is_kept(handed: Bureau) -> None:
    named(handed)
    looked(handed)
    kept = "".join((handed.root / name).read_text("ascii") for name in ("audit.jsonl", "ledger.jsonl"))
    assert "acknowledged" in kept
    assert "李科员" not in json.dumps([json.loads(line) for line in kept.splitlines()], ensure_ascii=False)


def test_a_file_that_names_something_else_does_not(handed: Bureau) -> None:
    (place(handed) / "ACK.txt").write_text("0" * 64, encoding="ascii")
    seen = looked(handed)
    assert (seen.acknowledged, [one.recipient for one in seen.other]) == ((), [WHO])
    assert found(handed)[0].state == "delivered"


def test_a_target_that_is_gone_is_told_once(handed: Bureau) -> None:
    (handed.root / "share").rename(handed.root / "elsewhere")
    assert [error.code for error in looked(handed).errors] == ["E-SEND-003"]


def test_after_three_months_nobody_looks_any_more(handed: Bureau) -> None:
    copied(handed)
    assert looked(handed, date(2023, 7, 20)) == Looked()


def test_by_word_of_mouth(handed: Bureau) -> None:
    ended = handed.cli("deliver", "2023-03", "--acknowledge", WHO, "--on", "2023-04-11")
    assert (ended.exit_code, ended.stdout) == (0, f"2023-03 第 1 版 {WHO} 已记录确认收到（share）\n")
    (line,) = handed.sql("select facts from warehouse.ledger_line where event = 'acknowledged'")
    assert json.loads(line["facts"])["by"] == "hand"
    assert "确认收到" not in handed.cli("status", "--on", "2023-04-12").stdout


@pytest.mark.parametrize("args", [("2023-03", "--acknowledge", "340121100_township"), ("2023-02",)])
def test_what_was_not_handed_over_cannot_be_confirmed(handed: Bureau, args: tuple[str, ...]) -> None:
    ended = handed.cli("deliver", *args)
    assert (ended.exit_code, "E-SEND-010" in ended.stderr) == (9, True)


def test_a_confirmation_is_of_a_month(handed: Bureau) -> None:
    assert handed.cli("deliver", "--acknowledge", WHO).exit_code == 2


def test_nobody_has_confirmed_on_a_day_to_come(handed: Bureau) -> None:
    ended = handed.cli("deliver", "2023-03", "--acknowledge", WHO, "--on", "2999-01-01")
    assert (ended.exit_code, found(handed)[0].state) == (2, "delivered")


def test_what_cannot_be_read_beside_one_package_keeps_nobody_from_confirming(
    configured: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = configured(*target("share", recipients='["*"]'))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    copied(bureau)
    first = found(bureau)[0].recipient
    others = [one.recipient for one in found(bureau) if one.recipient not in (first, WHO)]
    real = receipts._said

    def said(store: Store, one: Dispatch) -> bool | None:
        if one.recipient in others:
            raise DeliveryError("E-SEND-003", "写不进去")
        return real(store, one)

    monkeypatch.setattr(receipts, "_said", said)
    seen = looked(bureau)
    assert WHO in [one.recipient for one in seen.acknowledged]
    assert [error.code for error in seen.errors] == ["E-SEND-003"]
