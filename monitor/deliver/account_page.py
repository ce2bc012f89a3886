"""The account of one person as a self-contained HTML page, in the same look as the lists."""

from monitor.deliver.account import Account


def as_html(said: Account) -> str:
    """A page for the operator; it carries the person's name and number in full."""
    raise NotImplementedError(said.month)
