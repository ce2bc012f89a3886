"""Reads what the checks look at, keeping what cannot be read as a finding instead of stopping."""

from datetime import datetime
from pathlib import Path

from monitor.config import Config, load_config
from monitor.doctor.finding import Situation
from monitor.errors import MonitorError
from monitor.policy import Pack, load_pack
from monitor.policy.check import require_parameters


def situation_of(config_path: Path, at: datetime, *, full: bool = False) -> Situation:
    """The configuration and the pack, or the errors in their place."""
    try:
        config = load_config(config_path)
    except MonitorError as error:
        return Situation(config_path, at, config_error=error, full=full)
    try:
        return Situation(config_path, at, config, pack=_pack(config), full=full)
    except MonitorError as error:
        return Situation(config_path, at, config, pack_error=error, full=full)


def _pack(config: Config) -> Pack:
    pack = load_pack(config.place, user_dir=config.optional_path("packs"))
    require_parameters(pack, config.parameters)
    return pack.with_parameters(config.parameters)
