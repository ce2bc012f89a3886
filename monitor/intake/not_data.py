"""Rows between or below the data that are nobody's data: blank lines, totals, remarks, repeated headings.

In: the cells of one row. Out: which of these it is, or None for a data row. In doubt a row is data:
what is wrong with it is then said by a check, and nobody is lost.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

NotData = Literal["blank", "total", "remark"]

_END_OF_DOS_FILE = "\x1a"
_TOTAL = re.compile(r"(?:本页|本月|本年|全部|金额|费用)?(?:合计|总计|小计|累计|总合计)(?:数|金额|人数|人次|笔数|条数)?")
_REMARK = re.compile(
    r"(?:备注|附注|说明|注|单位|(?:制表|填表|填报|统计|打印|导出|审核|复核|经办|负责|制单)(?:人|人员|单位|部门|时间|日期)?)[:：]"
)
_FIRST_CHARACTERS = frozenset("合总小本全金费累备附说注单制填统打导审复经负" + _END_OF_DOS_FILE)
_SPACES = re.compile(rf"[\s\u3000{_END_OF_DOS_FILE}]+")


def suspects(first_cells: Iterable[str], headings: Sequence[str]) -> list[int]:
    """Indexes of the rows worth a closer look, judged by their first cell; never misses one that is not data."""
    marks, repeated = _FIRST_CHARACTERS, headings[0] if headings else ""
    return [i for i, cell in enumerate(first_cells) if (c := cell.lstrip()) == "" or c[0] in marks or cell == repeated]


def not_data(cells: Sequence[str], headings: Sequence[str]) -> NotData | None:
    """What a row is if it holds no data record."""
    first = total_label(cells)
    if not first:
        return "blank"
    if _TOTAL.fullmatch(first.rstrip(":：")):
        return "total"
    if _REMARK.match(first) or list(cells) == list(headings):
        return "remark"
    return None


def total_label(cells: Sequence[str]) -> str:
    """The first cell that is not empty, without spaces."""
    return next((text for cell in cells if (text := _SPACES.sub("", cell))), "")
