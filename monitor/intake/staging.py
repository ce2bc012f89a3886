"""One file of the bureau, read: from a path to a `Staged` that the warehouse can load.

In: a path, the kind it should be, a scratch folder. Out: `Staged`, or one error for the whole file.
The scratch folder afterwards holds personal data: the caller deletes it. Never writes anywhere else.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from monitor.errors import InputRefused, StorageError, UsageError
from monitor.intake.chunks import ChunkWriter
from monitor.intake.columns import KINDS, Kind
from monitor.intake.encoding import Undecodable, count_lines, recognise_encoding, starts_line
from monitor.intake.excel import excel_batches
from monitor.intake.files import recognise_format
from monitor.intake.headings import SEARCHED_ROWS, Header, find_header
from monitor.intake.json_file import receipt_batch
from monitor.intake.not_data import not_data
from monitor.intake.parquet_file import stage_parquet, too_many_columns
from monitor.intake.rows import AnyBatch, BrokenQuote
from monitor.intake.staged import Format, ReadSettings, Staged
from monitor.intake.text_file import csv_batches

Progress = Callable[[int], None]


@dataclass(frozen=True)
class _Job:
    """One call of `stage`."""

    path: Path
    kind: Kind
    scratch: Path
    settings: ReadSettings
    report: Progress


def stage(path: Path, kind: str, *, scratch: Path, settings: ReadSettings, progress: Progress | None = None) -> Staged:
    """Read `path` as `kind` into chunks under `scratch` (an existing folder of this file's own).

    `progress` is called with the number of bytes of the file read so far. Raises `InputRefused`,
    `StorageError`, `UsageError` (settings) or `TooManyRejected`.
    """
    if kind not in KINDS:
        raise UsageError("E-KIND", f"没有“{kind}”这一种文件", todo=f"可用的种类：{'、'.join(KINDS)}")
    job = _Job(path, KINDS[kind], scratch, settings, progress or _silent)
    staged = _STAGERS[recognise_format(path, settings)](job)
    job.report(path.stat().st_size)
    return staged


def raw_heading_columns(staged: Staged) -> list[tuple[str, str]]:
    """(heading as in the file, chunk column with its cells) in file order, to write rows back as they came."""
    return list(zip(staged.headings, staged.originals, strict=True))


def _require_room(job: _Job) -> None:
    """Refuse before reading if the scratch folder's disk has less room than the file is long."""
    if shutil.disk_usage(job.scratch).free < job.path.stat().st_size:
        raise StorageError("E-DISK-FULL", "磁盘空间不够暂存这个文件", where=str(job.scratch), todo="清理磁盘后重新导入")


def _silent(_bytes: int) -> None:
    """Progress that nobody watches."""


def _stage_parquet(job: _Job) -> Staged:
    return stage_parquet(job.path, job.kind, job.settings)


def _stage_excel(job: _Job) -> Staged:
    _require_room(job)
    return _stage_rows(job, excel_batches(job.path, job.scratch, job.settings, job.kind.sheet), "xlsx", "")


def _stage_csv(job: _Job) -> Staged:
    _require_room(job)
    try:
        encoding = recognise_encoding(job.path)
    except Undecodable as bad:
        raise _undecodable(job, bad) from None
    return _stage_rows(job, csv_batches(job.path, encoding, job.settings.delimiter), "csv", encoding)


def _stage_json(job: _Job) -> Staged:
    _require_room(job)
    return _stage_rows(job, iter([receipt_batch(job.path, job.kind, job.settings)]), "json", "utf-8")


_STAGERS: dict[Format, Callable[[_Job], Staged]] = {
    "csv": _stage_csv,
    "xlsx": _stage_excel,
    "parquet": _stage_parquet,
    "json": _stage_json,
}


def _stage_rows(job: _Job, batches: Iterator[AnyBatch], format_: Format, encoding: str) -> Staged:
    header, line, data = _open(job, batches)
    writer = ChunkWriter(header, job.kind, job.settings, job.scratch, padded=format_ == "xlsx")
    try:
        for batch in data:
            writer.add(batch)
            job.report(batch.consumed)
    except BrokenQuote as broken:
        raise _broken_quote(job.path, broken, writer.records + 1) from None
    if format_ == "csv":
        _refuse_cut(job.path, writer)
    writer.finish()
    return Staged(
        kind=job.kind.name,
        format=format_,
        encoding=encoding,
        header_line=line,
        headings=header.headings,
        originals=writer.originals,
        found=header.found,
        ignored=header.ignored,
        files=tuple(writer.files),
        typed=False,
        records=writer.records,
        malformed=tuple(writer.malformed),
        totals=tuple(writer.totals),
        remark_lines=tuple(writer.remark_lines),
        unfilled=writer.unfilled,
    )


def _open(job: _Job, batches: Iterator[AnyBatch]) -> tuple[Header, int, Iterable[AnyBatch]]:
    """The header, the line it is on, and the batches of the rows below it."""
    try:
        start = next((rows for batch in batches if (rows := batch.split()).rows), None)
    except BrokenQuote as broken:
        raise _broken_quote(job.path, broken, None) from None
    if start is None:
        raise InputRefused("E-FILE-EMPTY", "文件里没有任何内容", where=f"文件 {job.path.name}", todo="重新导出该文件")
    widest = max(len(row) for row in start.rows[:SEARCHED_ROWS])
    if widest > job.settings.max_columns:
        raise too_many_columns(job.path, widest, job.settings.max_columns)
    header = find_header(start.rows, job.kind, job.settings.mapping, file=job.path.name)
    return header, start.lines[header.row], chain([start.after(header.row + 1)], batches)


def _refuse_cut(path: Path, writer: ChunkWriter) -> None:
    """A file that ends within a record was cut in upload, and nobody knows how much is gone (R42). One that only lacks
    the last line end is whole: many programs write none.
    """
    if writer.ragged_end and not starts_line(path, path.stat().st_size):
        record, line = writer.ragged_end
        raise _cut(path, record, line)


def _cut(path: Path, record: int | None, line: int) -> InputRefused:
    place = f"第 {record} 条记录，" if record else ""
    return InputRefused(
        "E-FILE-CUT",
        "最后一条记录不完整，文件可能没有传完",
        where=f"文件 {path.name}，{place}从物理行 {line} 开始",
        todo="重新传送或重新导出整个文件；核对过是完整的，改正这一条（列数、引号）再载入。本次没有导入任何数据",
    )


def _broken_quote(path: Path, broken: BrokenQuote, record: int | None) -> InputRefused:
    if broken.is_open and not starts_line(path, path.stat().st_size):
        return _cut(path, record, broken.line)
    place = f"第 {record} 条记录，" if record else ""
    return InputRefused(
        "E-CSV-QUOTE",
        "引号没有正确闭合，从这里起无法分清单元格",
        where=f"文件 {path.name}，{place}从物理行 {broken.line} 开始",
        todo="补上或去掉该处的双引号（内容里的双引号要写两个），重新导入；本次没有导入任何数据",
    )


def _undecodable(job: _Job, bad: Undecodable) -> InputRefused:
    line = count_lines(job.path, bad.offset)
    record = _record_at(job, bad)
    place = f"第 {record} 条记录，" if record else ""
    what = "文件里混用了 UTF-8 和 GB18030 两种编码" if bad.mixed else "文件里有不能识别的字节"
    return InputRefused(
        "E-ENC-001",
        f"{what}，没有导入任何数据",
        where=f"文件 {job.path.name}，{place}物理行 {line}，字节位置 {bad.offset}",
        todo="用原系统重新导出，编码选 UTF-8 或 GB18030，不要拼接不同来源的文件",
    )


def _record_at(job: _Job, bad: Undecodable) -> int | None:
    """The data record that holds the undecodable byte: the one after all that are whole before it, or None."""
    count = 0
    try:
        _, _, data = _open(job, csv_batches(job.path, bad.encoding, job.settings.delimiter, until=bad.offset))
        for batch in data:
            count += sum(not_data(row, ()) is None for row in batch.split().rows)
    except BrokenQuote:
        return count + 1
    except InputRefused:
        return None
    return count + 1 if starts_line(job.path, bad.offset) else count
