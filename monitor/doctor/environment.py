"""Whether the machine is one on which the program was tried: Python, libraries, clock, fonts."""

import importlib.metadata
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

from monitor import clock
from monitor.doctor.finding import Finding, Situation
from monitor.errors import StorageError
from monitor.log import last_moment
from monitor.resources import lock_file

# What the program itself imports; the rest of the lock is for developers.
LIBRARIES: Final = (
    "duckdb", "polars", "numpy", "pydantic", "jinja2", "matplotlib", "click", "rich", "xlsxwriter", "openpyxl",
    "cryptography", "apscheduler", "psycopg", "pymysql", "fsspec", "paramiko", "pyzipper", "apprise",
)  # fmt: skip
_OLDEST: Final = (3, 11)
_FUTURE: Final = timedelta(minutes=10)
_LONG_AGO: Final = timedelta(days=400)
_PIN: Final = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_CHINESE: Final = re.compile(r"noto ?s(ans|erif) ?cjk|source ?han|wqy|wenquanyi|simsun|simhei|yahei|pingfang", re.I)
_FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def python(_situation: Situation) -> Iterator[Finding]:
    """The interpreter is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST:
        yield Finding(f"{version} 太旧", "安装 Python 3.11 或更新的版本", StorageError)
    else:
        yield Finding(version)


def libraries(_situation: Situation) -> Iterator[Finding]:
    """The libraries are those with which the program was tested (R112)."""
    missing, other = _compared(pinned())
    if missing:
        yield Finding(f"缺少 {'、'.join(missing)}", "按 requirements.lock 重新安装", StorageError)
    if other:
        yield Finding(f"和测试过的版本不同：{'、'.join(other)}", "按 requirements.lock 安装，或先用演示城市试跑一遍")
    if not (missing or other):
        yield Finding(f"{len(LIBRARIES)} 个库都是测试过的版本")


def pinned() -> Mapping[str, tuple[str, ...]]:
    """The versions that the program was tested with, by name; several where they depend on Python's."""
    path, found = lock_file(), dict[str, tuple[str, ...]]()
    for name, version in _PIN.findall(path.read_text(encoding="utf-8")) if path else ():
        found[name] = (*found.get(name, ()), version)
    return found


def other_versions() -> tuple[str, ...]:
    """Libraries that are other than tested, each with both versions; for a warning at start."""
    return tuple(_compared(pinned())[1])


@cache
def version_cautions() -> tuple[str, ...]:
    """One sentence for a month's run under other libraries than tested (R112); asked once in a process."""
    other = other_versions()
    return (f"[W-VERSION] 依赖库和测试过的版本不同：{'、'.join(other)}；用 monitor doctor 核对",) if other else ()


def clock_(situation: Situation) -> Iterator[Finding]:
    """The clock is not behind what was already written, and not far ahead of it (R29)."""
    hours = clock.machine_offset() // timedelta(hours=1)
    zone = f"北京时间 {situation.at:%Y-%m-%d %H:%M}（本机时区 UTC{hours:+d}，程序一律按北京时间）"
    last = last_moment(situation.config.path("log")) if situation.config else None
    if last is not None and situation.at < last - _FUTURE:
        yield Finding(
            f"{zone}，比运行日志的最后一行 {last.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} 还早",
            "校准本机时钟后再运行",
        )
    elif last is not None and situation.at - last > _LONG_AGO:
        yield Finding(f"{zone}，离上次运行超过 {_LONG_AGO.days} 天", "时钟若不对，先校准再运行")
    else:
        yield Finding(zone)


def fonts(_situation: Situation) -> Iterator[Finding]:
    """Whether this machine can draw Chinese; only printing here needs it, the pages bring text, not pictures of it."""
    found = next((path.name for path in _font_files() if _CHINESE.search(path.name)), None)
    if found:
        yield Finding(f"有中文字体（{found}）")
    else:
        yield Finding(
            "W-FONT 本机没有找到中文字体：网页和图里的字是文字，在看的人的电脑上显示，不受影响",
            "要在本机打印或转 PDF，先安装中文字体（如 fonts-noto-cjk）",
        )


def _compared(tested: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[str]]:
    missing, other = [], []
    for name in LIBRARIES:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
            continue
        known = tested.get(name, ())
        if version not in known:
            other.append(f"{name} {version}（测试过 {'、'.join(known) or '未知'}）")
    return missing, other


def _font_files() -> Iterator[Path]:
    for name in _FONT_FOLDERS:
        yield from sorted(Path(name).expanduser().rglob("*.[ot]t[fc]"))
