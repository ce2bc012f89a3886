"""Why a row is on the list, in one plain sentence, and how far its case has come.

Comes in: a reduced row, its issue, the rules. Goes out: finished texts, and whether a receipt is asked. States what the
row states and computes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.deliver.casework import VisitLine, case_age, case_state, is_again, visit_lines
from monitor.deliver.people import Person, view
from monitor.deliver.wording import OVER, line, month_zh
from monitor.lists.issue import Issue, RuleText
from monitor.lists.reducing import ReducedRow
from monitor.lists.row_code import row_code


@dataclass(frozen=True, slots=True)
class Reason:
    """One row of a person: its code on paper and in receipts, why it is listed, how far its case has come.

    `told` are the row's cells; the sentence is `lead` amount `verdict` line `gap` excess. `is_open` is whether a
    receipt may be written, `on_paper` whether the visit sheet is printed.
    """

    code: str
    told: Person
    lead: str
    verdict: str
    line: str
    gap: str
    notes: str
    state: str
    state_class: str
    age: str
    is_reopened: bool
    visits: tuple[VisitLine, ...]
    is_open: bool
    on_paper: bool


def reason_of(row: ReducedRow, issue: Issue, rules: Mapping[str, RuleText]) -> Reason:
    """The reason of one reduced row; `rules` by id."""
    told = view(row, rules)
    verdict, gap = _verdict(row, rules.get(row.get("rule_id", "")))
    return Reason(
        code=row_code(issue.month, issue.version, row["row_no"]),
        told=told,
        lead=_lead(issue.month, rules.get(row.get("rule_id", ""))),
        verdict=verdict,
        line=line(row["threshold_fen"]) if "threshold_fen" in row else "",
        gap=gap,
        notes="，".join(_notes(told)),
        state=case_state(row),
        state_class=row.get("case_state", ""),
        age=case_age({**row, "reopened": False}),
        is_reopened=is_again(row),
        visits=visit_lines(row),
        is_open=row["section"] != "past",
        on_paper=row["section"] == "official",
    )


def _lead(month: str, rule: RuleText | None) -> str:
    """What was added up: 到2023年3月底，住院、门诊慢特病的合规自付（自然年度内累计）."""
    return f"到{month_zh(month)}底，{rule.kinds_text}的{rule.measure_name}（{rule.window_text}）" if rule else ""


def _verdict(row: ReducedRow, rule: RuleText | None) -> tuple[str, str]:
    """How the amount stands to the line, and what the difference is called."""
    over = row.get("over_by_fen", 0)
    if rule is None or (row["section"] != "official" and over <= 0):
        return "没有超过预警线", "还差"
    return f"{OVER[rule.operator]}预警线", "多出"


def _notes(told: Person) -> Iterable[str]:
    """When the warning began, and what the amount was a month ago."""
    if told.first_month:
        yield f"{told.first_month}首次预警"
    if told.crossed:
        yield f"{told.crossed}越线"
    if told.previous:
        yield f"上期 {told.previous} 元"
