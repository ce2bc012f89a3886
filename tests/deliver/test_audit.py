"""R131: whatever is done to the audit log shows at the first line that does not fit; all that leaves has a line."""

import json
import os
import random
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor import audit, journal
from monitor.errors import IntegrityError, NotFound, StorageError
from monitor.journal import Head, append, check
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import configure

NAME, PHONE, VILLAGE = "金丝雀十", "13900007777", "金丝雀村"
WHO = person(7)
ENTRIES = [{"what": "file", "recipient": f"3401{number:02d}_township", "rows": number} for number in range(40)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of forty lines, written in several goes."""
    path = tmp_path / "audit.jsonl"
    for start in range(0, 40, 8):
        append(path, ENTRIES[start : start + 8])
    return path


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_a_whole_log_is_whole(log: Path) -> None:
    found = check(log)
    assert (found.bad_line, found.head.seq) == (0, 40)
    assert found.head.hash == json.loads(lines_of(log)[-1])["hash"]


def test_a_missing_log_is_an_empty_one(tmp_path: Path) -> None:
    assert check(tmp_path / "none.jsonl").head.seq == 0


def edited(lines: list[bytes], at: int, chance: random.Random) -> tuple[list[bytes], int]:
    """One byte of a line becomes another."""
    spot = chance.randrange(len(lines[at]) - 1)
    changed = bytes([lines[at][spot] ^ chance.choice((1, 2, 4))])
    return [*lines[:at], lines[at][:spot] + changed + lines[at][spot + 1 :], *lines[at + 1 :]], at + 1


def rewritten(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    """A line says something else and has the right hash of its own; the next one no longer fits."""
    said = json.loads(lines[at])
    before = Head(said["seq"] - 1, said["prev"])
    other, _head = journal._line({"what": "file", "rows": 999}, before)
    return [*lines[:at], other, *lines[at + 1 :]], at + 2


def removed(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    return [*lines[:at], *lines[at + 1 :]], at + 1


def doubled(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]], at + 2


def exchanged(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]], at + 1


def cut(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    """The tail is gone; what is left fits."""
    return lines[: at + 1], at + 2


def torn(lines: list[bytes], at: int, chance: random.Random) -> tuple[list[bytes], int]:
    return [*lines[:at], lines[at][: chance.randrange(1, len(lines[at]) - 1)]], at + 1


def begun_anew(lines: list[bytes], at: int, _chance: random.Random) -> tuple[list[bytes], int]:
    """The first lines are gone."""
    return lines[at + 1 :], 1


Mutate = Callable[[list[bytes], int, random.Random], tuple[list[bytes], int]]
MUTATIONS: tuple[Mutate, ...] = (edited, rewritten, removed, doubled, exchanged, cut, torn, begun_anew)


def test_two_hundred_mutations_are_found_at_their_line(log: Path) -> None:
    chance, lines, head = random.Random(1), lines_of(log), check(log).head
    missed = []
    for number in range(200):
        mutate, at = MUTATIONS[number % len(MUTATIONS)], chance.randrange(38)
        changed, line = mutate(lines, at, chance)
        log.write_bytes(b"".join(changed))
        found = check(log, [head]).bad_line
        if found != line:
            missed.append((mutate.__name__, at, line, found))
    assert missed == []


def test_a_chain_forged_to_its_end_shows_against_a_head_kept_elsewhere(log: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.jsonl"
    append(forged, [*ENTRIES[:20], {"what": "file", "rows": 0}, *ENTRIES[21:]])
    assert check(forged).bad_line == 0
    assert check(forged, [check(log).head]).bad_line == 40


def test_an_earlier_head_belongs_to_a_longer_log(log: Path) -> None:
    early = check(log).head
    append(log, ENTRIES)
    assert check(log, [early]).bad_line == 0


def test_what_a_crash_left_of_a_line_is_cut_off_and_told(log: Path) -> None:
    with log.open("ab") as sink:
        sink.write(b'{"what":"fi')
    head = append(log, [{"what": "file"}])
    assert (check(log).bad_line, head.seq) == (0, 42)
    assert json.loads(lines_of(log)[40])["what"] == "torn_line"


def test_a_line_end_in_a_value_makes_no_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    append(path, [{"user": 'a\r\nb\u2028\u202e"}\n{"what":"file"'}])
    assert len(lines_of(path)) == 1
    assert path.read_bytes().isascii()


def test_an_entry_cannot_pretend_to_be_of_the_chain(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="chain"):
        append(tmp_path / "audit.jsonl", [{"seq": 7}])


def test_a_full_disk_leaves_the_log_as_it_was(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = log.read_bytes()
    half = os.pwrite

    def full(handle: int, text: bytes, at: int) -> int:
        if len(text) < 300:
            raise OSError(28, "No space left on device")
        return half(handle, text[: len(text) // 2], at)

    monkeypatch.setattr("monitor.journal.os.pwrite", full)
    with pytest.raises(OSError, match="space"):
        append(log, ENTRIES)
    assert log.read_bytes() == before


def test_the_log_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        append(tmp_path / "audit.jsonl", ENTRIES)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "audit.jsonl").stat().st_mode) == 0o600


def prepared(bureau: Bureau) -> Bureau:
    """One canary over the line in March; townships' pages are sealed."""
    bureau.intake("persons", [resident(WHO, psn_name=NAME, mob=PHONE)])
    bureau.intake("identities", [holds(WHO)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "12000", psn_name=NAME)])
    configure(bureau, sealed='["township"]')
    return bureau


