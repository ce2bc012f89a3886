"""A case in words: how far it has come, since when, and what each visit or decision brought.

Comes in: a reduced row with its case fields (all of them optional) and its visits. Goes out: finished texts. Says of a
visit only what its recipient may see, and keeps no word of its own where `receipts.toml` has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from monitor.deliver.wording import date_zh, month_zh
from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME, Word
from monitor.lists.issue import Visit

CASE_STATES: Final[Mapping[str, str]] = {
    "to_visit": "待入户",
    "visited": "已入户",
    "decided": "待部门处理",
    "closed": "已办结",
}
WHO: Final[Mapping[str, str]] = {
    "township": "乡镇",
    "civil_affairs": "民政部门",
    "rural_revitalization": "乡村振兴部门",
}
OPEN: Final = ("to_visit", "visited", "decided")


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One receipt as it is told: the day, who it was, what it brought in words, and the two free texts."""

    day: str
    who: str
    result: str
    measures: str
    remarks: str


def is_again(row: Mapping[str, Any]) -> bool:
    """Whether a case that was closed is open again."""
    return bool(row.get("reopened")) and row.get("case_state") != "closed"


def case_state(row: Mapping[str, Any]) -> str:
    """The state in words; empty off the official list."""
    return CASE_STATES.get(row.get("case_state", ""), "")


def case_age(row: Mapping[str, Any]) -> str:
    """How long an open case has been open, and that it was opened again; empty for a closed one and for none."""
    if row.get("case_state") not in OPEN:
        return ""
    months = row.get("case_months", 0)
    age = f"已 {months} 个月" if months else "本月新列"
    again = "再次列入，" if is_again(row) else ""
    since = f"（{month_zh(row['case_since'])}起）" if months and row.get("case_since") else ""
    return again + age + since


def visit_lines(row: Mapping[str, Any]) -> tuple[VisitLine, ...]:
    """All visits and decisions of the row, the newest first."""
    return tuple(map(_line, reversed(row.get("visits", ()))))


def last_visit(row: Mapping[str, Any]) -> Visit | None:
    """The newest receipt; None where nothing has come back."""
    visits: tuple[Visit, ...] = row.get("visits", ())
    return visits[-1] if visits else None


def result(visit: Visit) -> str:
    """What a visit found and led to, or what was decided: 见到本人或家属，拟申请低保."""
    words = (_said(FOUND, visit.found), _said(OUTCOME, visit.outcome), decision(visit))
    return "，".join(word for word in words if word)


def decision(visit: Visit) -> str:
    """A department's decision with the identity that it is about: 认定身份：低保对象; empty for a township's visit."""
    said = _said(DECISION, visit.decision)
    return f"{said}：{visit.identity}" if said and visit.identity else said


def _line(visit: Visit) -> VisitLine:
    who = " ".join(text for text in (WHO.get(visit.by, ""), visit.visitor) if text)
    return VisitLine(date_zh(visit.on), who, result(visit), visit.measures, visit.remarks)


def _said(words: Mapping[str, Word], code: str) -> str:
    return words[code].zh if code in words else ""
