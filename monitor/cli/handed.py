"""What the operator reads of packages: which arrived, which did not and why, which were acknowledged."""

from collections.abc import Sequence
from typing import Final

from monitor.deliver.dispatch.handing import Tried, folder_of
from monitor.deliver.dispatch.receipts import Looked
from monitor.deliver.dispatch.state import Dispatch
from monitor.errors import MonitorError

_NAMED: Final = 3


def handed_lines(tried: Sequence[Tried]) -> list[str]:
    """What the operator reads of packages that were tried: how many arrived, and each that did not."""
    if not tried:
        return []
    failed = [(one.package, one.error) for one in tried if one.error]
    shown = [f"送达：{len(tried) - len(failed)} 份已送到" + (f"，{len(failed)} 份没有送到" if failed else "")]
    alike: dict[tuple[str, str, str], list[tuple[Dispatch, MonitorError]]] = {}
    for package, error in failed:
        alike.setdefault((package.target, error.code, error.what), []).append((package, error))
    said: set[str] = set()
    for (target, code, what), some in alike.items():
        named = "、".join(folder_of(package) for package, _error in some[:_NAMED])
        more = f" 等 {len(some)} 份" if len(some) > _NAMED else ""
        shown.append(f"  {named}{more} → {target}：[{code}] {what}")
        for _package, error in some:
            shown += _once(error, said)
    return shown


def looked_lines(looked: Looked) -> list[str]:
    """What the operator reads of acknowledgements."""
    shown = [f"确认收到：{folder_of(one)}（{one.target}）" for one in looked.acknowledged]
    shown += [
        f"{folder_of(one)}（{one.target}）：那里的回执文件和送出的清单对不上，没有记为确认" for one in looked.other
    ]
    return shown + [line for error in looked.errors for line in error.lines()]


def _once(error: MonitorError, said: set[str]) -> list[str]:
    """Where and what to do, the first time that an error says it."""
    lines = [f"  {line}" for line in error.lines()[1:] if line not in said]
    said.update(error.lines()[1:])
    return lines
