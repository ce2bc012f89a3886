"""Places at which a test may end this process as a power cut would: between two steps that belong together.

Comes in: a name. Goes out: nothing, or the process is gone. Only the fault tests set
`MONITOR_FAILPOINT`; without it a place costs one look into the environment.
"""

import os
import signal
from collections import Counter
from typing import Final

_VARIABLE: Final = "MONITOR_FAILPOINT"
_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Kill this process with SIGKILL where MONITOR_FAILPOINT is `name`, or `name:3` at the third passing."""
    wanted, _, nth = os.environ.get(_VARIABLE, "").partition(":")
    if wanted == name:
        _passed[name] += 1
        if _passed[name] == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)
