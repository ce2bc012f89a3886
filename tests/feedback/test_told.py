"""What the operator and the analyst are told of receipts: counts, open cases, and nothing of a person."""

from datetime import date

import pytest

from tests.conftest import Bureau
from tests.feedback.receipts import decision, receipt, send

CANARY = "丝雀"


def asked(bureau: Bureau, day: str = "2023-04-01") -> str:
    """`monitor status`."""
    ended = bureau.cli("status", "--on", day)
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


def test_a_load_says_what_it_did_to_cases(issued: Bureau) -> None:
    path = issued.file("receipts", [receipt(issued, 1), receipt(issued, 2, 核查结果="拟申请低保")])
    ended = issued.cli("intake", "receipts", path, "--on", "2023-03-01")
    assert "回执 receipts-1.csv：读入 2 = 接收 2 + 拒收 0 + 重复 0" in ended.stdout
    assert "办结 1 件，转部门处理 1 件，已入户未定 0 件，重新打开 0 件" in ended.stdout


def test_status_counts_cases_by_state(issued: Bureau) -> None:
    send(issued, receipt(issued, 1), receipt(issued, 2, 核查结果="拟申请低保"))
    assert "2023 年办理：待入户 10 件，待部门处理 1 件，已办结 1 件；未办结的都从 2023-01 起" in asked(issued)


def test_status_counts_what_has_not_come_back(issued: Bureau) -> None:
    assert "须入户 12 人次，12 人次还没有回执" in asked(issued)
    send(issued, receipt(issued, 1), receipt(issued, 2, 入户情况="未见到", 核查结果=""))
    assert "须入户 12 人次，11 人次还没有回执" in asked(issued)


@pytest.mark.usefixtures("delivered")
def test_the_published_copy_has_visits_without_names_and_texts(issued: Bureau) -> None:
    said = receipt(issued, 1, 入户人=CANARY, 备注=CANARY, 帮扶措施=CANARY)
    send(issued, said, decision(issued, 2, "认定身份", "特困人员", 入户人=CANARY, 备注=CANARY))
    issued.publish()
    rows = issued.ask("select office, found, outcome, decision, identity, case_state from visit order by office")
    assert rows == [
        {"office": "civil_affairs", "found": None, "outcome": None, "decision": "recognise", "identity": "特困人员",
         "case_state": "closed"},
        {"office": "township", "found": "met", "outcome": "no_risk", "decision": None, "identity": None,
         "case_state": "closed"},
    ]  # fmt: skip
    assert CANARY.encode() not in issued.config.path("published").read_bytes()


def test_cases_are_published_with_what_closed_them(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    issued.publish()
    columns = "since, closed_month, closed_by, closed_cause, receipts"
    found = issued.ask(f"select {columns} from case_state where state = 'closed'")
    assert [tuple(row.values()) for row in found] == [("2023-01", "2023-01", "township", "no_risk", 1)]


def test_analysts_find_them_under_chinese_names(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    issued.publish()
    assert issued.ask("select 填报单位 from 回执") == [{"填报单位": "township"}]


def test_refusals_show_nothing_of_a_receipt(issued: Bureau) -> None:
    path = issued.file("receipts", [receipt(issued, 1, 核查结果=CANARY, 备注=CANARY, 姓名=CANARY)])
    ended = issued.cli("intake", "receipts", path, "--on", date(2023, 3, 1))
    assert "E-RCPT-WORD" in ended.stdout
    assert CANARY not in ended.stdout + ended.stderr
