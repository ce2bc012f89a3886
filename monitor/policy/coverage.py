"""What the scenarios of a pack leave out: layers, rules and articles that nobody has worked through by hand.

Comes in: a pack and its scenarios. Goes out: lines of Chinese text, and the scenarios of an article. It judges no
figure.
"""

import re
from collections.abc import Iterator, Sequence

from monitor.policy.model import Pack
from monitor.policy.scenarios import WARNED, Scenario, scenario_file

LEAST = 3


def missing_scenarios(pack: Pack, scenarios: Sequence[Scenario]) -> Iterator[str]:
    """One line for each layer and rule without any scenario, and each article with fewer than three."""
    if not scenarios:
        yield f"没有情形：请在 {scenario_file(pack).name}（政策包旁的 scenarios 文件夹）里写出各条款的情形与应得"
        return
    headings = {heading for one in scenarios for case in one.cases for heading in case.expected}
    for layer in pack.layers:
        if layer.id != "basic" and layer.name not in headings:
            yield f"支付层次“{layer.name}”没有情形"
    if pack.rule_shapes and WARNED not in headings:
        yield "预警规则没有情形"
    for article in articles_with_figures(pack):
        if (known := len(scenarios_of(article, scenarios))) < LEAST:
            yield f"{article}有数值或规则，只有 {known} 个情形，建议至少 {LEAST} 个：差一分、恰好、多一分"


def articles_with_figures(pack: Pack) -> list[str]:
    """The articles that have a figure or a rule to compute by, in the order of the pack; figures that the operator
    sets for lists alone are left out, and days of the calendar, which no cost depends on."""
    used = {key for layer in pack.layers for scheme in layer.schemes for key in scheme.value_ids}
    used |= {rule.threshold for rule in pack.rule_shapes}
    computed = [layer for layer in pack.layers if not layer.reported_only]
    days = {key for shape in pack.deadline_shapes for key in (shape.day, shape.within, shape.month)}
    values = [
        value for value in pack.values if value.id in used or (not value.required_parameter and value.id not in days)
    ]
    cited = (*(rule.article for rule in pack.rule_shapes), *(layer.article for layer in computed))
    return list(dict.fromkeys((*cited, *(value.article for value in values))))


def scenarios_of(article: str, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios under an article, under a part of it or under the one that it is a part of."""
    return [one for one in scenarios if any(_same(article, known) for known in one.articles)]


def _same(article: str, known: str) -> bool:
    parts = re.split("[、至]", article)
    return any(part.startswith(known) or known.startswith(part) for part in parts)
