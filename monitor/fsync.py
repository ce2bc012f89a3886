"""A file or a folder on the disk before the program goes on, as a loss of power asks for."""

import errno
import os
from pathlib import Path


def sync(path: str | Path) -> None:
    """On disk before it returns. Some shares cannot do that with a folder: they are taken as they are."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
