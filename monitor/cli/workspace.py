"""Makes a workspace: a folder with `config.toml`, an empty warehouse, the secret, and the place's divisions."""

import json
from datetime import date
from pathlib import Path

from monitor.cli.session import open_warehouse
from monitor.config import load_config
from monitor.errors import StorageError, UsageError
from monitor.policy import load_pack
from monitor.resources import regions_file, templates_dir
from monitor.warehouse import secret
from monitor.warehouse.connection import warehouse
from monitor.warehouse.load import load_file


def make_workspace(directory: Path, place: str, today: date, packs: str | None = None) -> int:
    """Create the workspace; returns how many divisions were loaded. Raises UsageError when there is one already.

    `packs` is the folder with the bureau's own packs, relative to the workspace.
    """
    target = directory / "config.toml"
    if target.exists():
        raise UsageError("E-INIT-002", "这个目录已经有 config.toml", where=str(target), todo="换一个目录，或直接使用它")
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_text(_config_text(place, packs), encoding="utf-8")
    except OSError:
        raise StorageError("E-DISK-002", "目录建不起来", where=str(directory), todo="检查路径和权限") from None
    config = load_config(target)
    secret.create(config)
    with warehouse(config.path("warehouse"), config.engine):
        pass
    return _load_regions(target, place, today)


def _config_text(place: str, packs: str | None) -> str:
    text = (templates_dir() / "config.toml").read_text(encoding="utf-8").replace("{{place}}", place)
    own = "" if packs is None else f"packs = {json.dumps(packs, ensure_ascii=False)}  # 自己的政策包\n"
    return text.replace("\n[intake]\n", f"{own}\n[intake]\n", 1)


def _load_regions(target: Path, place: str, today: date) -> int:
    config = load_config(target)
    path = regions_file(place)
    if path is None:
        return 0
    with open_warehouse(config) as con:
        return load_file(con, config, load_pack(place), "regions", path, as_of=None, today=today).counts.accepted
