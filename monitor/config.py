"""Reads `config.toml`: what the operator may set, checked all at once, with the nearest key for a typo.

Comes in: a TOML file in UTF-8. Goes out: a frozen `Config` with absolute paths.
Never holds a policy figure: those live in the policy packs (`parameters` fills what a pack leaves open).
"""

import os
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from monitor.config_fields import SectionName, day_of_month, one_of
from monitor.config_problems import problem, problems
from monitor.delivery_settings import NotifySettings, TargetSettings, delivery_problems
from monitor.errors import StorageError, UsageError
from monitor.offices import DEPARTMENTS
from monitor.source_settings import SourceSettings, source_problems

_Whole = Annotated[int, Field(strict=True)]
_Switch = Annotated[bool, Field(strict=True)]
_Kind = Annotated[str, one_of("settlements", "persons", "identities", "households", "regions", "referrals", "chronic",
                              "renumbered", "receipts")]  # fmt: skip
_Care = Annotated[str, one_of("inpatient", "outpatient_chronic", "high_value_drug", "outpatient", "emergency",
                              "pharmacy", "maternity", "other")]  # fmt: skip
_Sealable = Annotated[str, one_of("township", *DEPARTMENTS)]
_PLACES = ("warehouse", "published", "raw", "rejected", "out", "secret", "audit", "ledger", "log", "backup")
_DayOfMonth = Annotated[int | Literal["last"], day_of_month()]
_Month = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
_RESERVED = (
    "intake", "warehouse", "settle", "screen", "lists", "deliver", "feedback", "main", "temp", "system", "copy",
    "memory",
)  # fmt: skip


# OWASP ASVS 5.0, Appendix C: PBKDF2-HMAC-SHA-256 with 600,000 rounds at least.
SEALING_ROUNDS: Final = 600_000


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
    audit: Path = Path("audit.jsonl")
    ledger: Path = Path("ledger.jsonl")
    log: Path = Path("log")
    backup: Path = Path("backup")
    inbox: Path | None = None
    packs: Path | None = None
    access: Path | None = None
    workdays: Path | None = None


class IntakeSettings(_Part):
    """How files are read, when a file has too many bad rows to be believed, and whether one under the name of an
    earlier one is taken in as its correction without asking."""

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    sheet: str | None = None
    delimiters: dict[_Kind, Annotated[str, Field(min_length=1, max_length=1)]] = Field(default_factory=dict)
    sheets: dict[_Kind, str] = Field(default_factory=dict)
    max_rejected_rows: _Whole = Field(default=1000, ge=0)
    max_rejected_percent: _Whole = Field(default=1, ge=0, le=100)
    small_file_rows: _Whole = Field(default=20, ge=0)
    max_amount_yuan: Decimal = Field(default=Decimal("9999999.99"), gt=0, lt=10**14)
    max_file_bytes: _Whole = Field(default=4 * 1024**3, gt=0)
    same_name: Literal["ask", "accept"] = "ask"
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
    """What the offices' pages may show beyond the defaults of `access.toml`, below how many persons a count of the
    report to the city and the province is hidden, and after how many months a recognition that no roster has confirmed
    is told."""

    show_phone: _Switch = False
    small_cell: _Whole = Field(default=10, ge=3, le=1000)
    confirm_months: _Whole = Field(default=3, ge=1, le=60)


class HoldSettings(_Part):
    """When a month must not go out by itself. Not law: the bureau's own prudence.

    Percentages of what usually comes; `least_settlements` from which a month or a place is judged at all; the days are
    the age of the newest roster at the month's end.
    """

    volume_percent: _Whole = Field(default=70, ge=0, le=100)
    place_percent: _Whole = Field(default=50, ge=0, le=100)
    least_settlements: _Whole = Field(default=200, ge=1)
    identities_days: _Whole = Field(default=31, ge=1)
    persons_days: _Whole = Field(default=92, ge=1)


