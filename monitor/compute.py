"""A month's figures and warnings, computed within the caller's transaction: to be issued, or looked at and undone.

Comes in: the warehouse inside a transaction, configuration, pack, year and month. Goes out: `settle` and `screen`
filled up to the month, sentences for the operator. Never commits, never freezes, never reads a clock.
"""

from monitor.config import Config
from monitor.errors import StateError
from monitor.log import SILENT, Log
from monitor.policy import Pack
from monitor.screen import screen
from monitor.settle import bring_up_to_date, catch_up
from monitor.warehouse.connection import Connection


def compute(
    con: Connection, config: Config, pack: Pack, year: int, month: int, *, keep: bool = False, log: Log = SILENT
) -> tuple[str, ...]:
    """Settle and screen; returns what is to be said of other years whose figures have become other than issued.

    `keep` leaves what `monitor.screen.changes.compare` asks for; a preview is not logged.
    """
    about = f"{year}-{month:02d}"
    with log.step("settle", month=about) as told:
        others = catch_up(con, config, pack, year)
        told["rows"] = bring_up_to_date(con, config, pack, year, month)
    with log.step("screen", month=about) as told:
        told["rows"] = screen(con, config, pack, year, month, keep=keep)
    issued = {int(one) for (one,) in con.execute("select distinct month // 100 from lists.issue").fetchall()}
    return tuple(
        f"{other} 年的数据在名单出具后有变化：已出具的名单不变，与所报不同的人列入更正名单"
        for other in others
        if other in issued
    )


def require_settlements(con: Connection, year: int, month: int) -> None:
    """Raise StateError for a month of which no settlement has come."""
    row = con.execute(
        "select exists (select 1 from warehouse.settlement where setl_month = ?)", [year * 100 + month]
    ).fetchone()
    if not (row and row[0]):
        raise StateError(
            "E-MONTH-002",
            f"{year}-{month:02d} 没有结算记录，不能出具名单",
            todo="先用 monitor intake settlements 载入当月结算数据",
        )
