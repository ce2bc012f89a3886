"""Reads `config.toml`: what the operator may set, checked all at once, with the nearest key for a typo.

Comes in: a TOML file in UTF-8. Goes out: a frozen `Config` with absolute paths.
Never holds a policy figure: those live in the policy packs (`parameters` fills what a pack leaves open).
"""

import difflib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.errors import StorageError, UsageError

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
    max_rejected_rows: int = Field(default=1000, ge=0)
    max_rejected_percent: int = Field(default=1, ge=0, le=100)
    small_file_rows: int = Field(default=20, ge=0)
    max_amount_yuan: Decimal = Field(default=Decimal("9999999.99"), gt=0)
    max_file_bytes: int = Field(default=4 * 1024**3, gt=0)
    columns: dict[str, dict[str, str]] = Field(default_factory=dict)
    med_types: dict[str, str] = Field(default_factory=dict)


class ScreenSettings(_Part):
    """The early watch and the step at which a warning counts as escalated. Not law: the bureau's own choice."""

    early_percent: int = Field(default=80, ge=1, le=100)
    pace_min_months: int = Field(default=3, ge=1, le=12)
    escalation_lines: int = Field(default=1, ge=1)


class ListSettings(_Part):
    """What the offices' pages may show beyond the defaults of `access.toml`."""

    show_phone: bool = False


class EngineSettings(_Part):
    """How much of the machine DuckDB may take."""

    memory_limit_gb: int = Field(default=4, ge=1)
    threads: int | None = Field(default=None, ge=1)


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
    values = _parse(path, _text(path))
    if "root" in values:
        raise UsageError("E-CFG-003", "config.toml 有无法识别的项：root", where=str(path), todo="删除这一项")
    try:
        config = Config.model_validate({**values, "root": path.resolve().parent})
    except ValidationError as error:
        raise UsageError(
            "E-CFG-003", "config.toml 有错误：\n" + "\n".join(_problems(error)), where=str(path), todo="改正后重新运行"
        ) from None
    _check_med_types(config, path)
    return config


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            "E-CFG-001",
            "找不到配置文件",
            where=str(path),
            todo="先运行 monitor init 目录 --place hefei，或用 --config 指明配置文件",
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
        line = getattr(error, "lineno", "?")
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


def _problems(error: ValidationError) -> list[str]:
    return [
        _problem(item["type"], tuple(str(part) for part in item["loc"]), item.get("ctx", {})) for item in error.errors()
    ]


def _problem(kind: str, keys: tuple[str, ...], limits: dict[str, Any]) -> str:
    key = ".".join(keys)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(keys[-1], _known(keys[:-1]), n=1)
        return f"  {key}：无法识别" + (f"，是否应为 {near[0]}？" if near else "")
    if kind == "missing":
        return f"  {key}：必须填写"
    allowed = "，".join(f"{name}={value}" for name, value in limits.items() if name in ("ge", "gt", "le", "lt"))
    return f"  {key}：类型或取值不对（{kind}{'，' + allowed if allowed else ''}）"


def _known(keys: tuple[str, ...]) -> list[str]:
    model: Any = Config
    for key in keys:
        model = model.model_fields[key].annotation if key in getattr(model, "model_fields", {}) else None
    return list(getattr(model, "model_fields", {}))
