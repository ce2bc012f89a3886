"""What is wrong in a `config.toml`, in words that the operator can act on.

Comes in: pydantic's errors and the file's text. Goes out: one Chinese line per problem with key path, line number,
what is allowed and the nearest known key or word. Never the text of pydantic: it prints values.
"""

import difflib
import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

_SAID = {
    "int_type": "要写整数",
    "bool_type": "要写 true 或 false，不带引号",
    "greater_than": "必须大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "必须小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "string_type": "要写成带引号的文字",
    "path_type": "要写成带引号的路径",
    "string_too_short": "至少写 {min_length} 个字符",
    "string_too_long": "最多写 {max_length} 个字符",
    "too_short": "至少写 {min_length} 项",
    "model_type": "要写成一节",
    "dict_type": "要写成一节",
    "tuple_type": "要写成方括号里的列表",
    "decimal_parsing": "要写数",
    "decimal_type": "要写数",
    "finite_number": "要写有限的数",
    "string_pattern_mismatch": "写法不对，月份写成 2023-03 这样",
    "said": "{text}",
    "day_of_month": '要写 1–28 的整数，或 "last"（月底）',
    "day_29": '不能是 29–31：不是每个月都有这一天，写 1–28，月底写 "last"',
}
_KEY = "[key]"  # how pydantic marks that the key itself is wrong, not its value


def problems(error: ValidationError, model: type[BaseModel], text: str) -> list[str]:
    """Every problem that pydantic found in the file with this text, one line each."""
    found = [dict(item) for item in error.errors()]
    return [_problem(item, model, text) for item in found if not _follows(item, found)]


def _follows(item: dict[str, Any], found: Sequence[dict[str, Any]]) -> bool:
    """Whether a list is too short only because something in it is wrong, which is told by itself."""
    own = item["loc"]
    return item["type"] == "too_short" and any(one["loc"][: len(own)] == own and one is not item for one in found)


def problem(keys: Sequence[str], what: str, text: str) -> str:
    """One line: the key path, the line on which it stands, what is wrong."""
    line = _line(text, tuple(keys)) or (_line(text, tuple(keys[:-1])) if keys[-1].isdigit() else None)
    return f"  {'.'.join(keys)}" + (f"（第 {line} 行）" if line else "") + f"：{what}"


def _problem(item: dict[str, Any], model: type[BaseModel], text: str) -> str:
    keys = [str(part) for part in item["loc"] if part != _KEY]
    return problem(keys, _what(item, keys, model), text)


def _what(item: dict[str, Any], keys: Sequence[str], model: type[BaseModel]) -> str:
    kind, limits = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return "无法识别" + _nearest(keys[-1], _known(model, keys[:-1]))
    if kind == "missing":
        return "必须填写"
    if kind == "word":
        return f"只能是 {' '.join(limits['allowed'])}" + _nearest(str(item["input"]), limits["allowed"])
    return _SAID.get(kind, "类型或取值不对").format(**limits)


def _nearest(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"，是否应为 {near[0]}？" if near else ""


def _known(model: Any, keys: Sequence[str]) -> list[str]:
    """The keys that a section knows."""
    for key in keys:
        fields = getattr(model, "model_fields", {})
        model = fields[key].annotation if key in fields else next(iter(get_args(model)[1:]), None)
    return list(getattr(model, "model_fields", {}))


def _line(text: str, keys: tuple[str, ...]) -> int | None:
    """The line on which a key stands, or None where it is not written as a plain `key = value` in its section."""
    section, key = ".".join(keys[:-1]), keys[-1]
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[\s*([^\]]*?)\s*\]", line):
            current = heading[1].replace('"', "")
            if current == ".".join(keys):
                return number
        elif current == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return None
