"""Takes one of the bureau's files into the warehouse: every record accepted, rejected with a reason, or a duplicate.

Comes in: a file of one kind. Goes out: a `Loaded` with the counts, and a file of the rejected rows that can be
mended and loaded again.
One transaction for each file, read back after commit. The file itself is kept by its content hash; the same
file twice does nothing.
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from monitor.config import Config
from monitor.disk import require_room
from monitor.errors import IntegrityError, MonitorError, TooManyRejected
from monitor.failpoint import failpoint
from monitor.intake.files import recognise_format
from monitor.intake.staged import ReadSettings, Staged
from monitor.intake.staging import stage
from monitor.intake.suspicion import column_notes, refuse_empty, refuse_other_kind
from monitor.policy import Pack
from monitor.warehouse import archive, ledger, people_notes, rejects, rosters, settlements, statements, totals
from monitor.warehouse.batch import Batch, Counts
from monitor.warehouse.connection import Connection, transaction
from monitor.warehouse.origin import Origin
from monitor.warehouse.redelivery import Consent, Facts, agreed
from monitor.warehouse.typed import make_staged_view

Progress = Callable[[int], None]
NOTHING_SAID = Consent()
_FIRST_SHOWN = 20


class Taker(Protocol):
    """What takes the records of one kind of file into the warehouse, inside the transaction of the load."""

    def prepare(self, con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch) -> None:
        """Make the temporary table `reject` of the view `staged`: the records that cannot be taken in."""

    def load(
        self, con: Connection, config: Config, pack: Pack, staged: Staged, batch: Batch
    ) -> tuple[Counts, tuple[str, ...]]:
        """Store the others; returns how many were stored or repeated, and notes for the operator."""


@dataclass(frozen=True)
class Loaded:
    """What became of a file. `known_since` is set when the same content was loaded before and nothing was done."""

    kind: str
    file_name: str
    batch_id: int
    counts: Counts
    known_since: date | None = None
    rejected_file: Path | None = None
    reasons: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()


def load_file(
    con: Connection,
    config: Config,
    pack: Pack,
    kind: str,
    path: Path,
    *,
    as_of: date | None,
    today: date,
    progress: Progress | None = None,
    taker: Taker | None = None,
    consent: Consent = NOTHING_SAID,
) -> Loaded:
    """Load one file; `today` is the day of loading. Raises InputRefused or TooManyRejected with nothing loaded.

    `taker` takes kinds that a later stage understands; settlements and rosters need none.
    """
    format_ = recognise_format(path, _read_settings(config, kind))
    require_room(config, path.stat().st_size)
    archive.sweep(config)
    kept = archive.keep(path, config, format_)
    return load_kept(
        con, config, pack, kind, kept, Origin(path.name), as_of=as_of, today=today, progress=progress, taker=taker,
        consent=consent,
    )  # fmt: skip


def load_kept(
    con: Connection,
    config: Config,
    pack: Pack,
    kind: str,
    kept: archive.Kept,
    origin: Origin,
    *,
    as_of: date | None,
    today: date,
    progress: Progress | None = None,
    taker: Taker | None = None,
    consent: Consent = NOTHING_SAID,
) -> Loaded:
    """As `load_file`, for what is in the archive already; it leaves the archive again if nothing of it is loaded."""
    before = archive.known(con, kept.sha256, kind, as_of)
    if before:
        return Loaded(kind, origin.name, before.batch_id, before.counts, known_since=before.loaded_on)
    try:
        with tempfile.TemporaryDirectory(prefix="intake-", dir=config.path("raw")) as scratch:
            staged = _staged(kept, origin, kind, Path(scratch), config, progress)
            fresh = origin.fresh(con, staged, Path(scratch))
            again = staged.records - fresh.records
            batch = Batch(
                _next_id(con), kind, origin.name, kept.sha256, kept.size, origin.format or staged.format,
                staged.encoding, as_of, today,
            )  # fmt: skip
            if origin.may_be_empty and not fresh.records:
                archive.forget_unused(con, kept)
                return Loaded(kind, origin.name, 0, Counts(records=again, duplicate=again))
            if consent.empty and not staged.records:
                return _load_nothing(con, batch)
            refuse_empty(staged, origin.name)
            settings = origin.settings(_read_settings(config, kind))
            facts, notes = (
                agreed(con, config, staged, batch, settings, Path(scratch), consent)
                if origin.has_file_name
                else ({}, ())
            )
            loaded = _load(con, config, pack, taker or _taker(kind), fresh, batch, origin, again, facts)
            return replace(loaded, notes=(*notes, *loaded.notes))
    except MonitorError:
        archive.forget_unused(con, kept)
        raise


def _load_nothing(con: Connection, batch: Batch) -> Loaded:
    """On the operator's word: the file has no records, and none were to come."""
    with transaction(con):
        _record(con, batch, Counts(), {"confirmed_empty": True})
    return Loaded(batch.kind, batch.file_name, batch.batch_id, Counts(), notes=("按 0 条记录登记，已记入台账",))


