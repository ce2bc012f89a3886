"""What the synthetic city's offices send back: visits of the townships and decisions of the departments, all made up.

Comes in: the rows of a month's list that wait for somebody, the words and headings of receipts, a seed. Goes out: files
as the offices would send them: of January the page of one township (JSON), the table of the others (CSV) and the
departments' workbook, of the other months one table, which is quicker to load. The same rows and seed give the same
bytes. Never reads a warehouse.
"""

import csv
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

from monitor.policy.identity import certifier, proposed

# Of a hundred visits, by the codes of receipts.
_FOUND: Final = {"met": 80, "not_met": 10, "data_wrong": 4, "moved": 3, "died": 3}
_OUTCOME: Final = {
    "no_risk": 36, "already": 22, "to_minimum": 9, "to_marginal": 9, "to_monitor": 8, "to_assistance": 6,
    "temporary": 6, "charitable": 2, "other_help": 2,
}  # fmt: skip
_VISITED_PERCENT: Final = 75
_DECIDED_PERCENT: Final = 60
_REFUSED_PERCENT: Final = 15
_MEASURES: Final = (
    "",
    "",
    "帮助填写申请表",
    "送去米面油",
    "联系村医每周上门",
    "介绍公益岗位",
    "核对票据，带去办理报销",
)
_REMARKS: Final = ("", "", "", "儿子外出务工", "独居", "邻居代为回答", "票据在亲属处")
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = ("敏", "强", "丽", "洋", "静", "波", "建华", "志刚", "晓燕", "玉兰", "海涛", "春梅", "国庆", "雪松")
_STAFF: Final = 3
_DAYS: Final = 26
_MADE: Final = datetime(2023, 1, 1)  # a fixed day, so that the same city gives the same bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the official list whose case is open: its code on paper, whose it is, and what was found so far.

    `township` has nine digits, `outcome` is that of the last visit, empty before one.
    """

    row_code: str
    psn_name: str
    township: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """How receipts of one issue look: place, month, version, day of issue, columns, words by code, sheet, seed."""

    place: str
    month: str
    version: int
    issued_on: date
    headings: Mapping[str, str]
    words: Mapping[str, str]
    sheet: str
    seed: int


Receipt = dict[str, str]


def make_receipts(folder: Path, rows: Sequence[Waiting], form: Form) -> list[Path]:
    """Write what comes back about these rows; gives the files in the order in which they are loaded."""
    dice = random.Random(f"{form.seed}-{form.month}-receipts")
    visits: list[Receipt] = []
    decisions: list[Receipt] = []
    for row in sorted(rows, key=lambda one: one.row_code):
        visit = _visit(row, form, dice) if not row.outcome else None
        visits += [visit] if visit else []
        outcome = visit["outcome"] if visit else row.outcome
        decisions += _decisions(row, outcome, visit["visited_on"] if visit else "", form, dice)
    if not form.month.endswith("-01"):
        together = [*visits, *decisions]
        return [_write_csv(folder / f"receipts_{form.month}.csv", together, form)] if together else []
    return list(_write_three(folder, visits, decisions, form))


def _write_three(folder: Path, visits: Sequence[Receipt], decisions: Sequence[Receipt], form: Form) -> Iterator[Path]:
    """In each of the three ways in which offices answer."""
    ((largest, _count),) = Counter(one["recipient"] for one in visits).most_common(1) or [("", 0)]
    own = [one for one in visits if one["recipient"] == largest]
    others = [one for one in visits if one["recipient"] != largest]
    if own:
        yield _write_json(folder, own, form)
    if others:
        yield _write_csv(folder / f"receipts_townships_{form.month}.csv", others, form)
    if decisions:
        yield _write_workbook(folder / f"receipts_departments_{form.month}.xlsx", decisions, form)


def _visit(row: Waiting, form: Form, dice: random.Random) -> Receipt | None:
    if dice.randrange(100) >= _VISITED_PERCENT:
        return None
    found = _choice(_FOUND, dice)
    day = form.issued_on + timedelta(days=1 + dice.randrange(_DAYS // 2))
    return {
        **_head(row, f"{row.township}_township", day, form, dice),
        "found": found,
        "outcome": _choice(_OUTCOME, dice) if found == "met" else "",
        "measures": dice.choice(_MEASURES) if found == "met" else "",
        "remarks": dice.choice(_REMARKS),
    }


def _decisions(row: Waiting, outcome: str, visited_on: str, form: Form, dice: random.Random) -> Iterable[Receipt]:
    """What the department decides that certifies what was proposed, later in the same month or in a later one."""
    identity = proposed(outcome)
    office = certifier(identity) if identity else "civil_affairs"
    if not outcome.startswith("to_") or not office or dice.randrange(100) >= _DECIDED_PERCENT:
        return
    first = date.fromisoformat(visited_on) if visited_on else form.issued_on
    day = first + timedelta(days=1 + dice.randrange(_DAYS // 2 - 1))
    said = {**_head(row, f"{row.township[:6]}_{office}", day, form, dice), "found": "", "outcome": ""}
    if dice.randrange(100) < _REFUSED_PERCENT:
        yield {**said, "decision": "refuse"}
    elif identity:
        yield {**said, "decision": "recognise", "identity": identity, "begndate": day.isoformat()}
    else:
        yield {**said, "decision": "assist"}


def _head(row: Waiting, recipient: str, day: date, form: Form, dice: random.Random) -> Receipt:
    return {
        "month": form.month,
        "issue_version": str(form.version),
        "recipient": recipient,
        "row_code": row.row_code,
        "psn_name": row.psn_name,
        "visited_on": day.isoformat(),
        "visitor": dice.choice(_staff(recipient, form)),
    }


def _staff(recipient: str, form: Form) -> list[str]:
    """Who visits or decides at an office, the same people every month."""
    dice = random.Random(f"{form.seed}-{recipient}-staff")
    surnames, given = dice.sample(_SURNAMES, _STAFF), dice.sample(_GIVEN, _STAFF)
    return [surname + name for surname, name in zip(surnames, given, strict=True)]


def _choice(weights: Mapping[str, int], dice: random.Random) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def _write_json(folder: Path, receipts: Sequence[Receipt], form: Form) -> Path:
    """As a township's page saves it."""
    recipient = receipts[0]["recipient"]
    whole = {
        "format": "monitor-receipts",
        "version": 1,
        "place": form.place,
        "month": form.month,
        "issue_version": form.version,
        "recipient": recipient,
        "receipts": [{name: one.get(name, "") for name in form.headings} for one in receipts],
    }
    path = folder / f"receipts_{recipient}_{form.month}_v{form.version}.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _cells(receipts: Iterable[Receipt], form: Form) -> list[list[str]]:
    """The receipts as a table in Chinese, the headings first."""
    rows = [[form.words.get(one.get(name, ""), one.get(name, "")) for name in form.headings] for one in receipts]
    return [list(form.headings.values()), *rows]


def _write_csv(path: Path, receipts: Iterable[Receipt], form: Form) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        csv.writer(sink, quoting=csv.QUOTE_ALL).writerows(_cells(receipts, form))
    return path


def _write_workbook(path: Path, decisions: Iterable[Receipt], form: Form) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(form.sheet)
        for number, cells in enumerate(_cells(decisions, form)):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
    return path
