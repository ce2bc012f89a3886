"""What a screened month changes against an issue, person by person, and why.

Comes in: the warehouse inside a transaction, the month screened with `keep`, an issue: the last one before the month,
or the month's own. Goes out: the temporary tables `change`, `learned` and `change_cause` (see their SQL), for the
operator's preview and for correction lists. Never writes anything that lasts.
"""

from collections.abc import Mapping
from typing import Final

from monitor.screen.run import forget
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

# In this order the causes are told: what corrects an issue first, then what the month brought.
CAUSES: Final[Mapping[str, str]] = {
    "late_settlement": "迟到结算",
    "refund": "退费冲减",
    "corrected": "结算更正",
    "identity": "身份变化",
    "roster": "参保变化",
    "parameter": "参数变化",
    "merged": "人员合并",
    "other": "原因待核",
    "crossed": "本月费用",
}
_TEMPORARY = ("change", "learned", "change_cause")


def compare(con: Connection, issue_id: int | None, month: int, *, is_set_otherwise: bool) -> int:
    """Make `change_cause` of a month (six digits) against an issue, or against nothing; returns the first row_id that
    was learned after the issue.

    `is_set_otherwise` is whether settings or pack are other than at the issue. Call `finish` when it has been read.
    """
    asked = {"issue_id": issue_id or 0, "month": month}
    edge = int(statements.value(con, "4_screen/issue_edge", issue_id=issue_id or 0))
    for table in _TEMPORARY:
        statements.make_temp(con, table, f"4_screen/{table}", edge=edge, is_set_otherwise=is_set_otherwise, **asked)
    forget(con)
    return edge


def finish(con: Connection) -> None:
    """Drop the temporary tables of `compare`."""
    statements.drop_temp(con, *_TEMPORARY)
