"""Which column of a file is which: headings matched by name, never by position.

In: the first rows of a file and the `Kind` it should be. Out: `Header`, or `InputRefused` with everything
that is wrong with the headings in one message. Shows only headings that it knows and what comes near to one; the others
are counted: a file without headings starts with somebody's data.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from monitor.errors import InputRefused, UsageError
from monitor.intake.columns import KINDS, Kind

SEARCHED_ROWS = 10
_SHOWN = 40
_SHORTEST_NEAR = 3
_UNITS = re.compile(r"[\[(【{](?:单位[:：]?)?(?:人民币)?(?:元|岁|天|必填|选填)[\])】}]")
_IGNORED = re.compile(r"[\s_\-*\u200b-\u200d\ufeff]+")
_LONG_NUMBER = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class Header:
    """The headings of a file. `row` is the index of the (lower) heading row among the rows searched.

    `columns` gives canonical name -> indexes of the file's columns that hold it, in file order.
    """

    row: int
    headings: tuple[str, ...]
    columns: dict[str, tuple[int, ...]]

    @property
    def found(self) -> dict[str, tuple[str, ...]]:
        """Canonical name -> the file's heading or headings for it."""
        return {name: tuple(self.headings[i] for i in places) for name, places in self.columns.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings that were not understood, in file order."""
        used = {place for places in self.columns.values() for place in places}
        return tuple(heading for i, heading in enumerate(self.headings) if i not in used and heading)


def normal(heading: str) -> str:
    """A heading without case, width, spaces, underscores and unit brackets; （万元） is no unit that may be ignored."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _IGNORED.sub("", _UNITS.sub("", _IGNORED.sub("", text)))


def lookup(kind: Kind, mapping: Mapping[str, str]) -> dict[str, str]:
    """Normal heading -> canonical name; the operator's mapping wins. `UsageError` on an unknown canonical name."""
    names = {normal(alias): c.name for c in kind.columns for alias in (*c.aliases, c.zh, c.name)}
    known = {column.name for column in kind.columns}
    for heading, name in mapping.items():
        if name not in known:
            raise UsageError(
                "E-CFG-MAP",
                f"列名对照写了本产品没有的列“{name}”",
                where=f"config.toml 的列名对照（{kind.zh}），文件列名“{heading}”",
                todo=f"可用的列：{'、'.join(sorted(known))}",
            )
        names[normal(heading)] = name
    return names


def find_header(rows: Sequence[Sequence[str]], kind: Kind, mapping: Mapping[str, str], *, file: str) -> Header:
    """The row among the first ten that has most known headings; `InputRefused` if it does not do for this kind."""
    names = lookup(kind, mapping)
    candidates = [_header(i, filled, names) for i, filled in enumerate(_with_merged(rows[:SEARCHED_ROWS]))]
    best = max(candidates, key=lambda header: len(header.columns), default=Header(0, (), {}))
    if not _looks_like_headings(best):
        raise _no_header(rows, kind, file)
    check_headings(best, kind, file=file)
    return best


def check_headings(header: Header, kind: Kind, *, file: str) -> None:
    """Raise `InputRefused` if a required column is missing (E-COL-MISSING) or a heading occurs twice (E-COL-DUP)."""
    missing = [choice for choice in kind.required if not any(name in header.columns for name in choice)]
    other = _meant(header.headings, kind) if missing else None
    if other is not None:
        raise InputRefused(
            "E-KIND-OTHER",
            f"这个文件的列像是{other.zh}文件，不像{kind.zh}文件，没有载入",
            where=file,
            todo=f"若是{other.zh}，用 monitor intake {other.name} 载入",
        )
    twice = _repeated(header.headings)
    if not missing and not twice:
        return
    problems = [f"缺少必需的列：{_wanted(missing, kind, header.headings)}"] if missing else []
    problems += [f"同一列名出现多次：{_told(twice, header)}"] if twice else []
    raise InputRefused(
        "E-COL-MISSING" if missing else "E-COL-DUP",
        f"{kind.zh}文件的列名不合要求。" + "；".join(problems),
        where=f"文件 {file}，表头是第 {header.row + 1} 个非空行，找到的列：{_told(header.headings, header)}",
        todo="补上或改正列名后重新导入；列名不同的，可在 config.toml 里写明列名对照",
    )


def _meant(headings: Iterable[str], kind: Kind) -> Kind | None:
    """Another kind of file that has all that it needs and knows more of the columns, where this one lacks some."""
    found = {one.name: match(headings, one, {}).columns for one in KINDS.values()}
    whole = [one for one in KINDS.values() if all(any(name in found[one.name] for name in c) for c in one.required)]
    best = max(whole, key=lambda one: len(found[one.name]), default=None)
    return best if best is not None and len(found[best.name]) > len(found[kind.name]) else None


def match(headings: Iterable[str], kind: Kind, mapping: Mapping[str, str]) -> Header:
    """The header that these headings make, without looking for it among rows (Parquet)."""
    return _header(0, list(headings), lookup(kind, mapping))


def _looks_like_headings(header: Header) -> bool:
    """Two known headings, or a third of all: less may be a row of data in which a cell happens to read like one."""
    known, cells = len(header.columns), sum(bool(heading) for heading in header.headings)
    return known >= 2 or known * 3 >= cells > 0


def _header(row: int, cells: Sequence[str], names: Mapping[str, str]) -> Header:
    columns: dict[str, tuple[int, ...]] = {}
    for i, cell in enumerate(cells):
        name = names.get(normal(cell))
        if name is not None:
            columns[name] = (*columns.get(name, ()), i)
    return Header(row, tuple(cells), columns)


def _with_merged(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Each row with its empty cells filled from the row above: a heading merged over two rows sits in the upper one."""
    filled = [list(row) for row in rows]
    for i in range(1, len(rows)):
        above = rows[i - 1]
        filled[i] = [cell or (above[j] if j < len(above) else "") for j, cell in enumerate(filled[i])]
    return filled


def _repeated(headings: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    twice: list[str] = []
    for heading in headings:
        key = unicodedata.normalize("NFKC", heading).casefold().strip()
        if key and key in seen:
            twice.append(heading)
        seen.add(key)
    return twice


def _wanted(missing: Sequence[tuple[str, ...]], kind: Kind, headings: Sequence[str]) -> str:
    return "、".join(_choice(choice, kind) + _nearest(choice, kind, headings) for choice in missing)


def _choice(choice: tuple[str, ...], kind: Kind) -> str:
    return " 或 ".join(_term(name, kind) for name in choice)


def _term(name: str, kind: Kind) -> str:
    return f"{kind.column(name).zh}（{name}）"


def _nearest(choice: tuple[str, ...], kind: Kind, headings: Sequence[str]) -> str:
    """A hint with the file's headings that look most like a missing column."""
    by_normal = {normal(heading): heading for heading in headings if len(heading) >= _SHORTEST_NEAR}
    near: list[str] = []
    for name in choice:
        column = kind.column(name)
        for alias in (column.name, column.zh, *column.aliases):
            near += [by_normal[key] for key in get_close_matches(normal(alias), by_normal, n=1, cutoff=0.6)]
    return f"〔相近的列名：{_listed(dict.fromkeys(near))}〕" if near else ""


def _told(headings: Iterable[str], header: Header) -> str:
    """The headings that are understood, and how many others there are: those might be names and numbers of people."""
    understood = {header.headings[i] for places in header.columns.values() for i in places}
    filled = [heading for heading in headings if heading.strip()]
    known = [heading for heading in filled if heading in understood]
    rest = f"另有 {len(filled) - len(known)} 列不认得" if len(known) < len(filled) else ""
    return "，".join(part for part in (_listed(known), rest) if part)


def _listed(headings: Iterable[str]) -> str:
    """Headings for a message: not more than forty, nothing with a long number, which might be personal data."""
    safe = [_LONG_NUMBER.sub("…", heading.strip())[:30] for heading in headings if heading.strip()]
    return "、".join(safe[:_SHOWN]) + (f" 等 {len(safe)} 个" if len(safe) > _SHOWN else "")


def _no_header(rows: Sequence[Sequence[str]], kind: Kind, file: str) -> InputRefused:
    if rows and max(len(row) for row in rows[:SEARCHED_ROWS]) == 1:
        return InputRefused(
            "E-CSV-SEP",
            "只找到 1 列，分隔符可能不对",
            where=f"文件 {file}",
            todo="在 config.toml 里写明文件实际用的分隔符 delimiter（如制表符、分号）",
        )
    wanted = "、".join(_choice(choice, kind) for choice in kind.required)
    return InputRefused(
        "E-COL-MISSING",
        f"前 {SEARCHED_ROWS} 行里没有认得的{kind.zh}列名",
        where=f"文件 {file}",
        todo=f"文件要有一行列名，至少包括：{wanted}；列名不同的，可在 config.toml 里写明列名对照",
    )
