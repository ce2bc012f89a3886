"""What an operator must know before sending a month's list out, although nothing stops the run.

Comes in: the warehouse, a month. Goes out: Chinese sentences: rosters that were never loaded, earlier months with
settlements that were not issued, settlements that came after a year's last list, rows that a merged number took out of
an office's list. Never names a person.
"""

from typing import Final

from monitor.lists.freeze import issues_of
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

_NAMED: Final = 5


def cautions(con: Connection, year: int, month: int) -> tuple[str, ...]:
    """Sentences for `monitor month`, the most serious first; empty when nothing is to be said."""
    said = statements.records(con, "5_lists/caution", year=year, month=month)[0]
    shown = []
    if not said["identity_rows"]:
        shown.append("没有载入任何身份名册：按身份划定范围的规则不会命中任何人，请先用 monitor intake identities 载入")
    if not said["person_rows"]:
        shown.append("没有载入参保人员名册：查不到乡镇的人都列入“待核”，请用 monitor intake persons 载入")
    if said["skipped_months"]:
        shown.append(f"本年此前还有 {said['skipped_months']} 个月有结算而没有出具名单：本月名单把这些人一并列为“新增”")
    if said["later_months"]:
        shown.append(f"本年此后已有 {said['later_months']} 个月出具过名单：那些名单不变")
    return tuple(shown)


def merged_away(con: Connection, issue_id: int) -> tuple[str, ...]:
    """Which offices an issue does not tell what became of their rows, because two numbers are one person now."""
    found = statements.records(con, "5_lists/merged_away", issue_id=issue_id)
    if not found:
        return ()
    named = [
        f"{month_text(one['month'])} {one['office'] or '乡镇待核'}"
        + (f"更正第 {one['version']} 版" if one["version"] > 1 else "")
        + f"第 {one['row_no']} 行"
        for one in found[:_NAMED]
    ]
    more = f" 等 {len(found)} 行" if len(found) > _NAMED else ""
    return (f"号码合并为一人以后列在别处，原单位不再收到，请告知：{'、'.join(named)}{more}",)


def late_news(con: Connection, month: int) -> tuple[str, ...]:
    """What came after a month's list (six digits), the last of its year, and how it is told; empty where a list has."""
    issues = issues_of(con, month)
    if not issues:
        return ()
    edge = statements.value(con, "4_screen/issue_edge", issue_id=issues[-1])
    rows = int(statements.value(con, "5_lists/late_row", month=month, edge=edge))
    name = month_text(month)
    told = f"monitor month {name} --plan 看差别，有差别的 --correct 更正；以后月份的名单也会写明或更正"
    return (f"名单出具以后又到了 {rows} 条本年的结算或退费：{told}",) if rows else ()
