"""Worklists by hand: a list of the bureau's own, one for the townships, an empty one, one that could not be made."""

from dataclasses import replace

from monitor.lists.issue import Region
from monitor.lists.work import CoverageLine, MonthWork, WorkList, WorkRow
from tests.lists.sample_issue import REGIONS

TOWNSHIPS = tuple(region for region in REGIONS if region.level == "township")


def work_row(row_no: int, home: Region = TOWNSHIPS[0], **changes: object) -> WorkRow:
    """A person of a township who is not insured; every value of the row occurs nowhere else."""
    row = WorkRow(
        row_no=row_no,
        psn_name=f"测工{row_no:03d}",
        certno=f"34012119500307{row_no:03d}X",
        gend="1",
        age=73,
        identity="低保对象",
        county_code=home.parent,
        county=next(region.name for region in REGIONS if region.code == home.parent),
        township_code=home.code,
        township=home.name,
        village=f"测村{row_no}",
        resdbook_no=f"HK77{row_no:04d}",
        mob=f"1990088{row_no:04d}",
        setl_id=f"SETL{row_no:05d}",
        layer="assistance",
        amount_fen=70_000_11 + row_no * 1013,
        compared_fen=90_000_11 + row_no * 1013,
        reason="stopped",
        insured_state="stopped",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def work_list(list_id: str, *rows: WorkRow, **changes: object) -> WorkList:
    """A list with its law; for the townships where `recipient` says so."""
    made = WorkList(
        id=list_id,
        name=f"清单{list_id}",
        recipient="bureau",
        article="二(二)",
        quote=f"原文{list_id}",
        document="测试办法",
        interpretation="理解",
        formula=f"公式{list_id}",
        todo=f"办法{list_id}",
        identities=("低保对象",),
        figures=(("某数值（二(二)）", "85%"),),
        hindrance="",
        rows=rows,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def sample_work() -> MonthWork:
    """Four lists: three people owed something, three to mobilise, an empty one, one that could not be made."""
    lost = work_row(3, township_code="", township="水胡镇")
    lists = (
        work_list("unreceived", *(work_row(number, TOWNSHIPS[number - 1], reason="paid_less") for number in (1, 2, 3))),
        work_list("uninsured_partial", work_row(1), work_row(2, TOWNSHIPS[1]), lost, recipient="township"),
        work_list("overpaid"),
        work_list("household_burden", hindrance="较重线待设定，设定前不能筛查"),
    )
    return MonthWork(lists, (CoverageLine("参保：低保对象", 8, 7, "100%"),))
