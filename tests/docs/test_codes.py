"""Every code of an error or a rejected row is explained once, with the exit code that it has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from monitor import errors
from monitor.warehouse import rejects
from tests.docs.reading import ROOT, first_codes, rows, section, text

CODE = re.compile(r"\bE-[A-Z]+(?:-[A-Z0-9]+)?\b")
ROW_CODES = section(text("loading.md"), "### 拒收代码")
ERROR_CODES = section(text("commands.md"), "## 错误代码")
CLASSES = {name: one for name, one in vars(errors).items() if isinstance(one, type)}
FAMILIES = {name: one for name, one in CLASSES.items() if issubclass(one, errors.MonitorError)}


def sources() -> list[Path]:
    modules = [path for path in (ROOT / "monitor").rglob("*.py") if path.name != "errors.py"]
    return [*modules, *(ROOT / "monitor" / "intake").glob("*.toml"), *(ROOT / "sql").rglob("*.sql")]


def codes_in_sources() -> set[str]:
    return {code for path in sources() for code in CODE.findall(path.read_text(encoding="utf-8"))}


def raised() -> Iterator[tuple[str, int]]:
    """(code, exit code) wherever an error is made under its own name, or by a function that says what it returns."""
    for path in (ROOT / "monitor").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        made_by = {
            one.name: ast.unparse(one.returns) for one in nodes if isinstance(one, ast.FunctionDef) and one.returns
        }
        for code, maker in filter(None, map(_made, nodes)):
            family = FAMILIES.get(made_by.get(maker, maker))
            if family is not None:
                yield code, family.exit_code


def _made(node: ast.AST) -> tuple[str, str] | None:
    """(code, name of what is called) of a call whose first argument is a code."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return None
    first = node.args[0]
    is_code = isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value)
    return (ast.literal_eval(first), node.func.id) if is_code else None


def test_every_code_is_explained_on_one_of_the_two_pages() -> None:
    assert sorted(codes_in_sources() ^ {*first_codes(ROW_CODES), *first_codes(ERROR_CODES)}) == []


def test_no_code_is_explained_twice() -> None:
    said = [*first_codes(ROW_CODES), *first_codes(ERROR_CODES)]
    assert sorted(code for code in set(said) if said.count(code) > 1) == []


def test_the_reasons_are_the_ones_that_the_operator_reads() -> None:
    said = {cells[0].strip("`"): cells[1] for cells in rows(ROW_CODES)}
    assert {code: said.get(code) for code, reason in rejects.reasons().items() if said.get(code) != reason} == {}


def test_the_exit_codes_beside_the_error_codes_are_the_ones_raised() -> None:
    said = {cells[0].strip("`"): set(cells[1].split("、")) for cells in rows(ERROR_CODES)}
    assert {(code, exit_code) for code, exit_code in raised() if str(exit_code) not in said.get(code, set())} == set()
