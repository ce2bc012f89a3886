"""The words of receipts: what was found at the door, what the visit led to, what a department decided.

Comes in: `receipts.toml`. Goes out: `FOUND`, `OUTCOME`, `DECISION`, each word by its code, and `code_of` for whatever
way it was written. The pages offer these words and the intake accepts them: both read the one table.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_TABLE: Final = tomllib.loads(Path(__file__).with_name("receipts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Word:
    """One choice: its `code`, how it is said, other spellings, and what follows from it.

    `outcome` and `identity` are "must", "may" or "none"; `closes` ends the case; `helped` counts as help given;
    `visited` is a visit though nothing came of it; `reopens` (escalated, elsewhere, never) is what opens a case again
    that this word closed; `span` (begins, ends, stays, refused) what becomes of the identity that is named.
    """

    code: str
    zh: str
    aliases: tuple[str, ...]
    outcome: str = "none"
    identity: str = "none"
    closes: bool = False
    helped: bool = False
    visited: bool = False
    reopens: str = "escalated"
    span: str = ""


def _words(section: str) -> Mapping[str, Word]:
    return {code: _word(code, said) for code, said in _TABLE[section].items()}


def _word(code: str, said: Mapping[str, Any]) -> Word:
    return Word(code, **{**said, "aliases": tuple(said["aliases"])})


FOUND: Final = _words("found")
OUTCOME: Final = _words("outcome")
DECISION: Final = _words("decision")


def code_of(words: Mapping[str, Word], written: str) -> str | None:
    """The code of a word as it was written: its Chinese, an alias or the code itself; None if it is none of these."""
    for word in words.values():
        if written in (word.zh, word.code, *word.aliases):
            return word.code
    return None
