"""Policy packs as text for `monitor policy list` and `monitor policy show`.

In: packs, a day, the operator's parameters. Out: lines of Chinese text. It prints nothing
and reads no clock.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from monitor.errors import MonitorError
from monitor.policy.check import check_pack
from monitor.policy.due import stated_on, when_text
from monitor.policy.loader import load_pack, pack_names
from monitor.policy.model import Clause, Layer, Pack, PolicyValue, Rule
from monitor.policy.schema import Topic
from monitor.policy.wording import (
    DRAFT_NOTICE,
    NO_RULES,
    TOPIC_NAMES,
    layer_lines,
    population_text,
    span_text,
    standard_text,
    value_text,
)

__all__ = ["check_pack", "list_packs", "show_pack"]

_QUOTED = "    原文："


def list_packs(user_dir: Path | None = None) -> list[str]:
    """One line for each pack; a pack that does not load is listed with its first line of error."""
    return [_listed(name, user_dir) for name in pack_names(user_dir)]


def _listed(name: str, user_dir: Path | None) -> str:
    try:
        pack = load_pack(name, user_dir=user_dir)
    except MonitorError as error:
        return f"{name}  不能使用：{error.what.splitlines()[0]}（monitor policy check --place {name}）"
    draft = "  征求意见稿" if pack.draft else ""
    return f"{name}  {pack.name}  {pack.effective} 起施行  {pack.document}  版本 {pack.version}{draft}"


def show_pack(pack: Pack, day: date, parameters: Mapping[str, Decimal]) -> list[str]:
    """Every rule, layer, value and clause in force on a day, with article and quotation."""
    lines = [f"{pack.name}（{pack.place}）  版本 {pack.version}", f"文件：{pack.document}"]
    lines.append(f"施行：{pack.effective}    查询日：{day}")
    lines += [DRAFT_NOTICE] if pack.draft else []
    filled = pack.with_parameters(parameters)
    if not filled.values_on(day):
        return [*lines, "", f"{day} 没有有效的政策值。"]
    lines += _rules(filled.rules_on(day))
    lines += _deadlines(filled, day)
    for topic, name in TOPIC_NAMES.items():
        lines += _topic(filled, topic, name, day)
    return lines


def _rules(rules: tuple[Rule, ...]) -> Iterator[str]:
    names = {rule.id: rule.name for rule in rules}
    yield from ("", "== 预警规则")
    if not rules:
        yield NO_RULES
    for rule in rules:
        yield f"{rule.name}（{rule.id}）  {rule.article}  {rule.effective} 起"
        yield f"    标准：{standard_text(rule)}"
        yield f"    对象：{population_text(rule, names)}"
        yield f"    算法：{rule.formula}"
        yield from _source(rule.quote, rule.interpretation)


def _deadlines(pack: Pack, day: date) -> Iterator[str]:
    stated = stated_on(pack, day)
    yield from ("", "== 期限") if stated else ()
    for one in stated:
        yield f"{one.name}（{one.id}）  {one.who}  {when_text(one)}  {one.article}"
        yield from _source(one.quote, one.interpretation)


def _topic(pack: Pack, topic: Topic, name: str, day: date) -> list[str]:
    lines = [line for layer in pack.layers if layer.id == topic for line in _layer(pack, layer, day)]
    for value in (value for value in pack.values_on(day) if value.layer == topic):
        lines += _value(value)
    for clause in (clause for clause in pack.clauses if clause.layer == topic and day >= pack.effective):
        lines += _clause(clause)
    return ["", f"== {name}", *_without_repeats(lines)] if lines else []


def _without_repeats(lines: list[str]) -> Iterator[str]:
    """A quotation that was just shown is not shown again."""
    shown = ""
    for line in lines:
        quoted = line.startswith(_QUOTED)
        yield f"{_QUOTED}同上" if quoted and line == shown else line
        shown = line if quoted else shown


def _layer(pack: Pack, layer: Layer, day: date) -> Iterator[str]:
    yield f"{layer.name}  {layer.article}"
    for line in layer_lines(pack, layer, day):
        yield f"    {line}"
    yield from _source(layer.quote, layer.interpretation)


def _value(value: PolicyValue) -> Iterator[str]:
    origin = "（操作员设定）" if value.set_by_operator else ""
    figure = value_text(value) + origin
    yield f"{value.id}  {value.name}  {figure}  {value.article}  {span_text(value)}"
    yield from _source(value.quote, value.interpretation)


def _clause(clause: Clause) -> Iterator[str]:
    yield f"{clause.id}  {clause.name}  {clause.article}"
    yield from _source(clause.quote, clause.interpretation)


def _source(quote: str, interpretation: str) -> Iterator[str]:
    yield f"{_QUOTED}“{quote}”"
    if interpretation:
        yield f"    解释：{interpretation}"
