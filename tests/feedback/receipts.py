"""What offices send back: rows of receipts about synthetic people, and what became of their cases."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from monitor.lists.freeze import issue_of, thaw
from monitor.lists.issue import IssueRow
from monitor.lists.row_code import row_code
from monitor.month import MonthDone
from monitor.warehouse.connection import Connection
from monitor.warehouse.load import Loaded
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, person

OVER, NEAR = tuple(range(1, 13)), 13
TOWN, OTHER_TOWN = "340121100_township", "340121101_township"
CIVIL, RURAL = "340121_civil_affairs", "340121_rural_revitalization"
RULE = "hefei_return_to_poverty"
ISSUED = date(2023, 2, 9)


def row_of(bureau: Bureau, number: int, month: str = "2023-01") -> int:
    """The number of the person's row in a month's issue."""
    year, monthly = month.split("-")
    found = bureau.sql(
        "select row_no from lists.issue_row join lists.issue using (issue_id)"
        f" where month = {year}{monthly} and person_id = {person(number)[:17]} order by row_no"
    )
    return int(found[0]["row_no"])


def receipt(bureau: Bureau, number: int, month: str = "2023-01", **said: Any) -> Row:
    """A receipt of the person's row: by the first township that nothing was found, unless told otherwise."""
    row = {
        "名单月份": month, "名单版本": "1", "填报单位代码": TOWN,
        "名单编号": row_code(month, 1, row_of(bureau, number, month)), "姓名": "", "入户日期": "2023-02-12",
        "入户人": "张干部", "入户情况": "见到本人或家属", "核查结果": "无返贫致贫风险", "帮扶措施": "", "备注": "",
        "部门处理": "", "认定身份": "", "开始日期": "", "结束日期": "",
    }  # fmt: skip
    return row | {name: str(value) for name, value in said.items()}


def decision(bureau: Bureau, number: int, word: str, identity: str = "", month: str = "2023-01", **said: Any) -> Row:
    """A decision of the county's civil affairs office."""
    day = {"入户日期": "2023-02-20", "开始日期": "2023-02-20" if identity else ""}
    more = {"填报单位代码": CIVIL, "入户情况": "", "核查结果": "", "部门处理": word, "认定身份": identity}
    return receipt(bureau, number, month, **{**more, **day, **said})


def send(bureau: Bureau, *rows: Row, on: date = date(2024, 2, 5)) -> Loaded:
    """Load receipts."""
    return bureau.intake("receipts", list(rows), on=on)


def codes(loaded: Loaded) -> list[str]:
    """The codes of the reasons for which rows of a file were refused."""
    return [code for code, _reason, _count in loaded.reasons]


def state(bureau: Bureau, number: int, year: int = 2023) -> str:
    """The state of the person's case."""
    found = bureau.sql(
        f"select state from warehouse.case_state where person_id = {person(number)[:17]} and year = {year}"
    )
    return str(found[0]["state"]) if found else ""


def events(bureau: Bureau, number: int) -> list[str]:
    """What happened to the person's cases, in order."""
    found = bureau.sql(
        f"select event from warehouse.case_event where person_id = {person(number)[:17]} order by year, position"
    )
    return [str(row["event"]) for row in found]


def listed(rows: Iterable[IssueRow], number: int) -> IssueRow:
    """The person's row of an issue."""
    return next(row for row in rows if row.certno == person(number))


def unwritten(con: Connection, _config: object, _pack: object, number: int) -> MonthDone:
    """What stands in for the last step of a month: the issue as it was frozen, no file of it."""
    return MonthDone(thaw(con, issue_of(con, number) or 0), (), Path(), Path(), was_issued=False)


def next_month(bureau: Bureau, month: str, *more: tuple[int, str]) -> tuple[IssueRow, ...]:
    """Issue a month in which these bills (number of the person, self-pay) come in, and somebody else's small one."""
    small = [bill(f"{month}-0", person(99), f"{month}-15", "1")]
    bills = [bill(f"{month}-{number}", person(number), f"{month}-15", cost) for number, cost in more]
    bureau.intake("settlements", [*small, *bills])
    return bureau.month(month).issue.rows
