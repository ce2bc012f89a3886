"""Where the records of a load come from. A file has nothing to add; a database knows which it gave before.

Comes in: what was read. Goes out: what of it is new, and what is to be stored together with the batch.
"""

from pathlib import Path

from monitor.intake.staged import ReadSettings, Staged
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection


class Origin:
    """A file. `name` is what the operator sees, `format` what the batch says, the file's own where it is empty.

    `may_be_empty`: nothing new is an answer, not a fault. `has_file_name`: somebody chose the name, and may choose it
    again.
    """

    format = ""
    may_be_empty = False
    has_file_name = True

    def __init__(self, name: str) -> None:
        self.name = name

    def settings(self, settings: ReadSettings) -> ReadSettings:
        """How to read it, where the operator's settings for files do not hold."""
        return settings

    def fresh(self, con: Connection, staged: Staged, scratch: Path) -> Staged:
        """The records that were not read before."""
        return staged

    def store(self, con: Connection, batch: Batch) -> None:
        """Keep what the next load has to know, in the transaction of the batch."""
