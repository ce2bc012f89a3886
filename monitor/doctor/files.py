"""Whether the workspace's files lie where they should, for their owner alone, with room to spare."""

import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.disk import COPIES_OF_INPUT, Room, room, size_text
from monitor.doctor.finding import Finding, Situation, of_error
from monitor.errors import MonitorError, StorageError
from monitor.inbox_remarks import overlooked

_FOLDERS: Final = ("raw", "rejected", "out", "log", "backup")
_FILES: Final = ("warehouse", "published", "secret", "audit", "ledger")
_OTHERS: Final = 0o077
_SHOWN: Final = 5
# What a run that was stopped leaves behind, below which [paths] key, and whether the next run clears it by itself.
LEFT_OVER: Final = {
    "raw": ("intake-*", ".*.part"),
    "out": ("*/.v*.tmp", "*/.current.tmp"),
    "published": (".*.new",),
    "secret": (".secret*",),
    "backup": (".backup-*", ".*.part"),
    "warehouse": (".spill", ".restore-*", ".retention-*"),
}


def places(situation: Situation) -> Iterator[Finding]:
    """Every configured place can be written (R109)."""
    if situation.config is None:
        return
    found = [one for key in (*_FOLDERS, *_FILES) for one in _place(situation.config, key)]
    yield from found or [Finding("各文件夹都能写")]
    inbox = situation.config.optional_path("inbox")
    yield from _inbox(inbox) if inbox else ()


def _inbox(folder: Path) -> list[Finding]:
    try:
        return [Finding(one, "见 docs/automatic.md 的收件文件夹一节") for one in overlooked(folder)]
    except StorageError as error:
        return [of_error(error)]


def modes(situation: Situation) -> Iterator[Finding]:
    """Files are 0600, folders 0700: nobody else reads them (R129)."""
    if situation.config is None:
        return
    open_ = [path for path in _everything(situation) if stat.S_IMODE(path.lstat().st_mode) & _OTHERS]
    if open_:
        named = "、".join(str(path) for path in open_[:_SHOWN])
        what = f"{len(open_)} 个文件或文件夹别的用户也能进：{named}"
        yield Finding(what, f"chmod -R go= {situation.config.root}", StorageError)
    else:
        yield Finding("文件 0600、文件夹 0700，只有属主能看")


def owners(situation: Situation) -> Iterator[Finding]:
    """Everything belongs to who runs the program."""
    if situation.config is None:
        return
    foreign = [path for path in _everything(situation) if path.lstat().st_uid != os.geteuid()]
    if foreign:
        named = "、".join(f"{path}（{_name(path.lstat().st_uid)}）" for path in foreign[:_SHOWN])
        yield Finding(
            f"{len(foreign)} 个不属于 {_name(os.geteuid())}：{named}", "用属主的账号运行，或 chown 给运行的账号"
        )
    else:
        yield Finding(f"都属于 {_name(os.geteuid())}")


def space(situation: Situation) -> Iterator[Finding]:
    """Room for the largest file that came so far, and for the next copies (R9)."""
    if situation.config is None:
        return
    largest = max((path.stat().st_size for path in _files(situation.config.path("raw"))), default=0)
    try:
        found = room(situation.config, largest)
    except MonitorError:
        return
    text = f"{found.text()}（载入过的最大文件 {size_text(largest)} 的 {COPIES_OF_INPUT} 倍加数据仓库的 1 倍）"
    if found.is_enough:
        yield Finding(text)
    else:
        yield Finding(text, "清理磁盘：monitor retention 列出到期的文件", StorageError)
    yield from _other_volumes(situation.config, found)


def encryption(situation: Situation) -> Iterator[Finding]:
    """Whether the volume of the warehouse is encrypted, as far as the system tells."""
    if situation.config is None:
        return
    device = _existing(situation.config.path("warehouse")).stat().st_dev
    if _is_crypt(Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")):
        yield Finding("数据仓库在加密的磁盘上")
    else:
        yield Finding("看不出数据仓库所在的磁盘是否加密", "数据仓库本身不加密，请放在加密的磁盘上（如 LUKS）")


def left_over(situation: Situation) -> Iterator[Finding]:
    """What a run that was stopped left behind."""
    if situation.config is None:
        return
    found = [path for key, patterns in LEFT_OVER.items() for path in _stray(situation.config, key, patterns)]
    if found:
        named = "、".join(str(path) for path in found[:_SHOWN])
        yield Finding(f"被打断的运行留下 {len(found)} 个临时文件：{named}", "没有别的 monitor 在运行时可以删除")
    else:
        yield Finding("没有")


def _place(config: Config, key: str) -> Iterator[Finding]:
    """What is wrong with a place: not there, something else, not writable."""
    path = config.path(key)
    parent = _existing(path if key in _FOLDERS else path.parent)
    if path.exists() and path.is_dir() != (key in _FOLDERS):
        kind = "文件夹" if key in _FOLDERS else "文件"
        yield _wrong(key, path, f"应该是{kind}", "移开它，或改 config.toml 的 [paths]")
    elif not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK, effective_ids=True):
        yield _wrong(key, parent, "不能写", "检查属主、权限，以及磁盘是否只读")
    elif path.exists() and not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        yield _wrong(key, path, "不能读写", "检查属主和权限")


def _wrong(key: str, path: Path, what: str, todo: str) -> Finding:
    owner = _name(path.stat().st_uid) if os.access(path, os.F_OK, effective_ids=True) else "？"
    return Finding(f"{key}（{path}，属主 {owner}）{what}", todo, StorageError)


def _other_volumes(config: Config, known: Room) -> Iterator[Finding]:
    """Volumes other than the warehouse's need as much as their largest file, for the next one of its kind."""
    device = known.folder.stat().st_dev
    for key in ("out", "published", "backup"):
        folder = _existing(config.path(key))
        if folder.is_dir() and folder.stat().st_dev != device:
            largest = max((path.stat().st_size for path in _files(config.path(key))), default=0)
            other = Room(folder, shutil.disk_usage(folder).free, largest)
            if not other.is_enough:
                yield Finding(f"{key}：{other.text()}", "清理这块磁盘", StorageError)


def _everything(situation: Situation) -> Iterator[Path]:
    """The workspace's own files and folders, none of them opened."""
    if situation.config is None:
        return
    config = situation.config
    for path in (situation.config_path, *(config.path(key) for key in (*_FILES, *_FOLDERS))):
        if path.exists():
            yield path
    for key in _FOLDERS:
        yield from (path for path in config.path(key).rglob("*") if not path.is_symlink())


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    yield from (path for path in place.rglob("*") if path.is_file() and not path.is_symlink())


def _stray(config: Config, key: str, patterns: tuple[str, ...]) -> Iterator[Path]:
    folder = config.path(key) if key in _FOLDERS else config.path(key).parent
    for pattern in patterns:
        yield from sorted(folder.glob(pattern))


def _existing(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    return next(one for one in (path, *path.parents) if one.exists())


def _is_crypt(block: Path) -> bool:
    """Whether a block device, or one below it, is a dm-crypt volume."""
    try:
        if (block / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-"):
            return True
    except OSError:
        pass
    slaves = block / "slaves"
    return slaves.is_dir() and any(_is_crypt(one) for one in slaves.iterdir())


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
