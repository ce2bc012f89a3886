"""Reads `config.toml`: what the operator may set, checked all at once, with the nearest key for a typo.

Comes in: a TOML file in UTF-8. Goes out: a frozen `Config` with absolute paths.
Never holds a policy figure: those live in the policy packs (`parameters` fills what a pack leaves open).
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.config_problems import one_of, problem, problems
from monitor.errors import StorageError, UsageError

_Whole = Annotated[int, Field(strict=True)]
_Switch = Annotated[bool, Field(strict=True)]
_Kind = Annotated[str, one_of("settlements", "persons", "identities", "households", "regions", "referrals", "chronic",
                              "renumbered")]  # fmt: skip
_Care = Annotated[str, one_of("inpatient", "outpatient_chronic", "high_value_drug", "outpatient", "emergency",
                              "pharmacy", "maternity", "other")]  # fmt: skip
_PLACES = ("warehouse", "published", "raw", "rejected", "out", "secret")
_RESERVED = (
    "intake", "warehouse", "settle", "screen", "lists", "deliver", "feedback", "main", "temp", "system", "copy",
    "memory",
)  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Paths(_Part):
    """Where things lie, relative to the folder of `config.toml`."""

    warehouse: Path = Path("monitor.duckdb")
    published: Path = Path("published.duckdb")
    raw: Path = Path("raw")
    rejected: Path = Path("rejected")
    out: Path = Path("out")
    secret: Path = Path("secret.key")
    packs: Path | None = None
    access: Path | None = None


class IntakeSettings(_Part):
    """How files are read and when a file has too many bad rows to be believed."""

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    sheet: str | None = None
    delimiters: dict[_Kind, Annotated[str, Field(min_length=1, max_length=1)]] = Field(default_factory=dict)
    sheets: dict[_Kind, str] = Field(default_factory=dict)
    max_rejected_rows: _Whole = Field(default=1000, ge=0)
    max_rejected_percent: _Whole = Field(default=1, ge=0, le=100)
    small_file_rows: _Whole = Field(default=20, ge=0)
    max_amount_yuan: Decimal = Field(default=Decimal("9999999.99"), gt=0, lt=10**14)
    max_file_bytes: _Whole = Field(default=4 * 1024**3, gt=0)
    columns: dict[_Kind, dict[str, str]] = Field(default_factory=dict)
    med_types: dict[str, _Care] = Field(default_factory=dict)


class SettleSettings(_Part):
    """What the settlement records do not say by themselves: the codes (DISE_NO) of severe mental illness."""

    mental_diseases: tuple[str, ...] = ()


class ScreenSettings(_Part):
    """The early watch and the step at which a warning counts as escalated. Not law: the bureau's own choice."""

    early_percent: _Whole = Field(default=80, ge=1, le=100)
    pace_min_months: _Whole = Field(default=3, ge=1, le=12)
    escalation_lines: _Whole = Field(default=1, ge=1)


class ListSettings(_Part):
    """What the offices' pages may show beyond the defaults of `access.toml`."""

    show_phone: _Switch = False


class EngineSettings(_Part):
    """How much of the machine DuckDB may take, and how many seconds an analyst's query may run."""

    memory_limit_gb: _Whole = Field(default=4, ge=1)
    threads: _Whole | None = Field(default=None, ge=1)
    query_seconds: _Whole = Field(default=60, ge=1)


class Config(_Part):
    """Everything in `config.toml`; `root` is the folder that holds it."""

    place: str
    root: Path = Path(".")
    paths: Paths = Paths()
    intake: IntakeSettings = IntakeSettings()
    settle: SettleSettings = SettleSettings()
    screen: ScreenSettings = ScreenSettings()
    lists: ListSettings = ListSettings()
    engine: EngineSettings = EngineSettings()
    parameters: dict[str, Decimal] = Field(default_factory=dict)

    def path(self, name: str) -> Path:
        """The absolute path of one of the `[paths]` keys."""
        relative: Path = getattr(self.paths, name)
        return (self.root / relative).resolve()

    def optional_path(self, name: str) -> Path | None:
        """As `path`, for keys that may be left out."""
        return None if getattr(self.paths, name) is None else self.path(name)


def load_config(path: Path) -> Config:
    """Read and check a `config.toml`; raises UsageError with every problem in it, StorageError if it is not there."""
    text = _text(path)
    values = _parse(path, text)
    found = _problems({key: value for key, value in values.items() if key != "root"}, path, text)
    if "root" in values:
        found.append(problem(["root"], "无法识别", text))
    if found:
        what = "config.toml 有错误：\n" + "\n".join(found)
        raise UsageError("E-CFG-003", what, where=str(path), todo="改正后重新运行")
    return Config.model_validate({**values, "root": path.resolve().parent})


def _problems(values: dict[str, Any], path: Path, text: str) -> list[str]:
    """Every problem of the file, whatever its section."""
    found = []
    try:
        Config.model_validate(values)
    except ValidationError as error:
        found = problems(error, Config, text)
    return found + [problem(["paths", name], what, text) for name, what in _path_problems(values, path)]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            "E-CFG-001",
            "找不到配置文件",
            where=str(path),
            todo="先 cd 到有 config.toml 的工作目录，或用 --config 指明；还没有就运行 monitor init 目录 --place hefei",
        ) from None
    except OSError:
        raise StorageError("E-CFG-001", "配置文件读不出来", where=str(path), todo="检查路径和权限") from None
    try:
        if raw.startswith(b"\xef\xbb\xbf"):
            raise UnicodeDecodeError("utf-8", raw, 0, 3, "byte order mark")
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(
            "E-CFG-002", "配置文件不是 UTF-8（无 BOM）", where=str(path), todo="用编辑器另存为 UTF-8 编码（不带 BOM）"
        ) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = found[1] if found else text.count("\n") + 1
        raise UsageError(
            "E-CFG-002",
            "配置文件不是合法的 TOML（或有重复的键）",
            where=f"{path} 第 {line} 行",
            todo="检查引号、等号和重复的键",
        ) from None


def _path_problems(values: dict[str, Any], path: Path) -> Iterator[tuple[str, str]]:
    """Two things at one place would overwrite each other: the published copy replaces whatever stands at its path.

    DuckDB calls a database by its file's stem, which must not be the name of a schema or of the copy being built.
    """
    try:
        paths = Paths.model_validate(values.get("paths", {}))
    except ValidationError:
        return
    taken: dict[Path, str] = {path.resolve(): "config.toml"}
    for name in _PLACES:
        here = (path.resolve().parent / getattr(paths, name)).resolve()
        other = taken.setdefault(here, name)
        if other != name:
            yield name, f"和 {other} 写成了同一个路径"
        elif name in ("warehouse", "published") and here.stem.lower() in _RESERVED:
            yield name, f"文件名不能叫 {here.stem.lower()}，换一个名字，如 monitor.duckdb"
