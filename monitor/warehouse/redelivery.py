"""A file under the name of one that was loaded before, with other content: a correction of it, or the next delivery.

Comes in: the staged file, the batch it would become, what the operator has said. Goes out: the difference to the
earlier file, record by record, or a refusal that tells it. Nothing stored is overwritten by a name: records that are
gone from the file stay, and which version of a record holds is told by the records (RELIABILITY R35, R46).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.errors import InputRefused, MonitorError
from monitor.intake.columns import KINDS
from monitor.intake.staged import ReadSettings, Staged
from monitor.intake.staging import stage
from monitor.warehouse import rejects, statements
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection, quoted
from monitor.warehouse.typed import make_staged_view

Facts = Mapping[str, int | None]
_TEMPORARY = ("delivered_before", "delivered_now")
# What tells a record of a kind from the others of its file. Receipts have rules of their own for what comes twice.
_KEYS: Final = {
    "settlements": ("setl_id",),
    "persons": ("certno", "psn_no"),
    "identities": ("certno", "psn_no", "identity"),
    "households": ("resdbook_no", "certno", "year"),
    "regions": ("code",),
    "referrals": ("certno", "psn_no", "kind", "begndate"),
    "chronic": ("certno", "psn_no", "opsp_dise_code", "begndate"),
    "renumbered": ("old_number", "certno"),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """What the operator has said to a file that would be refused otherwise: it is a correction; it has no records."""

    correction: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """How a file differs from the one of its name that was loaded last, in records. All None where that one cannot be
    read any more."""

    batch_id: int
    loaded_on: date
    added: int | None = None
    changed: int | None = None
    removed: int | None = None
    same: int | None = None

    @property
    def is_correction(self) -> bool:
        """Whether it speaks of what the earlier file spoke of, and says otherwise. Without a record in common it is the
        next delivery under an old name."""
        if self.added is None:
            return True
        return bool(self.changed or (self.same and (self.added or self.removed)))

    def told(self) -> str:
        """A sentence."""
        before = f"同名文件已于 {self.loaded_on} 载入（批次 {self.batch_id}）"
        if self.added is None:
            return f"{before}，内容不同；那一份已不在 raw 文件夹或读不出来，没法逐条比较"
        counts = f"新增 {self.added} 条，改动 {self.changed} 条，去掉 {self.removed} 条，不变 {self.same} 条"
        return f"{before}，这一份与它相比：{counts}"

    def facts(self) -> Facts:
        """What the ledger says of it."""
        return {"same_name_as": self.batch_id, "added": self.added, "changed": self.changed, "removed": self.removed}


def agreed(
    con: Connection,
    config: Config,
    staged: Staged,
    batch: Batch,
    settings: ReadSettings,
    scratch: Path,
    consent: Consent,
) -> tuple[Facts, tuple[str, ...]]:
    """What the ledger and the operator are told of the last file of this name, kind and day; nothing without one.

    Raises InputRefused for a correction to which nobody has agreed.
    """
    found = _compare(con, config, staged, batch, settings, scratch)
    if found is None:
        return {}, ()
    if found.is_correction and not consent.correction and config.intake.same_name != "accept":
        raise InputRefused(
            "E-FILE-AGAIN",
            f"{found.told()}；没有载入",
            where=batch.file_name,
            todo="确是更正的，加 --accept-correction 再载入；是另一批数据，换个文件名；"
            '总是同名的，在 config.toml [intake] 写 same_name = "accept"',
        )
    return found.facts(), (found.told(),)


def _compare(
    con: Connection, config: Config, staged: Staged, batch: Batch, settings: ReadSettings, scratch: Path
) -> Difference | None:
    asked = {"kind": batch.kind, "file_name": batch.file_name, "as_of": batch.as_of}
    earlier = statements.rows(con, "1_intake/same_name", **asked) if batch.kind in _KEYS else []
    if not earlier or rejects.is_mended(staged):
        return None
    batch_id, loaded_on, sha256, format_ = earlier[0]
    known = _read(config.path("raw") / f"{sha256}.{format_}", batch.kind, settings, scratch / "earlier")
    if known is None:
        return Difference(batch_id, loaded_on)
    statements.run(con, "1_intake/macros")
    for table, one in zip(_TEMPORARY, (known, staged), strict=True):
        _make_delivered(con, table, one, config)
    counts = statements.rows(con, "1_intake/delivery_change")[0]
    statements.drop_temp(con, *_TEMPORARY)
    return Difference(batch_id, loaded_on, *(int(count) for count in counts))


def _read(path: Path, kind: str, settings: ReadSettings, scratch: Path) -> Staged | None:
    scratch.mkdir()
    try:
        return stage(path, kind, scratch=scratch, settings=settings) if path.is_file() else None
    except MonitorError:
        return None


def _make_delivered(con: Connection, table: str, staged: Staged, config: Config) -> None:
    """A temporary table of the file's records: what tells each from the others, and all that it says."""
    make_staged_view(con, staged, config.intake.max_amount_yuan)
    told = _texts(_KEYS[staged.kind])
    content = _texts(tuple(column.name for column in KINDS[staged.kind].columns))
    con.execute(
        "create or replace temp table " + quoted(table) + " as"
        " select " + told + " as told, md5(" + content + ") as content from staged"
    )  # fmt: skip


def _texts(columns: tuple[str, ...]) -> str:
    return "concat_ws(chr(31), " + ", ".join(f"coalesce(cast({quoted(name)} as varchar), '')" for name in columns) + ")"
