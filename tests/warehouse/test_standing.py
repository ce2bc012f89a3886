"""What becomes of settlements that come in several versions or are undone: a line for each case.

A letter is a record of the case's one person, a bar ends a file:
S the settlement (10,000.00) · T another content under its SETL_ID · R its refund · Q a second one · P of a quarter ·
H I of a half each · X of one and a half · B by somebody else · N a negative record that names nobody.
A digit is the day of UPDT_TIME; f says REFD_SETL_FLAG 1; v says VALI_FLAG 0.
"""

from itertools import zip_longest
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, person, refund
from tests.warehouse.workplace import as_dict, new_bureau

CASES = {
    "contradiction in one file": ("S T", "S conflict, T conflict"),
    "contradiction in two files": ("S | T", "S conflict, T conflict"),
    "contradiction of the same moment": ("S5 | T5", "S5 conflict, T5 conflict"),
    "correction": ("S1 | T2", "S1 superseded, T2 counts"),
    "correction first, the older version late": ("T2 | S1", "S1 superseded, T2 counts"),
    "correction in the same file": ("T2 S1", "S1 superseded, T2 counts"),
    "correction of a version without a time": ("S | T2", "S superseded, T2 counts"),
    "correction that ends a conflict": ("S1 | T1 | S2", "S1 superseded, T1 superseded, S2 counts"),
    "correction that is invalid": ("S1 | T2v", "S1 superseded, T2v counts"),
    "refund": ("S | R", "S refunded, R refund"),
    "refund before its original": ("R | S", "S refunded, R refund"),
    "refund and original in one file": ("R S", "S refunded, R refund"),
    "refund alone": ("R", "R refund_pending"),
    "refund of a settlement in conflict": ("S | T R", "S conflict, T conflict, R refund_pending"),
    "refund of a corrected settlement": ("S1 R | T2", "S1 superseded, T2 counts, R refund_excess"),
    "partial refund": ("S | P", "S counts, P refund_part"),
    "partial refund before its original": ("P | S", "S counts, P refund_part"),
    "two halves": ("S | H | I", "S refunded, H refund, I refund"),
    "two halves around the original": ("I | S | H", "S refunded, H refund, I refund"),
    "second refund": ("S R | Q", "S refunded, R refund, Q refund_excess"),
    "second refund, all backwards": ("Q | R | S", "S refunded, R refund, Q refund_excess"),
    "whole after a quarter": ("S P | R", "S counts, P refund_part, R refund_excess"),
    "more than there was": ("S | X", "S counts, X refund_excess"),
    "more than there was, then the right one": ("S X | R", "S refunded, X refund_excess, R refund"),
    "somebody else's": ("S | B", "S counts, B refund_mismatch"),
    "somebody else's beside the right one": ("S B | R", "S refunded, B refund_mismatch, R refund"),
    "negative that names nobody": ("S | N", "S counts, N counts"),
    "invalid refund": ("S Rv", "S counts, Rv counts"),
    "refund of an invalid settlement": ("Sv | R", "Sv counts, R refund_pending"),
    "flag without the refund": ("Sf", "Sf refunded"),
    "flag and refund": ("Sf | Rf", "Sf refunded, Rf refund"),
    "flag and partial refund": ("Sf | Pf", "Sf counts, Pf refund_part"),
    "flags on both, no link": ("Sf | Nf", "Sf refunded, Nf refund"),
    "flags on both, no link, backwards": ("Nf | Sf", "Sf refunded, Nf refund"),
    "flag on the negative alone": ("S | Nf", "S counts, Nf counts"),
    "flag that comes with a correction": ("S1 | Nf | S2f", "S1 superseded, S2f refunded, Nf refund"),
}
_SHARES = {"R": "1", "Q": "1", "P": "0.25", "H": "0.5", "I": "0.5", "X": "1.5", "B": "1", "N": "1"}
_DAYS = {name: f"2023-05-{day:02d}" for day, name in enumerate("XBPHIRQN", 1)}


def record(number: int, token: str) -> Row:
    """The record that a token stands for in case `number`; the token is kept as MDTRT_ID."""
    letter, marks = token[0], token[1:]
    first = bill(f"{number}S", person(number), "2023-03-05", "8000", own="400", hifp_pay="1600")
    if letter == "T":
        row = bill(f"{number}S", person(number), "2023-03-05", "7999")
    elif letter == "S":
        row = first
    else:
        row = refund(first, f"{number}{letter}", _DAYS[letter], _SHARES[letter])
    row |= {"certno": person(number + 500)} if letter == "B" else {}
    row |= {"init_setl_id": ""} if letter == "N" else {}
    flags = {"refd_setl_flag": "1" if "f" in marks else "0", "vali_flag": "0" if "v" in marks else "1"}
    day = marks.strip("fv")
    return {**row, **flags, "mdtrt_id": f"{number} {token}", "updt_time": f"2023-09-{day:0>2}" if day else ""}


@pytest.fixture(scope="module")
def standing(empty_workspace: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every case loaded, the first files of all cases as one file and so on: MDTRT_ID → standing."""
    workspace: Path = empty_workspace("hefei")  # type: ignore[operator]
    bureau: Bureau = new_bureau(workspace, tmp_path_factory.mktemp("standing"))
    told = [[(n, part.split()) for part in files.split("|")] for n, (files, _) in enumerate(CASES.values(), 1)]
    for parts in zip_longest(*told, fillvalue=(0, [])):
        bureau.intake("settlements", [record(n, token) for n, tokens in parts for token in tokens])
    both = "warehouse.settlement left join warehouse.standing using (row_id)"
    return as_dict(bureau, f"select mdtrt_id, coalesce(standing, 'counts') from {both}")


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_each_record(standing: dict[str, str], case: str) -> None:
    number = list(CASES).index(case) + 1
    wanted = dict(part.split() for part in CASES[case][1].split(", "))
    assert {name.split()[1]: said for name, said in standing.items() if name.startswith(f"{number} ")} == wanted
