"""Hands the files of an issue over: each recipient its own, once, to the places that the configuration names.

Comes in: the finished folder of an issue. Goes out: a folder of its own at each target, and what became of it in the
warehouse. Never hands over what the audit log does not know of, never lets a failed recipient keep the others waiting.
"""
