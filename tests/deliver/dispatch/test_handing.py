"""What is handed over, to whom, how often, and what is written down of it."""

import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.dispatch.handing import Tried, hand_over
from tests.conftest import Bureau
from tests.deliver.dispatch.conftest import ON, PLACE, WHO, Configure, files, folder, found, target
from tests.deliver.dispatch.server import PASSWORD, USER, serving
from tests.warehouse.builder import bill, person

EVERYBODY = {"340121_civil_affairs", "340121_rural_revitalization", "340121100_township", "340121105_township"}


def logged(bureau: Bureau, *what: str) -> list[dict[str, Any]]:
    lines = (bureau.root / "audit.jsonl").read_text(encoding="ascii").splitlines()
    return [said for said in map(json.loads, lines) if said["what"] in what]


def again(bureau: Bureau, on: date = ON, *, at_once: bool = False) -> tuple[Tried, ...]:
    config = bureau.config
    with open_warehouse(config) as con:
        return hand_over(con, config, on, at_once=at_once)


def test_each_recipient_gets_its_own_files_and_a_manifest_of_them(configured: Configure) -> None:
    bureau = configured(*target("share", recipients='["*"]'))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    assert {one.name for one in share.iterdir()} == EVERYBODY
    for who in EVERYBODY:
        held = files(share / who / "2023-03" / "v1")
        said = json.loads(held.pop("MANIFEST.json"))
        assert said["recipient"] == who
        assert {one["file"]: one["sha256"] for one in said["files"]} == {
            name: hashlib.sha256(content).hexdigest() for name, content in held.items()
        }
        assert {re.sub(r"_mobilise|\.\w+$", "", name) for name in held} <= {who, who.partition("_")[0]}


def test_nothing_personal_is_in_a_manifest_or_a_name(configured: Configure) -> None:
    bureau = configured(*target("share", recipients='["*"]'))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    names = "".join(files(share))
    manifests = b"".join(content for name, content in files(share).items() if name.endswith("MANIFEST.json"))
    people = bureau.sql("select psn_name, certno from warehouse.person_row")
    assert people
    for one in people:
        for value in one.values():
            assert value not in names
            assert value.encode() not in manifests


@pytest.mark.parametrize(("recipients", "is_there"), [('["*"]', False), ('["bureau"]', True)])
def test_the_bureaus_own_files_stay_at_home_unless_it_is_named(
    configured: Configure, recipients: str, is_there: bool
) -> None:
    bureau = configured(*target("share", recipients=recipients))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    assert (share / "bureau" / "2023-03" / "v1" / "worklists.xlsx").exists() == is_there


def test_the_log_says_so_before_and_after(configured: Configure) -> None:
    bureau = configured(*target("share"))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    manifest = hashlib.sha256((share / PLACE / "MANIFEST.json").read_bytes()).hexdigest()
    said = logged(bureau, "send", "delivered")
    assert [(one["what"], one["result"], one["recipient"], one["target"]) for one in said] == [
        ("send", "ok", WHO, "share"),
        ("delivered", "ok", WHO, "share"),
    ]
    assert {one["sha256"] for one in said} == {manifest}
    (line,) = bureau.sql("select facts from warehouse.ledger_line where event = 'delivered'")
    assert json.loads(line["facts"])["sha256"] == manifest


def test_what_cannot_be_logged_is_not_handed_over(configured: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    share = folder(bureau)
    append = "monitor.audit.append"
    monkeypatch.setattr(append, lambda *_said: (_ for _ in ()).throw(OSError()))
    (tried,) = again(bureau, at_once=True)
    assert tried.error
    assert tried.error.code == "E-AUDIT-002"
    assert files(share) == {}


def test_one_that_fails_keeps_nobody_waiting(configured: Configure) -> None:
    bureau = configured(*target("gone", name="gone"), *target("share"))
    share = folder(bureau)
    done = bureau.month("2023-03", on=ON)
    codes = {one.package.target: one.error.code if one.error else "" for one in done.handed}
    assert codes == {"gone": "E-SEND-003", "share": ""}
    assert len(files(share)) == 3
    assert {one.target: one.state for one in found(bureau)} == {"gone": "failed", "share": "delivered"}


def test_what_failed_is_tried_again_and_what_arrived_is_not(configured: Configure) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    share = folder(bureau)
    assert [one.error for one in again(bureau)] == [None]
    assert len(files(share)) == 3
    assert again(bureau) == ()


def test_so_often_a_day_and_then_the_next_day(configured: Configure) -> None:
    bureau = configured(*target("share"), deliver="attempts_per_day = 2")
    bureau.month("2023-03", on=ON)
    assert [len(again(bureau)), len(again(bureau))] == [1, 0]
    assert len(again(bureau, at_once=True)) == 1
    assert len(again(bureau, date(2023, 4, 10))) == 1
    (one,) = found(bureau)
    assert (one.attempts, one.error_code) == (4, "E-SEND-003")


def test_files_that_were_changed_at_home_are_not_handed_over(configured: Configure) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    share = folder(bureau)
    (bureau.root / "out" / "2023-03" / "v1" / f"{WHO}.html").write_text("other", encoding="utf-8")
    (tried,) = again(bureau)
    assert tried.error
    assert tried.error.code == "E-SEND-006"
    assert files(share) == {}


def test_a_month_of_before_is_handed_over_only_when_it_is_asked_for(configured: Configure) -> None:
    bureau = configured()
    bureau.month("2023-03", on=ON)
    share = folder(bureau)
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write("\n".join(target("share")))
    assert bureau.month("2023-03", on=ON).handed == ()
    ended = bureau.cli("deliver", "2023-03", "--on", "2023-04-10")
    assert (ended.exit_code, ended.stdout) == (0, "送达：1 份已送到\n")
    assert len(files(share)) == 3


def test_a_target_that_is_no_longer_wanted_waits_for_nothing(configured: Configure) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text.partition("[deliver.to.share]")[0], encoding="utf-8")
    assert bureau.cli("deliver", "2023-03", "--on", "2023-04-10").exit_code == 0
    assert found(bureau) == []


