"""What is wrong with a pack, in words that the operator can act on.

In: pydantic's errors or a finding of the proofs. Out: `Problem`s with a key path, and one
`PolicyError` for all of them. Never the text of pydantic or tomllib: those print values.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.errors import PolicyError
from monitor.policy.schema import PackFile

_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One fault: `where` is the key path, such as `values[catastrophic.deductible].quote`."""

    where: str
    what: str

    def line(self) -> str:
        """Key path and fault on one line."""
        return f"{self.where}：{self.what}"


def nearest(word: str, known: Sequence[str]) -> str:
    """A Chinese half-sentence that offers the nearest known word, or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"，是不是想写“{close[0]}”" if close else ""


def pack_error(file_name: str, problems: Sequence[Problem]) -> PolicyError:
    """One error that lists the problems of a pack, the first twenty in full."""
    shown = [f"  {n}. {problem.line()}" for n, problem in enumerate(problems[:_SHOWN], start=1)]
    if len(problems) > _SHOWN:
        shown.append(f"  ……另有 {len(problems) - _SHOWN} 处")
    what = "\n".join([f"政策包有 {len(problems)} 处问题：", *shown])
    return PolicyError("E-PACK-CONTENT", what, where=file_name, todo="按所列键逐项改正后，运行 monitor policy check")


def item_path(data: Any, loc: Sequence[int | str]) -> str:
    """The key path of a location, list items named by their own id where they have one."""
    path, node = "", data
    for part in loc:
        node = _child(node, part)
        if isinstance(part, int):
            path += f"[{_item_name(node, part)}]"
        else:
            path += f".{part}" if path else part
    return path


def _child(node: Any, part: int | str) -> Any:
    if isinstance(node, dict):
        return node.get(part)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _item_name(node: Any, index: int) -> str:
    name = node.get("id") if isinstance(node, dict) else None
    return name if isinstance(name, str) else f"第{index + 1}项"


def shape_problems(error: ValidationError, data: Any) -> list[Problem]:
    """Every fault that pydantic found, in Chinese, with its key path."""
    faults = error.errors(include_url=False)
    return [Problem(item_path(data, e["loc"]), _wording(e)) for e in faults if not _only_follows(e, faults)]


def _only_follows(fault: ErrorDetails, faults: Sequence[ErrorDetails]) -> bool:
    """A list counts as too short once its items are refused: those are reported already."""
    depth = len(fault["loc"])
    return fault["type"] == "too_short" and any(e["loc"][:depth] == fault["loc"] and e is not fault for e in faults)


def _wording(error: ErrorDetails) -> str:
    context = error.get("ctx") or {}
    special = _SPECIAL.get(error["type"])
    if special is not None:
        return special(error, context)
    return _FIXED.get(error["type"], "写法不对，请对照随附的政策包")


def _unknown_key(error: ErrorDetails, _context: dict[str, Any]) -> str:
    return "不认识的键" + nearest(str(error["loc"][-1]), _keys_at(error["loc"][:-1]))


def _keys_at(loc: Sequence[int | str]) -> list[str]:
    """The keys that the schema knows at a location."""
    model: Any = PackFile
    for part in loc:
        if isinstance(part, str) and isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[part].annotation if part in model.model_fields else None
        model = _item_type(model)
    fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    return [field.alias or name for name, field in fields.items()]


def _item_type(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is tuple else annotation


def _choice(_error: ErrorDetails, context: dict[str, Any]) -> str:
    return "只能是：" + "、".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))


def _identity(_error: ErrorDetails, context: dict[str, Any]) -> str:
    meant = context.get("meant")
    return f"不认识的身份类别“{context['word']}”" + (f"，规范名称是“{meant}”" if meant else "")


_SPECIAL: dict[str, Callable[[ErrorDetails, dict[str, Any]], str]] = {
    "extra_forbidden": _unknown_key,
    "literal_error": _choice,
    "identity": _identity,
}
_FIXED = {
    "missing": "缺少这一项",
    "number": "应为数字（不加引号，不能是无穷大或 nan）",
    "string_type": "应为文字（加引号）",
    "string_too_short": "不能为空，引文至少四个字",
    "too_short": "至少要有一项",
    "string_pattern_mismatch": "写法不对：只用小写英文字母、数字、下划线和点；代码只用数字和字母",
    "date_type": "应为日期，如 2022-01-01（不加引号）",
    "bool_type": "只能是 true 或 false",
    "int_type": "应为整数",
    "greater_than_equal": "应为不小于 1 的整数",
    "tuple_type": '应为列表，如 ["…", "…"]',
    "model_type": "应为一节（表）",
    "dict_type": "应为一节（表）",
}
