"""Compares a file's own total rows (合计) with what its records add up to.

A total that disagrees means that rows were lost or doubled on the way: the whole file is refused.
"""

from decimal import Decimal

from monitor.errors import InputRefused
from monitor.intake.columns import KINDS
from monitor.intake.staged import Staged, Total
from monitor.warehouse.connection import Connection, quoted

_WHOLE = ("合计", "总计")


def check(con: Connection, staged: Staged, file_name: str) -> None:
    """Raise InputRefused when a 合计 or 总计 row differs from the sum of the records above it."""
    for total in staged.totals:
        if total.label.startswith(_WHOLE):
            _check_one(con, staged, total, file_name)


def _check_one(con: Connection, staged: Staged, total: Total, file_name: str) -> None:
    terms = {column.name: column.zh for column in KINDS[staged.kind].columns if column.type == "money"}
    for name in sorted(total.values.keys() & terms.keys()):
        stated = _amount(con, total.values[name])
        if stated is not None and stated != _sum(con, name, total.record):
            raise InputRefused(
                "E-TOTAL-001",
                f"合计行的“{terms[name]}”与各行之和不符，文件可能缺行或重复",
                where=f"{file_name} 第 {total.line} 行",
                todo="重新导出，或删去合计行后再载入",
            )


def _amount(con: Connection, text: str) -> Decimal | None:
    row = con.execute("select money(money_text($cell))", {"cell": text}).fetchone()
    return row[0] if row else None


def _sum(con: Connection, column: str, records: int) -> Decimal:
    row = con.execute(
        "select coalesce(sum(" + quoted(column) + "), 0) from staged where _record <= ?", [records]
    ).fetchone()
    return Decimal(row[0]) if row else Decimal(0)
