"""The run log: what ran, how long it took, how it ended, as JSON lines for machines and for whoever looks after them.

Comes in: a stage, an event, counts. Goes out: one line in the month's file of the log folder, `run-2023-04.jsonl`, mode
0600. It takes numbers and the words that it knows, nothing else: a name, a number of a person or a message never gets
in (RELIABILITY R128). Unlike the audit log it proves nothing, and a run goes on without it.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor import clock
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.intake.columns import KINDS

STAGES: Final = (
    "intake", "warehouse", "settle", "screen", "lists", "deliver", "feedback", "month", "schedule", "publish", "checks",
    "backup", "restore", "retention", "doctor", "source",
)  # fmt: skip
EVENTS: Final = ("began", "done", "failed", "refused", "retried", "waited", "skipped", "held", "missed")
WORDS: Final = frozenset((*STAGES, *EVENTS, *KINDS))
_TEXTS: Final = (re.compile(r"[EHW]-[A-Z]+(-[A-Z0-9]+)?"), re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])"))
_FIELD: Final = re.compile(r"[a-z][a-z_]*")
# Eleven digits are a telephone number, fifteen or eighteen an identity number: no count of anything here.
_LARGEST: Final = 10**10 - 1
_BUG: Final = "E-BUG-001"


class Log:
    """The log of one folder, or of none, which keeps quiet. `lost` counts the lines that the disk did not take."""

    def __init__(self, folder: Path | None, now: Callable[[], datetime] = clock.now) -> None:
        self.folder = folder
        self.lost = 0
        self._now = now

    def write(self, stage: str, event: str, **facts: int | str) -> None:
        """Add one line; ValueError for anything but numbers and known words. A disk that refuses counts as `lost`."""
        self._line(stage, event, facts)

    @contextmanager
    def step(self, stage: str, **facts: int | str) -> Iterator[dict[str, int | str]]:
        """`began`, then `done` or `failed` with the seconds it took; what the caller puts in is on the last line.

        An error that comes out of it carries the name of the innermost stage.
        """
        self._line(stage, "began", facts)
        begun, found, code = clock.seconds(), dict(facts), _BUG
        try:
            yield found
            code = ""
        except MonitorError as error:
            code, error.stage = error.code, error.stage or stage
            raise
        finally:
            ending = {**found, "code": code} if code else found
            self._line(stage, "failed" if code else "done", ending, clock.seconds() - begun)

    def _line(self, stage: str, event: str, facts: Mapping[str, int | str], seconds: float | None = None) -> None:
        said = {"stage": stage, "event": event, **facts}
        for name, value in said.items():
            _require(name, value)
        if self.folder is None:
            return
        at = self._now()
        took = {} if seconds is None else {"seconds": round(seconds, 3)}
        line = json.dumps({"at": at.isoformat(), **said, **took}) + "\n"
        try:
            _append(self.folder / f"run-{at:%Y-%m}.jsonl", line.encode("ascii"))
        except OSError:
            self.lost += 1


SILENT: Final = Log(None)


def run_log(config: Config) -> Log:
    """The log of a workspace."""
    return Log(config.path("log"))


def last_moment(folder: Path) -> datetime | None:
    """When the last line of the newest file was written; None without one, or where it cannot be read."""
    files = sorted(folder.glob("run-*.jsonl"))
    try:
        last = files[-1].read_bytes().splitlines()[-1] if files else b"{}"
        return datetime.fromisoformat(json.loads(last)["at"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _require(name: str, value: object) -> None:
    """Refuse what could be about a person; the value is not repeated."""
    if not _FIELD.fullmatch(name):
        raise ValueError("a field of the log is named by small letters")
    if isinstance(value, str):
        known = value in WORDS or any(pattern.fullmatch(value) for pattern in _TEXTS)
    else:
        known = type(value) is int and abs(value) <= _LARGEST
    if not known:
        raise ValueError(f"the log takes numbers and known words only: {name}")


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)