def test_the_command_says_what_did_not_arrive(configured: Configure) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    ended = bureau.cli("deliver", "--on", "2023-04-10")
    assert ended.exit_code == 13
    assert f"{PLACE} → share：[E-SEND-003] 送达的文件夹不在" in ended.stdout
    assert "[E-SEND-011] 1 份没有送到" in ended.stderr


def test_the_status_says_how_far_it_has_come(configured: Configure) -> None:
    bureau = configured(*target("gone", recipients='["340121_rural_revitalization"]', name="gone"), *target("share"))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    said = bureau.cli("status", "--on", "2023-04-10").stdout
    assert "；送达 1/2 份，1 份没有送到（E-SEND-003，最多已试 1 次），送达已过期限 1 天，1 份对方还没有确认收到" in said


def test_over_the_network_it_is_the_same(
    configured: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    root = tmp_path / "server"
    (root / "upload").mkdir(parents=True)
    with serving(root) as server:
        url, key = f"sftp://{USER}@127.0.0.1:{server.port}/upload", f'host_key = "{server.host_key}"'
        more = [key, 'password_env = "SFTP_PASSWORD"']
        bureau = configured(*target(url, *more), *target("share", name="folder"))
        share = folder(bureau)
        assert [one.error for one in bureau.month("2023-03", on=ON).handed] == [None, None]
        assert bureau.cli("doctor").stdout.count("] 能写\n") == 2
    assert files(root / "upload") == files(share)
    everything = (bureau.root / "audit.jsonl").read_bytes() + (bureau.root / "ledger.jsonl").read_bytes()
    assert PASSWORD.encode() not in everything
    assert b"127.0.0.1" not in everything


def test_a_target_that_cannot_be_reached_is_asked_once_a_round(
    configured: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    more = [f'host_key = "SHA256:{"a" * 43}"', 'password_env = "SFTP_PASSWORD"']
    bureau = configured(*target(f"sftp://{USER}@127.0.0.1:1/x", *more, recipients='["*"]'))
    handed = bureau.month("2023-03", on=ON).handed
    assert len(handed) == 4
    assert len({id(one.error) for one in handed}) == 1
    assert handed[0].error
    assert handed[0].error.code == "E-SEND-001"


def test_the_status_tells_of_the_list_and_of_its_correction(configured: Configure) -> None:
    """The list has not arrived; that its correction has does not hide it."""
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    bureau.intake("settlements", [bill("LATE", person(1), "2023-03-20", "500")], on=date(2023, 4, 12))
    folder(bureau)
    assert bureau.cli("month", "2023-03", "--correct", "--on", "2023-04-12").exit_code == 0
    for one in found(bureau):
        state = "waiting" if one.version == 1 else "delivered"
        bureau.sql(f"update deliver.dispatch set state = '{state}' where issue_id = {one.issue_id}")
    said = bureau.cli("status", "--on", "2023-04-12").stdout
    assert re.search("；送达 0/1 份，1 份没有送到.*；更正第 2 版送达 1/1 份", said), said


def test_the_analysts_copy_knows_what_was_handed_over(configured: Configure) -> None:
    bureau = configured(*target("share"))
    bureau.month("2023-03", on=ON)
    asked = "select state, undelivered from month_state where month = '2023-03'"
    assert bureau.ask(asked) == [{"state": "issued", "undelivered": 1}]
    folder(bureau)
    assert bureau.cli("deliver", "--on", "2023-04-10").exit_code == 0
    assert bureau.ask(asked) == [{"state": "delivered", "undelivered": 0}]


def test_a_target_named_later_gets_the_corrections_too(configured: Configure) -> None:
    bureau = configured()
    bureau.month("2023-03", on=ON)
    bureau.intake("settlements", [bill("LATE", person(1), "2023-03-20", "500")], on=date(2023, 4, 12))
    assert bureau.cli("month", "2023-03", "--correct", "--on", "2023-04-12").exit_code == 0
    text = bureau.config_path.read_text(encoding="utf-8")
    bureau.config_path.write_text(text + "\n".join(["", *target("share"), ""]), encoding="utf-8")
    folder(bureau)
    assert bureau.cli("deliver", "2023-03", "--on", "2023-04-13").exit_code == 0
    assert [(one.version, one.state) for one in found(bureau)] == [(1, "delivered"), (2, "delivered")]
    assert (bureau.root / "share" / WHO / "2023-03" / "v2").is_dir()


@pytest.fixture(params=["", 'package = "zip"'], ids=["files", "package"])
def lost(configured: Configure, request: pytest.FixtureRequest) -> tuple[Bureau, Path, dict[str, bytes]]:
    """A bureau whose package arrived and was acknowledged, and then went from the share; what the share had held."""
    bureau = configured(*target("share", request.param))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    held = files(share)
    assert bureau.cli("deliver", "2023-03", "--acknowledge", WHO, "--on", "2023-04-10").exit_code == 0
    shutil.rmtree(share / WHO)
    return bureau, share, held


def test_what_the_recipient_lost_is_brought_again_with_the_same_bytes(
    lost: tuple[Bureau, Path, dict[str, bytes]],
) -> None:
    bureau, share, held = lost
    assert bureau.cli("deliver", "2023-03", "--on", "2023-04-11").stdout == "没有要送的\n"
    ended = bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12")
    assert (ended.exit_code, ended.stdout, files(share)) == (0, "送达：1 份已送到\n", held)
    assert [one.state for one in found(bureau)] == ["delivered"]


def test_bringing_it_again_is_noted_as_the_first_time_was(lost: tuple[Bureau, Path, dict[str, bytes]]) -> None:
    bureau, _share, _held = lost
    bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12")
    said = [(one["what"], one.get("again", False)) for one in logged(bureau, "send", "delivered")]
    assert said == [("send", False), ("delivered", False), ("send", True), ("delivered", True)]
    noted = bureau.sql("select noted_on, facts from warehouse.ledger_line where event = 'delivered' order by line")
    assert [one["noted_on"] for one in noted] == [ON, date(2023, 4, 12)]
    first, second = (json.loads(one["facts"]) for one in noted)
    assert second == {**first, "again": True}


def test_the_day_of_arrival_stays_the_first(lost: tuple[Bureau, Path, dict[str, bytes]]) -> None:
    bureau, _share, _held = lost
    bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12")
    (row,) = bureau.ask("select delivered_on from month_state where month = '2023-03'")
    assert row["delivered_on"] == ON


def test_where_the_same_bytes_still_lie_it_is_no_error_and_others_stay(configured: Configure) -> None:
    bureau = configured(*target("share"))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    held = files(share)
    assert bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12").exit_code == 0
    assert files(share) == held
    (share / PLACE / "MANIFEST.json").write_text("theirs", encoding="utf-8")
    ended = bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12")
    assert (ended.exit_code, "E-SEND-004" in ended.stdout) == (13, True)
    assert (share / PLACE / "MANIFEST.json").read_text(encoding="utf-8") == "theirs"


def test_other_bytes_than_the_first_time_are_not_brought(lost: tuple[Bureau, Path, dict[str, bytes]]) -> None:
    bureau, share, _held = lost
    text = bureau.config_path.read_text(encoding="utf-8")
    packed = '\npackage = "zip"\n'
    text = text.replace(packed, "\n") if packed in text else text + packed
    bureau.config_path.write_text(text, encoding="utf-8")
    ended = bureau.cli("deliver", "2023-03", "--again", WHO, "--on", "2023-04-12")
    assert (ended.exit_code, "E-SEND-012" in ended.stderr, files(share)) == (13, True, {})
    assert [one.state for one in found(bureau)] == ["acknowledged"]


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        (("2023-03", "--again", "340121999_township"), "E-SEND-010", 9),
        (("--again", WHO), "E-USAGE-004", 2),
        (("2023-03", "--again", WHO, "--acknowledge", WHO), "E-USAGE-009", 2),
    ],
)
def test_what_cannot_be_brought_again_is_said(
    configured: Configure, options: tuple[str, ...], code: str, exit_code: int
) -> None:
    bureau = configured(*target("share"))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    ended = bureau.cli("deliver", *options)
    assert (ended.exit_code, code in ended.stderr) == (exit_code, True)
