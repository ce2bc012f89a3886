"""Help not yet received, in words: how much of the burden could still be paid, by whom, and what has to be done for it.

Comes in: a reduced row, or full rows for sums. Goes out: finished texts. Says nothing where nothing is open, and
nothing of payers who paid too much: those are the bureau's to clear up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.deliver.wording import APPLY, CHECK, money
from monitor.lists.issue import IssueRow, Owed
from monitor.lists.masking import visible
from monitor.lists.slices import each_person


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What one payer still owes in one way: the amount with separators, and how it is got."""

    payer: str
    amount: str
    way: str


@dataclass(frozen=True, slots=True)
class HelpSum:
    """The same over many persons."""

    payer: str
    way: str
    people: int
    amount_fen: int

    @property
    def amount(self) -> str:
        """The sum with separators."""
        return money(self.amount_fen)


def help_lines(row: Mapping[str, Any]) -> tuple[HelpLine, ...]:
    """The parts of a reduced row; none where nothing is open or the recipient may not see it."""
    return tuple(HelpLine(one.payer, money(one.amount_fen), way(one)) for one in row.get("owed", ()))


def owed_amount(row: Mapping[str, Any]) -> str:
    """How much of the burden could still be paid; empty where nothing is."""
    return money(row["owed_fen"]) if row.get("owed_fen") else ""


def recount_note(row: Mapping[str, Any]) -> str:
    """Why the parts come to more than what could still be paid; empty where they do not."""
    parts = sum(one.amount_fen for one in row.get("owed", ()))
    if not row.get("owed_fen") or parts <= row["owed_fen"]:
        return ""
    return f"另有一方多付 {money(parts - row['owed_fen'])} 元，各项要一并重算，合计少于各项相加"


def help_text(row: Mapping[str, Any]) -> str:
    """The parts in one cell of a table."""
    lines = [f"{line.payer} {line.amount} 元，{line.way}" for line in help_lines(row)]
    return "；".join(filter(None, (*lines, recount_note(row))))


def applied_fen(row: Mapping[str, Any]) -> int | None:
    """What of it has to be applied for, in fen; None where nothing has."""
    return sum(one.amount_fen for one in row["owed"] if one.on_application) or None


def way(part: Owed) -> str:
    """How a payer's part is got: worked out again by itself, or applied for."""
    if not part.on_application:
        return f"一站式结算，{CHECK}"
    return f"依申请救助{f'（{part.article}）' if part.article else ''}，{APPLY}"


def help_sums(rows: Iterable[IssueRow]) -> tuple[HelpSum, ...]:
    """By payer and way, each person once, the largest sum first."""
    groups: dict[tuple[str, str], list[int]] = {}
    for row in each_person(rows):
        for one in row.owed:
            groups.setdefault((visible(one.payer), visible(way(one))), []).append(one.amount_fen)
    ordered = sorted(groups.items(), key=lambda one: (-sum(one[1]), one[0]))
    return tuple(HelpSum(payer, text, len(own), sum(own)) for (payer, text), own in ordered)
