"""The `[sources.NAME]` sections of `config.toml`: databases of the bureau that are read by a query.

Comes in: what the operator wrote. Goes out: frozen `SourceSettings`, and one Chinese line for whatever does not fit
together. A password never stands here: only where it is kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.config_fields import Variable, one_of, password_problems, said, split_address

Engine = Literal["postgresql", "mysql"]

_ENGINES: Final[dict[str, Engine]] = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql"}
_PORTS: Final[dict[Engine, int]] = {"postgresql": 5432, "mysql": 3306}
_URL: Final = "写成 postgresql://用户@主机:5432/数据库 或 mysql://用户@主机:3306/数据库"
_SELECT: Final = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(?:select|with)\b", re.IGNORECASE | re.DOTALL)
_PLACEHOLDER: Final = re.compile(r"(?<!:):watermark\b")

_Whole = Annotated[int, Field(strict=True)]


@dataclass(frozen=True)
class Address:
    """Where a database is and as whom to ask it."""

    engine: Engine
    host: str
    port: int
    user: str
    database: str


def address(url: str) -> Address:
    """The parts of an address; raises ValueError where it is not one, or says more than may stand in the file."""
    parts = split_address(url, instead="，加密方式用 sslmode、ca_file 写")
    if parts.scheme not in _ENGINES:
        raise said(_URL)
    engine = _ENGINES[parts.scheme]
    database = unquote(parts.path.removeprefix("/"))
    if not (parts.hostname and parts.username and database) or "/" in database:
        raise said(_URL)
    return Address(engine, parts.hostname, parts.port or _PORTS[engine], unquote(parts.username), database)


def _check_url(url: str) -> str:
    address(url)
    return url


def _check_query(query: str) -> str:
    if not _SELECT.match(query):
        raise said("要写一条 SELECT 查询")
    if _PLACEHOLDER.search(query):
        raise said("不用写 :watermark 和有关的条件：写了 watermark，程序自己只取新的")
    return query.rstrip().rstrip(";")


def _start_text(start: object) -> object:
    if isinstance(start, date | datetime):
        return start.isoformat()
    return str(start) if isinstance(start, int) and not isinstance(start, bool) else start


SourceKind = Annotated[str, one_of("settlements", "persons", "identities", "households", "regions", "referrals",
                                   "chronic", "renumbered")]  # fmt: skip


class SourceSettings(BaseModel):
    """One source: which kind of records a query of which database gives, and how to tell what is new."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: SourceKind
    url: Annotated[str, AfterValidator(_check_url)]
    query: Annotated[str, AfterValidator(_check_query)]
    password_env: Variable | None = None
    password_file: Path | None = None
    watermark: Annotated[str, Field(min_length=1)] | None = None
    start: Annotated[str, BeforeValidator(_start_text)] | None = None
    overlap_hours: _Whole = Field(default=24, ge=0, le=8784)
    sslmode: Annotated[str, one_of("disable", "require", "verify-ca", "verify-full")] = "require"
    ca_file: Path | None = None
    connect_seconds: _Whole = Field(default=10, ge=2, le=600)
    query_seconds: _Whole = Field(default=3600, ge=1, le=86400)

    @property
    def address(self) -> Address:
        """The parts of `url`."""
        return address(self.url)


def source_problems(values: Mapping[str, Any]) -> Iterator[tuple[list[str], str]]:
    """(key path, what is wrong) where settings of a source, each well written, do not go together."""
    sources = values.get("sources")
    for name, source in (sources if isinstance(sources, dict) else {}).items():
        if isinstance(source, dict):
            yield from ((["sources", name, key], what) for key, what in _contradictions(source))


def _contradictions(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from password_problems(source)
    for key in ("start", "overlap_hours"):
        if key in source and "watermark" not in source:
            yield key, "要和 watermark 一起写"
    if source.get("sslmode") in ("verify-ca", "verify-full") and "ca_file" not in source:
        yield "sslmode", "要核对证书，还要用 ca_file 写明证书颁发机构的证书文件"
    if "ca_file" in source and source.get("sslmode") not in ("verify-ca", "verify-full"):
        yield "ca_file", 'sslmode 写 "verify-full"（或 "verify-ca"）时才核对证书'
