"""Backups that hold together and restores that say what they take back.

Comes in: an open warehouse, or a file of an earlier backup. Goes out: one file with the warehouse, the secret, the
settings and, on asking, the kept originals; or a workspace put back. It never copies a live database file: opening and
closing it by ordinary means makes the writing process lose its lock without a word.
"""

from monitor.backup.envelope import read_passcode
from monitor.backup.make import Made, make_backup
from monitor.backup.restore import Restored, restore, restore_into

__all__ = ["Made", "Restored", "make_backup", "read_passcode", "restore", "restore_into"]
