"""The rules page of the documentation, written from the packs so that it cannot differ from them.

In: packs and a day. Out: Markdown in Chinese; `python -m monitor.policy.rules_page FILE DAY`
writes it. It never reads a clock: the day is an argument.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from monitor.policy.due import stated_on, when_text
from monitor.policy.loader import load_pack, pack_names
from monitor.policy.model import Layer, Pack, PolicyValue, Rule
from monitor.policy.scenarios import Scenario, load_scenarios
from monitor.policy.wording import (
    DRAFT_NOTICE,
    NO_RULES,
    TOPIC_NAMES,
    figure_text,
    layer_lines,
    population_text,
    span_text,
    standard_text,
    value_text,
)
from monitor.policy.worklists import Worklist, worklists_on

_INTRO = """# 政策规则

<!-- 本页由政策包生成，请勿手改：python -m monitor.policy.rules_page docs/rules.md {day} -->

本页列出各地政策包在 {day} 有效的预警规则、支付层次、数值与条款，经办工作清单，以及逐条手工算出的情形。
每个数值都见于所列引文，每段引文都逐字见于所存文件，否则政策包不能装载。
标“待设定”的数值文件没有写明，由操作员在 `config.toml` 的 `[parameters]` 中设定。

情形的表，箭头左边是已知、右边是应得：“余额”是政策范围内费用经基本医保报销后剩下的部分，“已付”是平台已报的支付；
没有“人”一列时每一行是另一个人；没有写的就医类别是住院、就医情形是本地定点、险种是居民。
`monitor policy check` 把每一格与程序算出的相比，有一格不同就报错。"""


def rules_markdown(packs: Iterable[Pack], day: date) -> str:
    """The whole page for some packs, with what is in force on a day."""
    lines = [_INTRO.format(day=day)]
    for pack in packs:
        lines += ["", *_pack(pack, day)]
    return "\n".join(lines) + "\n"


def _pack(pack: Pack, day: date) -> Iterator[str]:
    yield f"## {pack.name}（`{pack.place}`）"
    yield ""
    yield f"依据：{pack.document}，{pack.effective} 起施行。"
    yield from ("", f"> {DRAFT_NOTICE}") if pack.draft else ()
    yield from ("", "### 预警规则")
    rules = pack.rules_on(day)
    names = {rule.id: rule.name for rule in rules}
    if not rules:
        yield from ("", NO_RULES)
    for rule in rules:
        yield from _rule(rule, names)
    yield from ("", "### 支付层次")
    for layer in pack.layers:
        yield from _layer(pack, layer, day)
    yield from (
        "",
        "### 数值",
        "",
        "| 事项 | 编号 | 值 | 身份 | 时段 | 条款 | 引文与解释 |",
        "|---|---|---|---|---|---|---|",
    )
    for value in _in_topic_order(pack.values_on(day)):
        yield _value_row(value)
    yield from ("", "### 其他条款", "", "| 事项 | 身份 | 条款 | 引文与解释 |", "|---|---|---|---|")
    for clause in pack.clauses:
        yield _row(
            clause.name, "、".join(clause.identities), clause.article, _said(clause.quote, clause.interpretation)
        )
    yield from ("", "### 期限", "", *_deadlines(pack, day))
    yield from ("", "### 经办工作清单")
    for worklist in worklists_on(pack, day):
        yield from _worklist(worklist)
    yield from ("", "### 情形与应得")
    for section, scenarios in groupby(load_scenarios(pack), key=lambda one: one.section):
        yield from ("", f"#### {section}")
        yield from _section(pack, list(scenarios))


def _deadlines(pack: Pack, day: date) -> Iterator[str]:
    stated = stated_on(pack, day)
    if not stated:
        yield "文件没有写明期限，名单送出的日子由经办机构设定。"
        return
    yield from ("| 事项 | 谁 | 期限 | 条款 | 引文与解释 |", "|---|---|---|---|---|")
    for one in stated:
        yield _row(one.name, one.who, when_text(one), one.article, _said(one.quote, one.interpretation))


def _worklist(worklist: Worklist) -> Iterator[str]:
    yield from ("", f"#### {worklist.name}（`{worklist.id}`，{worklist.article}）", "")
    if worklist.identities:
        yield f"- 对象：{'、'.join(worklist.identities)}"
    if worklist.except_identities:
        yield f"- 不含：{'、'.join(worklist.except_identities)}"
    yield f"- 列出：{worklist.formula}"
    for value in worklist.figures.values():
        yield f"- {value.name}（`{value.id}`）：{value_text(value)}"
    yield f"- 怎么办：{worklist.todo}"
    yield f"- 交给：{'医保经办机构，另把姓名交属地乡镇动员' if worklist.recipient == 'township' else '医保经办机构'}"
    yield f"- 原文：“{worklist.quote}”"
    if worklist.interpretation:
        yield f"- 解释：{worklist.interpretation}"


def _section(pack: Pack, scenarios: list[Scenario]) -> Iterator[str]:
    """The scenarios under one heading; what all of them suppose is said once."""
    shared = all(one.parameters == scenarios[0].parameters for one in scenarios)
    yield from _supposed(pack, scenarios[0]) if shared else ()
    for scenario in scenarios:
        yield from ("", f"**{scenario.name}**")
        yield from () if shared else _supposed(pack, scenario)
        yield from ("", *scenario.notes) if scenario.notes else ()
        yield from ("", *scenario.table)


def _supposed(pack: Pack, scenario: Scenario) -> Iterator[str]:
    values = {value.id: value for value in pack.values}
    yield from ("",) if scenario.parameters else ()
    for key, figure in scenario.parameters.items():
        yield f"- 设定 {values[key].name}（`{key}`）：{figure_text(figure, values[key].unit)}"


def _rule(rule: Rule, names: dict[str, str]) -> Iterator[str]:
    yield from ("", f"#### {rule.name}（`{rule.id}`）", "")
    yield f"- 标准：{standard_text(rule)}"
    yield f"- 对象：{population_text(rule, names)}"
    yield f"- 算法：{rule.formula}"
    yield f"- 依据：{rule.document}{rule.article}，{rule.effective} 起"
    yield f"- 原文：“{rule.quote}”"
    if rule.interpretation:
        yield f"- 解释：{rule.interpretation}"


def _layer(pack: Pack, layer: Layer, day: date) -> Iterator[str]:
    yield from ("", f"#### {layer.name}（{layer.article}）", "")
    for line in layer_lines(pack, layer, day):
        yield f"- {line}"
    yield f"- 原文：“{layer.quote}”"
    if layer.interpretation:
        yield f"- 解释：{layer.interpretation}"


def _in_topic_order(values: tuple[PolicyValue, ...]) -> list[PolicyValue]:
    order = list(TOPIC_NAMES)
    return sorted(values, key=lambda value: order.index(value.layer))


def _value_row(value: PolicyValue) -> str:
    figure = value_text(value)
    said = _said(value.quote, value.interpretation)
    return _row(value.name, f"`{value.id}`", figure, "、".join(value.identities), span_text(value), value.article, said)


def _said(quote: str, interpretation: str) -> str:
    return f"“{quote}”" + (f"<br>解释：{interpretation}" if interpretation else "")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> None:
    """Write the page of all shipped packs: FILE and DAY (YYYY-MM-DD)."""
    target, day = Path(arguments[0]), date.fromisoformat(arguments[1])
    page = rules_markdown([load_pack(name) for name in pack_names()], day)
    target.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
