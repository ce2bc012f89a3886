"""Receipts of one office and day about one person that cannot all be true, whichever rule they answer."""

from typing import Any

import pytest

from monitor.lists.row_code import row_code
from tests.conftest import Bureau
from tests.feedback.receipts import CIVIL, RURAL, codes, receipt, row_of, send
from tests.warehouse.builder import Row

MET = {"入户情况": "见到本人或家属", "核查结果": "无返贫致贫风险"}
DIED = {"入户情况": "已去世", "核查结果": ""}
DECIDED = {"填报单位代码": CIVIL, "入户情况": "", "核查结果": ""}


def decided(word: str, identity: str = "", day: str = "2023-02-20", end: str = "") -> dict[str, str]:
    return {**DECIDED, "部门处理": word, "认定身份": identity, "开始日期": day if identity else "", "结束日期": end}


# What the first and the second row of one person are said to be, and whether that cannot be.
PAIRS: dict[str, tuple[dict[str, str], dict[str, str], bool]] = {
    "died and met": (DIED, MET, True),
    "not met and met": ({"入户情况": "未见到", "核查结果": ""}, MET, True),
    "the same": (MET, MET, False),
    "no risk and a department is asked": (MET, {**MET, "核查结果": "拟申请低保"}, True),
    "no risk and assisted": (MET, {**MET, "核查结果": "已给予临时救助"}, False),
    "two kinds of help": ({**MET, "核查结果": "已给予临时救助"}, {**MET, "核查结果": "拟申请低保"}, False),
    "recognised and refused": (decided("认定身份", "低保对象"), decided("不予认定", "低保对象"), True),
    "recognised and refused without a word": (decided("认定身份", "低保对象"), decided("不予认定"), True),
    "recognised from two days": (
        decided("认定身份", "低保对象"), decided("认定身份", "低保对象", "2023-03-01"), True,
    ),
    "two steps of hardship": (decided("认定身份", "低保对象"), decided("认定身份", "特困人员"), True),
    "an orphan in a poor household": (decided("认定身份", "低保对象"), decided("认定身份", "孤儿"), False),
    "one step for another": (decided("认定身份", "特困人员"), decided("取消身份", "低保对象"), False),
    "recognised, and assisted": (decided("认定身份", "低保对象"), decided("已给予救助"), False),
}  # fmt: skip


@pytest.fixture
def two_rules(issued: Bureau) -> Bureau:
    """The first person of January's list stands on it once more, under another rule."""
    number = row_of(issued, 1)
    issued.sql(
        "insert into lists.issue_row select * replace (row_no + 100 as row_no, 'another' as rule) from lists.issue_row"
        f" where row_no = {number}"
    )
    return issued


def other(bureau: Bureau, **said: Any) -> Row:
    """A receipt of the person's row under the other rule."""
    return receipt(bureau, 1, **{"名单编号": row_code("2023-01", 1, row_of(bureau, 1) + 100), **said})


@pytest.mark.parametrize("pair", PAIRS)
def test_within_a_file_both_are_refused_if_they_cannot_both_be(two_rules: Bureau, pair: str) -> None:
    one, another, is_wrong = PAIRS[pair]
    assert codes(send(two_rules, receipt(two_rules, 1, **one), other(two_rules, **another))) == (
        ["E-RCPT-TWICE"] if is_wrong else []
    )


@pytest.mark.parametrize("pair", ["died and met", "recognised and refused", "two steps of hardship", "the same"])
def test_what_came_first_stays(two_rules: Bureau, pair: str) -> None:
    one, another, is_wrong = PAIRS[pair]
    send(two_rules, receipt(two_rules, 1, **one))
    later = send(two_rules, other(two_rules, **another))
    assert codes(later) == (["E-RCPT-AGAINST"] if is_wrong else [])
    assert any("批次 5 第 1 条" in note for note in later.notes) == is_wrong


def test_another_day_is_another_visit(two_rules: Bureau) -> None:
    assert codes(send(two_rules, receipt(two_rules, 1, **DIED), other(two_rules, **MET, 入户日期="2023-02-13"))) == []


def test_another_office_is_another_word(two_rules: Bureau) -> None:
    rural = decided("认定身份", "低保对象") | {"填报单位代码": RURAL}
    civil = decided("不予认定", "低保对象")
    assert codes(send(two_rules, receipt(two_rules, 1, **rural), other(two_rules, **civil))) == []
