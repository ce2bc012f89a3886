"""The values that describe one load: the batch, and what became of its records. No behaviour beyond arithmetic."""

from dataclasses import dataclass
from datetime import date

ROWS_PER_BATCH = 2**32


@dataclass(frozen=True)
class Batch:
    """One file being loaded. `as_of` is the day of which a full snapshot speaks; `loaded_on` the day of loading."""

    batch_id: int
    kind: str
    file_name: str
    sha256: str
    file_bytes: int
    format: str
    encoding: str
    as_of: date | None
    loaded_on: date

    @property
    def base(self) -> int:
        """The row_id before the batch's first record: row_id = base + record."""
        return self.batch_id * ROWS_PER_BATCH


@dataclass(frozen=True)
class Counts:
    """Records in = accepted + rejected + duplicate."""

    records: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
