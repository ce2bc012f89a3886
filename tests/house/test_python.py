"""House rules of the Python code that a linter does not know."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import load_config
from tests.house.example_config import example
from tests.house.sources import PACKAGE, ROOT, TEMPLATES, name, tree

_CLOCK = (
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.localtime",
    "time.strftime",
)
_PROCESSES = ("os.fork", "os.forkpty", "multiprocessing", "concurrent.futures.ProcessPoolExecutor")
_BROAD = {"Exception", "BaseException"}
# The edges of the program (a command, the service), a transaction that must end whatever happens, and what stands
# between us and the library of a store, which may be any.
_MAY_BE_BROAD = {
    "monitor/cli/__init__.py", "monitor/cli/schedule.py", "monitor/deliver/dispatch/store.py",
    "monitor/warehouse/connection.py",
}  # fmt: skip


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def who(rule: object, paths: list[Path] = PACKAGE) -> list[str]:
    """The modules for which `rule(path)` is true."""
    assert callable(rule)
    return [name(path) for path in paths if rule(path)]


def handlers(path: Path) -> list[str]:
    """What each `except` of a module catches."""
    found = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    return [ast.unparse(node.type) if node.type else "BaseException" for node in found]


def test_one_module_knows_the_clock() -> None:
    def asks(path: Path) -> bool:
        called = {ast.unparse(call.func) for call in calls(path)}
        return bool({one for one in called if one.endswith(_CLOCK)}) or "time" in imports(path)

    assert who(asks) == ["monitor/clock.py"]


def test_one_module_opens_duckdb() -> None:
    assert who(lambda path: any(ast.unparse(call.func) == "duckdb.connect" for call in calls(path))) == [
        "monitor/warehouse/connection.py"
    ]


def test_duckdb_is_imported_where_its_errors_become_ours_and_nowhere_else() -> None:
    assert who(lambda path: "duckdb" in imports(path)) == [
        "monitor/deliver/analysis.py",
        "monitor/deliver/refused_sql.py",
        "monitor/warehouse/connection.py",
    ]


def test_nothing_is_printed() -> None:
    assert who(lambda path: any(ast.unparse(call.func) == "print" for call in calls(path))) == []


def test_broad_excepts_only_at_the_edges() -> None:
    broad = {name(path) for path in PACKAGE for caught in handlers(path) if _BROAD & set(re.findall(r"\w+", caught))}
    assert broad == _MAY_BE_BROAD


def test_undecodable_text_is_never_smoothed_over() -> None:
    def smooths(path: Path) -> bool:
        keywords = [keyword for call in calls(path) for keyword in call.keywords]
        lenient = ("replace", "ignore", "surrogateescape", "backslashreplace")
        return "utf8-lossy" in path.read_text(encoding="utf-8") or any(
            one.arg in ("errors", "encoding_errors") and ast.unparse(one.value).strip("'") in lenient
            for one in keywords
        )

    assert who(smooths) == []


def test_no_process_is_forked() -> None:
    """A fork copies DuckDB's and Polars' locks in whatever state they are."""

    def forks(path: Path) -> bool:
        used = {ast.unparse(call.func) for call in calls(path)} | imports(path)
        return any(one.startswith(_PROCESSES) for one in used)

    assert who(forks) == []


def test_no_function_is_long() -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        f"{name(path)}:{node.name}": length
        for path in PACKAGE
        for node in ast.walk(tree(path))
        if isinstance(node, functions) and (length := (node.end_lineno or 0) - node.body[0].lineno + 1) > 50
    }
    assert long == {}


def test_half_of_all_functions_are_short() -> None:
    functions = [node for path in PACKAGE for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    lengths = sorted((node.end_lineno or 0) - node.body[0].lineno + 1 for node in functions)
    assert lengths[len(lengths) // 2] <= 8


def test_no_module_is_long() -> None:
    assert who(lambda path: path.read_text(encoding="utf-8").count("\n") > 300) == []


def test_every_module_says_what_it_is_for() -> None:
    assert who(lambda path: not ast.get_docstring(tree(path))) == []


def test_no_drawer_for_odds_and_ends() -> None:
    odd = {"utils", "util", "common", "helpers", "misc", "shared", "core", "base"}
    assert [name(path) for path in (ROOT / "monitor").rglob("*") if path.stem in odd] == []


# A visit cannot be later than the day on which it is typed in, and a sealed page has a last day: the reader's own.
READERS_DAY = {"templates/script/visit_form.js", "templates/script/unlock.js"}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if name(path) not in READERS_DAY], ids=name)
def test_templates_never_ask_what_day_it_is(path: Path) -> None:
    assert re.findall(r"new Date\(\)|Date\.now|now\(\)|today\(\)", path.read_text(encoding="utf-8")) == []


def test_the_example_config_is_the_template_with_its_paths_under_workspace() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert text == example(), "run python -m tests.house.example_config"
    assert tomllib.loads(text)["place"] == "hefei"


def test_the_example_config_is_accepted() -> None:
    config = load_config(ROOT / "config.toml")
    assert config.path("warehouse") == ROOT / "workspace" / "monitor.duckdb"
