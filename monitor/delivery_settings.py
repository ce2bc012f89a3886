"""The `[deliver.to.NAME]` and `[deliver.notify.NAME]` sections of `config.toml`: where files go, and who is told.

Comes in: what the operator wrote. Goes out: frozen settings, and one Chinese line for whatever does not fit together.
A password, a key or the address of a robot never stands here: only where it is kept.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from monitor.config_fields import Variable, matching, one_of, password_problems, said, split_address
from monitor.offices import DEPARTMENTS, KINDS

EVENTS: Final = ("issued", "failed", "reminder", "undelivered", "correction")
LOCAL: Final = "file"
SFTP: Final = "sftp"
_RECIPIENT: Final = rf"{'|'.join(KINDS)}|\*|\d{{1,11}}\*|\d{{12}}|\d{{6,12}}_({'|'.join(KINDS[:3])})"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")
_URL: Final = "写成文件夹的路径，或 sftp://用户@主机:22/文件夹 这样的地址"
# Stores that only read, or forget with the process.
_NO_STORE: Final = frozenset(("memory", "http", "https", "data", "zip", "tar", "github", "git", "reference"))
_IN_THE_CLEAR: Final = frozenset(("ftp",))
_LOGS_IN: Final = frozenset((SFTP, "smb", "ftp"))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a target is: the kind of store, its folder, and for a server the host and as whom to log in."""

    scheme: str
    path: str
    host: str = ""
    port: int | None = None
    user: str = ""


def address(url: str) -> Address:
    """The parts of an address; raises a validation error where it is not one, or says what may not stand there."""
    if "://" not in url:
        return Address(LOCAL, url)
    parts = split_address(url)
    if not _SCHEME.fullmatch(parts.scheme) or "::" in url:
        raise said(_URL)
    if parts.scheme in _NO_STORE:
        raise said(f"{parts.scheme} 送不进去：{_URL}")
    scheme = {"ssh": SFTP, "local": LOCAL}.get(parts.scheme, parts.scheme)
    if scheme in _LOGS_IN and not (parts.hostname and parts.username):
        raise said(_URL)
    return Address(scheme, unquote(parts.path), parts.hostname or "", _port(url), unquote(parts.username or ""))


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise said(_URL) from None


def _check_url(url: str) -> str:
    if not url.strip():
        raise said(_URL)
    address(url)
    return url


def _check_marker(name: str) -> str:
    if not name or "/" in name or name in (".", ".."):
        raise said("写一个文件名，不带文件夹")
    return name


_Recipient = Annotated[
    str,
    matching(
        _RECIPIENT, f"写 {'、'.join(KINDS)}，或区划代码（12 位），或接收单位代码（如 340121_civil_affairs），或 *"
    ),
]
_HostKey = Annotated[
    str, matching(r"SHA256:[A-Za-z0-9+/]{43}", "写成 SHA256:…（服务器管理员用 ssh-keygen -lf 看到的那一串）")
]
_Switch = Annotated[bool, Field(strict=True)]


class TargetSettings(BaseModel):
    """One place to which the files of some recipients are brought, and how one gets in there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipients: Annotated[tuple[_Recipient, ...], Field(min_length=1)]
    url: Annotated[str, AfterValidator(_check_url)]
    package: Annotated[str, one_of("none", "zip")] = "none"
    full_ids: _Switch = False
    password_env: Variable | None = None
    password_file: Path | None = None
    key_file: Path | None = None
    host_key: _HostKey | None = None
    marker: Annotated[str, AfterValidator(_check_marker)] | None = None
    group_reads: _Switch = False

    @property
    def address(self) -> Address:
        """The parts of `url`."""
        return address(self.url)


class NotifySettings(BaseModel):
    """Who is told of which events; the address is in an environment variable, for whoever knows it can write there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url_env: Variable
    events: Annotated[tuple[Annotated[str, one_of(*EVENTS)], ...], Field(min_length=1)] = EVENTS


def delivery_problems(values: Mapping[str, Any]) -> Iterator[tuple[list[str], str]]:
    """(key path, what is wrong) where settings of a target, each well written, do not go together."""
    deliver = values.get("deliver")
    targets = deliver.get("to") if isinstance(deliver, dict) else None
    taken: dict[str, str] = {}
    for name, target in (targets if isinstance(targets, dict) else {}).items():
        if isinstance(target, dict) and isinstance(target.get("url"), str):
            here = ["deliver", "to", name]
            yield from (([*here, key], what) for key, what in _contradictions(target))
            other = taken.setdefault(_place(target["url"]), name)
            if other != name:
                yield [*here, "url"], f"和 {other} 写成了同一个地方"


def _place(url: str) -> str:
    """One text for the ways to write a folder."""
    return url.rstrip("/") if "://" in url else posixpath.normpath(url)


def _contradictions(target: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        scheme = address(target["url"]).scheme
    except PydanticCustomError:
        return
    is_packed = target.get("package") == "zip"
    if target.get("full_ids") and not (is_packed and _only_departments(target.get("recipients"))):
        yield "full_ids", '完整证件号码只能装在 package = "zip" 里，只给 civil_affairs、rural_revitalization'
    yield from password_problems(target)
    if scheme == SFTP and "host_key" not in target:
        yield "url", "sftp 还要写 host_key：服务器的指纹，防止送到冒充的服务器"
    for key, fits in (("password_env", _LOGS_IN), ("password_file", _LOGS_IN), ("key_file", {SFTP}),
                      ("host_key", {SFTP}), ("group_reads", {LOCAL})):  # fmt: skip
        if key in target and scheme not in fits:
            yield key, f"这种地址（{scheme}）用不上这一项"
    if scheme in _IN_THE_CLEAR and not is_packed:
        yield "url", f'{scheme} 传送时不加密，要写 package = "zip"'


def _only_departments(recipients: object) -> bool:
    said = recipients if isinstance(recipients, list) else []
    return all(isinstance(one, str) and one.endswith(DEPARTMENTS) for one in said)
