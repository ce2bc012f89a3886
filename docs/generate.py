"""Fills the parts of the pages that the code knows better: columns, tables, words, code lists, analyst queries.

Comes in: the pages of `docs/` with marked sections. Goes out: the same pages with what stands between the marks
written anew, and the page of the rules, which the packs and their scenarios give whole. Never touches another word.
Run `python docs/generate.py` after a change; a test compares.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.checks import checks
from monitor.deliver.published import TABLES, Described, description
from monitor.intake.columns import KINDS, Column, Kind
from monitor.policy import IDENTITIES, load_pack, pack_names, rules_page
from monitor.policy.wording import INSURANCE_NAMES, KIND_NAMES
from monitor.resources import sql_dir

RULES_DAY = "2023-12-31"
_WHEN = {"month": "出具前", "issue": "出具前", "year": "随时", "full": "随时", "published": "分析副本"}
DOCS = Path(__file__).resolve().parent
_SECTION = re.compile(r"(<!-- generated: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_TYPES = {
    "id": "号码（文本）",
    "text": "文字",
    "note": "文字",
    "code": "代码",
    "money": "金额（元）",
    "date": "日期",
    "time": "日期时间",
    "rate": "数字",
    "integer": "整数",
}


def pages() -> list[Path]:
    """Every page that has a generated section."""
    return [path for path in sorted(DOCS.glob("*.md")) if _SECTION.search(path.read_text(encoding="utf-8"))]


def current(path: Path) -> str:
    """The text of a page as it should be now."""
    return _SECTION.sub(_filled, path.read_text(encoding="utf-8"))


def _filled(found: re.Match[str]) -> str:
    return found[1] + "\n".join(["", *SECTIONS[found[2]](), "", found[3]])


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(headings)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _kinds() -> Iterator[str]:
    """One line for each kind of file: its word on the command line and what it cannot do without."""
    rows = (
        (f"`{kind.name}`", kind.zh, _needs(kind), f"[{len(kind.columns)} 列](#{kind.name})") for kind in KINDS.values()
    )
    yield from _table(("种类", "内容", "必需的列", "认得的列"), rows)


def _columns() -> Iterator[str]:
    """Every column of every kind with all the headings under which it is recognised."""
    for kind in KINDS.values():
        yield from (f"### {kind.name}", "", f"{kind.zh}。必需：{_needs(kind)}。", "")
        yield from _table(
            ("标准列名", "中文列名", "内容", "也认得的列名"), (_column_row(column) for column in kind.columns)
        )
        yield ""


def _column_row(column: Column) -> tuple[str, str, str, str]:
    return f"`{column.name}`", column.zh, _TYPES[column.type], "、".join(f"`{alias}`" for alias in column.aliases)


def _needs(kind: Kind) -> str:
    return "、".join(" 或 ".join(f"{kind.column(name).zh} `{name}`" for name in choice) for choice in kind.required)


def _identities() -> Iterator[str]:
    """The words for identities that rosters may use, in the order in which 就高不重复 chooses."""
    rows = ((str(one.rank), one.name, one.id, "、".join(one.aliases)) for one in IDENTITIES)
    yield from _table(("次序", "身份类别", "代码里的词", "名册里也可以写"), rows)


def _med_types() -> Iterator[str]:
    """MED_TYPE codes by kind of care, as each place's pack has them, and whether the place counts them."""
    packs = [load_pack(name) for name in pack_names()]
    rows = (
        (
            f"`{kind}`",
            name,
            *(_codes_of(pack.med_types, kind) + ("，计入" if kind in pack.counted_kinds else "") for pack in packs),
        )
        for kind, name in KIND_NAMES.items()
    )
    yield from _table(("`[intake.med_types]` 里写", "就医类别", *(pack.name for pack in packs)), rows)


def _codes_of(codes: Mapping[str, str], wanted: str) -> str:
    return " ".join(sorted(code for code, kind in codes.items() if kind == wanted)) or "（没有国家代码）"


def _insurances() -> Iterator[str]:
    """INSUTYPE codes by insurance, as the packs have them."""
    packs = [load_pack(name) for name in pack_names()]
    rows = (
        (f"`{kind}`", name, *(_codes_of(pack.insurance, kind) for pack in packs))
        for kind, name in INSURANCE_NAMES.items()
    )
    yield from _table(("代码里的词", "险种", *(pack.name for pack in packs)), rows)


def _tables() -> Iterator[str]:
    """Every table of the published copy, its Chinese view and its columns, from the headers of sql/6_deliver."""
    for name in TABLES:
        said = description(name)
        yield from (f"### {name}", "", f"中文视图：`{said.table.term}`。{said.table.meaning}。", "")
        yield from _table(("列", "中文列名", "含义"), (_described(column) for column in said.columns))
        yield ""


def _described(one: Described) -> tuple[str, str, str]:
    return f"`{one.name}`", one.term, one.meaning


def _published_terms() -> Iterator[str]:
    """Every term of the published copy once, with the tables in which it occurs."""
    places: dict[tuple[str, str], list[str]] = {}
    for name in TABLES:
        said = description(name)
        places.setdefault((said.table.term, name), []).append("表")
        for column in said.columns:
            places.setdefault((column.term, column.name), []).append(f"`{name}`")
    rows = ((term, f"`{name}`", "、".join(where)) for (term, name), where in places.items())
    yield from _table(("中文", "代码里的名字", "出现在"), rows)


def _analyst() -> Iterator[str]:
    """The queries that come with the product, each with its own description."""
    rows = ((f"[`{path.stem}`](../sql/analyst/{path.name})", _first_comment(path)) for path in analyst_files())
    yield from _table(("查询", "回答什么"), rows)


def analyst_files() -> list[Path]:
    """The analyst queries, by name."""
    return sorted((sql_dir() / "analyst").glob("*.sql"))


def _first_comment(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("--").strip()


def _checks() -> Iterator[str]:
    """The truths of sql/checks: what is wrong when one does not hold."""
    rows = (
        (f"`{one.name}`", one.wrong, "、".join(_WHEN[word] for word in _WHEN if word in one.when)) for one in checks()
    )
    yield from _table(("检查", "不成立时说明", "什么时候核对"), rows)


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "kinds": _kinds,
    "columns": _columns,
    "identities": _identities,
    "med_types": _med_types,
    "insurances": _insurances,
    "tables": _tables,
    "published_terms": _published_terms,
    "analyst": _analyst,
    "checks": _checks,
}


def main() -> None:
    """Write every page anew."""
    rules_page.main([str(DOCS / "rules.md"), RULES_DAY])
    for path in pages():
        path.write_text(current(path), encoding="utf-8")


if __name__ == "__main__":
    main()
