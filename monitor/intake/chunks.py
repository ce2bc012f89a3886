"""Batches of text rows to Parquet chunks of text columns, with every row that does not fit set aside.

In: batches and the header of the file. Out: chunk files in the scratch folder, the malformed rows, totals and
remark lines. Never changes a text (an empty cell becomes null), never drops a row without counting it.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from monitor.errors import StorageError, TooManyRejected
from monitor.intake.cell_checks import bad_cells, conflicting_cells, filled
from monitor.intake.columns import Kind
from monitor.intake.headings import Header
from monitor.intake.not_data import not_data, suspects, total_label
from monitor.intake.rows import AnyBatch, Batch, PlainBatch
from monitor.intake.staged import Malformed, ReadSettings, Total

CHUNK_ROWS = 100_000
_SHOWN_CHARACTERS = 200


class ChunkWriter:
    """Takes the batches of one file in order and writes chunks of about 100,000 rows.

    `padded` is true for XLSX, where empty cells at the end of a row are not stored and so a short row is whole.
    `ragged_end` is the record and line of the last row so far, where it has not as many cells as there are headings.
    """

    def __init__(self, header: Header, kind: Kind, settings: ReadSettings, scratch: Path, *, padded: bool) -> None:
        self._header = header
        self._kind = kind
        self._settings = settings
        self._scratch = scratch
        self._padded = padded
        self._originals = original_columns(header)
        self._pending: list[pl.DataFrame] = []
        self._answers = _answers(header, kind)
        self.records = 0
        self.unfilled = 0
        self.ragged_end: tuple[int, int] | None = None
        self.malformed: list[Malformed] = []
        self.totals: list[Total] = []
        self.remark_lines: list[int] = []
        self.files: list[Path] = []

    @property
    def originals(self) -> tuple[str, ...]:
        """For each heading of the file the chunk column that holds its cells as they were."""
        return self._originals

    def add(self, batch: AnyBatch) -> None:
        """Stage a batch: number its records, set aside what does not fit, keep the rest for the next chunk."""
        plain = self._plain_cells(batch) if isinstance(batch, PlainBatch) and not self._answers else None
        if plain is not None:
            self.ragged_end = None
            self._keep(plain)
        else:
            self._add_rows(batch.split())
        if len(self.malformed) > self._settings.max_malformed:
            raise _too_many(len(self.malformed))
        if sum(frame.height for frame in self._pending) >= CHUNK_ROWS:
            self._write()

    def finish(self) -> None:
        """Write what is left; a file without records gives one empty chunk, so that its columns are known."""
        if self._pending or not self.files:
            self._write()
        self.malformed.sort(key=lambda row: row.record)

    def _plain_cells(self, batch: PlainBatch) -> pl.DataFrame | None:
        """The records of a batch in which every line is a data record with the right number of cells; else None."""
        cells = batch.frame(len(self._header.headings))
        if cells is None:
            return None
        headings = self._header.headings
        if any(not_data(cells.row(i), headings) for i in self._suspects(cells["h0"])):
            return None
        first = self.records + 1
        self.records += cells.height
        return cells.select(
            pl.int_range(first, first + cells.height, dtype=pl.Int64).alias("_record"),
            pl.int_range(batch.first_line, batch.first_line + cells.height, dtype=pl.Int64).alias("_line"),
            pl.lit("").alias("_numeric"),
            pl.all(),
        )

    def _add_rows(self, batch: Batch) -> None:
        good, numbers = self._split(batch)
        if not good:
            return
        marks = [self._numeric(batch.numeric.get(i, ())) for i in good] if batch.numeric else [""] * len(good)
        ids = pl.DataFrame(
            {"_record": numbers, "_line": [batch.lines[i] for i in good], "_numeric": marks},
            schema={"_record": pl.Int64, "_line": pl.Int64, "_numeric": pl.String},
        )
        columns = enumerate(zip(*(batch.rows[i] for i in good), strict=True))
        self._keep(ids.with_columns(pl.Series(f"h{i}", column, dtype=pl.String) for i, column in columns))

    def _keep(self, frame: pl.DataFrame) -> None:
        cells = pl.col("^h[0-9]+$")
        self._pending.append(self._checked(frame.with_columns(pl.when(cells != pl.lit("")).then(cells))))

    def _split(self, batch: Batch) -> tuple[list[int], list[int]]:
        """Indexes and record numbers of the rows that have the right number of cells and no faulty one."""
        width = len(self._header.headings)
        if self._padded:
            batch.rows = [row + [""] * (width - len(row)) for row in batch.rows]
        skipped = self._set_apart(batch)
        good: list[int] = []
        numbers: list[int] = []
        for i, row in enumerate(batch.rows):
            if i in skipped:
                continue
            self.records += 1
            if len(row) == width and i not in batch.faults:
                good.append(i)
                numbers.append(self.records)
            else:
                self._misfit(batch, i, width)
        if batch.rows:
            self.ragged_end = self._ragged(batch, is_counted=len(batch.rows) - 1 not in skipped)
        return good, numbers

    def _ragged(self, batch: Batch, *, is_counted: bool) -> tuple[int, int] | None:
        """Record and line of the last row, if cells are missing or too many; a total, a remark or a word is whole."""
        row, headings = batch.rows[-1], self._header.headings
        what = None if self._settings.all_rows else not_data(row, headings)
        if len(row) == len(headings) or (what and (what != "blank" or len(row) == 1)):
            return None
        return self.records + (not is_counted), batch.lines[-1]

    def _suspects(self, first_cells: Iterable[str]) -> list[int]:
        """Indexes of rows that may be no records."""
        return [] if self._settings.all_rows else suspects(first_cells, self._header.headings)

    def _set_apart(self, batch: Batch) -> set[int]:
        """Totals and remarks of the batch are noted; returns the indexes of all rows that are no records."""
        skipped: set[int] = set()
        for i in self._suspects(row[0] for row in batch.rows):
            row = batch.rows[i]
            what = not_data(row, self._header.headings)
            if what is None:
                continue
            if what == "total":
                self.totals.append(self._total(row, self.records + i - len(skipped), batch.lines[i]))
            elif what == "remark":
                self.remark_lines.append(batch.lines[i])
            skipped.add(i)
        return skipped | self._unfilled(batch, skipped)

    def _unfilled(self, batch: Batch, skipped: set[int]) -> set[int]:
        """The rows of a form in which nobody wrote anything."""
        if not self._answers:
            return set()
        empty = {
            i
            for i, row in enumerate(batch.rows)
            if i not in skipped and not any(row[place].strip() for place in self._answers if place < len(row))
        }
        self.unfilled += len(empty)
        return empty

    def _total(self, row: Sequence[str], record: int, line: int) -> Total:
        label = total_label(row)
        values = {
            name: row[place].strip()
            for name, places in self._header.columns.items()
            for place in reversed(places)
            if place < len(row) and row[place].strip() and total_label([row[place]]) != label
        }
        return Total(record, line, label, values)

    def _misfit(self, batch: Batch, i: int, width: int) -> None:
        row, line = batch.rows[i], batch.lines[i]
        if len(row) != width:
            self._reject(self.records, line, "", "E-ROW-LEN", f"应有 {width} 列，实有 {len(row)} 列", row)
            return
        fault = batch.faults[i][0]
        self._reject(self.records, line, self._header.headings[fault.column], fault.code, fault.text, row)

    def _reject(self, record: int, line: int, column: str, code: str, reason: str, row: Sequence[str | None]) -> None:
        limit = self._settings.max_cell_bytes
        cells = [cell or "" for cell in row[: self._settings.max_columns]]
        shown = [cell if len(cell.encode()) <= limit else cell[:_SHOWN_CHARACTERS] for cell in cells]
        raw = json.dumps(shown, ensure_ascii=False)
        self.malformed.append(Malformed(record, line, column, code, reason, raw))

    def _numeric(self, places: Sequence[int]) -> str:
        """Names of the `id` columns among these places."""
        columns = self._header.columns.items()
        names = [name for name, own in columns if set(own) & set(places) and self._kind.column(name).type == "id"]
        return ",".join(names)

    def _checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame under its final column names, without the rows whose cells are too long, hold NUL or contradict."""
        limit = self._settings.max_cell_bytes
        bad = bad_cells(frame, self._header, limit) | conflicting_cells(frame, self._header, self._kind)
        if bad:
            width = len(self._header.headings)
            for i, flaw in bad.items():
                row = frame.row(i)
                self._reject(row[0], row[1], flaw.heading, flaw.code, flaw.reason, row[3 : 3 + width])
            frame = frame.with_row_index("_row").filter(~pl.col("_row").is_in(list(bad))).drop("_row")
        return frame.select("_record", "_line", "_numeric", *self._final_columns())

    def _final_columns(self) -> list[pl.Expr]:
        """The canonical columns, several spellings coalesced in file order, then the headings nobody understood."""
        canonical = [
            (pl.col(f"h{places[0]}") if len(places) == 1 else pl.coalesce([filled(i) for i in places])).alias(name)
            for name, places in self._header.columns.items()
        ]
        return [*canonical, *(pl.col(name) for i, name in enumerate(self._originals) if name == f"h{i}")]

    def _write(self) -> None:
        path = self._scratch / f"chunk-{len(self.files):05d}.parquet"
        frame = pl.concat(self._pending) if self._pending else self._checked(self._no_rows())
        try:
            frame.write_parquet(path, compression="lz4", statistics=False)
        except (OSError, pl.exceptions.PolarsError):
            raise StorageError(
                "E-DISK-WRITE", "暂存文件写不下去", where=str(self._scratch), todo="核对磁盘空间和写权限后重新导入"
            ) from None
        self.files.append(path)
        self._pending = []

    def _no_rows(self) -> pl.DataFrame:
        texts = [(f"h{i}", pl.String) for i in range(len(self._header.headings))]
        return pl.DataFrame(schema=[("_record", pl.Int64), ("_line", pl.Int64), ("_numeric", pl.String), *texts])


def _answers(header: Header, kind: Kind) -> tuple[int, ...]:
    """The places of the columns that a form leaves to be filled in; none where the kind is no form."""
    if not kind.prefilled:
        return ()
    return tuple(i for name, places in header.columns.items() if name not in kind.prefilled for i in places)


def original_columns(header: Header) -> tuple[str, ...]:
    """For each heading the chunk column with its cells: the canonical one if it feeds that alone, else `h` + place."""
    single = {places[0]: name for name, places in header.columns.items() if len(places) == 1}
    return tuple(single.get(i, f"h{i}") for i in range(len(header.headings)))


def _too_many(count: int) -> TooManyRejected:
    return TooManyRejected(
        "E-ROW-MANY",
        f"已有 {count} 行拆不成列，停止读取；没有导入任何数据",
        todo="核对分隔符、引号和列名，重新导出该文件",
    )
