"""Every error that a user can cause, in one tree.

    MonitorError
    ├── UsageError        2  a command, option or config.toml is wrong
    ├── InputRefused      3  a whole file cannot be taken in
    ├── TooManyRejected   4  too many bad rows: nothing of the file was loaded
    ├── Busy              5  another run holds the warehouse
    ├── StorageError      6  disk, path or permission
    ├── IntegrityError    7  what is stored is not what was written, or a check failed
    ├── PolicyError       8  a policy pack is wrong or incomplete
    ├── NotFound          9  no such person, month, place or table
    ├── QueryError       10  the analyst's SQL was refused
    ├── StateError       11  the month cannot be run (not over yet, no data)
    ├── SourceError      12  a database of the bureau cannot be reached, or does not answer a query
    └── DeliveryError    13  a place to which files are brought cannot be reached, refuses, or holds something else

A message is in Chinese and says what happened, where, and what to do next. It never
carries the text of a third party's exception: those print the offending value, which
may be somebody's ID number. Exit code 1 is kept for our own bugs.
"""


class MonitorError(Exception):
    """A user error: `code` is stable, `what` and `todo` are Chinese, `where` names file, row, column or key; `stage` is
    the step of a run in which it came up, as the run log calls it."""

    exit_code = 1
    stage = ""

    def __init__(self, code: str, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.where = where
        self.todo = todo

    def lines(self) -> list[str]:
        """The message as the operator sees it, one to three lines."""
        shown = [f"[{self.code}] {self.what}"]
        if self.where:
            shown.append(f"  位置：{self.where}")
        if self.todo:
            shown.append(f"  处理：{self.todo}")
        return shown

    def __str__(self) -> str:
        return "\n".join(self.lines())


class UsageError(MonitorError):
    """A command, an option or `config.toml` is wrong."""

    exit_code = 2


class InputRefused(MonitorError):
    """A whole file cannot be taken in; nothing of it was loaded."""

    exit_code = 3


class TooManyRejected(MonitorError):
    """More bad rows than the configured limit; nothing of the file was loaded."""

    exit_code = 4


class Busy(MonitorError):
    """Another run holds the warehouse."""

    exit_code = 5


class StorageError(MonitorError):
    """Disk full, path missing, or no permission."""

    exit_code = 6


class IntegrityError(MonitorError):
    """What is stored is not what was written, or a truth that must hold does not."""

    exit_code = 7


class PolicyError(MonitorError):
    """A policy pack is wrong, unproven or incomplete."""

    exit_code = 8


class NotFound(MonitorError):
    """No such person, month, place or table."""

    exit_code = 9


class QueryError(MonitorError):
    """The analyst's SQL was refused or is wrong."""

    exit_code = 10


class StateError(MonitorError):
    """The month cannot be run: it is not over, or there is nothing to compute."""

    exit_code = 11


class SourceError(MonitorError):
    """A database of the bureau cannot be reached, refuses us, or does not answer a query."""

    exit_code = 12


class DeliveryError(MonitorError):
    """A place to which files are brought cannot be reached, refuses them, or holds something else already."""

    exit_code = 13
