"""What looks odd about a file that could be read: columns that nobody used, or headings of quite another kind of file.

Comes in: a staged file. Goes out: Chinese sentences, or a refusal. Headings are shown, cells never.
"""

from collections.abc import Mapping

from monitor.errors import InputRefused
from monitor.intake.columns import KINDS, Kind
from monitor.intake.headings import match
from monitor.intake.staged import Staged

_SHOWN = 12
_MARGIN = 2
_OWN = "拒收"
_SILENT_ZERO = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt")


def refuse_other_kind(staged: Staged, mapping: Mapping[str, str], file_name: str) -> None:
    """Raise InputRefused when the headings fit another kind of file clearly better than the one that was named."""
    here = len(match(staged.headings, KINDS[staged.kind], mapping).columns)
    for kind in KINDS.values():
        if kind.name != staged.kind and _fits(staged, kind) and _width(staged, kind) >= here + _MARGIN:
            raise InputRefused(
                "E-KIND-OTHER",
                f"这个文件的列像是{kind.zh}文件，不像{KINDS[staged.kind].zh}文件，没有载入",
                where=file_name,
                todo=f"若是{kind.zh}，用 monitor intake {kind.name} 载入",
            )


def column_notes(staged: Staged) -> tuple[str, ...]:
    """Columns that the file has and nobody used, and amounts that it lacks and that are shown as zero."""
    unused = [heading for heading in staged.ignored if heading and not heading.startswith(_OWN)]
    shown = []
    if unused:
        rest = f"等 {len(unused)} 列" if len(unused) > _SHOWN else ""
        shown.append(
            f"没有用到的列：{'、'.join(unused[:_SHOWN])}{rest}；需要用的，"
            f"在 config.toml [intake.columns.{staged.kind}] 里写明对应的标准列名"
        )
    if staged.kind == "settlements":
        missing = [KINDS["settlements"].column(name).zh for name in _SILENT_ZERO if name not in staged.found]
        if missing:
            shown.append(f"文件没有这些列，名单上按 0 显示：{'、'.join(missing)}")
    return tuple(shown)


def _fits(staged: Staged, kind: Kind) -> bool:
    found = match(staged.headings, kind, {}).columns
    return all(any(name in found for name in choice) for choice in kind.required)


def _width(staged: Staged, kind: Kind) -> int:
    return len(match(staged.headings, kind, {}).columns)


def refuse_empty(staged: Staged, file_name: str) -> None:
    """A file with headings and no record says nothing, and taking it for a month's data would hide that."""
    if staged.records == 0:
        empty = f"{staged.unfilled} 行都没有填写" if staged.unfilled else "文件只有表头"
        raise InputRefused(
            "E-FILE-NONE",
            f"{empty}，没有{KINDS[staged.kind].zh}记录",
            where=file_name,
            todo="核对导出条件后重新导出；确实没有记录的，加 --confirm-empty 登记为 0 条",
        )