@pytest.fixture(scope="module")
def after_march(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a bureau that has issued March; take a copy."""
    root = tmp_path_factory.mktemp("issued") / "workspace"
    shutil.copytree(empty_workspace("hefei"), root)
    prepared(Bureau(root)).month("2023-03")
    return root


@pytest.fixture
def issued(after_march: Path, tmp_path: Path) -> Bureau:
    """A bureau that has issued March."""
    shutil.copytree(after_march, tmp_path / "workspace", symlinks=True)
    return Bureau(tmp_path / "workspace")


def log_of(bureau: Bureau) -> list[dict[str, Any]]:
    """The entries of the bureau's log."""
    path = bureau.config.path("audit")
    return [json.loads(line) for line in lines_of(path)] if path.exists() else []


def entries(bureau: Bureau, what: str) -> list[dict[str, Any]]:
    return [one for one in log_of(bureau) if one["what"] == what]


def test_every_file_of_a_month_has_its_line(bureau: Bureau) -> None:
    done = prepared(bureau).month("2023-03")
    said = {one["file"]: (one["sha256"], one["rows"], one["sealed"]) for one in entries(bureau, "file")}
    assert said == {one.path.name: (one.sha256, one.rows, one.sealed) for one in done.files}
    assert len(entries(bureau, "published")) == 1


def test_a_line_tells_when_who_and_which_fields(issued: Bureau) -> None:
    lines = {one["file"]: one for one in entries(issued, "file")}
    town, office = lines["340121100_township.html"], lines["340121_civil_affairs.html"]
    assert town["at"].endswith("+08:00")
    assert (town["month"], town["version"], town["recipient"], town["result"]) == (
        "2023-03",
        1,
        "340121100_township",
        "ok",
    )
    assert town["user"]
    assert town["fields"] != office["fields"] == lines["340121_civil_affairs.xlsx"]["fields"]
    assert town["fields"] == lines["340121101_township.html"]["fields"]


def test_a_month_written_out_again_adds_no_file_lines(issued: Bureau) -> None:
    before = len(entries(issued, "file"))
    issued.month("2023-03")
    assert len(entries(issued, "file")) == before


def test_no_list_goes_out_without_its_line(bureau: Bureau) -> None:
    prepared(bureau)
    bureau.config.path("audit").mkdir()
    with pytest.raises(StorageError) as refused:
        bureau.month("2023-03")
    assert refused.value.code == "E-AUDIT-002"
    assert [path for path in bureau.config.path("out").rglob("*") if path.is_file()] == []


def test_nobody_is_explained_without_a_line(issued: Bureau) -> None:
    log = issued.config.path("audit")
    log.unlink()
    log.mkdir()
    ended = issued.cli("explain", WHO)
    assert (ended.exit_code, ended.stdout) == (6, "")


def test_asking_for_a_person_is_logged_under_the_pseudonym(issued: Bureau) -> None:
    assert issued.cli("explain", WHO, "--format", "json").exit_code == 0
    (line,) = entries(issued, "explain")
    keys = {row["person_key"] for row in issued.sql("select person_key from deliver.person_key")}
    assert (line["month"], line["format"]) == ("2023-03", "json")
    assert line["person"] in keys


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("explain", person(99)), "E-PERSON-001"),
        (("passcodes", "2023-03", "--recipient", "340121999_township"), "E-PASS-003"),
        (("passcodes", "2022-03"), "E-PASS-001"),
        (("month", "2023-05", "--on", "2023-05-05"), "E-MONTH-001"),
    ],
)
def test_what_was_refused_is_logged_with_its_reason(issued: Bureau, command: tuple[str, ...], code: str) -> None:
    assert issued.cli(*command).exit_code != 0
    (line,) = entries(issued, command[0])
    assert (line["result"], line["code"]) == ("refused", code)


