"""The passcodes of a month's sealed pages and encrypted packages, to be handed over by another way than the files.

Comes in: an issue and its finished folder. Goes out: a table of recipient, passcode, name and what it opens, on the
screen or in a file that only its owner can read. Never stores a passcode elsewhere, never logs one.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.deliver.analysis import Answer, as_csv
from monitor.deliver.dispatch.addressing import wants
from monitor.deliver.dispatch.archive import package_code
from monitor.deliver.manifest import DeliveredFile, as_sent
from monitor.deliver.sealed import holder, passcode
from monitor.errors import NotFound, StorageError
from monitor.lists.issue import Issue
from monitor.warehouse import secret

_HEADINGS: Final = ("接收单位代码", "口令", "接收单位", "打开什么")
_PAGE, _PACKAGE = "网页", "压缩包"


def passcode_table(config: Config, issue: Issue, recipient: str | None = None) -> Answer:
    """One row for each recipient of a sealed file and of a package, or for one of them, by code.

    Raises NotFound where the folder is not there as it was sent, nothing needs a code, or nothing for this recipient.
    """
    folder = config.path("out") / issue.month / f"v{issue.version}"
    files = as_sent(issue, folder) if folder.is_dir() else ()
    if not files:
        raise _not_as_sent(issue, folder)
    rows = tuple(_rows(config, issue, files))
    if not rows:
        todo = "本月没有封装的网页，打开就能看；要封装，在 config.toml [deliver] 里写明"
        raise NotFound("E-PASS-002", "本月没有封装的网页和加密的压缩包", where=str(folder), todo=todo)
    wanted = tuple(row for row in rows if recipient in (None, row[0]))
    if not wanted:
        todo = "代码就是文件名里 .html 前的部分，如 340123101_township；没有人的名单不封装，不需要口令"
        raise NotFound("E-PASS-003", "没有封装给这个接收单位的网页或压缩包", todo=todo)
    return Answer(_HEADINGS, wanted)


def _not_as_sent(issue: Issue, folder: Path) -> NotFound:
    again = f"monitor month {issue.month} 重新写出"
    if folder.is_dir():
        what, todo = "本月的名单文件夹被改动过", f"把它移走备查，再运行 {again}"
    else:
        what, todo = "本月的名单文件夹不在", f"先运行 {again}"
    return NotFound("E-PASS-001", what, where=str(folder), todo=todo)


def _rows(config: Config, issue: Issue, files: Sequence[DeliveredFile]) -> Iterator[tuple[str, str, str, str]]:
    names = {holder(one.recipient): one.name for one in files}
    sealed = {holder(one.recipient) for one in files if one.sealed}
    packing = [target for target in config.deliver.to.values() if target.package == "zip"]
    packed = {code for code in names if any(wants(target, code, issue.regions) for target in packing)}
    key = secret.read(config) if sealed or packed else b""
    yield from ((code, passcode(key, issue, code), names[code], _PAGE) for code in names if code in sealed)
    yield from ((code, package_code(key, issue, code), names[code], _PACKAGE) for code in names if code in packed)


def write_table(table: Answer, path: Path) -> None:
    """The table as CSV (UTF-8 with BOM) in a new file for its owner alone. Raises StorageError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as sink:
            sink.write(as_csv(table))
            sink.flush()
            os.fsync(sink.fileno())
    except OSError:
        todo = "检查目录和权限；已有同名文件时换一个名字"
        raise StorageError("E-PASS-004", "口令表没有写出", where=str(path), todo=todo) from None
