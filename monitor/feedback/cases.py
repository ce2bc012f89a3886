"""The life of a case: a person, a rule and a year, from the first official row to the word that closes it.

Comes in: the issued rows and the receipts of the warehouse, inside the caller's transaction. Goes out:
`warehouse.case_event` and `warehouse.case_state`, worked out anew from all of them, whatever order they came in.
"""

from itertools import chain
from typing import Final

from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME, Word
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, quoted

_WORD_COLUMNS: Final = (
    "part varchar, written varchar, code varchar, outcome varchar, identity varchar, closes boolean, visited boolean,"
    " reopens varchar, span varchar"
)
_TEMPORARY: Final = ("receipt_month", "death_word", "case_happening")


def refresh_cases(con: Connection) -> None:
    """Work out every case anew; the caller holds the transaction."""
    make_words(con)
    statements.run(con, "5_lists/macros")
    statements.make_temp(con, "receipt_month", "5_lists/receipt_month")
    statements.make_temp(con, "death_word", "5_lists/death_word")
    statements.make_temp(con, "case_happening", "7_feedback/case_happening")
    for name in ("case_event", "case_state"):
        con.execute("delete from warehouse." + quoted(name))
        statements.insert(con, f"warehouse.{name}", f"7_feedback/{name}")
    statements.drop_temp(con, *_TEMPORARY)


def make_words(con: Connection) -> None:
    """Make `receipt_word`: every word of a receipt in every way of writing it, with what follows from it."""
    parts = (("found", FOUND), ("outcome", OUTCOME), ("decision", DECISION))
    rows = chain.from_iterable(_rows(part, word) for part, words in parts for word in words.values())
    statements.make_rows(con, "receipt_word", _WORD_COLUMNS, rows)


def _rows(part: str, word: Word) -> list[tuple[object, ...]]:
    meant = (word.code, word.outcome, word.identity, word.closes, word.visited, word.reopens, word.span)
    return [(part, written, *meant) for written in dict.fromkeys((word.code, word.zh, *word.aliases))]
