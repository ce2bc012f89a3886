"""What a month would change if it were issued now, and what an issued month would be today: counted, and explained.

Comes in: the warehouse, configuration, pack, year and month. Goes out: a `Plan` of plain values: who comes in, who goes
out, who stays, by rule, township and identity, with the causes and a few persons as examples. Everything is computed in
a transaction that is rolled back: nothing is issued and nothing is kept. Names are masked before they leave here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from monitor.cautions import cautions
from monitor.compute import compute, require_settlements
from monitor.config import Config
from monitor.deliver.account import identified
from monitor.holds import unanswered
from monitor.issued_under import changed_since
from monitor.lists.freeze import issue_of
from monitor.lists.issue import Measure
from monitor.lists.masking import visible
from monitor.lists.row_code import row_code
from monitor.policy import Pack
from monitor.screen.changes import CAUSES, compare, finish
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day, month_text

EXAMPLES: Final = 5
CHANGES: Final = ("in", "out", "escalated", "changed", "stays")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """How many persons of one rule, township and identity change in one way, for one cause; codes of 12 digits."""

    rule: str
    county_code: str
    township_code: str
    identity: str
    change: str
    cause: str
    rows: int


@dataclass(frozen=True, slots=True)
class Example:
    """One person of the changes. `before` is what was issued, else what was known of the issue's month; amounts in
    yuan. `line_before` is what was issued, None of whom the list did not have. `settlements` made the difference, the
    largest first, `settlement_count` with those not shown.
    """

    name: str
    person_key: str
    row_code: str
    rule: str
    change: str
    cause: str
    measure: Measure
    is_listed_before: bool
    county_code: str
    township_code: str
    identity: str
    before: Decimal
    after: Decimal
    line: Decimal
    line_before: Decimal | None
    insurance: tuple[str, str]
    settlements: tuple[Mapping[str, Any], ...]
    settlement_count: int
    identities: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A month looked at: `against` is the issue that it is compared with (2023-02, empty without one), the month's own
    where it has been issued. `watched` counts the early watch, and whoever is new on it."""

    month: str
    against: str
    was_issued: bool
    parts: tuple[Part, ...]
    examples: tuple[Example, ...]
    places: Mapping[str, str]
    watched: tuple[int, int] = (0, 0)
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Against:
    """The issue that a month is compared with."""

    issue_id: int
    month: int


def plan_month(con: Connection, config: Config, pack: Pack, year: int, month: int) -> Plan:
    """Compute a month, compare it with what was issued, and roll everything back.

    Raises StateError for a month without settlements, and as `screen` does.
    """
    require_settlements(con, year, month)
    con.execute("begin transaction")
    try:
        said = cautions(con, year, month) + changed_since(con, config, pack, year * 100 + month)
        said += compute(con, config, pack, year, month, keep=True)
        said += _held(con, config, year * 100 + month)
        return _compared(con, config, pack, year * 100 + month, said)
    finally:
        con.execute("rollback")


def _held(con: Connection, config: Config, month: int) -> tuple[str, ...]:
    """What keeps a month that is not out from going out by itself."""
    if issue_of(con, month) is not None:
        return ()
    return tuple(f"{hold.what}（{hold.code}）" for hold in unanswered(con, config.holds, month))


def _compared(con: Connection, config: Config, pack: Pack, month: int, said: tuple[str, ...]) -> Plan:
    found = statements.rows(con, "4_screen/compared_issue", month=month)
    against = _Against(*found[0]) if found else _Against(0, 0)
    otherwise = bool(found and changed_since(con, config, pack, against.month))
    edge = compare(con, against.issue_id, month, is_set_otherwise=otherwise)
    statements.make_temp(con, "change_placed", "5_lists/change_placed", month=month)
    plan = Plan(
        month=_text(month),
        against=_text(against.month),
        was_issued=against.month == month,
        parts=tuple(Part(*row) for row in statements.rows(con, "5_lists/change_tally")),
        examples=tuple(_examples(con, config, against, month, edge)),
        places=_places(con, month),
        watched=_watched(con, month),
        cautions=said,
    )
    finish(con)
    return plan


def _examples(con: Connection, config: Config, against: _Against, month: int, edge: int) -> Iterator[Example]:
    chosen = choose(statements.records(con, "5_lists/change_example", most=EXAMPLES))
    columns = "person_id bigint, cause varchar, measure varchar"
    statements.make_rows(con, "example", columns, [(one["person_id"], one["cause"], one["measure"]) for one in chosen])
    settled = _by_person(
        statements.records(con, "5_lists/change_settlement", edge=edge, since=against.month, month=month)
    )
    span = {"since_day": last_day(*divmod(against.month or month, 100)), "month_end": last_day(*divmod(month, 100))}
    held = _by_person(statements.records(con, "5_lists/change_identity", **span))
    for one in chosen:
        who, rows = one["person_id"], settled.get(one["person_id"], [])
        yield _example(con, config, against, one, rows, held.get(who, []))


def choose(candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Five persons: one of each cause first, then one of each kind of change, then whoever comes next; each once."""
    order = sorted(candidates, key=lambda one: (list(CAUSES).index(one["cause"]), CHANGES.index(one["change"])))
    chosen: list[Mapping[str, Any]] = []
    for told in (("cause",), ("cause", "change"), ("cause", "change", "person_id")):
        for one in order:
            told_before = {tuple(other[name] for name in told) for other in chosen}
            people = {other["person_id"] for other in chosen}
            if tuple(one[name] for name in told) not in told_before and one["person_id"] not in people:
                chosen.append(one)
    return chosen[:EXAMPLES]


def _example(
    con: Connection,
    config: Config,
    against: _Against,
    one: Mapping[str, Any],
    settled: list[dict[str, Any]],
    held: list[dict[str, Any]],
) -> Example:
    name, person_key = identified(con, config, one["person_id"])
    return Example(
        name=f"{visible(name[:1])}*" if name else "（无姓名）",
        person_key=person_key,
        row_code=row_code(_text(against.month), one["version"], one["row_no"]) if one["row_no"] else "",
        rule=one["rule"],
        change=one["change"],
        cause=one["cause"],
        measure=one["measure"],
        is_listed_before=one["stated_line"] is not None,
        county_code=one["county_code"],
        township_code=one["township_code"],
        identity=one["identity"],
        before=one["before_amount"],
        after=one["amount"],
        line=one["line"],
        line_before=one["stated_line"],
        insurance=(one["insurance_then"] or "", one["insurance"] or ""),
        settlements=tuple(settled[:_SHOWN]),
        settlement_count=len(settled),
        identities=tuple(held),
    )


def _by_person(found: Sequence[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    people: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        people.setdefault(row["person_id"], []).append(row)
    return people


def _places(con: Connection, month: int) -> dict[str, str]:
    found = statements.records(con, "5_lists/region_named", month_end=last_day(*divmod(month, 100)))
    return {row["code"]: visible(row["name"]) for row in found}


def _watched(con: Connection, month: int) -> tuple[int, int]:
    early = [
        (status, rows)
        for _rule, status, is_early, rows in statements.rows(con, "4_screen/tally", month=month)
        if is_early
    ]
    return sum(rows for _status, rows in early), sum(rows for status, rows in early if status == "new")


def _text(month: int) -> str:
    return month_text(month) if month else ""
