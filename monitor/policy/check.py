"""What of a pack is proven and what is still missing, for `monitor policy check`.

In: a loaded pack, the operator's parameters and local codes. Out: lines of Chinese text.
A pack that is loaded is already proven; this says how much that was, and what only the
operator can supply.
"""

from collections.abc import Mapping
from decimal import Decimal

from monitor.errors import UsageError
from monitor.policy.model import Pack, PolicyValue
from monitor.policy.problems import nearest
from monitor.policy.wording import DRAFT_NOTICE, KIND_NAMES, UNSET


def check_pack(
    pack: Pack, parameters: Mapping[str, Decimal], local_med_types: Mapping[str, str] | None = None
) -> list[str]:
    """Proofs, then everything missing; `local_med_types` are the codes that `config.toml` adds."""
    missing = missing_lines(pack, parameters, local_med_types or {})
    lines = [f"{pack.name}（{pack.place}）  版本 {pack.version}", *_proofs(pack)]
    lines += [f"✗ {fault}" for fault in parameter_faults(pack, parameters)]
    lines += [f"！{line}" for line in missing]
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
    """Parameters that the pack does not leave open, or that are not above zero."""
    wanted = [value.id for value in pack.values if value.required_parameter]
    faults = []
    for key, figure in parameters.items():
        if key not in wanted:
            faults.append(f"参数“{key}”不是 {pack.place} 政策包留给操作员设定的值{nearest(key, wanted)}")
        elif figure <= 0:
            faults.append(f"参数“{key}”必须大于 0")
    return faults


def require_parameters(pack: Pack, parameters: Mapping[str, Decimal]) -> None:
    """Raise UsageError when a parameter of `config.toml` does not belong to the pack or cannot be."""
    faults = parameter_faults(pack, parameters)
    if faults:
        raise UsageError("E-CFG-PARAM", "；".join(faults), where="config.toml [parameters]", todo="删除或改正这些参数")


def _proofs(pack: Pack) -> list[str]:
    quotes = len(pack.values) + len(pack.clauses) + len(pack.layers) + len(pack.rule_shapes) + 1
    proven = sum(value.value is not None for value in pack.values)
    return [
        f"✓ {quotes} 处引文逐字见于所存文件：{pack.document}",
        f"✓ {proven} 个数值均见于各自引文，各时段无重叠、无空档",
        f"✓ {len(pack.rule_shapes)} 条预警规则、{len(pack.layers)} 个支付层次，各档首尾相接",
    ]
