"""A hundred people whose twenty settlements come to the line exactly, and to a fen more: never a matter of rounding."""

import random
from decimal import Decimal

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person

PEOPLE, PARTS, LINE_FEN = range(1, 101), 20, 1_000_000


def parts(number: int) -> list[int]:
    """Twenty whole fen that come to the line."""
    cuts = sorted(random.Random(number).sample(range(1, LINE_FEN), PARTS - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, LINE_FEN], strict=True)]


def settlements(number: int) -> list[Row]:
    """The settlements of a person, one a day."""
    amounts = [str(Decimal(fen).scaleb(-2)) for fen in parts(number)]
    return [bill(f"{number}-{day}", person(number), f"2023-03-{day:02d}", yuan) for day, yuan in enumerate(amounts, 1)]


def test_sums_at_the_line_are_not_over_it_and_one_fen_more_is(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(person(number)) for number in PEOPLE])
    bureau.intake("settlements", [row for number in PEOPLE for row in settlements(number)])
    at_the_line = bureau.month("2023-03")
    bureau.intake("settlements", [bill(f"{number}-fen", person(number), "2023-04-01", "0.01") for number in PEOPLE])
    above = bureau.month("2023-04")
    assert (at_the_line.issue.totals["本月预警"], above.issue.totals["本月预警"]) == (0, 100)
