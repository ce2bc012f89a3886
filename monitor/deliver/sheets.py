"""What all sheets of all workbooks share: the library's options, the formats of cells, text cells, paper.

Comes in: a book or a sheet of the library. Goes out: formats and written cells. Text is always a string cell and never
a formula, link or number. Writes nothing to disk.
"""

from typing import Any, Final

from monitor.deliver.wording import month_zh
from monitor.errors import IntegrityError
from monitor.lists.issue import Issue
from monitor.lists.slices import Slice

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
TITLE_HEIGHT: Final = 24
_A4: Final = 9
_RULED: Final = {"border": 1, "border_color": "#D3D9DF"}
_OPEN: Final = {"locked": False, "bg_color": "#FFF9E8"}


def cell_formats(book: Any) -> dict[str, Any]:
    """The formats that every sheet of a book shares, by what they are for."""
    base = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
    return {
        "title": book.add_format(base | {"font_size": 14, "bold": True}),
        "plain": book.add_format(base),
        "wrapped": book.add_format(base | {"text_wrap": True, "valign": "top"}),
        "bold": book.add_format(base | {"bold": True, "valign": "top"}),
        "heading": book.add_format(
            base
            | _RULED
            | {
                "bold": True,
                "text_wrap": True,
                "bg_color": "#E9F0F6",
                "font_color": "#17436A",
                "align": "center",
            }
        ),
        "text": book.add_format(base | {"num_format": "@", "indent": 1}),
        "sentence": book.add_format(base | {"num_format": "@", "indent": 1, "text_wrap": True}),
        "money": book.add_format(base | {"num_format": "#,##0.00"}),
        "count": book.add_format(base | {"num_format": "0"}),
        "day": book.add_format(base | {"num_format": "@", "indent": 1}),
        "locked": book.add_format(base | _RULED | {"num_format": "@", "font_color": "#55616E", "shrink": True}),
        "answer": book.add_format(base | _RULED | _OPEN | {"num_format": "@", "text_wrap": True}),
        "answer_day": book.add_format(base | _RULED | _OPEN | {"num_format": "yyyy-mm-dd"}),
    }


def write_text(sheet: Any, row: int, index: int, text: str, form: Any) -> None:
    """A string cell. A text in `<r>…</r>` would be taken for finished XML by the library: a space prevents it."""
    safe = text + " " if text.startswith("<r>") and text.endswith("</r>") else text
    if sheet.write_string(row, index, safe, form) != 0:
        raise IntegrityError("E-LIST-CELL", "一个单元格的文字过长，名单没有写出", todo="检查姓名、地址等字段的长度。")


def print_setup(sheet: Any, piece: Slice, issue: Issue, pages_wide: int) -> None:
    """A4 across, as many sheets wide as said, recipient, month and version on each."""
    sheet.set_landscape()
    sheet.hide_gridlines(0)  # 0 shows them on paper too: ruled cells without a format for every empty one
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(pages_wide, 0)
    recipient = piece.title_zh.replace("&", "&&")[:120]
    sheet.set_header(f"&L{recipient} {month_zh(issue.month)} 第 {issue.version} 版&R内部资料 仅供入户核查")
    sheet.set_footer("&C第 &P 页，共 &N 页")
