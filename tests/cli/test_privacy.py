"""R128: nothing of a person in what a failing month writes, on the screen, on the disk, or in the name of a file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.screen import screen
from monitor.warehouse.connection import Connection
from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person, resident

NAME, PHONE, ADDRESS, HOUSE = "金丝雀九", "13900009999", "金丝雀巷九号", "HU99887766"
NUMBER = person(777)
SECRETS = (NAME, PHONE, ADDRESS, HOUSE, NUMBER, NUMBER[:17])
Break = Callable[[Bureau, pytest.MonkeyPatch], None]


@pytest.fixture
def canary(begin: Begin) -> Bureau:
    """The canary over the line in March, with everything that a roster knows."""
    return begin(with_the_canary)


def with_the_canary(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(NUMBER, psn_name=NAME, mob=PHONE, addr=ADDRESS, resdbook_no=HOUSE)])
    bureau.intake("identities", [holds(NUMBER)])
    bureau.intake("settlements", [bill("S1", NUMBER, "2023-03-05", "12000", psn_name=NAME)])


def failing(error: Exception) -> Callable[..., Any]:
    """A function that fails."""

    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return fail


def replaced(where: str, error: Exception) -> Break:
    """A part of the program that fails with this error."""
    return lambda _bureau, patch: patch.setattr(where, failing(error))


def sealed_otherwise(bureau: Bureau, _patch: pytest.MonkeyPatch) -> None:
    bureau.month("2023-03")
    bureau.sql("update lists.issue_row set frozen = replace(frozen, '1200000', '1200001')")


def touched(bureau: Bureau, _patch: pytest.MonkeyPatch) -> None:
    done = bureau.month("2023-03")
    (done.folder / "bureau.html").write_text(NAME, encoding="utf-8")


def blocked(bureau: Bureau, _patch: pytest.MonkeyPatch) -> None:
    bureau.config.path("out").write_text(NAME, encoding="utf-8")


def untrue(_bureau: Bureau, patch: pytest.MonkeyPatch) -> None:
    def wrongly(con: Connection, *args: Any, **more: Any) -> int:
        count = screen(con, *args, **more)
        con.execute("update screen.warning set amount = amount + 1")
        return count

    patch.setattr("monitor.compute.screen", wrongly)


def without_key(bureau: Bureau, _patch: pytest.MonkeyPatch) -> None:
    bureau.config.path("secret").unlink()


FAILURES: dict[str, tuple[Break, str, int]] = {
    "a bug with a person in its text": (replaced("monitor.compute.screen", ValueError(NAME + NUMBER)), "2023-03", 1),
    "a bug with a person in its key": (replaced("monitor.month.freeze", KeyError(NUMBER)), "2023-03", 1),
    "a bug while rendering": (replaced("monitor.month.write_issue", TypeError(ADDRESS)), "2023-03", 1),
    "the disk is full": (replaced("monitor.deliver.folder._write", OSError(28, PHONE)), "2023-03", 6),
    "the folder is a file": (blocked, "2023-03", 6),
    "a frozen row was changed": (sealed_otherwise, "2023-03", 7),
    "a file was changed": (touched, "2023-03", 7),
    "a truth does not hold": (untrue, "2023-03", 7),
    "the key is gone": (without_key, "2023-03", 6),
    "the month is not over": (lambda _bureau, _patch: None, "2023-05", 11),
}  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_month_tells_nothing_of_anybody(
    canary: Bureau, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    broken, month, code = FAILURES[failure]
    broken(canary, monkeypatch)
    ended = canary.cli("month", month)
    said = ended.stdout + ended.stderr
    assert ended.exit_code == code, said
    assert [secret for secret in SECRETS if secret in said] == []
    assert "Traceback" not in said
    assert logged(canary)
    assert [secret for secret in SECRETS if secret in logged(canary)] == []


def logged(bureau: Bureau) -> str:
    """The run log, with what JSON writes as numbers of letters made legible."""
    texts = [path.read_text("ascii") for path in bureau.config.path("log").glob("run-*.jsonl")]
    return "\n".join(str(json.loads(line)) for text in texts for line in text.splitlines())


@pytest.mark.parametrize("failure", ["a bug while rendering", "the disk is full"])
def test_a_failing_month_leaves_no_file_beside_the_known_ones(
    canary: Bureau, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    broken, month, _code = FAILURES[failure]
    broken(canary, monkeypatch)
    before = known(canary.root)
    canary.cli("month", month)
    holding = [path for path in known(canary.root) - before if NAME.encode() in path.read_bytes()]
    assert holding == []


def known(root: Path) -> set[Path]:
    """Every file of the workspace but the warehouse and the copy, which are rewritten."""
    return {path for path in root.rglob("*") if path.is_file() and not path.name.startswith(("monitor.", "published."))}


def test_a_month_names_no_file_after_anybody(canary: Bureau) -> None:
    canary.month("2023-03")
    names = [str(path.relative_to(canary.root)) for path in canary.root.rglob("*")]
    assert [name for name in names if any(secret in name for secret in SECRETS)] == []
