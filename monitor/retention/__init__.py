"""Personal data is kept as long as it is needed and no longer: what has run out is listed, then erased for good.

Comes in: the configuration with its months, the open warehouse, a day. Goes out: what is due, and on the operator's
word nothing of it any more. Months under a legal hold stay. The audit log keeps a line about what was erased.
"""

from monitor.retention.due import Due, due
from monitor.retention.erase import erase

__all__ = ["Due", "due", "erase"]
