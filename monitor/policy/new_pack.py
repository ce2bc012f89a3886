"""Begins the pack of a place that has none: the three files that a bureau's staff then fill in.

Comes in: a folder, the word for the place, its Chinese name and division code. Goes out: a pack, a text and scenarios
from the templates, with everything that must be filled in left empty. It never overwrites a file.
"""

import re
from pathlib import Path

from monitor.errors import StorageError, UsageError
from monitor.resources import templates_dir

_LEVELS = {2: "province", 4: "city", 6: "county"}
_FILES = {"{}.toml": "pack.toml", "texts/{}.txt": "text.txt", "scenarios/{}.md": "scenarios.md"}


def begin_pack(folder: Path, place: str, name: str, division: str) -> list[Path]:
    """Write the three files and return them; UsageError (E-PACK-NEW) where they cannot be of a new place."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", place):
        raise _refused("地方代号只用小写英文字母、数字和下划线，以字母开头", "换一个代号，如 qinghe")
    if not (re.fullmatch("[0-9]+", division) and len(division) in _LEVELS):
        raise _refused("区划代码应为省 2 位、市 4 位、县 6 位数字", "核对区划代码")
    targets = {folder / target.format(place): templates_dir() / "pack" / source for target, source in _FILES.items()}
    for path in targets:
        if path.exists():
            raise _refused(f"{path.name} 已经有了", "直接编辑它，或换一个代号", str(path))
    words = {"place": place, "name": name, "division": division, "level": _LEVELS[len(division)]}
    for path, template in targets.items():
        _write(path, _filled(template.read_text(encoding="utf-8"), words))
    return list(targets)


def _refused(what: str, todo: str, where: str = "") -> UsageError:
    return UsageError("E-PACK-NEW", what, where=where, todo=todo)


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: words[found[1]], text)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        raise StorageError("E-DISK-002", "文件写不下去", where=str(path), todo="检查路径和权限") from None
