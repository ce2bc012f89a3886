"""Puts what the place's pack and `config.toml` say about codes into temporary tables that the SQL files join."""

from collections.abc import Mapping

from monitor.config import Config
from monitor.policy import IDENTITIES, Pack, canonical_identity
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, quoted

# What a MED_TYPE of the national core says of a settlement besides the kind of care (POLICY section 2).
MED_TYPE_FACTS = {"13": "emergency", "23": "referred", "24": "emergency"}


def med_types(config: Config, pack: Pack) -> dict[str, str]:
    """MED_TYPE → kind of care: the pack's national codes, and the local ones that the operator named."""
    return {**pack.med_types, **config.intake.med_types}


def counted_med_types(config: Config, pack: Pack) -> tuple[str, ...]:
    """The MED_TYPE codes whose settlements count towards the burden of the year."""
    return tuple(sorted(code for code, care in med_types(config, pack).items() if care in pack.counted_kinds))


def make_tables(con: Connection, config: Config, pack: Pack) -> None:
    """Make `med_type`, `counted_med_type`, `insurance` and `identity_rank` for this session."""
    make_pairs(con, "med_type", ("code", "care"), med_types(config, pack))
    make_pairs(con, "counted_med_type", ("code", "place"), dict.fromkeys(counted_med_types(config, pack), pack.place))
    make_pairs(con, "insurance", ("code", "insurance"), pack.insurance)
    ranks = [(identity.name, identity.rank) for identity in IDENTITIES]
    statements.make_rows(con, "identity_rank", "identity varchar, rank integer", ranks)


def make_identity_words(con: Connection) -> None:
    """Make `identity_word`: the canonical name of every word for an identity that the staged file uses and we know."""
    found = con.execute("select distinct identity from staged where identity is not null").fetchall()
    known = {word: canonical_identity(word) for (word,) in found}
    make_pairs(con, "identity_word", ("word", "identity"), {word: name for word, name in known.items() if name})


def make_pairs(con: Connection, table: str, columns: tuple[str, str], pairs: Mapping[str, str]) -> None:
    """A temporary table of two text columns."""
    statements.make_rows(con, table, ", ".join(quoted(column) + " varchar" for column in columns), pairs.items())