def _staged(
    kept: archive.Kept, origin: Origin, kind: str, scratch: Path, config: Config, progress: Progress | None
) -> Staged:
    settings = origin.settings(_read_settings(config, kind))
    try:
        return stage(kept.path, kind, scratch=scratch, settings=settings, progress=progress)
    except MonitorError as error:
        error.where = error.where.replace(str(kept.path), origin.name).replace(kept.path.name, origin.name)
        raise


def _read_settings(config: Config, kind: str) -> ReadSettings:
    wanted = config.intake
    return ReadSettings(
        delimiter=wanted.delimiters.get(kind, wanted.delimiter),
        sheet=wanted.sheets.get(kind, wanted.sheet),
        mapping=wanted.columns.get(kind, {}),
        place=config.place,
        max_file_bytes=wanted.max_file_bytes,
    )


def _taker(kind: str) -> Taker:
    return settlements if kind == "settlements" else rosters


def _load(
    con: Connection,
    config: Config,
    pack: Pack,
    taker: Taker,
    staged: Staged,
    batch: Batch,
    origin: Origin,
    again: int,
    facts: Facts,
) -> Loaded:
    """Load what is new; `again` records beside it were read before, word for word, and count as duplicates."""
    refuse_other_kind(staged, config.intake.columns.get(staged.kind, {}), batch.file_name)
    with transaction(con):
        statements.run(con, "1_intake/macros")
        make_staged_view(con, staged, config.intake.max_amount_yuan)
        totals.check(con, staged, batch.file_name)
        taker.prepare(con, config, pack, staged, batch)
        rejects.add_conflicts(con, staged)
        refused = rejects.counted(con, staged)
        delimiter = _read_settings(config, staged.kind).delimiter
        written = rejects.write_file(con, staged, batch, config.path("rejected"), delimiter) if refused else None
        _stop_if_too_many(con, config, staged, refused, written, batch)
        counts, notes = taker.load(con, config, pack, staged, batch)
        if staged.kind == "settlements":
            _stop_if_contradicting(con, config, staged, batch)
        notes += people_notes.strange_numbers(con, batch)
        rejects.store(con, staged, batch)
        counts = replace(
            counts,
            records=staged.records + again,
            rejected=counts.rejected + refused,
            duplicate=counts.duplicate + again,
        )
        origin.store(con, batch)
        _record(con, batch, counts, facts)
    failpoint("load.committed")
    _read_back(con, batch, counts)
    return Loaded(
        staged.kind, batch.file_name, batch.batch_id, counts,
        rejected_file=written, reasons=rejects.summary(con, batch.batch_id),
        notes=(*_nothing_note(counts), *_unfilled_note(staged), *column_notes(staged), *notes,
               *_snapshot_note(batch, refused)),
    )  # fmt: skip


def _nothing_note(counts: Counts) -> tuple[str, ...]:
    return () if counts.accepted or counts.duplicate else ("没有一条记录被接收",)


