"""Township pages of made-up people: two rules for one person, a household of two, one of every part."""

from dataclasses import replace

from monitor.deliver.pages import Pages
from monitor.deliver.township import TownshipPage, township_page
from monitor.lists.issue import Issue, IssueRow, RuleText
from monitor.lists.slices import Slice, slices
from tests.deliver.reading import ACCESS
from tests.lists.sample_issue import RULE, early_row, gone_row, sample_issue, sample_row

CODE = "340121100_township"
HOME = {
    "county_code": "340121000000",
    "county": "长丰县",
    "township_code": "340121100000",
    "township": "水湖镇",
    "village": "河西村",
}
SECOND: RuleText = replace(RULE, id="second", name="因病致贫预警", measure="burden", measure_name="个人负担")
_OF_A_PERSON = ("person_key", "psn_name", "gend", "age", "identity", "identities", "identity_since", "departed", "owed")
_PAID = ("medfee", "basic", "catastrophic", "assistance", "other_funds", "hospital", "burden", "owed")


def second_row(row: IssueRow, row_no: int, **changes: object) -> IssueRow:
    """The same person under the second rule."""
    own = {name: getattr(row, name) for name in (*_OF_A_PERSON, *(f"{name}_fen" for name in _PAID))}
    more = {"rule_id": "second", "measure": "burden", "resdbook_no": row.resdbook_no, "village": row.village}
    return sample_row(row_no, **{**HOME, **own, **more, **changes})


def people() -> list[IssueRow]:
    """王甲 with two rules, 李乙 and 李丙 of one household, 赵丁 in another village, one early and one corrected."""
    both = sample_row(3, **HOME, psn_name="王甲", resdbook_no="")
    return [
        both,
        second_row(both, 4),
        sample_row(1, **HOME, psn_name="李乙", resdbook_no="H1"),
        sample_row(2, **HOME, psn_name="李丙", resdbook_no="H1"),
        sample_row(8, **{**HOME, "village": "柳塘村"}, psn_name="赵丁", resdbook_no="H2"),
        replace(early_row(9), **HOME, psn_name="钱戊"),
        replace(gone_row(10, "corrected", "3月12日退费，年度累计减少"), **HOME, psn_name="孙己"),
    ]


def issue_of(rows: list[IssueRow]) -> Issue:
    """An issue with both rules."""
    return sample_issue(rows, rules=(RULE, SECOND))


def slice_of(issue: Issue) -> Slice:
    """The slice of 水湖镇."""
    return next(piece for piece in slices(issue, ACCESS) if piece.code == CODE)


def view_of(rows: list[IssueRow]) -> TownshipPage:
    """The page of 水湖镇 as values."""
    issue = issue_of(rows)
    return township_page(slice_of(issue), issue, {rule.id: rule for rule in issue.rules})


def html_of(rows: list[IssueRow]) -> str:
    """The page of 水湖镇 as a file."""
    issue = issue_of(rows)
    return Pages(issue, ACCESS).township(slice_of(issue))


def many(count: int) -> list[IssueRow]:
    """`count` persons of 水湖镇 in six villages."""
    home = {name: value for name, value in HOME.items() if name != "village"}
    return [sample_row(number, **home) for number in range(1, count + 1)]
