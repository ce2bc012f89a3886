"""From settlements to figures: per person, year and month-end, brought up to date by what changed."""

from monitor.settle.run import bring_up_to_date, catch_up, prepare, view_counted

__all__ = ["bring_up_to_date", "catch_up", "prepare", "view_counted"]
