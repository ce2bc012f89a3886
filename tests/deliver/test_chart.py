"""The picture of the waterfall: where each bar lies, what is marked, and that it is the same every time."""

import base64
import re
from decimal import Decimal

import pytest

from monitor.deliver import chart
from monitor.deliver.chart import NARROW, WIDE, Bar, Size, bars, described, picture
from monitor.deliver.waterfall import Fall


def fall(key: str, role: str, amount: int, left: int, entitled: int | None = None) -> Fall:
    gap = None if entitled is None else Decimal(entitled - amount)
    said = None if entitled is None else Decimal(entitled)
    return Fall(key, key, role, Decimal(amount), Decimal(left), said, gap)  # type: ignore[arg-type]


FALLS = (
    fall("total", "stand", 100, 100),
    fall("own_expense", "outside", 10, 90),
    fall("preself", "outside", 0, 90),
    fall("in_scope", "stand", 90, 90),
    fall("basic", "payer", 50, 40),
    fall("catastrophic", "payer", 5, 35, entitled=12),
    fall("assistance", "payer", 0, 35, entitled=4),
    fall("hospital", "payer", 0, 35),
    fall("left", "stand", 35, 35),
    fall("burden", "stand", 45, 45),
)
ROWS = {row.key: row for row in bars(FALLS, Decimal(11))}


def svg(rows: tuple[Bar, ...], size: Size) -> str:
    head, _, body = picture(rows, size).partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(body).decode("utf-8")


def test_payers_take_their_part_off_at_the_right_and_meet() -> None:
    spans = [(ROWS[key].start, ROWS[key].end) for key in ("in_scope", "basic", "catastrophic", "burden")]
    assert spans == [(10, 100), (50, 100), (45, 50), (0, 45)]


def test_what_the_person_bears_anyway_lies_at_the_left() -> None:
    assert (ROWS["own_expense"].start, ROWS["own_expense"].end) == (0, 10)


def test_steps_of_nothing_are_left_out_unless_they_owe_something() -> None:
    assert "preself" not in ROWS
    assert "hospital" not in ROWS
    assert "assistance" in ROWS


def test_help_not_received_is_marked_at_the_layer_and_at_the_burden() -> None:
    assert [ROWS[key].owed for key in ("catastrophic", "assistance", "burden")] == [(38, 45), (41, 45), (34, 45)]
    assert ROWS["burden"].remark == "还应再报 11.00"


def test_nothing_is_marked_where_nothing_is_owed() -> None:
    assert bars(FALLS, Decimal(0))[-1].owed is None


def test_more_than_the_burden_is_marked_within_it() -> None:
    assert bars(FALLS, Decimal(60))[-1].owed == (0, 45)


def test_the_words_say_what_the_picture_shows() -> None:
    assert "catastrophic −5.00，应享 12.00" in described(tuple(ROWS.values()))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_picture_is_the_same_every_time(size: Size) -> None:
    rows = tuple(ROWS.values())
    assert picture(rows, size) == picture(rows, size)


def test_texts_stay_texts_and_nothing_is_fetched_or_dated() -> None:
    drawn = svg(tuple(ROWS.values()), WIDE)
    assert "还应再报 11.00" in drawn
    assert "<dc:date>" not in drawn
    assert not re.findall(r'(?:href|src)="(?!#)', drawn)


def test_a_server_without_chinese_letters_draws_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(chart._SETTINGS, "font.family", ["DejaVu Sans"])
    assert "还应再报" in svg(tuple(ROWS.values()), NARROW)


def test_a_person_who_was_paid_more_than_the_cost_can_be_drawn() -> None:
    falls = (fall("total", "stand", 0, 0), fall("in_scope", "stand", 0, 0), fall("burden", "stand", -5, -5))
    assert "−5.00" in svg(bars(falls, Decimal(0)), WIDE) or "-5.00" in svg(bars(falls, Decimal(0)), WIDE)
