"""The project's own files, as the house rules look at them."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("intake", "warehouse", "settle", "screen", "lists", "deliver", "feedback")
PACKAGE = sorted((ROOT / "monitor").rglob("*.py"))
STAGE_SQL = sorted(path for path in (ROOT / "sql").glob("[1-7]_*/*.sql") if path.stem != "macros")
ALL_SQL = sorted((ROOT / "sql").rglob("*.sql"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())

_MAKERS = ("make_temp", "make_temp_view", "make_pairs", "make_rows", "insert_columns")
_MADE_IN_SQL = re.compile(r"create or replace temp (?:table|view) ([a-z_]+)")
_SKIPPED = {".git", ".venv", "node_modules", "__pycache__", "demo", "workspace", "dist", "build", ".hypothesis"}
_TEXT = {".py", ".sql", ".md", ".toml", ".txt", ".html", ".css", ".csv", ".lock", ".json", ".js", ".yaml", ".yml", ""}


def name(path: Path) -> str:
    """The path as test ids and messages show it."""
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def project_files() -> list[Path]:
    """Every text file that belongs to the project, generated folders and caches left out."""
    found: list[Path] = []
    for path in sorted(ROOT.iterdir()):
        if path.name in _SKIPPED or (path.name.startswith(".") and path.is_dir() and path.name != ".ci"):
            continue
        below = [path] if path.is_file() else sorted(path.rglob("*"))
        found += [one for one in below if one.is_file() and one.suffix in _TEXT and not _SKIPPED & set(one.parts)]
    return [path for path in found if "results" not in path.relative_to(ROOT).parts]


def nodes(found: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary of a JSON tree."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from nodes(value)
    elif isinstance(found, list):
        for value in found:
            yield from nodes(value)


@dataclass(frozen=True)
class SqlFile:
    """One SQL file: its text, its header, and the parse tree of its SELECT."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def header(self) -> str:
        """The comment lines above the SELECT."""
        found = re.match(r"(?:--[^\n]*\n)+", self.text)
        return found[0] if found else ""

    @cached_property
    def code(self) -> str:
        """The text without comments."""
        return re.sub(r"--[^\n]*", "", self.text)

    @cached_property
    def bare(self) -> str:
        """The text without comments and string literals."""
        return re.sub(r"'(?:[^']|'')*'", "''", self.code)

    @cached_property
    def tree(self) -> dict[str, Any]:
        row = duckdb.execute("select json_serialize_sql(?)", [self.text]).fetchone()
        parsed: dict[str, Any] = json.loads(row[0]) if row else {}
        assert not parsed.get("error"), parsed
        return parsed

    @cached_property
    def ctes(self) -> list[str]:
        maps = [one["cte_map"]["map"] for one in nodes(self.tree) if "cte_map" in one]
        return [entry["key"] for one in maps for entry in one]

    @cached_property
    def reads(self) -> set[str]:
        """Tables and views that are read, with their schema where one is written; CTEs left out."""
        tables = [one for one in nodes(self.tree) if one.get("type") == "BASE_TABLE"]
        named = {".".join(part for part in (one["schema_name"], one["table_name"]) if part) for one in tables}
        return named - set(self.ctes)

    @cached_property
    def stage(self) -> int:
        """1 to 7, from the folder."""
        return int(self.path.parent.name[0])


@cache
def sql_file(path: Path) -> SqlFile:
    return SqlFile(path)


@cache
def temporary_tables() -> frozenset[str]:
    """Every temporary table or view that the program makes, by the name that the code gives it."""
    found: set[str] = set()
    for path in PACKAGE:
        for node in ast.walk(tree(path)):
            found |= _made_by(node)
    return frozenset(found)


def _made_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Call) and _called(node) in _MAKERS and len(node.args) > 1:
        named = node.args[1]
        return {named.value} if isinstance(named, ast.Constant) else set()
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_TEMPORARY":
        return set(ast.literal_eval(node.value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return set(_MADE_IN_SQL.findall(node.value))
    return set()


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).split(".")[-1]
