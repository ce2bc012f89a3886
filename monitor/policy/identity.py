"""The thirteen identity categories and the words that rosters use for them.

In: a word from a roster. Out: the canonical Chinese name, or None. It never guesses:
a word that is not listed in `identities.toml` is unknown, whatever it resembles.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("identities.toml")
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−~〜", "-"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Identity:
    """One category: `rank` 1 is the strongest, `name` is what the warehouse stores, `id` the English word.

    `certified_by` is the kind of department that recognises it, empty if neither does; `proposed_by` the outcomes of a
    visit that ask for it; `is_step` that it excludes the other steps of hardship.
    """

    rank: int
    id: str
    name: str
    aliases: tuple[str, ...]
    certified_by: str = ""
    proposed_by: tuple[str, ...] = ()
    is_step: bool = False


def _key(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).translate(_INVISIBLE).translate(_DASHES)
    return "".join(text.split())


def _read() -> tuple[Identity, ...]:
    entries = tomllib.loads(_FILE.read_text("utf-8"))["identities"]
    return tuple(_identity(rank, entry) for rank, entry in enumerate(entries, start=1))


def _identity(rank: int, entry: Mapping[str, Any]) -> Identity:
    aliases, proposed_by = tuple(entry["aliases"]), tuple(entry.get("proposed_by", ()))
    certified_by, is_step = entry.get("certified_by", ""), entry.get("is_step", False)
    return Identity(rank, entry["id"], entry["name"], aliases, certified_by, proposed_by, is_step)


def _index(identities: tuple[Identity, ...]) -> dict[str, str]:
    return {_key(word): item.name for item in identities for word in (item.name, *item.aliases)}


IDENTITIES: tuple[Identity, ...] = _read()
IDENTITY_NAMES: tuple[str, ...] = tuple(item.name for item in IDENTITIES)
_BY_WORD: dict[str, str] = _index(IDENTITIES)
_BY_NAME: dict[str, Identity] = {item.name: item for item in IDENTITIES}


def canonical_identity(word: str) -> str | None:
    """The canonical name for a roster's word; None if the word is not listed."""
    return _BY_WORD.get(_key(word))


def identity_rank(name: str) -> int:
    """Rank of a canonical name, 1 the strongest; ValueError for any other word."""
    return IDENTITY_NAMES.index(name) + 1


def certifier(name: str) -> str:
    """The kind of department that recognises a canonical identity; empty if neither does, or for any other word."""
    return _BY_NAME[name].certified_by if name in _BY_NAME else ""


def proposed(outcome: str) -> str:
    """The canonical identity that the outcome of a visit asks for; empty if it asks for none."""
    return next((item.name for item in IDENTITIES if outcome in item.proposed_by), "")
