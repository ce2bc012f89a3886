"""Nothing of a person gets into what a failing command writes: planted names and numbers, every kind of failure."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, check_digit, person, resident
from tests.warehouse.workplace import as_xlsx

NAME, PHONE, ADDRESS = "金丝雀", "13900009999", "金丝雀巷九号"
NUMBER = person(777)
WRONG = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
ROW = {**bill("CANARY1", NUMBER, "2023-03-05", "100"), "psn_name": NAME, "mob": PHONE}
SECRETS = (NAME, PHONE, ADDRESS, NUMBER, WRONG, NUMBER[:17])
Make = Callable[[Bureau, Path], Path]


def text(name: str, content: bytes) -> Make:
    """A file with this content."""

    def make(_bureau: Bureau, folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def rows(*given: Row) -> Make:
    """A CSV file of these rows."""
    return lambda bureau, _folder: bureau.file("settlements", given)


def joined(lines: Iterable[Iterable[object]]) -> bytes:
    """Lines of a CSV in UTF-8."""
    return "\n".join(",".join(str(cell) for cell in line) for line in lines).encode()


NO_HEADING = joined([[NUMBER, NAME, PHONE]] * 3)
HALF_QUOTE = joined([ROW, [f'"{NAME}', NUMBER]])
MIXED = joined([ROW, ROW.values()]) + NAME.encode("gb18030") + b"\xff\xff"
FAILURES: dict[str, tuple[str, Make, int]] = {
    "bad rows": (
        "settlements",
        rows({**ROW, "certno": WRONG}, {**ROW, "medfee_sumamt": NAME}, {**ROW, "setl_time": NUMBER}),
        0,
    ),
    "too many bad rows": ("settlements", rows(*[{**ROW, "certno": WRONG}] * 30), 4),
    "conflict": ("settlements", rows(ROW, {**ROW, "dise_no": NAME}), 0),
    "total": ("settlements", rows(ROW, {"setl_id": "合计", "medfee_sumamt": "5", "psn_name": NAME}), 3),
    "headings": ("settlements", text("headings.csv", NO_HEADING), 3),
    "quote": ("settlements", text("quote.csv", HALF_QUOTE), 3),
    "encoding": ("settlements", text("encoding.csv", MIXED), 3),
    "not a table": ("settlements", text("table.xlsx", NAME.encode() * 9), 3),
    "not Parquet": ("settlements", text("table.parquet", b"PAR1" + NUMBER.encode() * 9), 3),
    "empty": ("settlements", text("empty.csv", b""), 3),
    "another kind": ("identities", rows(ROW), 3),
    "missing": ("settlements", lambda _bureau, folder: folder / "missing.csv", 3),
    "workbook": ("settlements", lambda _bureau, folder: as_xlsx(folder, [{**ROW, "certno": 340121195001017770}]), 0),
    "roster": ("persons", rows(resident(WRONG, psn_name=NAME, mob=PHONE, addr=ADDRESS)), 0),
    "identity": ("identities", rows({"certno": NUMBER, "identity": NAME, "begndate": "2023-01-01"}), 0),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_load_tells_nothing_of_anybody(bureau: Bureau, tmp_path: Path, failure: str) -> None:
    kind, make, code = FAILURES[failure]
    ended = bureau.cli("intake", kind, make(bureau, tmp_path))
    said = ended.stdout + ended.stderr
    assert ended.exit_code == code
    log = "".join(path.read_text("ascii") for path in bureau.config.path("log").iterdir())
    assert [secret for secret in SECRETS if secret in said or secret in log.encode().decode("unicode_escape")] == []
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "args",
    [("explain", NUMBER), ("explain", WRONG), ("explain", NAME), ("sql", f"select '{NUMBER}'::int"), ("month", NUMBER)],
)
def test_a_failing_question_does_not_repeat_the_number(bureau: Bureau, args: tuple[str, ...]) -> None:
    bureau.publish()
    ended = bureau.cli(*args)
    assert ended.exit_code not in (0, 1)
    assert [secret for secret in SECRETS if secret in ended.stdout + ended.stderr] == []


def test_no_file_is_named_after_anybody(bureau: Bureau) -> None:
    bureau.intake("settlements", [ROW, {**ROW, "certno": WRONG}])
    bureau.month("2023-03")
    names = [path.name for path in bureau.root.rglob("*")]
    assert [name for name in names if any(secret in name for secret in SECRETS)] == []


def test_what_is_kept_is_for_the_owner_alone(bureau: Bureau) -> None:
    bureau.intake("settlements", [ROW, {**ROW, "setl_id": "X", "certno": WRONG}])
    kept = [path for name in ("raw", "rejected") for path in bureau.config.path(name).iterdir()]
    modes = {
        path.stat().st_mode & 0o077 for path in [*kept, bureau.config.path("warehouse"), bureau.config.path("secret")]
    }
    assert (len(kept), modes) == (3, {0})


def test_the_canary_would_be_seen() -> None:
    assert NUMBER[-1] == check_digit(NUMBER[:17])
    assert any(secret in f"… {NUMBER} …" for secret in SECRETS)
