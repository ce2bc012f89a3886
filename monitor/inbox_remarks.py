"""What lies in the inbox and is not taken in, in Chinese, for the operator.

Comes in: the folder, the moment of looking. Goes out: lines with counts and the names of folders, never of files. A
folder that cannot be looked into is a line as well: what is only said here must not keep a month from going out. Never
moves or reads a file.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from monitor import clock
from monitor.errors import MonitorError
from monitor.inbox import changed_at, is_aside, is_at_rest, kinds, unreadable, whole
from monitor.intake.columns import KINDS

_DONE: Final = ("loaded", "refused")
_MOST: Final = 1000
# What storage and desktop systems put into any folder.
_LITTER: Final = re.compile(r"^[.@]|^(?:lost\+found|\$recycle\.bin|system volume information)$", re.IGNORECASE)


def remarks(folder: Path) -> tuple[str, ...]:
    """As `overlooked`; a folder that cannot be read is one line with its code, and never an error."""
    try:
        return overlooked(folder)
    except MonitorError as error:
        return (f"[{error.code}] {error.what}：{error.where}。处理：{error.todo}",)


def overlooked(folder: Path) -> tuple[str, ...]:
    """What nobody will take in: the folder is not there, folders of no kind, files in none, refused files.

    Raises StorageError if the folder, or one of a kind, cannot be read.
    """
    try:
        if not folder.is_dir():
            return (f"收件文件夹不在：{folder}。没有建，或共享盘没有挂上；建好以前什么也收不到",)
        for _parcel in whole(folder):
            pass
        return tuple(_overlooked(folder))
    except OSError:
        raise unreadable(folder) from None


def unfinished(folder: Path, now: float, rest_seconds: int) -> tuple[str, ...]:
    """How many files are left for a later look: just written, or of a time to come; empty for none."""
    try:
        left = [changed_at(one.path, now) for one in whole(folder) if not is_at_rest(one.path, now, rest_seconds)]
    except OSError:
        return ()  # a file went away meanwhile, or the share: the next round reads the folder anew
    ahead = [moment for moment in left if moment > now + rest_seconds]
    return (*_just_written(len(left) - len(ahead), rest_seconds), *_ahead(ahead))


def _just_written(count: int, rest_seconds: int) -> Iterator[str]:
    if count:
        yield f"收件文件夹里有 {count} 个文件写下还不到 {rest_seconds} 秒，可能没有传完，留到下一轮再收"


def _ahead(moments: list[float]) -> Iterator[str]:
    if moments:
        last = datetime.fromtimestamp(max(moments), clock.SHANGHAI)
        yield (
            f"收件文件夹里有 {len(moments)} 个文件的时间在将来（最晚 {last:%Y-%m-%d %H:%M}），看不出是否传完，没有收："
            "本机或共享盘的时间不对，请核对；过了那个时间会收，确已传完的在旁边放一个同名加 .done 的空文件，下一轮就收"
        )


def _overlooked(folder: Path) -> Iterator[str]:
    known = {name for kind in KINDS for name in (kind, KINDS[kind].zh)}
    names = "、".join(KINDS[kind].zh for kind in kinds())
    folders, files = _listed(folder)
    for name in sorted(set(folders) - known - {*_DONE}):
        yield from _unknown(folder / name, names)
    if files:
        yield f"收件文件夹里有 {_said(files)}文件没有放进哪一类的文件夹，没有收：可用的名字是 {names}"
    if "refused" in folders:
        yield from _refused(folder / "refused")


def _unknown(folder: Path, names: str) -> Iterator[str]:
    """What is said of a folder of no kind, whatever lies how deep in it."""
    closed: list[OSError] = []
    found = list(islice(_below(folder, closed), _MOST))
    if found:
        yield f"收件文件夹里的“{folder.name}”不是哪一类的文件夹，里面 {_said(found)}文件没有收：可用的名字是 {names}"
    if closed:
        yield f"收件文件夹里的“{folder.name}”不是哪一类的文件夹，有读不出来的地方：检查权限，或移走"


def _below(folder: Path, closed: list[OSError]) -> Iterator[str]:
    """The files at any depth; what keeps a folder shut goes into `closed`."""
    for _top, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = _ours(folders)
        yield from _ours(files)


def _refused(folder: Path) -> Iterator[str]:
    count = 0
    try:
        for name in _listed(folder)[0]:
            files = set(_listed(folder / name)[1])
            count += sum(not _is_reason(one, files) for one in files)
    except OSError:
        yield f"{folder} 里有读不出来的地方，被拒收的文件没有数全：检查权限"
    if count:
        yield f"{folder} 里还有 {count} 个被拒收的文件：按旁边的 .txt 改正后重新放入，或删去"


def _is_reason(name: str, beside: set[str]) -> bool:
    """Whether a file tells why another was refused: `a.csv.txt` of `a.csv`, be that one there or seen to already.

    A delivery may be called .txt itself; its own reason, `a.txt.txt`, lies beside it.
    """
    of, ending = os.path.splitext(name)
    return ending == ".txt" and (of in beside or ("." in of and f"{name}.txt" not in beside))


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """The names of the folders and of the files in a folder. Raises OSError."""
    closed: list[OSError] = []
    for _top, folders, files in os.walk(folder, onerror=closed.append):
        return _ours(folders), _ours(files)
    raise closed[0]


def _ours(names: Iterable[str]) -> list[str]:
    return [name for name in names if not (is_aside(name) or _LITTER.search(name))]


def _said(found: list[str]) -> str:
    return f"{len(found)} 个" if len(found) < _MOST else f"{_MOST} 个以上"
