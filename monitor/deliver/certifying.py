"""What a department is asked about a person's identity: recognise it, check it, or only know of it.

Comes in: a reduced row, the kind of the department, the month of the issue. Goes out: one short word, one sentence and
notes, in Chinese. Follows from the row's identities, visits and decisions and from who certifies what
(`identities.toml`); knows no figure of the policy and decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from monitor.deliver.casework import WHO, decision, last_visit
from monitor.deliver.wording import day_zh
from monitor.intake.receipt_words import FOUND, OUTCOME
from monitor.lists.issue import Visit
from monitor.policy.identity import IDENTITY_NAMES, certifier, proposed

# Basis: 003 art. 17 (民政、乡村振兴部门…按规定确定或调整监测对象身份类别), 000 四(二). The order is that of the work.
WORDS: Final[Mapping[str, str]] = {
    "recognise": "请认定",
    "verify": "请核实",
    "check": "请核对",
    "elsewhere": "他部门",
    "done": "已处理",
    "settled": "已办结",
}
_VERIFY: Final[Mapping[str, str]] = {
    "civil_affairs": "尚无困难身份，请核实是否认定",
    "rural_revitalization": "尚无困难身份，请核实是否纳入防止返贫监测",
}
_ELSEWHERE: Final = "其他部门"
_ASKS_FOR_A_CHECK: Final = ("moved", "died", "data_wrong")


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind` is a key of `WORDS` or empty where nothing is asked; `text` the sentence, `notes` what else to know."""

    kind: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The short word of the kind."""
        return WORDS.get(self.kind, "")

    @property
    def rank(self) -> int:
        """The place of the kind in the order of the work; rows of which nothing is asked come last."""
        return [*WORDS, ""].index(self.kind)

    @property
    def whole(self) -> str:
        """All of it in one cell: 请认定：乡镇建议拟申请低保…；本月…."""
        head = self.text if self.text.startswith(self.word) else f"{self.word}：{self.text}"
        return "；".join(text for text in (head, *self.notes) if text)


def ask(row: Mapping[str, Any], department: str, month: str) -> Ask:
    """What this department is asked about the person of a row; `month` as 2023-03."""
    if row.get("section") != "official":
        return Ask()
    asked = _by_receipts(row, department) or _by_identities(row, department)
    return replace(asked, notes=(*asked.notes, *_notes(row, department, month)))


def certified_first(department: str) -> tuple[str, ...]:
    """All identities, those that the department certifies first, each group in order of rank."""
    return tuple(sorted(IDENTITY_NAMES, key=lambda name: certifier(name) != department))


def _by_receipts(row: Mapping[str, Any], department: str) -> Ask | None:
    """What follows from the newest receipt of the present case; None where there is none or it says nothing of it."""
    last = last_visit(row) if row.get("case_state") != "to_visit" else None
    if last is None:
        return None
    if last.decision:
        own = last.by == department
        return Ask("done" if own else "elsewhere", f"{WHO.get(last.by, '')}{day_zh(last.on)}：{decision(last)}")
    return _by_outcome(last, department) if last.outcome else _by_finding(last, row, department)


def _by_outcome(last: Visit, department: str) -> Ask | None:
    if last.outcome not in OUTCOME:
        return None
    outcome, identity = OUTCOME[last.outcome], proposed(last.outcome)
    if outcome.closes:
        return Ask("settled", f"乡镇核查：{outcome.zh}")
    if certifier(identity) == department:
        return Ask("recognise", f"乡镇建议：{outcome.zh}，请认定是否为{identity}")
    return Ask("elsewhere", f"乡镇建议：{outcome.zh}，{_office(identity)}认定")


def _by_finding(last: Visit, row: Mapping[str, Any], department: str) -> Ask | None:
    own, _others = _held(row, department)
    if last.found not in _ASKS_FOR_A_CHECK:
        return None
    found = FOUND[last.found]
    if own:
        return Ask("check", f"乡镇入户：{found.zh}，请核对{'、'.join(own)}身份是否变更或终止")
    return Ask("settled", f"乡镇入户：{found.zh}") if found.closes else None


def _by_identities(row: Mapping[str, Any], department: str) -> Ask:
    own, others = _held(row, department)
    if own:
        return Ask("check", f"请核对{'、'.join(own)}身份是否仍符合")
    if others:
        return Ask("elsewhere", "；".join(f"{name}由{_office(name)}认定" for name in others))
    return Ask("verify", _VERIFY[department])


def _notes(row: Mapping[str, Any], department: str, month: str) -> tuple[str, ...]:
    """What begins or ends this month, who else certifies, and a death on the roster."""
    own, others = _held(row, department)
    since = row.get("identity_since")
    found = [f"{row['identity']}身份本月（{day_zh(since)}）开始"] if since and f"{since:%Y-%m}" == month else []
    found += [f"{name}身份本月终止" for name in row.get("identities_ended", ())]
    found += [f"另有{name}，由{_office(name)}认定" for name in others if own]
    if row.get("departed") == "died" and own:
        found.append("名册登记已死亡，请核对身份是否终止")
    return tuple(found)


def _held(row: Mapping[str, Any], department: str) -> tuple[Sequence[str], Sequence[str]]:
    """The identities of the row that the department certifies, and the others."""
    held = row.get("identities") or ((row["identity"],) if row.get("identity") else ())
    own = [name for name in held if certifier(name) == department]
    return own, [name for name in held if name not in own]


def _office(identity: str) -> str:
    return WHO.get(certifier(identity), _ELSEWHERE)
