"""Reads `config.toml`: what the operator may set, checked all at once, with the nearest key for a typo.

Comes in: a TOML file in UTF-8. Goes out: a frozen `Config` with absolute paths.
Never holds a policy figure: those live in the policy packs (`parameters` fills what a pack leaves open).
"""

import difflib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.errors import StorageError, UsageError

_Whole = Annotated[int, Field(strict=True)]
_Switch = Annotated[bool, Field(strict=True)]
_KINDS = ("settlements", "persons", "identities", "households", "regions", "referrals", "chronic")
_PLACES = ("warehouse", "published", "raw", "rejected", "out", "secret")
_RESERVED = frozenset(
    (
        "intake",
        "warehouse",
        "settle",
        "screen",
        "lists",
        "deliver",
        "feedback",
        "main",
        "temp",
        "system",
        "copy",
        "memory",
    )
)
_CARE = (
    "inpatient",
    "outpatient_chronic",
    "high_value_drug",
    "outpatient",
    "emergency",
    "pharmacy",
    "maternity",
    "other",
)


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
    max_rejected_rows: _Whole = Field(default=1000, ge=0)
    max_rejected_percent: _Whole = Field(default=1, ge=0, le=100)
    small_file_rows: _Whole = Field(default=20, ge=0)
    max_amount_yuan: Decimal = Field(default=Decimal("9999999.99"), gt=0, lt=10**14)
    max_file_bytes: _Whole = Field(default=4 * 1024**3, gt=0)
    columns: dict[str, dict[str, str]] = Field(default_factory=dict)
    med_types: dict[str, str] = Field(default_factory=dict)


class ScreenSettings(_Part):
    """The early watch and the step at which a warning counts as escalated. Not law: the bureau's own choice."""

    early_percent: _Whole = Field(default=80, ge=1, le=100)
    pace_min_months: _Whole = Field(default=3, ge=1, le=12)
    escalation_lines: _Whole = Field(default=1, ge=1)


class ListSettings(_Part):
    """What the offices' pages may show beyond the defaults of `access.toml`."""

    show_phone: _Switch = False


class EngineSettings(_Part):
    """How much of the machine DuckDB may take."""

    memory_limit_gb: _Whole = Field(default=4, ge=1)
    threads: _Whole | None = Field(default=None, ge=1)


class Config(_Part):
    """Everything in `config.toml`; `root` is the folder that holds it."""

    place: str
    root: Path = Path(".")
    paths: Paths = Paths()
    intake: IntakeSettings = IntakeSettings()
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
    if "root" in values:
        raise UsageError("E-CFG-003", "config.toml 有无法识别的项：root", where=str(path), todo="删除这一项")
    try:
        config = Config.model_validate({**values, "root": path.resolve().parent})
    except ValidationError as error:
        raise UsageError(
            "E-CFG-003",
            "config.toml 有错误：\n" + "\n".join(_problems(error, text)),
            where=str(path),
            todo="改正后重新运行",
        ) from None
    _check_med_types(config, path)
    _check_kinds(config, path)
    _check_paths(config, path)
    return config


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


def _check_med_types(config: Config, path: Path) -> None:
    wrong = {code: care for code, care in config.intake.med_types.items() if care not in _CARE}
    if wrong:
        named = "、".join(f'{code} = "{care}"' for code, care in wrong.items())
        raise UsageError(
            "E-CFG-004",
            f"医疗类别的去向写错：{named}",
            where=f"{path} [intake.med_types]",
            todo="可用：" + " ".join(_CARE),
        )


def _check_kinds(config: Config, path: Path) -> None:
    for kind in config.intake.columns:
        if kind not in _KINDS:
            near = difflib.get_close_matches(kind, _KINDS, n=1)
            raise UsageError(
                "E-CFG-003",
                f"没有“{kind}”这一种文件" + (f"，是否应为 {near[0]}？" if near else ""),
                where=f"{path} [intake.columns.{kind}]",
                todo="可用：" + " ".join(_KINDS),
            )


def _check_stem(config: Config, path: Path) -> None:
    """DuckDB calls a database by its file's stem, which must not be the name of a schema or of the copy being built."""
    for name in ("warehouse", "published"):
        stem = config.path(name).stem.lower()
        if stem in _RESERVED:
            raise UsageError(
                "E-CFG-003",
                f"{name} 的文件名不能叫 {stem}",
                where=f"{path} [paths]",
                todo="换一个名字，如 monitor.duckdb",
            )


def _check_paths(config: Config, path: Path) -> None:
    """Two things at one place would overwrite each other: the published copy replaces whatever stands at its path."""
    taken: dict[Path, str] = {path.resolve(): "config.toml"}
    _check_stem(config, path)
    for name in _PLACES:
        other = taken.setdefault(config.path(name), name)
        if other != name:
            raise UsageError(
                "E-CFG-003", f"{name} 和 {other} 写成了同一个路径", where=f"{path} [paths]", todo="各写各的路径"
            )


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
    "model_type": "要写成一节",
    "dict_type": "要写成一节",
    "decimal_parsing": "要写数",
    "decimal_type": "要写数",
    "finite_number": "要写有限的数",
}


def _problems(error: ValidationError, text: str) -> list[str]:
    told = ((item["type"], tuple(str(part) for part in item["loc"]), item.get("ctx", {})) for item in error.errors())
    return [_problem(kind, keys, limits, _line(text, keys)) for kind, keys, limits in told]


def _problem(kind: str, keys: tuple[str, ...], limits: dict[str, Any], line: int | None) -> str:
    key = ".".join(keys) + (f"（第 {line} 行）" if line else "")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(keys[-1], _known(keys[:-1]), n=1)
        return f"  {key}：无法识别" + (f"，是否应为 {near[0]}？" if near else "")
    if kind == "missing":
        return f"  {key}：必须填写"
    return f"  {key}：" + _SAID.get(kind, "类型或取值不对").format(**limits)


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


def _known(keys: tuple[str, ...]) -> list[str]:
    model: Any = Config
    for key in keys:
        model = model.model_fields[key].annotation if key in getattr(model, "model_fields", {}) else None
    return list(getattr(model, "model_fields", {}))
