"""The thirteen identity categories and the words that rosters use for them.

In: a word from a roster. Out: the canonical Chinese name, or None. It never guesses:
a word that is not listed in `identities.toml` is unknown, whatever it resembles.
"""

import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("identities.toml")
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−~〜", "-"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Identity:
    """One category: `rank` 1 is the strongest, `name` is what the warehouse stores, `id` the English word."""

    rank: int
    id: str
    name: str
    aliases: tuple[str, ...]


def _key(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).translate(_INVISIBLE).translate(_DASHES)
    return "".join(text.split())


def _read() -> tuple[Identity, ...]:
    entries = tomllib.loads(_FILE.read_text("utf-8"))["identities"]
    return tuple(Identity(rank, e["id"], e["name"], tuple(e["aliases"])) for rank, e in enumerate(entries, start=1))


def _index(identities: tuple[Identity, ...]) -> dict[str, str]:
    return {_key(word): item.name for item in identities for word in (item.name, *item.aliases)}


IDENTITIES: tuple[Identity, ...] = _read()
IDENTITY_NAMES: tuple[str, ...] = tuple(item.name for item in IDENTITIES)
_BY_WORD: dict[str, str] = _index(IDENTITIES)


def canonical_identity(word: str) -> str | None:
    """The canonical name for a roster's word; None if the word is not listed."""
    return _BY_WORD.get(_key(word))


def identity_rank(name: str) -> int:
    """Rank of a canonical name, 1 the strongest; ValueError for any other word."""
    return IDENTITY_NAMES.index(name) + 1
