"""Makes the bureau's own worklists of a month: writes `screen.worklist` anew for it.

Comes in: the warehouse inside a transaction with the month screened, the place's pack. Goes out: for each list of the
pack how many rows it has, or why it could not be made. A list is one query in `sql/4_screen/`; this module only hands
it the dates, the figures and whom it looks at. It never computes an amount.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from monitor.policy import Pack
from monitor.policy.worklists import KINDS, Worklist, worklists_on
from monitor.screen.payers import payer_tables
from monitor.screen.premium import premium_classes
from monitor.settle import view_counted
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, quoted
from monitor.year_month import last_day

_WORDS: Final = Path(__file__).with_name("words.toml")
_FOUND: Final = (
    "list varchar, person_id bigint, resdbook_no varchar, setl_id varchar, identity varchar, layer varchar, "
    "amount decimal(16,2), compared decimal(16,2), reason varchar"
)
# Without its roster a list would be about everybody or about nobody.
_FEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "uninsured_full": ("person_row", "参保人员名册"),
    "uninsured_partial": ("person_row", "参保人员名册"),
    "premium_due": ("person_row", "参保人员名册"),
    "insured_twice": ("person_row", "参保人员名册"),
    "treat_first": ("person_row", "参保人员名册"),
    "departed": ("person_row", "参保人员名册"),
    "household_burden": ("person_row", "参保人员名册"),
    "household_means": ("household_row", "家庭收入和财产核查"),
    "chronic_unenrolled": ("chronic_row", "门诊慢特病登记"),
}


@dataclass(frozen=True)
class ListMade:
    """One list of a month: its rows, and in Chinese why it could not be made (empty: it was made)."""

    worklist: Worklist
    rows: int
    hindrance: str


@dataclass(frozen=True)
class Coverage:
    """How many of `due` have it: holders of `identity` who are insured, or persons whom `payer` has paid in full."""

    identity: str
    payer: str
    due: int
    done: int


@dataclass(frozen=True)
class WorkMade:
    """What a month's worklists gave."""

    lists: tuple[ListMade, ...]
    coverage: tuple[Coverage, ...]


def screen_worklists(con: Connection, pack: Pack, year: int, month: int) -> WorkMade:
    """Make every list that the pack names; the codes and places of `settle.prepare` are in the session."""
    dates = _dates(pack, year, month)
    lists = worklists_on(pack, dates["month_end"])
    _make_words(con)
    _make_lists(con, pack, lists, dates)
    statements.make_temp(con, "work_member", "4_screen/work_member", **dates)
    statements.make_temp(con, "work_person", "4_screen/work_person", **dates)
    statements.make_temp(con, "list_member", "4_screen/list_member", **dates)
    statements.make_temp(con, "strongest", "4_screen/strongest", **dates)
    statements.make_temp(con, "payer_gap", "4_screen/payer_gap", **dates)
    view_counted(con, pack, year, 1, month)
    statements.make_temp(con, "held_settlement", "4_screen/held_settlement", **dates)
    statements.make_rows(con, "found", _FOUND, [])
    made = WorkMade(tuple(_fill(con, pack, one, dates) for one in lists), _coverage(con, dates))
    _store(con, dates)
    return made


def _dates(pack: Pack, year: int, month: int) -> dict[str, Any]:
    """Every date that a query may name; where identities count from the next month, a subsidy is due a month before."""
    first, last = date(year, month, 1), last_day(year, month)
    later = timedelta(days=pack.identity_effective == "next_month")
    before = first - timedelta(days=1)
    return {
        "year": year, "month": month, "month_start": first, "month_end": last, "before": before,
        "on": last + later, "on_before": before + later,
    }  # fmt: skip


def _make_words(con: Connection) -> None:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    statements.make_rows(con, "insured_word", "word varchar, state varchar", _pairs(words["insured_state"]))
    statements.make_rows(con, "asset_word", "word varchar, outcome varchar", _pairs(words["asset_outcome"]))
    statements.make_rows(con, "tag_word", "word varchar, tag varchar", _pairs(words["tag"]))


