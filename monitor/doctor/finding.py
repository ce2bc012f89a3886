"""What a check finds, and what it is told to look at. No behaviour beyond words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.errors import DeliveryError, IntegrityError, MonitorError, PolicyError, StorageError, UsageError
from monitor.policy import Pack

# Which kind of error the command ends with when there are several: the gravest.
_GRAVEST: Final = (IntegrityError, StorageError, PolicyError, UsageError, DeliveryError)


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is to look at. `config` and `pack` are None where they cannot be read; `full` reads every row."""

    config_path: Path
    at: datetime
    config: Config | None = None
    config_error: MonitorError | None = None
    pack: Pack | None = None
    pack_error: MonitorError | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: sound (no `todo`), worth attention (`todo`), or wrong (`todo` and the family of its error)."""

    what: str
    todo: str = ""
    wrong: type[MonitorError] | None = None
    name: str = ""

    @property
    def mark(self) -> str:
        """✓, ! or ✗."""
        return "✗" if self.wrong else "!" if self.todo else "✓"

    def named(self, name: str) -> "Finding":
        """The same under the name of its check."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: its Chinese name, and the function that looks."""

    name: str
    ask: Callable[[Situation], Iterable[Finding]]


def of_error(error: MonitorError) -> Finding:
    """A finding out of a user error: code, what, where, what to do."""
    where = f"（{error.where}）" if error.where else ""
    family = next((one for one in _GRAVEST if isinstance(error, one)), IntegrityError)
    return Finding(f"[{error.code}] {error.what}{where}", error.todo or "见错误代码的说明", family)


def lines(findings: Sequence[Finding]) -> list[str]:
    """What the operator reads: a line for each finding, a second one with what to do."""
    shown = []
    for one in findings:
        shown.append(f"{one.mark} {one.name}：{one.what}")
        if one.todo:
            shown.append(f"    处理：{one.todo}")
    return shown


def exit_family(findings: Sequence[Finding]) -> type[MonitorError] | None:
    """The gravest family among what is wrong; None where nothing is."""
    found = {one.wrong for one in findings if one.wrong}
    return next((family for family in _GRAVEST if family in found), None)