def _snapshot_note(batch: Batch, refused: int) -> tuple[str, ...]:
    if batch.as_of is None or not refused:
        return ()
    return (f"这是 {batch.as_of} 的全量名册：拒收的 {refused} 条改正后要用同样的 --as-of 补载，否则当作那天已不在册",)


def _unfilled_note(staged: Staged) -> tuple[str, ...]:
    return (f"{staged.unfilled} 行没有填写，没有计入",) if staged.unfilled else ()


def _stop_if_too_many(
    con: Connection, config: Config, staged: Staged, refused: int, written: Path | None, batch: Batch
) -> None:
    if not _too_many(config, staged, refused):
        return
    told = rejects.tally(con, staged)
    counts = "；".join(f"{code} {reason} {number} 条" for code, reason, number in told[:20])
    is_early = any(code == "E-DATE-FUTURE" for code, _reason, _number in told)
    places = "、".join(f"第 {line} 行 {code}" for _record, line, code in rejects.first(con, staged, _FIRST_SHOWN))
    hint = "".join(f"。{note}" for note in (f"最先几条：{places}", *column_notes(staged)))
    raise TooManyRejected(
        "E-REJ-001",
        f"不能接收的行太多：{staged.records} 条中有 {refused} 条，整个文件没有载入。{counts}{hint}",
        where=batch.file_name,
        todo=(f"补载以前的文件要核对 --on（这次是 {batch.loaded_on}）；" if is_early else "")
        + f"按 {written} 改正后重新载入；"
        "确认无误可在 config.toml [intake] 调高 max_rejected_rows、max_rejected_percent",
    )


def _stop_if_contradicting(con: Connection, config: Config, staged: Staged, batch: Batch) -> None:
    """A file that contradicts much of what is stored is not what it seems: both sides would stop counting."""
    conflicts = int(statements.value(con, "2_warehouse/conflict_count", base=batch.base))
    if _too_many(config, staged, conflicts):
        raise TooManyRejected(
            "E-REJ-002",
            f"{conflicts} 条与已载入的同一结算ID内容矛盾、又没有更晚的更新时间，整个文件没有载入，已载入的不变",
            where=batch.file_name,
            todo="核对两次导出的口径；确是更正的，导出时带上数据更新时间",
        )


def _too_many(config: Config, staged: Staged, rows: int) -> bool:
    limits = config.intake
    share_broken = rows * 100 > staged.records * limits.max_rejected_percent and rows > limits.small_file_rows
    return rows > limits.max_rejected_rows or share_broken


def _next_id(con: Connection) -> int:
    row = con.execute("select coalesce(max(batch_id), 0) + 1 from intake.load_batch").fetchone()
    return int(row[0]) if row else 1


def _record(con: Connection, batch: Batch, counts: Counts, facts: Facts) -> None:
    if counts.records != counts.accepted + counts.rejected + counts.duplicate:
        raise IntegrityError(
            "E-INT-003",
            "记录数对不上：读入 ≠ 接收 + 拒收 + 重复，本次没有写入",
            where=batch.file_name,
            todo="请报告此问题",
        )
    con.execute(
        "insert into intake.load_batch values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            batch.batch_id, batch.kind, batch.file_name, batch.sha256, batch.file_bytes, batch.format, batch.encoding,
            batch.as_of, batch.loaded_on, counts.records, counts.accepted, counts.rejected, counts.duplicate,
        ],
    )  # fmt: skip
    as_of = batch.as_of and batch.as_of.isoformat()
    ledger.note(
        con, "loaded", batch.loaded_on, kind=batch.kind, batch_id=batch.batch_id, sha256=batch.sha256, as_of=as_of,
        **{**asdict(counts), **facts},
    )  # fmt: skip


def _read_back(con: Connection, batch: Batch, counts: Counts) -> None:
    stored = archive.known(con, batch.sha256, batch.kind, batch.as_of)
    if stored is None or stored.counts != counts:
        raise IntegrityError(
            "E-INT-004", "写入后读不回来，本次载入不算数", where=batch.file_name, todo="检查磁盘后重新载入"
        )
