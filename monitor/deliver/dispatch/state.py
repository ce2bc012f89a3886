"""What has to reach whom and how far it has come: the rows of `deliver.dispatch`.

Comes in: recipients of an issue, the targets of the configuration, how a try ended. Goes out: rows in the warehouse.
The caller holds the transaction; nothing here reaches for a network.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from monitor.config import Config
from monitor.deliver.dispatch.addressing import wants
from monitor.lists.issue import Region
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

State = Literal["waiting", "failed", "delivered", "acknowledged"]
OPEN: Final = ("waiting", "failed")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One package: of which issue, to whom, where, and what became of it. `month` is six digits."""

    issue_id: int
    month: int
    version: int
    recipient: str
    target: str
    state: State
    attempts: int
    changed_on: date
    error_code: str
    sha256: str
    day_attempts: int

    def tries_left(self, on: date, per_day: int) -> int:
        """How often it may still be tried on a day."""
        return per_day - (self.day_attempts if self.changed_on == on else 0)


def rows(con: Connection, month: int | None = None) -> list[Dispatch]:
    """Every package, or those of a month, in the order of months, targets and recipients."""
    found = (Dispatch(**one) for one in statements.records(con, "6_deliver/dispatch"))
    return [one for one in found if month in (None, one.month)]


def expect(
    con: Connection, config: Config, issue_id: int, recipients: Iterable[str], regions: Sequence[Region], on: date
) -> None:
    """Note what the configuration wants handed over, as waiting; what it no longer wants and has not left goes."""
    wanted = {
        (recipient, name)
        for name, target in config.deliver.to.items()
        for recipient in recipients
        if wants(target, recipient, regions)
    }
    known = {(one.recipient, one.target): one for one in rows(con) if one.issue_id == issue_id}
    for recipient, name in sorted(wanted - known.keys()):
        con.execute(
            "insert into deliver.dispatch values (?, ?, ?, 'waiting', 0, ?, '', '', 0)",
            [issue_id, recipient, name, on],
        )
    for recipient, name in sorted(known.keys() - wanted):
        if known[recipient, name].state in OPEN:
            _delete(con, issue_id, recipient, name)


def recall(con: Connection, issue_id: int, month: int) -> bool:
    """Note anew what arrived by the ledger, where nothing is known of the issue's packages; whether there was any."""
    known = con.execute("select exists (from deliver.dispatch where issue_id = ?)", [issue_id]).fetchall()[0][0]
    facts = {"issue_id": issue_id, "month": month}
    return not known and statements.insert(con, "deliver.dispatch", "6_deliver/dispatch_recalled", **facts) > 0


def settle(
    con: Connection,
    one: Dispatch,
    state: State,
    on: date,
    *,
    error_code: str = "",
    sha256: str = "",
    tried: bool = True,
) -> None:
    """Note how a try ended, or that it was acknowledged (`tried` is false)."""
    before = one.day_attempts if one.changed_on == on else 0
    _delete(con, one.issue_id, one.recipient, one.target)
    con.execute(
        "insert into deliver.dispatch values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            one.issue_id, one.recipient, one.target, state, one.attempts + tried, on, error_code,
            sha256 or one.sha256, before + tried,
        ],
    )  # fmt: skip


def _delete(con: Connection, issue_id: int, recipient: str, target: str) -> None:
    query = "delete from deliver.dispatch where issue_id = ? and recipient = ? and target = ?"
    con.execute(query, [issue_id, recipient, target])
