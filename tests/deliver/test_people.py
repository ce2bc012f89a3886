"""Amounts, dates and the composition bar as they are shown."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.people import BAR_UNITS, LAYERS, bar, view
from monitor.deliver.wording import date_zh, line, money, month_zh, sentence, titled, yuan
from monitor.lists.access import load_access
from monitor.lists.reducing import reduce_rows
from tests.lists.sample_issue import RULE, early_row, sample_row

RULES = {RULE.id: RULE}
AMOUNTS = st.lists(st.integers(0, 10**12), min_size=len(LAYERS), max_size=len(LAYERS))


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (1, "0.01"), (-1, "-0.01"), (123456, "1,234.56"), (-100000000, "-1,000,000.00"), (99, "0.99")],
)
def test_money_has_separators_and_two_decimals(fen: int, shown: str) -> None:
    assert money(fen) == shown


@given(st.integers(-(10**15), 10**15))
def test_yuan_is_exact(fen: int) -> None:
    assert yuan(fen) * 100 == fen
    assert yuan(fen).as_tuple().exponent == -2
    assert Decimal(money(fen).replace(",", "")) == yuan(fen)


def test_dates_and_lines_read_like_chinese() -> None:
    assert (month_zh("2023-03"), month_zh(""), date_zh(date(2023, 3, 9)), date_zh(None)) == (
        "2023年3月",
        "",
        "2023年3月9日",
        "",
    )
    assert (line(1_000_000), line(1_000_050)) == ("10,000", "10,000.50")


@pytest.mark.parametrize(
    ("operator", "words"), [(">", "合规自付超过 10,000 元"), (">=", "合规自付达到或超过 10,000 元")]
)
def test_a_rule_in_plain_words(operator: str, words: str) -> None:
    assert (
        sentence(type(RULE)(**{**{name: getattr(RULE, name) for name in RULE.__slots__}, "operator": operator}))
        == words
    )


@pytest.mark.parametrize("document", ["办法", "《办法》"])
def test_a_document_has_title_marks_once(document: str) -> None:
    assert titled(document) == "《办法》"


@given(AMOUNTS)
def test_the_bar_is_full_and_has_no_gap(amounts: list[int]) -> None:
    pieces = bar(dict(zip((field for _, _, field, _ in LAYERS), amounts, strict=True)))
    ends = [0, *(start + width for _, start, width in pieces)]
    assert [start for _, start, _ in pieces] == ends[:-1]
    assert ends[-1] == (BAR_UNITS if sum(amounts) else 0)


def test_a_negative_part_draws_no_bar() -> None:
    amounts = {field: 100 for _, _, field, _ in LAYERS} | {"hospital_fen": -1}
    assert bar(amounts) == ()


def test_a_missing_part_draws_no_bar() -> None:
    assert bar({"basic_fen": 100}) == ()


def test_early_watch_is_not_called_by_its_status() -> None:
    (row,) = reduce_rows([early_row(1)], load_access().of("township"), show_phone=False)
    person = view(row, RULES)
    assert (person.status, person.status_class, person.remark) == ("观察", "early", "已达预警线的 80% 以上")


NOTE = "费用2月21日已过预警线，到当月底还不在本规则范围内（身份、险种或冲减），故首次预警为2023年6月"


@pytest.mark.parametrize(
    ("crossed", "first", "cause", "shown"),
    [
        (date(2023, 2, 21), "2023-06", "", NOTE),
        (date(2023, 2, 21), "2023-06", "补登", f"补登；{NOTE}"),
        (date(2023, 2, 21), "2023-02", "", ""),
        (date(2022, 12, 21), "", "", ""),
        (None, "2023-02", "", ""),
    ],
)
def test_an_earlier_crossing_than_the_first_warning_is_explained(
    crossed: date | None, first: str, cause: str, shown: str
) -> None:
    row = sample_row(1, crossed_on=crossed, first_month=first, correction_cause=cause)
    (reduced,) = reduce_rows([row], load_access().of("township"), show_phone=False)
    assert view(reduced, RULES).remark == shown


def test_what_is_owed_is_told_with_who_must_act() -> None:
    (row,) = reduce_rows([sample_row(6)], load_access().of("township"), show_phone=False)
    person = view(row, RULES)
    assert person.owed == money(row["owed_fen"])
    assert [(one.payer, one.way) for one in person.help] == [
        ("大病保险", "一站式结算，由医保经办机构核对后补报"),
        ("医疗救助", "依申请救助（二(六)），由本人或村居向医保经办机构提出申请"),
    ]


def test_a_row_with_the_fewest_fields_still_makes_a_person() -> None:
    person = view({"row_no": 1, "section": "official"}, RULES)
    assert (person.number, person.name, person.who, person.amount) == (1, "", "性别年龄不详", "")


def test_zero_layers_of_the_law_are_shown_and_other_zeros_are_not() -> None:
    zeros = dict.fromkeys(("catastrophic_fen", "assistance_fen", "other_funds_fen", "hospital_fen"), 0)
    (row,) = reduce_rows([sample_row(1, **zeros)], load_access().of("township"), show_phone=False)
    assert [name for _, name, _ in view(row, RULES).parts] == ["基本医保", "大病保险", "医疗救助", "个人负担"]
