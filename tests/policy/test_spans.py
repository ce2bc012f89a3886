"""Dated values: one line in force on each day, and the check agrees with looking at every single day."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.policy import load_pack
from monitor.policy.schema import SchemeShape, ValueShape
from monitor.policy.scheme_days import day_problems
from monitor.policy.structure import span_problems

SOUND = Path(__file__).with_name("sound")
FIRST = date(2022, 1, 1)
HORIZON = 40

offsets = st.integers(0, HORIZON - 1)
spans = st.lists(st.tuples(offsets, st.one_of(st.none(), offsets)), min_size=1, max_size=4)


def shape(start: int, end: int | None) -> ValueShape:
    bounds = {"from": day_of(start), "to": None if end is None else day_of(end)}
    texts = {"id": "x", "name": "x", "layer": "warning", "unit": "yuan", "article": "一", "quote": "起付线一元"}
    return ValueShape.model_validate({**texts, **bounds, "value": 1})


def day_of(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def sound_by_day(drawn: list[tuple[int, int | None]]) -> bool:
    """Looks at every day: no span is reversed, no day has two values, no day between the first and last has none."""
    if any(end is not None and end < start for start, end in drawn):
        return False
    held = [
        sum(start <= day <= (HORIZON if end is None else end) for start, end in drawn) for day in range(HORIZON + 1)
    ]
    days = [day for day, count in enumerate(held) if count]
    return max(held) == 1 and all(held[day] for day in range(days[0], days[-1] + 1))


@settings(max_examples=1000, deadline=None)
@given(spans)
def test_the_span_check_agrees_with_looking_at_every_day(drawn: list[tuple[int, int | None]]) -> None:
    ordered = sorted((shape(*span) for span in drawn), key=lambda value: value.from_date)
    assert (not list(span_problems(ordered))) == sound_by_day(drawn)


scheme_spans = st.lists(st.tuples(offsets, st.one_of(st.none(), st.integers(0, HORIZON))), min_size=2, max_size=4)


@settings(max_examples=1000, deadline=None)
@given(scheme_spans)
def test_the_figures_of_a_scheme_are_all_there_or_none_on_every_day(drawn: list[tuple[int, int | None]]) -> None:
    lasting = [(start, None if length is None else start + length) for start, length in drawn]
    keys = [f"x{n}" for n in range(len(lasting))]
    scheme = SchemeShape.model_validate({"tiers": [{"over": None, "rate": key} for key in keys]})
    found = list(day_problems("方案", scheme, {key: [shape(*one)] for key, one in zip(keys, lasting, strict=True)}))
    held = [
        sum(start <= day and (end is None or day <= end) for start, end in lasting) for day in range(2 * HORIZON + 2)
    ]
    assert bool(found) == any(0 < count < len(lasting) for count in held)


@pytest.mark.parametrize(
    ("day", "threshold_fen"),
    [
        (date(2022, 1, 1), 800_000),
        (date(2023, 12, 31), 800_000),
        (date(2024, 1, 1), 900_000),
        (date(2030, 1, 1), 900_000),
    ],
)
def test_a_change_of_law_is_a_new_line_and_old_days_keep_the_old_answer(day: date, threshold_fen: int) -> None:
    (rule,) = load_pack("qinghe", user_dir=SOUND).rules_on(day)
    assert rule.threshold_fen == threshold_fen


def test_a_rule_says_since_when_its_line_holds() -> None:
    (rule,) = load_pack("qinghe", user_dir=SOUND).rules_on(date(2024, 5, 1))
    assert rule.effective == date(2024, 1, 1)


def test_the_value_of_a_day() -> None:
    value = load_pack("qinghe", user_dir=SOUND).value_on("warning.threshold", date(2023, 12, 31))
    assert value is not None
    assert (value.value, value.to_date) == (Decimal(8000), date(2023, 12, 31))


def test_before_the_law_there_is_no_value() -> None:
    assert load_pack("qinghe", user_dir=SOUND).values_on(date(2021, 12, 31)) == ()
