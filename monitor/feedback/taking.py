"""Takes any of the bureau's files in: rosters and settlements by the warehouse, receipts by this stage.

Comes in: a file of one kind, or a source of the bureau's databases. Goes out: what became of it, and cases that follow
from everything stored.
"""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.feedback import receipts
from monitor.feedback.cases import refresh_cases
from monitor.log import run_log
from monitor.policy import Pack
from monitor.warehouse.connection import Connection, transaction
from monitor.warehouse.load import NOTHING_SAID, Loaded, Progress, Taker, load_file
from monitor.warehouse.redelivery import Consent
from monitor.warehouse.sources import load_source

# Files by which two numbers may become one person, and two persons' cases one.
_LINKING = ("settlements", "persons", "renumbered")
_RECEIPTS: Taker = receipts


def take_in(
    con: Connection,
    config: Config,
    pack: Pack,
    kind: str,
    path: Path,
    *,
    as_of: date | None,
    today: date,
    progress: Progress | None = None,
    consent: Consent = NOTHING_SAID,
) -> Loaded:
    """Load one file of any kind; as `load_file`."""
    taker = _RECEIPTS if kind == "receipts" else None
    with run_log(config).step("intake", kind=kind) as told:
        loaded = load_file(
            con, config, pack, kind, path, as_of=as_of, today=today, progress=progress, taker=taker, consent=consent
        )
        _follow(con, loaded)
        told.update(_counted(loaded))
    return loaded


def take_from(
    con: Connection,
    config: Config,
    pack: Pack,
    kind: str,
    source: str,
    *,
    as_of: date | None,
    today: date,
    since: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load what a source of `config.toml` has; as `load_source`."""
    with run_log(config).step("source", kind=kind) as told:
        loaded = load_source(con, config, pack, kind, source, as_of=as_of, today=today, since=since, progress=progress)
        _follow(con, loaded)
        told.update(_counted(loaded))
    return loaded


def _follow(con: Connection, loaded: Loaded) -> None:
    if loaded.kind in _LINKING and loaded.batch_id and not loaded.known_since:
        with transaction(con):
            refresh_cases(con)


def _counted(loaded: Loaded) -> dict[str, int]:
    """What the run log says of a file: its batch and its counts."""
    return {"batch": loaded.batch_id, **asdict(loaded.counts)}
