"""The sheet on which a department answers: one row for each row of the official list, to be filled in and sent back.

Comes in: the rows of the official list, slice and issue. Goes out: a sheet whose columns are those of the kind
`receipts` of the intake, in its order. What names the row is written and locked, the answers are empty; a choice is a
list, a day is checked. Holds no formula, and no word that the intake would not read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from monitor.deliver.certifying import certified_first
from monitor.deliver.sheets import TITLE_HEIGHT, print_setup, write_text
from monitor.deliver.wording import month_zh
from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import DECISION
from monitor.lists.issue import Issue
from monitor.lists.reducing import ReducedRow
from monitor.lists.row_code import row_code
from monitor.lists.slices import Slice

_KIND: Final = KINDS["receipts"]
SHEET: Final = _KIND.sheet or _KIND.zh
_HEADER_ROW: Final = 3
_TALL: Final = 30
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_LONGEST_TEXT: Final = 500
_HOW: Final = (
    "处理一行填一行，没有处理的行留空。只能在浅黄色的格里填写；部门处理、认定身份从下拉选项里选。"
    "认定、取消身份须写明身份和开始日期。"
)
_RETURN: Final = "填好后保存，把整个文件交回医保经办机构。编号各对一人，不要改动、复制到别的行或另换名单。"


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a column is filled in: its kind, what to do in words (at most 255 letters), the words to choose from."""

    kind: str
    told: str
    words: tuple[str, ...] = ()


_WIDTHS: Final[Mapping[str, int]] = {
    "month": 10,
    "issue_version": 7,
    "recipient": 26,
    "row_code": 10,
    "psn_name": 11,
    "visited_on": 12,
    "visitor": 10,
    "measures": 28,
    "remarks": 24,
    "decision": 13,
    "identity": 20,
    "begndate": 12,
    "enddate": 12,
}
# The township's part of a receipt: there, so that every receipt has the same columns, and not for a department.
_NOT_ASKED: Final = ("found", "outcome")
# What a department calls them; the intake knows both.
_HEADINGS: Final = {"visited_on": "处理日期", "visitor": "处理人"}


def receipt_sheet(
    sheet: Any, rows: Sequence[ReducedRow], piece: Slice, issue: Issue, formats: Mapping[str, Any]
) -> None:
    """Fills the sheet; protects it without a password, so that only the answers can be typed."""
    print_setup(sheet, piece, issue, 1)
    columns = _KIND.columns
    title = f"{piece.title_zh} {month_zh(issue.month)} 处理回执（第 {issue.version} 版）"
    sheet.set_row(0, TITLE_HEIGHT)
    write_text(sheet, 0, 0, title, formats["title"])
    write_text(sheet, 1, 0, _HOW, formats["plain"])
    write_text(sheet, 2, 0, _RETURN, formats["plain"])
    answers, last = _answers(piece.kind), _HEADER_ROW + len(rows)
    for index, column in enumerate(columns):
        write_text(sheet, _HEADER_ROW, index, _HEADINGS.get(column.name, column.zh), formats["heading"])
        sheet.set_column(index, index, _WIDTHS.get(column.name, 10), None, {"hidden": column.name in _NOT_ASKED})
        if column.name in answers:
            _validate(sheet, index, last, answers[column.name])
    for number, row in enumerate(rows, start=_HEADER_ROW + 1):
        sheet.set_row(number, _TALL)
        known = _known(row, piece, issue)
        for index, column in enumerate(columns):
            _cell(sheet, number, index, known.get(column.name, ""), _format(answers.get(column.name), formats))
    sheet.set_row(_HEADER_ROW, 32)
    sheet.freeze_panes(_HEADER_ROW + 1, 1 + [column.name for column in columns].index("psn_name"))
    sheet.repeat_rows(_HEADER_ROW)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _known(row: ReducedRow, piece: Slice, issue: Issue) -> dict[str, str]:
    """What names a row, by the names of the intake."""
    return {
        "month": issue.month,
        "issue_version": str(issue.version),
        "recipient": piece.code,
        "row_code": row_code(issue.month, issue.version, row["row_no"]),
        "psn_name": row.get("psn_name", ""),
    }


def _answers(department: str) -> dict[str, _Answer]:
    """The columns that are filled in, by name."""
    decisions = tuple(word.zh for word in DECISION.values())
    return {
        "visited_on": _Answer("day", "作出处理决定的那一天，如 2023-04-12。"),
        "visitor": _Answer("text", "处理人姓名。"),
        "measures": _Answer("long", f"采取了什么救助、帮扶措施，不超过 {_LONGEST_TEXT} 字。"),
        "remarks": _Answer("long", f"其他要说明的，不超过 {_LONGEST_TEXT} 字。"),
        "decision": _Answer("choice", "从下拉选项里选一项。", decisions),
        "identity": _Answer("choice", "认定、取消的是哪一种；本部门认定的排在前面。", certified_first(department)),
        "begndate": _Answer("day", "认定的从哪一天起算；取消的从哪一天起不再具有。"),
        "enddate": _Answer("day", "身份有期限的填到期日，没有的留空。"),
    }


def _format(answer: _Answer | None, formats: Mapping[str, Any]) -> Any:
    if answer is None:
        return formats["locked"]
    return formats["answer_day" if answer.kind == "day" else "answer"]


def _cell(sheet: Any, number: int, index: int, text: str, form: Any) -> None:
    if text:
        write_text(sheet, number, index, text, form)
    else:
        sheet.write_blank(number, index, None, form)


def _validate(sheet: Any, index: int, last: int, answer: _Answer) -> None:
    """Lets the cells of a column take only what can be read back."""
    checks: dict[str, dict[str, Any]] = {
        "choice": {"validate": "list", "source": list(answer.words), "error_message": "请从下拉选项里选。"},
        "day": {
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DAY,
            "maximum": _LAST_DAY,
            "error_message": "请填写日期，如 2023-04-12。",
        },
        "long": _at_most(_LONGEST_TEXT),
        "text": _at_most(50),
    }
    messages = {"input_message": answer.told, "error_title": "不能这样填"}
    sheet.data_validation(_HEADER_ROW + 1, index, last, index, checks[answer.kind] | messages)


def _at_most(letters: int) -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": letters,
        "error_message": f"不能超过 {letters} 字。",
    }
