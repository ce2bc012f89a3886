"""What of a pack is proven and what is still missing, for `monitor policy check`.

In: a loaded pack, the operator's parameters and local codes. Out: lines of Chinese text.
A pack that is loaded is already proven; this says how much that was, and what only the
operator can supply.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from monitor.errors import UsageError
from monitor.policy.model import Pack, PolicyValue
from monitor.policy.problems import nearest
from monitor.policy.proof import range_faults
from monitor.policy.tiers import tier_problems
from monitor.policy.wording import DRAFT_NOTICE, KIND_NAMES, NO_RULES, UNSET, figure_text


def check_pack(
    pack: Pack, parameters: Mapping[str, Decimal], local_med_types: Mapping[str, str] | None = None
) -> list[str]:
    """Proofs, then everything missing; `local_med_types` are the codes that `config.toml` adds."""
    missing = missing_lines(pack, parameters, local_med_types or {})
    lines = [f"{pack.name}（{pack.place}）  版本 {pack.version}", *_proofs(pack)]
    lines += [f"✗ {fault}" for fault in parameter_faults(pack, parameters)]
    lines += [f"！{line}" for line in missing]
    lines += [f"！{line}" for line in _reported_only(pack.with_parameters(parameters))]
    lines += [f"！{DRAFT_NOTICE}"] if pack.draft else []
    return [*lines, "没有缺项。" if not missing else f"有 {len(missing)} 项{UNSET}。"]


def open_parameters(pack: Pack, parameters: Mapping[str, Decimal]) -> tuple[PolicyValue, ...]:
    """The values that the document leaves open and the operator has not set."""
    return tuple(value for value in pack.values if value.required_parameter and value.id not in parameters)


def missing_lines(pack: Pack, parameters: Mapping[str, Decimal], local_med_types: Mapping[str, str]) -> list[str]:
    """One line for each open parameter and each counted kind of care that no code leads to."""
    lines = [
        f'{UNSET}：{value.name}（{value.article}），在 config.toml 的 [parameters] 写 "{value.id}" = 数值'
        for value in open_parameters(pack, parameters)
    ]
    known = set(pack.med_types.values()) | set(local_med_types.values())
    for kind in (kind for kind in pack.counted_kinds if kind not in known):
        lines.append(
            f'{UNSET}：{KIND_NAMES[kind]}没有医疗类别代码，在 config.toml 的 [intake.med_types] 写 代码 = "{kind}"'
        )
    return lines


def parameter_faults(pack: Pack, parameters: Mapping[str, Decimal]) -> list[str]:
    """Parameters that the pack does not leave open, that cannot be, or that make tiers overlap, gape or fall."""
    open_values = {value.id: value for value in pack.values if value.left_open}
    faults = []
    for key, figure in parameters.items():
        if key not in open_values:
            faults.append(f"参数“{key}”不是 {pack.place} 政策包留给操作员设定的值{nearest(key, list(open_values))}")
        else:
            faults += [f"参数“{key}”{fault}" for fault in _figure_faults(pack, open_values[key], figure)]
    return faults or _tier_faults(pack.with_parameters(parameters))


def _figure_faults(pack: Pack, value: PolicyValue, figure: Decimal) -> list[str]:
    """A deductible may be zero, nothing else; a floor of the document may only be raised."""
    deductibles = {scheme.deductible for layer in pack.layers for scheme in layer.schemes}
    if figure < 0 or (figure == 0 and value.id not in deductibles):
        return ["必须大于 0"]
    faults = list(range_faults(figure, value.unit))
    if value.at_least and value.value is not None and figure < value.value:
        faults.append(f"低于文件规定的下限 {figure_text(value.value, value.unit)}")
    return faults


def _tier_faults(pack: Pack) -> list[str]:
    spans: dict[str, list[PolicyValue]] = {}
    for value in pack.values:
        spans.setdefault(value.id, []).append(value)
    schemes = ((layer, n, scheme) for layer in pack.layers for n, scheme in enumerate(layer.schemes, start=1))
    return [
        problem.line()
        for layer, n, scheme in schemes
        for problem in tier_problems(f"{layer.name}第 {n} 个方案", layer, scheme, spans)
    ]


def require_parameters(pack: Pack, parameters: Mapping[str, Decimal]) -> None:
    """Raise UsageError when a parameter of `config.toml` does not belong to the pack or cannot be."""
    faults = parameter_faults(pack, parameters)
    if faults:
        raise UsageError("E-CFG-PARAM", "；".join(faults), where="config.toml [parameters]", todo="删除或改正这些参数")


def _reported_only(pack: Pack) -> Iterator[str]:
    """What follows from the open parameters: layers that are not computed, and no warning at all."""
    for layer in pack.layers:
        if unset := pack.unset_in(layer):
            yield f"{layer.name}有 {len(unset)} 个数值{UNSET}，设定之前只取平台已报支付"
    thresholds = {rule.threshold for rule in pack.rule_shapes}
    if not any(value.value is not None for value in pack.values if value.id in thresholds):
        yield NO_RULES


def _proofs(pack: Pack) -> list[str]:
    cited = (pack.values, pack.clauses, pack.layers, pack.rule_shapes, pack.worklist_shapes, pack.deadline_shapes)
    quotes = sum(map(len, cited)) + bool(pack.counted.quote) + bool(pack.identity_effective_text.quote)
    proven = sum(value.value is not None for value in pack.values)
    return [
        f"✓ {quotes} 处引文逐字见于所存文件：{pack.document}",
        f"✓ {proven} 个数值均见于各自引文，各时段无重叠、无空档",
        f"✓ {len(pack.rule_shapes)} 条预警规则、{len(pack.layers)} 个支付层次，各档首尾相接",
        f"✓ {len(pack.worklist_shapes)} 张经办工作清单，所用数值的单位都对",
    ]
