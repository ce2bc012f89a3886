"""The shapes in which CSV and XLSX hand over their rows, so that one pipeline stages both.

In: nothing. Out: `Batch` (cells), `PlainBatch` (lines that need only be cut), `BrokenQuote`. No I/O.
"""

from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Fault:
    """An XLSX cell that holds no value: `column` is its 0-based place, `text` what to tell the operator."""

    column: int
    code: str
    text: str


@dataclass
class Batch:
    """Some rows in file order: their cells as text, the physical line each starts on, what XLSX knows beyond text.

    `numeric` gives, by index of the row, the 0-based columns whose cell was a number; `faults` likewise.
    `consumed` is how many bytes of the file had been read when the batch was complete.
    """

    lines: list[int]
    rows: list[list[str]]
    numeric: dict[int, tuple[int, ...]] = field(default_factory=dict)
    faults: dict[int, tuple[Fault, ...]] = field(default_factory=dict)
    consumed: int = 0

    def split(self) -> "Batch":
        """This batch: its rows are cells already."""
        return self

    def after(self, count: int) -> "Batch":
        """The batch without its first `count` rows."""
        return Batch(
            self.lines[count:],
            self.rows[count:],
            {i - count: places for i, places in self.numeric.items() if i >= count},
            {i - count: faults for i, faults in self.faults.items() if i >= count},
            self.consumed,
        )


@dataclass
class PlainBatch:
    """Whole physical lines of a CSV without one quotation mark, so that every separator separates."""

    first_line: int
    texts: pl.Series
    delimiter: str
    consumed: int = 0

    def split(self) -> Batch:
        """The same rows as cells, blank lines left out."""
        numbered = [(i, text) for i, text in enumerate(self.texts, self.first_line) if text]
        rows = [text.split(self.delimiter) for _, text in numbered]
        return Batch([i for i, _ in numbered], rows, consumed=self.consumed)

    def frame(self, width: int) -> pl.DataFrame | None:
        """The cells as columns `h0`, `h1`, …, or None if a line does not have exactly `width` cells."""
        cuts = self.texts.str.count_matches(self.delimiter, literal=True)
        if not (cuts == width - 1).all():
            return None
        frame = self.texts.str.split_exact(self.delimiter, width - 1).struct.unnest()
        return frame.rename(dict(zip(frame.columns, (f"h{i}" for i in range(width)), strict=True)))


AnyBatch = Batch | PlainBatch


class BrokenQuote(Exception):
    """A quoted CSV cell does not end as it should; `line` is the physical line on which its record starts, `is_open`
    says that it has no end at all.
    """

    def __init__(self, line: int, *, is_open: bool) -> None:
        super().__init__(line)
        self.line = line
        self.is_open = is_open
