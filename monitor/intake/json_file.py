"""The receipt file that a page saves: strict JSON, read into the rows that any other receipt file would give.

In: a path, the kind, the settings (whose place, how large). Out: one batch of text rows under the Chinese headings.
A file that is not exactly what a page writes is refused whole; a receipt that says something odd is a row like any
other. Never guesses and never shows a text of the file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from monitor.errors import InputRefused
from monitor.intake.columns import Kind
from monitor.intake.rows import Batch
from monitor.intake.staged import MIB, ReadSettings

FORMAT: Final = "monitor-receipts"
VERSION: Final = 1
_HEAD: Final = {"format", "version", "place", "month", "issue_version", "recipient", "receipts"}
_HALF_LETTER: Final = re.compile("[\ud800-\udfff]")
_SAVE_AGAIN: Final = "在名单页面上重新保存回执文件，不要手工改动"


class _NotOurs(ValueError):
    """Something in the text that no page writes."""


def receipt_batch(path: Path, kind: Kind, settings: ReadSettings) -> Batch:
    """The receipts of the file, the headings first. Raises InputRefused for anything that no page writes."""
    if kind.name != "receipts":
        raise _refused(path, "E-JSON-KIND", f"这是 JSON 文件，{kind.zh}文件只接收 CSV、XLSX 和 Parquet", "重新导出")
    if path.stat().st_size > settings.max_json_bytes:
        what = f"回执文件超过 {settings.max_json_bytes // MIB} MiB"
        raise _refused(path, "E-JSON-SIZE", what, "按乡镇或按月分成几个文件")
    whole = _whole(path)
    if whole.get("format") != FORMAT:
        raise _refused(path, "E-JSON-FORM", "不是名单页面保存的回执文件", _SAVE_AGAIN)
    if whole.get("version") != VERSION or isinstance(whole["version"], bool):
        raise _refused(path, "E-JSON-VERSION", "回执文件的格式版本与本程序不同", "升级本程序，或用新的名单页面保存")
    if whole.get("place") != settings.place:
        raise _refused(path, "E-JSON-PLACE", "这是别的统筹区的回执文件", "交给出具名单的医保经办机构")
    return _batch(path, whole, kind)


def _whole(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        whole = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError):
        raise _refused(path, "E-JSON-FORM", "文件不完整，或不是正确的 JSON（UTF-8）", _SAVE_AGAIN) from None
    if not isinstance(whole, dict):
        raise _refused(path, "E-JSON-FORM", "不是名单页面保存的回执文件", _SAVE_AGAIN)
    return whole


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise _NotOurs
    return dict(pairs)


def _no_number(_text: str) -> Any:
    raise _NotOurs


def _batch(path: Path, whole: Mapping[str, Any], kind: Kind) -> Batch:
    names = [column.name for column in kind.columns]
    receipts = whole.get("receipts")
    said = {name: whole.get(name) for name in ("month", "issue_version", "recipient")}
    if set(whole) != _HEAD or not isinstance(receipts, list) or not _is_head(said):
        raise _refused(path, "E-JSON-FORM", "回执文件缺少或多出了内容", _SAVE_AGAIN)
    head = {name: str(value) for name, value in said.items()}
    for number, one in enumerate(receipts, 1):
        if not _is_receipt(one, names, head):
            what = f"第 {number} 条回执不是页面写出的样子，或与文件的月份、版本、单位不一致"
            raise _refused(path, "E-JSON-FORM", what, _SAVE_AGAIN)
    rows = [[_cell({**one, **head}.get(name, "")) for name in names] for one in receipts]
    headings = [column.zh for column in kind.columns]
    return Batch(list(range(len(rows) + 1)), [headings, *rows], consumed=path.stat().st_size)


def _is_head(said: Mapping[str, Any]) -> bool:
    version = said["issue_version"]
    return (
        all(isinstance(text, str) and not _HALF_LETTER.search(text) for text in (said["month"], said["recipient"]))
        and isinstance(version, int)
        and not isinstance(version, bool)
    )


def _is_receipt(one: object, names: Sequence[str], head: Mapping[str, str]) -> bool:
    """Whether it is an object of texts under known names that belongs to this file."""
    if not isinstance(one, dict) or not set(one) <= set(names):
        return False
    if not all(isinstance(value, str) and not _HALF_LETTER.search(value) for value in one.values()):
        return False
    return all(one.get(name, "") in ("", value) for name, value in head.items())


def _cell(text: str) -> str:
    """As a table would hold it: there an apostrophe at the start protects the rest."""
    return "'" + text if text.startswith("'") else text


def _refused(path: Path, code: str, what: str, todo: str) -> InputRefused:
    return InputRefused(code, what, where=f"文件 {path.name}", todo=todo)
