"""What comes back: receipts of visits and decisions become rows, cases, and identities that the next month uses."""

from monitor.feedback.cases import refresh_cases
from monitor.feedback.taking import take_from, take_in

__all__ = ["refresh_cases", "take_from", "take_in"]
