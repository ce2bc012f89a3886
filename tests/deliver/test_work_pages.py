"""The worklists' files: every list on the bureau's page, names without cost to the townships, nothing more."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from monitor.deliver.pages import Pages
from monitor.deliver.wording import money
from monitor.deliver.work_pages import work_files
from monitor.deliver.work_wording import REASONS, amount_headings, rate
from monitor.lists.work import WORK_FIELDS, MonthWork, WorkRow
from monitor.policy.worklists import KINDS
from monitor.resources import sql_dir
from tests.deliver.reading import ACCESS, Page, book_text
from tests.lists.sample_issue import sample_issue
from tests.lists.sample_work import TOWNSHIPS, sample_work, work_list, work_row

# How a full value looks in a file; None: a field that no file prints, because it only steers or names files.
LOOKS: dict[str, Callable[[Any], str] | None] = {
    "row_no": None,
    "psn_name": str,
    "certno": str,
    "gend": None,
    "age": lambda value: f"{value}岁",
    "identity": str,
    "county_code": None,
    "county": str,
    "township_code": None,
    "township": str,
    "village": str,
    "resdbook_no": str,
    "mob": str,
    "setl_id": str,
    "layer": str,
    "amount_fen": money,
    "compared_fen": money,
    "reason": lambda value: REASONS[value],
    "insured_state": None,
}
PRINTED = [name for name, look in LOOKS.items() if look]


def files(work: MonthWork) -> dict[str, bytes]:
    """Every file of the worklists by name."""
    issue = sample_issue()
    return {name: content for name, _to, _rows, content in work_files(work, issue, ACCESS, Pages(issue, ACCESS))}


def canary(**changes: object) -> WorkRow:
    """A row whose every printed value occurs nowhere else."""
    return work_row(
        7,
        psn_name="丝雀名",
        identity="丝雀身份",
        village="丝雀村",
        layer="丝雀支付方",
        reason="look_back_again",
        **changes,
    )


def planted() -> MonthWork:
    """The canary on a list with amounts, which goes to the township too."""
    return MonthWork((work_list("unreceived", canary(), recipient="township"),), ())


FILES = files(sample_work())
TEXTS = {name: Page(content.decode("utf-8")).text for name, content in FILES.items() if name.endswith(".html")}
CANARY = files(planted())
OWN = f"{TOWNSHIPS[0].code[:9]}_mobilise.html"


def found(text: str, words: str) -> bool:
    """Whether `words` stand in `text`, not as the tail of a longer number."""
    start = r"(?<![0-9,.])" if words[0].isdigit() else ""
    return re.search(start + re.escape(words), text) is not None


def look(field: str) -> str:
    shown = LOOKS[field]
    assert shown is not None
    return shown(getattr(canary(), field))


def test_every_field_of_a_work_row_is_looked_for() -> None:
    assert set(LOOKS) == set(WORK_FIELDS)


@pytest.mark.parametrize("field", PRINTED)
@pytest.mark.parametrize(("kind", "name"), [("bureau", "worklists.html"), ("township", OWN)])
def test_a_page_shows_what_its_reader_may_see_and_nothing_else(kind: str, name: str, field: str) -> None:
    allowed = ACCESS.of(kind).work_letters[field] == "F"
    named_in_the_title = kind == "township" and field in ("county", "township")
    text = " ".join(text for _path, text in Page(CANARY[name].decode("utf-8")).texts)
    assert found(text, look(field)) is (allowed or named_in_the_title)


def test_the_workbook_masks_the_number_and_holds_the_rest() -> None:
    text = book_text(CANARY["worklists.xlsx"])
    assert canary().certno not in text
    assert "**************007X" in text
    assert all(word in text for word in ("丝雀名", "丝雀村", "丝雀身份", look("reason"), canary().setl_id))


@pytest.mark.parametrize("name", [name for name in CANARY if name.endswith("_mobilise.html") and name != OWN])
def test_no_other_township_sees_the_person(name: str) -> None:
    assert "丝雀" not in Page(CANARY[name].decode("utf-8")).text


def test_each_list_stands_on_the_page_with_its_law() -> None:
    text = TEXTS["worklists.html"]
    for one in sample_work().lists:
        assert all(word in text for word in (one.name, one.article, one.quote, one.formula, one.todo))


def test_the_summary_counts_persons_and_what_is_at_stake() -> None:
    assert f"3 人，{money(sample_work().lists[0].amount_fen)} 元" in TEXTS["worklists.html"]


def test_an_empty_list_says_so() -> None:
    assert TEXTS["worklists.html"].count("本月无") == 1


def test_a_list_that_could_not_be_made_says_why_and_not_that_it_is_empty() -> None:
    work = MonthWork((work_list("household_burden", hindrance="较重线待设定"),), ())
    text = Page(files(work)["worklists.html"].decode("utf-8")).text
    assert "较重线待设定" in text
    assert "本月无" not in text


def test_a_township_with_nobody_is_told_so() -> None:
    assert "本月无" in TEXTS[f"{TOWNSHIPS[2].code[:9]}_mobilise.html"]


def test_a_township_is_told_when_the_comparison_was_not_made() -> None:
    work = MonthWork((work_list("uninsured_partial", recipient="township", hindrance="参保人员名册还没有载入"),), ())
    text = Page(files(work)[OWN].decode("utf-8")).text
    assert "本月未筛查" in text
    assert "本月无" not in text


def test_coverage_is_shown_against_its_target() -> None:
    assert "87.50%" in TEXTS["worklists.html"]


@pytest.mark.parametrize(
    ("done", "due", "shown"),
    [(0, 0, "—"), (0, 3, "0.00%"), (2, 3, "66.66%"), (99_999, 100_000, "99.99%"), (5, 5, "100.00%")],
)
def test_a_rate_is_never_rounded_up(done: int, due: int, shown: str) -> None:
    assert rate(done, due) == shown


def test_an_issue_without_worklists_has_no_files() -> None:
    assert files(MonthWork((), ())) == {}


def test_the_same_worklists_give_the_same_bytes() -> None:
    assert files(sample_work()) == FILES


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=cmd|'/c calc'!A0", "\u202eabc"]
)
def test_a_hostile_text_is_shown_as_text(payload: str) -> None:
    texts = ("psn_name", "village", "identity", "resdbook_no", "setl_id", "certno", "county", "township")
    hostile = work_row(1, **dict.fromkeys(texts, payload))
    clean = work_row(1)
    laws = dict.fromkeys(("name", "quote", "formula", "todo", "interpretation", "article"), payload)
    before = files(MonthWork((work_list("unreceived", clean),), ()))["worklists.html"]
    after = files(MonthWork((work_list("unreceived", hostile, **laws),), ()))
    assert Page(after["worklists.html"].decode("utf-8")).tags == Page(before.decode("utf-8")).tags
    assert "<f>" not in book_text(after["worklists.xlsx"])


def reasons_in_sql() -> set[str]:
    """The codes that the lists' queries can give, those that come from the state of insurance among them."""
    texts = [path.read_text(encoding="utf-8") for path in (sql_dir() / "4_screen").glob("list_*.sql")]
    states = (sql_dir() / "4_screen" / "work_person.sql").read_text(encoding="utf-8")
    given = {code for text in texts for code in re.findall(r"(?:then|else) '([a-z_]+)'", text)}
    given |= {code for text in texts for code in re.findall(r"'([a-z_]+)' as reason", text)}
    given |= set(re.findall(r"(?:then|else) '([a-z_]+)'", states)) | set(
        re.findall(r"in \('died', '(moved)'\)", states)
    )
    return given | {"died", "no_record"} - {"insured"}


def test_every_reason_has_words_and_every_word_a_reason() -> None:
    assert reasons_in_sql() - {"insured", "before", "now"} == set(REASONS)


@pytest.mark.parametrize("list_id", KINDS)
def test_a_list_without_a_name_for_its_amount_has_none(list_id: str) -> None:
    text = (sql_dir() / "4_screen" / f"list_{list_id}.sql").read_text(encoding="utf-8")
    has = "cast(null as decimal(16,2)) as amount" not in text.partition(f"list_{list_id} as (")[2]
    assert bool(amount_headings(list_id)[0]) is has