def test_each_showing_of_passcodes_is_logged_without_them(issued: Bureau, tmp_path: Path) -> None:
    shown = issued.cli("passcodes", "2023-03")
    issued.cli("passcodes", "2023-03", "--recipient", "340121100_township", "--out", tmp_path / "codes.csv")
    lines = entries(issued, "passcodes")
    assert [one["recipients"] for one in lines] == [["340121100_township"]] * 2
    code = next(word for word in shown.stdout.split() if word.count("-") == 2 and len(word) == 14 and word[0] != "-")
    assert code in (tmp_path / "codes.csv").read_text(encoding="utf-8-sig")
    assert code not in issued.config.path("audit").read_text("ascii")
    assert stat.S_IMODE((tmp_path / "codes.csv").stat().st_mode) == 0o600


def test_passcodes_are_never_written_over_another_file(issued: Bureau, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("mine", encoding="utf-8")
    assert issued.cli("passcodes", "2023-03", "--out", tmp_path / "codes.csv").exit_code == 6
    assert (tmp_path / "codes.csv").read_text(encoding="utf-8") == "mine"


def test_there_are_no_passcodes_where_nothing_is_sealed(bureau: Bureau) -> None:
    configure(prepared(bureau), sealed="[]")
    bureau.month("2023-03")
    ended = bureau.cli("passcodes", "2023-03")
    assert (ended.exit_code, "没有封装" in ended.stderr) == (NotFound.exit_code, True)


def test_what_is_loaded_is_logged_by_its_counts(bureau: Bureau) -> None:
    path = bureau.file("persons", [resident(WHO, psn_name=NAME), resident("123", psn_name="x")])
    assert bureau.cli("intake", "persons", path).exit_code == 0
    (line,) = entries(bureau, "intake")
    assert (line["kind"], line["records"], line["accepted"], line["rejected"]) == ("persons", 2, 1, 1)


def test_a_refused_file_is_logged(bureau: Bureau, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    bureau.cli("intake", "persons", tmp_path / "x.csv")
    (line,) = entries(bureau, "intake")
    assert (line["result"], line["kind"]) == ("refused", "persons")


def test_the_log_holds_nothing_of_anybody(issued: Bureau, tmp_path: Path) -> None:
    issued.cli("explain", WHO)
    issued.cli("explain", NAME)
    issued.cli("passcodes", "2023-03")
    path = issued.file("persons", [resident(WHO, psn_name=NAME, mob=PHONE)])
    issued.cli("intake", "persons", path.rename(tmp_path / f"{NAME}.csv"))
    text = issued.config.path("audit").read_text(encoding="utf-8")
    assert len(log_of(issued)) > 20
    assert [one for one in (NAME, PHONE, WHO, WHO[:17], ascii(NAME)[1:-1]) if one in text] == []


def test_the_command_finds_a_whole_log_whole(issued: Bureau) -> None:
    ended = issued.cli("audit", "verify")
    head = log_of(issued)[-1]["hash"]
    assert (ended.exit_code, head in ended.stdout) == (0, True)
    assert issued.cli("audit", "verify", "--head", head[:12]).exit_code == 0
    assert issued.cli("audit", "verify", "--head", "0" * 12).exit_code == IntegrityError.exit_code
    assert issued.cli("audit", "verify", "--head", "xyz").exit_code == 2


def test_a_cut_tail_shows_against_the_warehouse(issued: Bureau) -> None:
    path = issued.config.path("audit")
    path.write_bytes(b"".join(lines_of(path)[:5]))
    ended = issued.cli("audit", "verify")
    assert (ended.exit_code, "第 6 行" in ended.stderr) == (IntegrityError.exit_code, True)


def test_a_log_that_was_thrown_away_shows_for_ever(issued: Bureau) -> None:
    issued.config.path("audit").unlink()
    issued.cli("explain", WHO)
    issued.cli("passcodes", "2023-03")
    assert issued.cli("audit", "verify").exit_code == IntegrityError.exit_code


def test_a_warehouse_from_a_backup_still_fits_the_log(issued: Bureau) -> None:
    issued.cli("explain", WHO)
    issued.sql("delete from deliver.audit_head where seq = (select max(seq) from deliver.audit_head)")
    assert issued.cli("audit", "verify").exit_code == 0


def test_the_user_is_the_one_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody")
    monkeypatch.setattr("monitor.audit.os.geteuid", lambda: 4_000_000_000)
    assert audit._user() == "4000000000"
