"""The values that pass between file readers and loader: settings in, a staged file out. No behaviour, no I/O."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

GIB = 2**30
MIB = 2**20

Format = Literal["csv", "xlsx", "parquet", "json"]


@dataclass(frozen=True)
class ReadSettings:
    """How the operator's files are to be read, and how much of the machine one file may take.

    `mapping` gives file heading -> canonical name and wins over the built-in aliases. `place` is whose receipt
    files are taken in. With `all_rows` every row is a record: no totals, remarks or blank lines are looked for. Sizes
    are bytes; the two `child_` limits hold for the process that opens XLSX.
    """

    delimiter: str = ","
    sheet: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    place: str = ""
    all_rows: bool = False
    max_file_bytes: int = 4 * GIB
    max_json_bytes: int = 20 * MIB
    max_columns: int = 200
    max_cell_bytes: int = 4096
    max_malformed: int = 100_000
    child_memory_bytes: int = GIB
    child_seconds: int = 120


@dataclass(frozen=True)
class Malformed:
    """A data record that cannot be split into its columns.

    `record` counts data records from 1, `line` is the physical line on which it starts (the sheet row
    in XLSX), `column` is the heading concerned or '', `raw` the original cells as a JSON array.
    """

    record: int
    line: int
    column: str
    code: str
    reason_zh: str
    raw: str


@dataclass(frozen=True)
class Total:
    """A 合计 row: its label, the number of data records above it, its line, its texts by canonical name."""

    record: int
    line: int
    label: str
    values: dict[str, str]


@dataclass(frozen=True)
class Staged:
    """A file that was read, as text columns in Parquet chunks (`typed` false) or as its own Parquet (true).

    Chunks have `_record`, `_line` (BIGINT), `_numeric` (names of `id` columns whose XLSX cell was a number,
    joined by commas), one column per key of `found`, and one per heading that `originals` names (`h0`, `h1`, …).
    `records` counts all data records including the malformed ones; blank lines, totals, remarks and the `unfilled` rows
    of a form are not records.
    """

    kind: str
    format: Format
    encoding: str
    header_line: int
    headings: tuple[str, ...]
    originals: tuple[str, ...]
    found: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    files: tuple[Path, ...]
    typed: bool
    records: int
    malformed: tuple[Malformed, ...] = ()
    totals: tuple[Total, ...] = ()
    remark_lines: tuple[int, ...] = ()
    unfilled: int = 0
