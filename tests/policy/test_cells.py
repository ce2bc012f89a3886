"""The cells of a scenario's table: what they may say, and what is answered to anything else."""

from collections.abc import Callable
from datetime import date

import pytest

from monitor.policy import cells
from monitor.policy.cells import CellFault, Held

ALWAYS = (date.min, date.max)


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("", ()),
        ("无", ()),
        ("低保", (Held("低保对象", *ALWAYS),)),
        ("低保对象 2023-07-01 起", (Held("低保对象", date(2023, 7, 1), date.max),)),
        ("低保对象 至 2023-06-30", (Held("低保对象", date.min, date(2023, 6, 30)),)),
        ("孤儿 2023-01-05 至 2023-06-30", (Held("孤儿", date(2023, 1, 5), date(2023, 6, 30)),)),
        ("孤儿、低保对象 2023-07-01 起", (Held("孤儿", *ALWAYS), Held("低保对象", date(2023, 7, 1), date.max))),
    ],
)
def test_identities_with_their_days(cell: str, held: tuple[Held, ...]) -> None:
    assert cells.identities(cell) == held


@pytest.mark.parametrize(("cell", "fen"), [("", 0), ("0.01", 1), ("-1,000.5", -100_050), ("12000", 1_200_000)])
def test_amounts_are_whole_fen(cell: str, fen: int) -> None:
    assert cells.fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "facts"),
    [
        ("", {"treated_here", "in_province", "designated"}),
        ("外地、转诊", {"treated_elsewhere", "in_province", "designated", "referred"}),
        ("外省、急诊", {"treated_elsewhere", "designated", "emergency"}),
        ("外地、异地安置", {"treated_elsewhere", "in_province", "designated", "referred", "resident_elsewhere"}),
        ("本地、非定点", {"treated_here", "in_province"}),
    ],
)
def test_circumstances(cell: str, facts: set[str]) -> None:
    assert cells.facts(cell) == facts


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.day, "2023-02-29"), (cells.day, "20230301"), (cells.fen, "1.005"), (cells.fen, "一万"),
        (cells.count, "两天"), (cells.number, "六成"), (cells.kind, "住宿"), (cells.insurance, "商业"),
        (cells.identities, "好人"), (cells.facts, "国外"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(read: Callable[[str], object], cell: str) -> None:
    with pytest.raises(CellFault):
        read(cell)
