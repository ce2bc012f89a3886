"""A process that loads one file after the other and lets the warehouse go in between, for the backups beside it."""

import time
from pathlib import Path

from monitor.errors import Busy
from tests.conftest import Bureau


def loads(config: str, *files: str) -> None:
    """Load the files into the bureau of this configuration, again where a backup has the warehouse."""
    bureau = Bureau(Path(config).parent)
    for file in files:
        while True:
            try:
                bureau.intake("settlements", Path(file))
                break
            except Busy:
                time.sleep(0.02)
        time.sleep(0.1)
