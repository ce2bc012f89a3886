"""Whether the scenarios of a pack hold: every cell that says what is due, beside what the program gives.

Comes in: a pack as its documents leave it, and its scenarios. Goes out: a `Miss` for each cell that differs. Whatever
the operator has set does not matter here: a scenario supposes its own figures.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitor.policy import Pack, Rule
from monitor.policy.coverage import missing_scenarios
from monitor.policy.figures import plain_number
from monitor.policy.scenarios import BURDEN, SELF_PAY, SHARE, WARNED, Case, Scenario
from monitor.policy.wording import UNSET, value_text
from monitor.policy.worklists import worklists_on
from monitor.screen.premium import premium_classes
from monitor.settle.scenarios import counted, entitled, held_on, payments, spans_of
from monitor.year_month import last_day

NOT_WARNED, NONE, NO_SUBSIDY = "不预警", "无", "不资助"
_BORNE_BY_NOBODY = "ownpay_hosp_part"  # the hospital's part: no fund pays it, and nobody bears it

Found = Callable[[Case, str], str]


@dataclass(frozen=True)
class Miss:
    """One cell that is not as the program finds it."""

    scenario: str
    line: int
    heading: str
    expected: str
    found: str

    def text(self) -> str:
        """The cell on one line."""
        return f"第 {self.line} 行“{self.scenario}”：{self.heading}应为 {self.expected}，算得 {self.found}"


def misses(pack: Pack, scenarios: Sequence[Scenario]) -> list[Miss]:
    """Every cell that differs, in the order of the file."""
    return [miss for scenario in scenarios for miss in _misses(pack.with_parameters(scenario.parameters), scenario)]


def _misses(pack: Pack, scenario: Scenario) -> Iterator[Miss]:
    find = {"benefit": _benefit, "premium": _premium, "figure": _figure}[scenario.kind](pack, scenario.cases)
    for case in scenario.cases:
        for heading, expected in case.expected.items():
            found = find(case, heading)
            if not _agree(expected, found):
                yield Miss(scenario.name, case.line, heading, expected, found)


def _agree(expected: str, found: str) -> bool:
    if expected == WARNED:
        return found != NOT_WARNED
    return expected.replace(",", "") == found.replace(",", "")


def _benefit(pack: Pack, cases: Sequence[Case]) -> Found:
    given = entitled(pack, cases)
    layers = {layer.name: layer.id for layer in pack.layers}

    def found(case: Case, heading: str) -> str:
        if heading in layers:
            return _yuan(given[case.line][layers[heading]] if case.line in given else 0)
        year = list(_to_date(pack, cases, case))
        if heading == WARNED:
            return "、".join(_warned(pack, cases, case, year)) or NOT_WARNED
        return _yuan(_sum(pack, year, heading))

    return found


def _to_date(pack: Pack, cases: Sequence[Case], last: Case) -> Iterator[Case]:
    """What counts of the person's year, to the end of the month of a row."""
    own = (case for case in counted(cases) if case.person == last.person and case.kind in pack.counted_kinds)
    return (case for case in own if case.day.year == last.day.year and case.day.month <= last.day.month)


def _sum(pack: Pack, year: Sequence[Case], measure: str) -> int:
    return sum((_self_pay if measure == SELF_PAY else _burden)(pack, case) for case in year)


def _self_pay(pack: Pack, case: Case) -> int:
    funds = sum(fen for column, fen in payments(pack, case).items() if column != _BORNE_BY_NOBODY)
    left = case.left_fen - funds
    return max(left, 0) if case.left_fen >= 0 else min(left, 0)


def _burden(pack: Pack, case: Case) -> int:
    return case.left_fen + case.own_fen - sum(payments(pack, case).values())


def _warned(pack: Pack, cases: Sequence[Case], case: Case, year: Sequence[Case]) -> list[str]:
    """The names of the rules that the person has passed at the month's end."""
    day = last_day(case.day.year, case.day.month)
    held = set(held_on(pack, spans_of(cases, case.person), day))
    rules = pack.rules_on(day)
    named = {rule.id for rule in rules if held & (set(rule.identities) - set(rule.except_identities))}
    latest = max(year, key=lambda one: (one.day, one.line), default=case)
    return [
        rule.name
        for rule in rules
        if _is_watched(rule, named, latest) and _is_over(rule, _sum(pack, year, _measure(rule)))
    ]


def _is_watched(rule: Rule, named: set[str], latest: Case) -> bool:
    insurance = "resident" if latest.insurance == "other" else latest.insurance
    if rule.insurance and insurance not in rule.insurance:
        return False
    return rule.id in named if rule.identities else not named & set(rule.not_in_rules)


def _is_over(rule: Rule, fen: int) -> bool:
    return fen > rule.threshold_fen if rule.operator == ">" else fen >= rule.threshold_fen


def _measure(rule: Rule) -> str:
    return SELF_PAY if rule.measure == "self_pay" else BURDEN


def _premium(pack: Pack, cases: Sequence[Case]) -> Found:
    def found(case: Case, heading: str) -> str:
        held = held_on(pack, spans_of(cases, case.person), case.day)
        classes = premium_classes(pack, worklists_on(pack, case.day), case.day)
        own = [one for one in classes if one.identity in held]
        figures = [one.share if heading == SHARE else one.due for one in own]
        known = [figure for figure in figures if figure is not None]
        if not own:
            return NO_SUBSIDY
        if not known:
            return UNSET
        return f"{plain_number(max(known) * 100)}%" if heading == SHARE else _yuan(int(max(known) * 100))

    return found


def _figure(pack: Pack, _cases: Sequence[Case]) -> Found:
    def found(case: Case, _heading: str) -> str:
        value = next((one for one in pack.values_on(case.day) if case.subject in (one.id, one.name)), None)
        return NONE if value is None else value_text(value)

    return found


def _yuan(fen: int) -> str:
    return f"{Decimal(fen).scaleb(-2):,.2f}"


def report(pack: Pack, scenarios: Sequence[Scenario], wrong: Sequence[Miss]) -> list[str]:
    """What `monitor policy check` says of the scenarios: how many hold, every cell that does not, what is left out."""
    cells = sum(len(case.expected) for scenario in scenarios for case in scenario.cases)
    lines = (
        [f"✓ {len(scenarios)} 个情形、{cells} 处应得，{cells - len(wrong)} 处与政策包算出的一致"] if scenarios else []
    )
    lines += [f"✗ {miss.text()}" for miss in wrong]
    return [*lines, *(f"！{line}" for line in missing_scenarios(pack, scenarios))]