class DeliverSettings(_Part):
    """Whose pages are sealed with a passcode, and for how many days from the day of issue they open. Then the places to
    which the files are brought, how often a day that is tried, after how many seconds without an answer a try is given
    up, and who is told.
    """

    sealed: tuple[_Sealable, ...] = ("township",)
    valid_days: _Whole = Field(default=180, ge=1, le=36_500)
    attempts_per_day: _Whole = Field(default=8, ge=1, le=1000)
    timeout_seconds: _Whole = Field(default=30, ge=1, le=600)
    to: dict[SectionName, TargetSettings] = Field(default_factory=dict)
    notify: dict[SectionName, NotifySettings] = Field(default_factory=dict)


class ScheduleSettings(_Part):
    """Days for what the documents only call periodical, and how deadlines are kept. A day is the last one that is in
    time; where a document names a day, that one counts. Then the months by themselves: from which month on, how often
    to look, how often a month is tried, and for how many seconds a file must be at rest before it is read.
    """

    due_day: _DayOfMonth = 9
    roster_day: _DayOfMonth | None = None
    summary_day: _DayOfMonth | None = None
    day_counts: _Switch = False
    on_working_day: _Switch = True
    remind_working_days: _Whole = Field(default=3, ge=0, le=20)
    first_month: _Month | None = None
    every_minutes: _Whole = Field(default=30, ge=1, le=1440)
    attempts: _Whole = Field(default=3, ge=1, le=100)
    rest_seconds: _Whole = Field(default=60, ge=0)

    @property
    def first_month_number(self) -> int | None:
        """`first_month` as six digits."""
        return int(self.first_month.replace("-", "")) if self.first_month else None


class RetentionSettings(_Part):
    """How many months files with personal data and run logs are kept, and the months that a legal hold keeps longer."""

    raw_months: _Whole = Field(default=24, ge=1, le=1200)
    rejected_months: _Whole = Field(default=6, ge=1, le=1200)
    out_months: _Whole = Field(default=13, ge=1, le=1200)
    backup_months: _Whole = Field(default=6, ge=1, le=1200)
    log_months: _Whole = Field(default=24, ge=1, le=1200)
    hold: tuple[_Month, ...] = ()


class EngineSettings(_Part):
    """How much of the machine DuckDB may take, how many seconds an analyst's query may run, and how many a run waits
    for somebody who has the warehouse open for reading.
    """

    memory_limit_gb: _Whole = Field(default=4, ge=1)
    threads: _Whole | None = Field(default=None, ge=1)
    query_seconds: _Whole = Field(default=60, ge=1)
    wait_seconds: _Whole = Field(default=60, ge=0, le=3600)


class Config(_Part):
    """Everything in `config.toml`; `root` is the folder that holds it."""

    place: str
    root: Path = Path(".")
    paths: Paths = Paths()
    intake: IntakeSettings = IntakeSettings()
    sources: dict[SectionName, SourceSettings] = Field(default_factory=dict)
    settle: SettleSettings = SettleSettings()
    screen: ScreenSettings = ScreenSettings()
    lists: ListSettings = ListSettings()
    holds: HoldSettings = HoldSettings()
    deliver: DeliverSettings = DeliverSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    retention: RetentionSettings = RetentionSettings()
    engine: EngineSettings = EngineSettings()
    parameters: dict[str, Decimal] = Field(default_factory=dict)

    def path(self, name: str) -> Path:
        """The absolute path of one of the `[paths]` keys.

        Raises StorageError where a link leads out of the folder of `config.toml` and the key does not say so itself.
        """
        written = Path(os.path.normpath(self.root / getattr(self.paths, name)))
        real = written.resolve()
        if written.is_relative_to(self.root) and not real.is_relative_to(self.root.resolve()):
            todo = f"在 config.toml 的 [paths] 里把 {name} 写成真实的路径，或删除这个链接"
            raise StorageError("E-PATH-001", "路径是一个链接，指向工作目录之外", where=f"{written} → {real}", todo=todo)
        return real

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
    found += [problem(keys, what, text) for keys, what in (*source_problems(values), *delivery_problems(values))]
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