def _pairs(words: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(word, meaning) for meaning, said in words.items() for word in said]


def _make_lists(con: Connection, pack: Pack, lists: Iterable[Worklist], dates: Mapping[str, Any]) -> None:
    """What the pack says of the lists, the premium's classes and the layers, as tables that the queries join."""
    pair = "list varchar, identity varchar"
    statements.make_rows(con, "list_identity", pair, [(one.id, name) for one in lists for name in one.identities])
    statements.make_rows(
        con, "list_exception", pair, [(one.id, name) for one in lists for name in one.except_identities]
    )
    classes = premium_classes(pack, lists, dates["month_end"])
    columns = "identity varchar, value_id varchar, share decimal(9,6), due decimal(16,2)"
    statements.make_rows(
        con, "premium_class", columns, [(one.identity, one.value_id, one.share, one.due) for one in classes]
    )
    payers = payer_tables(pack, lists, dates["month_end"])
    statements.make_rows(
        con, "layer_payer", "list varchar, layer varchar, payer varchar, position integer", payers.payers
    )
    statements.make_rows(con, "layer_default", "layer varchar, deductible decimal(16,2)", payers.defaults)
    statements.make_rows(con, "layer_identity", "layer varchar, identity varchar", payers.tilted)


def _fill(con: Connection, pack: Pack, one: Worklist, dates: Mapping[str, Any]) -> ListMade:
    hindrance = _hindrance(con, one)
    if hindrance:
        return ListMade(one, 0, hindrance)
    known = {**dates, **{name: one.figure(name) for name in KINDS[one.id]}}
    if one.id == "look_back":
        _look_back(con, pack, known)
    return ListMade(one, statements.insert(con, "found", f"4_screen/list_{one.id}", **known), "")


def _hindrance(con: Connection, one: Worklist) -> str:
    if one.waits:
        names = "、".join(value.name for value in one.unset)
        return f"{names}待设定，设定前不能筛查"
    table, feed = _FEEDS.get(one.id, ("", ""))
    if table and not _has_rows(con, table):
        return f"{feed}还没有载入，不能筛查"
    return ""


def _coverage(con: Connection, dates: Mapping[str, Any]) -> tuple[Coverage, ...]:
    """Insured of the holders, by identity, if a roster says who is insured; then paid of the owed, by payer."""
    held = statements.rows(con, "4_screen/coverage") if _has_rows(con, "person_row") else []
    paid = statements.rows(con, "4_screen/payer_coverage", **dates)
    return (
        *(Coverage(identity, "", due, done) for identity, due, done in held),
        *(Coverage("", payer, due, done) for payer, due, done in paid),
    )


def _look_back(con: Connection, pack: Pack, known: Mapping[str, Any]) -> None:
    """The cost before the month's applications, of this year and the one before."""
    year, month = known["year"], known["month"]
    statements.make_temp(con, "application", "4_screen/application", **known)
    statements.make_temp(con, "look_back_cost", "4_screen/look_back_cost")
    view_counted(con, pack, year - 1, 1, 12)
    statements.insert(con, "look_back_cost", "4_screen/look_back_cost")
    view_counted(con, pack, year, 1, month)


def _store(con: Connection, dates: Mapping[str, Any]) -> None:
    statements.make_temp(con, "work_member", "4_screen/found_member")
    statements.make_temp(con, "work_person", "4_screen/work_person", **dates)
    con.execute("delete from screen.worklist where month = ?", [dates["year"] * 100 + dates["month"]])
    statements.insert(con, "screen.worklist", "4_screen/worklist", **dates)
    statements.drop_temp(
        con, "found", "work_member", "work_person", "list_member", "payer_gap", "held_settlement", "strongest"
    )


def _has_rows(con: Connection, table: str) -> bool:
    row = con.execute("select exists (select 1 from warehouse." + quoted(table) + ")").fetchone()
    return bool(row and row[0])
