"""The tree of user errors: drawn as it is, one exit code each, stable codes, Chinese words."""

import ast
import re

from monitor import errors
from monitor.errors import MonitorError
from tests.house.sources import PACKAGE, name, tree

FAMILIES = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, MonitorError)]
_CODE = re.compile(r"E-[A-Z]+(-[A-Z0-9]+)?")
# The line number of a TOML error is all that is taken from its text.
_READS_A_LINE_NUMBER = {"monitor/config.py", "monitor/policy/loader.py"}


def raised() -> list[tuple[str, str, list[str]]]:
    """(class, code, Chinese texts) of every user error that the code makes."""
    names = {one.__name__ for one in FAMILIES}
    found = []
    for path in PACKAGE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names and node.args and path.stem != "errors":
                todo = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "todo"]
                found.append((ast.unparse(node.func), ast.unparse(node.args[0]), [ast.unparse(node.args[1]), *todo]))
    return found


def test_the_drawn_tree_is_the_tree() -> None:
    drawn = re.findall(r"[├└]── (\w+) +(\d+)  \S", errors.__doc__ or "")
    real = [(one.__name__, str(one.exit_code)) for one in FAMILIES if one is not MonitorError]
    assert drawn == real


def test_every_family_has_its_own_exit_code() -> None:
    codes = [one.exit_code for one in FAMILIES if one is not MonitorError]
    assert len(set(codes)) == len(codes)
    assert not {0, 1} & set(codes)


def test_codes_look_alike() -> None:
    literal = [code.strip("'") for _family, code, _texts in raised() if re.fullmatch("'[^']*'", code)]
    assert len(literal) > 40
    assert [code for code in literal if not _CODE.fullmatch(code)] == []


def test_messages_are_chinese() -> None:
    texts = [text for _family, _code, texts in raised() for text in texts if re.match(r"""f?['"]""", text)]
    texts = [text for text in texts if ".join(" not in text]
    assert len(texts) > 80
    assert [text for text in texts if not re.search(r"[\u4e00-\u9fff]", text)] == []


def shown(handler: ast.ExceptHandler) -> set[str]:
    """The calls and f-string fields of an `except` block, as text."""
    return {ast.unparse(one) for one in ast.walk(handler) if isinstance(one, ast.Call | ast.FormattedValue)}


def tells(handler: ast.ExceptHandler) -> bool:
    """Whether an `except` block turns a foreign exception into text."""
    caught = handler.name
    if handler.type is not None and ast.unparse(handler.type) == "MonitorError":
        return False
    return bool(caught) and bool(
        shown(handler) & {f"str({caught})", f"repr({caught})", f"{{{caught}}}", f"f'{{{caught}}}'"}
    )


def test_foreign_texts_are_not_passed_on() -> None:
    """DuckDB, Polars and Python print the offending value in theirs."""
    handlers = [
        (path, node) for path in PACKAGE for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)
    ]
    assert {name(path) for path, handler in handlers if tells(handler)} == _READS_A_LINE_NUMBER
