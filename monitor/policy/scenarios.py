"""The scenarios of a pack: tables that a clerk can read and write, what is given on the left, what is due on the right.

Comes in: the Markdown file of a place, `scenarios/<place>.md` beside its pack. Goes out: scenarios with typed rows, or
one error with every fault and its line. It computes nothing: that the tables hold is for the later stages to see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from monitor.errors import PolicyError, StorageError
from monitor.policy import cells
from monitor.policy.cells import CellFault, Held
from monitor.policy.model import Layer, Pack
from monitor.policy.problems import Problem, nearest, pack_error
from monitor.policy.schema import CareKind, Condition, Insurance

ARROW = "→"
OTHERS = "其他"  # payers before the assistance that are no layer of the pack
SELF_PAY, BURDEN, WARNED, SHARE, DUE, FIGURE = "合规自付", "个人负担", "预警", "资助比例", "资助金额", "数值"
_PAID = "已付"
_SET = "设定："
_GIVEN = ("人", "日期", "就医类别", "就医情形", "险种", "身份", "床日", "余额", "自费", OTHERS + _PAID, "事项")

Kind = Literal["benefit", "premium", "figure"]


@dataclass(frozen=True)
class Case:
    """One row. Rows of one `person` in a table are one person's settlements; amounts are whole fen.

    `left_fen` is the in-scope cost that basic insurance left, `own_fen` the expense out of scope, `reported` what the
    platform says was paid, by layer id. A `refunded` settlement never was. `expected` is text by heading.
    """

    line: int
    person: str
    day: date
    expected: Mapping[str, str]
    identities: tuple[Held, ...] = ()
    kind: CareKind = "inpatient"
    facts: frozenset[Condition] = frozenset()
    insurance: Insurance = "resident"
    bed_days: int = 0
    left_fen: int = 0
    own_fen: int = 0
    reported: Mapping[str, int] = field(default_factory=dict)
    refunded: bool = False
    subject: str = ""


@dataclass(frozen=True)
class Scenario:
    """A sentence and its table; `table` holds the lines as written, `parameters` the figures that it supposes.

    `section` is the heading under which it stands, which begins with the articles.
    """

    name: str
    line: int
    section: str
    articles: tuple[str, ...]
    kind: Kind
    parameters: Mapping[str, Decimal]
    notes: tuple[str, ...]
    table: tuple[str, ...]
    cases: tuple[Case, ...]


@dataclass
class _Draft:
    """A scenario while its lines are being read."""

    name: str
    line: int
    section: str
    settings: list[tuple[int, str]]
    notes: list[str] = field(default_factory=list)
    table: list[tuple[int, str]] = field(default_factory=list)


def scenario_file(pack: Pack) -> Path:
    """Where the scenarios of a pack belong."""
    return pack.folder / "scenarios" / f"{pack.place}.md"


def load_scenarios(pack: Pack) -> tuple[Scenario, ...]:
    """The scenarios of a pack, none where it has no file. Raises PolicyError with every fault of the file."""
    path = scenario_file(pack)
    if not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        raise StorageError("E-PACK-READ", "读不出文件", where=path.name, todo="检查有无读取权限") from None
    except UnicodeDecodeError:
        raise PolicyError("E-PACK-ENC", "文件不是 UTF-8", where=path.name, todo="用编辑器另存为 UTF-8") from None
    found, problems = read_scenarios(pack, text.removeprefix("\ufeff"))
    if problems:
        raise pack_error(path.name, problems)
    return found


def read_scenarios(pack: Pack, text: str) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """The scenarios in a text, and everything wrong with it."""
    problems: list[Problem] = []
    scenarios = tuple(_scenario(pack, draft, problems) for draft in _drafts(text))
    names = [one.name for one in scenarios]
    for one in scenarios:
        if names.count(one.name) > 1:
            problems.append(Problem(_at(one.line), f"情形“{one.name}”出现了不止一次"))
        if not one.articles:
            problems.append(Problem(_at(one.line), "情形要写在条款的标题（## 条款）之下"))
    return scenarios, problems


def _at(line: int) -> str:
    return f"第 {line} 行"


def _drafts(text: str) -> Iterator[_Draft]:
    """The parts of the file under `###`, each with the `##` above it and the figures that it supposes."""
    section = ""
    shared: list[tuple[int, str]] = []
    draft: _Draft | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("## ", "### ")):
            if draft is not None:
                yield draft
            draft = None
        if line.startswith("## "):
            section, shared = line[3:].strip(), []
        elif line.startswith("### "):
            draft = _Draft(line[4:].strip(), number, section, list(shared))
        elif line.startswith(_SET):
            (shared if draft is None else draft.settings).append((number, line.removeprefix(_SET)))
        elif draft is not None and line.startswith("|"):
            draft.table.append((number, line.strip()))
        elif draft is not None and line.strip():
            draft.notes.append(line.strip())
    if draft is not None:
        yield draft


def _scenario(pack: Pack, draft: _Draft, problems: list[Problem]) -> Scenario:
    headings = _split(draft.table[0][1]) if draft.table else []
    given, due = _sides(headings)
    kind: Kind = "figure" if FIGURE in due else "premium" if SHARE in due or DUE in due else "benefit"
    faults = list(_table_problems(pack, draft, headings, given, due, kind))
    cases = [] if faults else [_case(pack, row, given, due, faults) for row in draft.table[2:]]
    problems += faults
    return Scenario(
        name=draft.name,
        line=draft.line,
        section=draft.section,
        articles=tuple(cells.words(draft.section.split("：")[0])),
        kind=kind,
        parameters=dict(_settings(pack, draft.settings, problems)),
        notes=tuple(draft.notes),
        table=tuple(line for _, line in draft.table),
        cases=tuple(one for one in cases if one is not None),
    )


def _split(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _sides(headings: Sequence[str]) -> tuple[list[str], list[str]]:
    at = headings.index(ARROW) if ARROW in headings else len(headings)
    return list(headings[:at]), list(headings[at + 1 :])


def _table_problems(
    pack: Pack, draft: _Draft, headings: list[str], given: list[str], due: list[str], kind: Kind
) -> Iterator[Problem]:
    if len(draft.table) < 3:
        yield Problem(_at(draft.line), f"情形“{draft.name}”没有表，或表里没有一行")
        return
    where = _at(draft.table[0][0])
    if ARROW not in headings or not due:
        yield Problem(where, f"缺少“{ARROW}”一列：左边写已知，右边写应得")
    known = [*_GIVEN, *(name + _PAID for name in _layers(pack))]
    for heading in given:
        if heading not in known:
            yield Problem(where, f"不认识的已知列“{heading}”{nearest(heading, known)}")
    results = {"figure": [FIGURE], "premium": [SHARE, DUE], "benefit": [*_layers(pack), SELF_PAY, BURDEN, WARNED]}[kind]
    for heading in due:
        if heading not in results:
            yield Problem(where, f"不认识的应得列“{heading}”，可用：" + "、".join(results))
    for heading in {"figure": ["事项"], "premium": [], "benefit": ["余额"]}[kind]:
        if heading not in given:
            yield Problem(where, f"缺少“{heading}”一列")
    if "日期" not in given:
        yield Problem(where, "缺少“日期”一列")
    for number, line in draft.table[2:]:
        if len(_split(line)) != len(headings):
            yield Problem(_at(number), f"应有 {len(headings)} 格，实有 {len(_split(line))} 格")


def _layers(pack: Pack) -> dict[str, Layer]:
    """The layers that follow basic insurance, by their Chinese names."""
    return {layer.name: layer for layer in pack.layers if layer.id != "basic"}


def _case(
    pack: Pack, row: tuple[int, str], given: Sequence[str], due: Sequence[str], problems: list[Problem]
) -> Case | None:
    number, line = row
    values = _split(line)
    known = dict(zip(given, values, strict=False))
    expected = {name: cell for name, cell in zip(due, values[len(given) + 1 :], strict=False) if cell not in ("", "—")}
    layers = _layers(pack)
    try:
        return Case(
            line=number,
            person=known.get("人", "") or f"第 {number} 行",
            day=cells.day(known["日期"]),
            expected=expected,
            identities=cells.identities(known.get("身份", "")),
            kind=cells.kind(known.get("就医类别", "")),
            facts=cells.facts(known.get("就医情形", "")),
            insurance=cells.insurance(known.get("险种", "")),
            bed_days=cells.count(known.get("床日", "")),
            left_fen=cells.fen(known.get("余额", "")),
            own_fen=cells.fen(known.get("自费", "")),
            reported={
                layers[name].id if name in layers else OTHERS: cells.fen(cell)
                for name, cell in ((heading.removesuffix(_PAID), cell) for heading, cell in known.items())
                if name in layers or name == OTHERS
            },
            refunded=cells.REFUNDED in known.get("就医情形", ""),
            subject=known.get("事项", ""),
        )
    except CellFault as fault:
        problems.append(Problem(_at(number), fault.what))
        return None


def _settings(pack: Pack, lines: Sequence[tuple[int, str]], problems: list[Problem]) -> Iterator[tuple[str, Decimal]]:
    """Figures that the operator would set, as `id = figure`, separated by 、."""
    open_ids = [value.id for value in pack.values if value.left_open]
    for number, line in lines:
        for setting in cells.words(line):
            key, _, figure = (part.strip() for part in setting.partition("="))
            if key not in open_ids:
                problems.append(Problem(_at(number), f"“{key}”不是留给操作员设定的值{nearest(key, open_ids)}"))
                continue
            try:
                yield key, cells.number(figure)
            except CellFault as fault:
                problems.append(Problem(_at(number), f"“{key}”{fault.what}"))
