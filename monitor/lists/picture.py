"""The figures of a month as the bureau's summary shows them: frozen with the issue, and thawed exactly as they were.

Comes in: figures that `picture_figures` has counted. Goes out: `lists.picture`, and a `Picture` read back from it.
Counts and sums only, nobody's name; amounts are whole fen, codes the 12 digits of the region table or empty, months
like 2023-03. What earlier months' persons have met with since is as it was known when this issue was frozen.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from monitor.errors import IntegrityError
from monitor.warehouse.connection import Connection

LEAST_CELL: Final = 10


@dataclass(frozen=True, slots=True)
class Screened:
    """Persons of one place whose first cost of the year was counted in `month`; the place is the one of this issue."""

    month: str
    county_code: str
    township_code: str
    persons: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What the year's cost of everybody screened is made of; the parts add up to `medfee_fen`."""

    medfee_fen: int = 0
    basic_fen: int = 0
    catastrophic_fen: int = 0
    assistance_fen: int = 0
    other_funds_fen: int = 0
    hospital_fen: int = 0
    burden_fen: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Persons of one place on the list of `month`, or of the year where it is empty; what they have met with since.

    `helped_unvisited` are those of `helped` of whom no visit is known.
    """

    month: str
    county_code: str
    township_code: str
    warned: int
    new: int
    visited: int
    helped: int
    helped_unvisited: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One issued month's list: persons, and rows in all and by status."""

    month: str
    persons: int
    rows: int
    new: int
    continuing: int
    escalated: int
    corrected: int


@dataclass(frozen=True, slots=True)
class Band:
    """How many persons of a rule stand from `low` to `high` percent of its line; `high` 0 is open."""

    rule_id: str
    low: int
    high: int
    persons: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What came of a rule's warnings of the year: persons warned, visited, helped, found to be without risk."""

    rule_id: str
    warned: int
    visited: int
    helped: int
    without_risk: int


@dataclass(frozen=True, slots=True)
class Returns:
    """The receipts of one issued month: rows to be visited, how many came back, of them late, how many did not."""

    month: str
    expected: int
    received: int
    late: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Cases that are not closed: how many, how many months the oldest is open, since when."""

    count: int = 0
    oldest_months: int = 0
    oldest_since: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Records of a kind of file that were not taken in for one reason, and how many of them are not mended."""

    kind: str
    code: str
    reason: str
    rows: int
    open_rows: int


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Persons whom a department recognised and no roster has named since: six-digit county, office, the first day."""

    county: str
    office: str
    identity: str
    persons: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything that the summary shows beside the issue itself; `small_cell` is the operator's limit of that day.

    `cell_key`, hex, decides which figures of the report are hidden with small ones; it is the same in every month and
    made from the workspace's secret. Fields with a default may be missing from pictures frozen before they were.
    """

    screened: tuple[Screened, ...] = ()
    cost: Cost = Cost()
    listed: tuple[Listed, ...] = ()
    trend: tuple[Trend, ...] = ()
    bands: tuple[Band, ...] = ()
    hits: tuple[Hit, ...] = ()
    returns: tuple[Returns, ...] = ()
    cases: OpenCases = OpenCases()
    refused: tuple[Refused, ...] = ()
    small_cell: int = LEAST_CELL
    cell_key: str = ""
    unconfirmed: tuple[Unconfirmed, ...] = ()
    confirm_months: int = 0


NO_PICTURE: Final = Picture()
_ROWS: Final[dict[str, Any]] = {
    "screened": Screened, "listed": Listed, "trend": Trend, "bands": Band, "hits": Hit, "returns": Returns,
    "refused": Refused, "unconfirmed": Unconfirmed,
}  # fmt: skip


def freeze_picture(con: Connection, issue_id: int, picture: Picture) -> None:
    """Write the figures under an issue. The caller holds the transaction."""
    frozen = json.dumps(asdict(picture), ensure_ascii=False, sort_keys=True)
    con.execute("insert into lists.picture values (?, ?, ?)", [issue_id, _digest(frozen), frozen])


def thaw_picture(con: Connection, issue_id: int) -> Picture | None:
    """The figures as they were frozen, None for an issue without; raises IntegrityError if they were altered."""
    row = con.execute("select frozen, sha256 from lists.picture where issue_id = ?", [issue_id]).fetchone()
    if row is None:
        return None
    if _digest(row[0]) != row[1]:
        raise IntegrityError(
            "E-LIST-SEAL", "封存的汇总数与出具时的指纹不符，没有写出", todo="从备份恢复数据仓库，并报告此问题"
        )
    return _picture(json.loads(row[0]))


def _picture(said: dict[str, Any]) -> Picture:
    rows = {name: _rows(made, said.get(name, ())) for name, made in _ROWS.items()}
    made = {**said, **rows, "cost": Cost(**said["cost"]), "cases": OpenCases(**said["cases"])}
    return Picture(**{field.name: made[field.name] for field in fields(Picture) if field.name in made})


def _rows(made: Any, said: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(made(**one) for one in said)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
