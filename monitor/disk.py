"""Whether there is room before anything is written: a full disk in the middle of a run helps nobody.

Comes in: the configuration, the bytes about to come in. Goes out: nothing, or a StorageError with what is free and what
is needed. It only looks; what a full disk does to a run that has begun is the transaction's matter.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.errors import StorageError

# A file is kept, taken apart in a scratch folder, and stored; a commit may write the warehouse's size once more.
COPIES_OF_INPUT: Final = 3
_STEP: Final = 1024


@dataclass(frozen=True, slots=True)
class Room:
    """A volume that is to be written on: bytes free, bytes needed, and a folder on it."""

    folder: Path
    free: int
    needed: int

    @property
    def is_enough(self) -> bool:
        """Whether what is needed is free."""
        return self.free >= self.needed

    def text(self) -> str:
        """What is free and what is needed, in Chinese."""
        return f"可用 {size_text(self.free)}，至少要 {size_text(self.needed)}"


def room(config: Config, input_bytes: int = 0) -> Room:
    """The room for taking in so many bytes, or for a month's run. Raises StorageError where there is no such folder."""
    path = config.path("warehouse")
    try:
        stored = path.stat().st_size if path.exists() else 0
        free = shutil.disk_usage(path.parent).free
    except OSError:
        raise StorageError(
            "E-DISK-002", "数据库所在的文件夹看不到", where=str(path.parent), todo="检查路径和权限"
        ) from None
    return Room(path.parent, free, COPIES_OF_INPUT * input_bytes + stored)


def require_room(config: Config, input_bytes: int = 0) -> None:
    """Raise StorageError E-DISK-004 where the disk has less room than taking in so many bytes may need."""
    require(room(config, input_bytes), f"输入的 {COPIES_OF_INPUT} 倍加数据仓库的 1 倍")


def require(found: Room, reckoning: str) -> None:
    """Raise StorageError E-DISK-004 where there is not enough; `reckoning` says in Chinese what is needed for what."""
    if not found.is_enough:
        raise StorageError(
            "E-DISK-004",
            f"磁盘空间不够，什么也没有写：{found.text()}（{reckoning}）",
            where=str(found.folder),
            todo="清理磁盘（monitor retention 列出到期的文件），或把工作目录移到更大的磁盘，再重新运行",
        )


def size_text(size: int) -> str:
    """A number of bytes as an operator reads it: 512 字节, 1.5 MB. Never more than is there."""
    for unit, bytes_ in (("GB", _STEP**3), ("MB", _STEP**2), ("KB", _STEP)):
        if size >= bytes_:
            tenths = size * 10 // bytes_
            return f"{tenths // 10}.{tenths % 10} {unit}"
    return f"{size} 字节"
