"""From figures to warnings: who is over which line, since when, by how much, and who may soon be."""

from monitor.screen.run import screen

__all__ = ["screen"]
