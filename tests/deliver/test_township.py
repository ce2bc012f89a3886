"""R83, R97: the township's page has everybody once, says why in plain words, and offers the words of the receipts."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from monitor.deliver.pages import Pages
from monitor.deliver.township import Card, township_page
from monitor.deliver.wording import money
from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import FOUND, OUTCOME
from monitor.lists.issue import Owed
from monitor.lists.row_code import row_code
from monitor.lists.slices import slices
from tests.deliver.reading import ACCESS, Page
from tests.deliver.townships import CODE, HOME, SECOND, html_of, issue_of, many, people, second_row, slice_of, view_of
from tests.lists.sample_issue import EMPTY_TOWNSHIP, RULE, early_row, sample_issue, sample_row, visit


def cards(part: int = 0) -> list[Card]:
    """The cards of a part of the page, in their order."""
    (official, early, past) = view_of(people()).parts
    return [
        card
        for village in (official, early, past)[part].villages
        for household in village.households
        for card in household
    ]


def names(part: int = 0) -> list[str]:
    return [card.told.name for card in cards(part)]


def one_html(**changes: object) -> str:
    """The page of one person of the official list."""
    return html_of([sample_row(1, **{**HOME, **changes})])


def one_reason(**changes: object) -> str:
    """Its text."""
    return Page(one_html(**changes)).text


def test_two_rules_of_one_person_are_one_card_with_both_reasons() -> None:
    (card,) = [card for card in cards() if card.told.name == "王甲"]
    assert [reason.code for reason in card.reasons] == [row_code("2023-03", 1, number) for number in (3, 4)]
    assert [reason.told.rule for reason in card.reasons] == [RULE.name, "因病致贫预警"]


def test_a_household_stands_together() -> None:
    (village,) = [one for one in view_of(people()).parts[0].villages if one.name == "河西村"]
    assert [[card.told.name for card in one] for one in village.households if len(one) > 1] in (
        [["李乙", "李丙"]],
        [["李丙", "李乙"]],
    )


def test_a_household_in_two_villages_stays_in_both() -> None:
    rows = [sample_row(number, **{**HOME, "village": f"{number}村"}, resdbook_no="H") for number in (1, 2)]
    villages = view_of(rows).parts[0].villages
    assert [[len(one) for one in village.households] for village in villages] == [[1], [1]]
    assert "同户还有 1 人在本名单" in villages[0].households[0][0].papers


def test_every_row_is_on_the_page_once() -> None:
    codes = Counter(reason.code for part in range(3) for card in cards(part) for reason in card.reasons)
    assert codes == Counter(row_code("2023-03", 1, row.row_no) for row in people())


def test_a_person_of_the_official_list_and_the_early_watch_is_on_the_official_list() -> None:
    listed = sample_row(1, **HOME)
    watched = second_row(
        listed, 2, early_watch=True, early_reason="已达预警线的 80% 以上", over_by_fen=-5, case_state=""
    )
    parts = view_of([watched, listed]).parts
    assert [(part.id, part.count) for part in parts] == [("official", 1)]


def test_receipts_are_asked_of_all_but_the_past_and_on_paper_of_the_official_list() -> None:
    asked = [
        [(reason.is_open, reason.on_paper) for card in cards(part) for reason in card.reasons] for part in range(3)
    ]
    assert (set(asked[0]), asked[1], asked[2]) == ({(True, True)}, [(True, False)], [(False, False)])


def test_who_may_not_know_the_person_sees_a_card_for_every_row() -> None:
    issue = issue_of(people())
    piece = slice_of(issue)
    hidden = replace(piece, rows=tuple({**row} for row in piece.rows))
    for row in hidden.rows:
        del row["person"]
    page = township_page(hidden, issue, {rule.id: rule for rule in issue.rules})
    assert page.total == len(people())


def test_the_glance_counts_persons() -> None:
    glance = view_of(people()).glance
    assert (glance.people, glance.rows) == (4, 5)
    assert sum(count for _, count in glance.states) == 4


@pytest.mark.parametrize(
    ("states", "counted"), [(("closed", "to_visit"), (("待入户", 1),)), (("closed", "decided"), (("待部门处理", 1),))]
)
def test_a_person_with_two_cases_counts_as_the_one_that_is_least_far(
    states: tuple[str, str], counted: tuple[tuple[str, int], ...]
) -> None:
    first = sample_row(1, **HOME, case_state=states[0])
    assert view_of([first, second_row(first, 2, case_state=states[1])]).glance.states == counted


def test_what_a_person_paid_is_summed_once() -> None:
    sums = dict(view_of(people()[:2]).parts[0].sums)
    assert sums == {"医疗总费用": money(people()[0].medfee_fen), "个人负担": money(people()[0].burden_fen)}


def test_the_reason_is_one_sentence() -> None:
    text = one_reason(amount_fen=1_234_567, over_by_fen=234_567)
    lead = "到2023年3月底，住院、门诊慢特病的合规自付（自然年度内累计） "
    assert f"{lead}12,345.67 元，超过预警线 10,000 元，多出 2,345.67 元。" in text


def test_who_is_not_over_the_line_is_told_what_is_missing() -> None:
    text = Page(html_of([replace(early_row(9), **HOME)])).text
    assert "8,500.09 元，没有超过预警线 10,000 元，还差 1,499.91 元。" in text


def test_a_line_that_is_reached_is_said_so() -> None:
    issue = sample_issue([sample_row(1, **HOME, over_by_fen=0)], rules=(replace(RULE, operator=">="),))
    assert "达到或超过预警线" in Page(Pages(issue, ACCESS).township(slice_of(issue))).text


def test_the_burden_is_told_of_every_hundred_yuan() -> None:
    parts = dict.fromkeys(("catastrophic_fen", "assistance_fen", "other_funds_fen", "hospital_fen"), 0)
    text = one_reason(**parts, basic_fen=62_500, burden_fen=37_500, medfee_fen=100_000)
    assert "每 100 元里个人负担 38 元" in text


def test_who_has_died_is_said_before_anything_else_on_the_card() -> None:
    html = one_html(departed="died", psn_name="王甲")
    card = html[html.index("<article") :]
    assert card.index("名册登记已死亡，入户前先向村居核实") < card.index("王甲")


def test_what_can_still_be_paid_says_how_to_apply() -> None:
    text = one_reason(owed_fen=5, owed=(Owed("医疗救助", 5, on_application=True, article="二(六)"),))
    assert "依申请救助（二(六)），由本人或村居向医保经办机构提出申请" in text


def test_the_visits_so_far_are_told_the_newest_first() -> None:
    first = visit(date(2023, 2, 1), visitor="张三", found="not_met", remarks="不在家")
    last = visit(date(2023, 3, 1), visitor="李四", found="met", outcome="to_minimum", measures="送米")
    text = one_reason(visits=(first, last))
    assert "2023年3月1日乡镇 李四：见到本人或家属，拟申请低保措施：送米" in text.replace("\n", "")
    assert text.index("李四") < text.index("张三")


def test_the_form_offers_the_words_of_the_receipts_and_no_others() -> None:
    page = Page(html_of(people()))
    radios = [value for tag, attribute, value in page.attributes if (tag, attribute) == ("input", "value")]
    options = [text for path, text in page.texts if path.endswith("optgroup. option.")]
    assert radios == list(FOUND)
    assert sorted(options) == sorted(word.zh for word in OUTCOME.values())


def test_the_sheet_offers_the_words_of_the_receipts_and_no_others() -> None:
    ticks = [text for path, text in Page(one_html()).texts if path.endswith("span.tick")]
    assert ticks == [word.zh for word in (*FOUND.values(), *OUTCOME.values())]


def test_the_page_names_its_receipts_as_the_intake_reads_them() -> None:
    facts = view_of(people()).facts
    assert {name: facts[name] for name in ("place", "month", "version", "recipient")} == {
        "place": "hefei",
        "month": "2023-03",
        "version": "1",
        "recipient": "340121100_township",
    }
    pairs = [one.split("=") for one in facts["columns"].split(" ")]
    assert pairs == [[column.name, column.zh] for column in KINDS["receipts"].columns]


def test_a_township_without_anybody_has_its_page_and_nothing_to_fill_in() -> None:
    issue = sample_issue()
    piece = next(one for one in slices(issue, ACCESS) if one.code == f"{EMPTY_TOWNSHIP}_township")
    html = Pages(issue, ACCESS).township(piece)
    tags = {tag for tag, _ in Page(html).tags}
    assert "本月无预警" in html
    assert not tags & {"script", "form", "input", "template", "button"}


def test_two_hundred_persons_are_less_than_a_megabyte() -> None:
    assert len(html_of(many(200)).encode("utf-8")) < 1_000_000


def test_the_same_people_give_the_same_page() -> None:
    assert html_of(people()) == html_of(people())


def test_a_page_names_the_rules_under_which_somebody_is_listed() -> None:
    issue = sample_issue([sample_row(1, **HOME)], rules=(RULE, SECOND))
    pages, pieces = Pages(issue, ACCESS), {piece.code: piece for piece in slices(issue, ACCESS)}
    assert "因病致贫预警：" not in pages.township(pieces[CODE])
    assert "因病致贫预警：" in pages.township(pieces["340121101_township"])
