"""Whether a target of the configuration takes the files of a recipient.

Comes in: what `recipients` says, the code of a recipient, the regions of the issue. Goes out: yes or no. The bureau's
own files are taken only by a target that names the bureau; `*` is everybody else.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from monitor.delivery_settings import TargetSettings
from monitor.lists.issue import Region
from monitor.lists.placing import file_code
from monitor.offices import BUREAU, kind_of


def wants(target: TargetSettings, recipient: str, regions: Sequence[Region]) -> bool:
    """Whether one of the target's words is the recipient's kind, code or region, or the beginning of its code."""
    kind = kind_of(recipient)
    if kind == BUREAU:
        return BUREAU in target.recipients
    region = {file_code(one): one.code for one in regions}.get(recipient.partition("_")[0], "")
    plain = {kind, recipient, region}
    return any(word in plain or ("*" in word and fnmatchcase(recipient, word)) for word in target.recipients)
