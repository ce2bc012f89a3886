"""The kinds of offices that lists go to, by their codes.

Comes in: the code of a recipient. Goes out: its kind. What each may see is in `lists.access`.
"""

from typing import Final

DEPARTMENTS: Final = ("civil_affairs", "rural_revitalization")
TOWNSHIP: Final = "township"
BUREAU: Final = "bureau"
KINDS: Final = (*DEPARTMENTS, TOWNSHIP, BUREAU)


def kind_of(recipient: str) -> str:
    """340121_civil_affairs → civil_affairs; the bureau's own code is its kind."""
    return recipient.partition("_")[2] or recipient
