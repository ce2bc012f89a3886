"""The whole way: a sealed list is opened, a visit written down, the receipt comes back, and the next month knows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from monitor.lists.issue import IssueRow
from monitor.lists.row_code import row_code
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident

FILE = "340121100_township"
NAMES = {person(1): "王一", person(2): "李二", person(3): "赵三"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    opened.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    yield opened
    opened.close()


@pytest.fixture
def march(bureau: Bureau) -> Bureau:
    """Three monitored persons of one township over the line; their lists are sealed, and open long enough."""
    text = bureau.config_path.read_text(encoding="utf-8")
    sealed = text.replace("sealed = []", 'sealed = ["township"]').replace("valid_days = 180", "valid_days = 36500")
    assert sealed.count("36500") == 1
    bureau.config_path.write_text(sealed, encoding="utf-8")
    bureau.intake("persons", [resident(who, "水湖镇", psn_name=name, village="某村") for who, name in NAMES.items()])
    bureau.intake("identities", [holds(who, "监测对象") for who in NAMES])
    bureau.intake("settlements", [bill(f"S{who}", who, "2023-03-05", "12000") for who in NAMES])
    bureau.month("2023-03", on=date(2023, 4, 7))
    return bureau


def rows(bureau: Bureau, month: str) -> dict[str, IssueRow]:
    return {row.psn_name: row for row in bureau.month(month).issue.rows}


def unlock(page: Page, bureau: Bureau, month: str) -> None:
    """Open the township's file of a month with the passcode that the bureau hands over."""
    said = bureau.cli("passcodes", month, "--recipient", FILE).stdout
    code = next(word for word in said.split() if word.count("-") == 2 and len(word) == 14)
    page.goto((bureau.config.path("out") / month / "current" / f"{FILE}.html").as_uri())
    page.fill("#passcode", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(".card")


def visit(page: Page, name: str, found: str, outcome: str = "") -> None:
    page.locator(".card", has_text=name).locator(".receipt > .button").first.click()
    page.fill("#visit-date", "2023-04-12")
    page.fill("#visit-visitor", "张干部")
    page.check(f"[name=found][value={found}]")
    if outcome:
        page.select_option("#visit-outcome", outcome)
    page.click(".visit [type=submit]")


def test_what_was_found_at_the_door_is_known_next_month(page: Page, march: Bureau, tmp_path: Path) -> None:
    first = rows(march, "2023-03")
    unlock(page, march, "2023-03")
    visit(page, "王一", "met", "no_risk")
    visit(page, "李二", "met", "to_minimum")
    with page.expect_download() as download:
        page.click("[data-do=json]")
    receipts = tmp_path / "回执.json"
    download.value.save_as(receipts)
    taken = march.cli("intake", "receipts", "--on", "2023-04-13", receipts)
    assert (taken.exit_code, taken.stderr) == (0, "")
    assert "读入 2 = 接收 2 + 拒收 0 + 重复 0" in taken.stdout

    decision = {"month": "2023-03", "issue_version": "1", "recipient": "340121_civil_affairs", "visitor": "民政经办"}
    decision |= {"row_code": row_code("2023-03", 1, first["李二"].row_no), "visited_on": "2023-04-14"}
    decision |= {"decision": "认定身份", "identity": "低保对象", "begndate": "2023-04-15"}
    decided = march.cli("intake", "receipts", "--on", "2023-04-16", march.file("receipts", [decision]))
    assert "接收 1 + 拒收 0" in decided.stdout

    march.intake(
        "settlements", [bill(f"T{who}", who, "2023-04-20", "3000", psn_name=name) for who, name in NAMES.items()]
    )
    second = rows(march, "2023-04")
    assert {name: row.case_state for name, row in second.items()} == {
        "王一": "closed",
        "李二": "closed",
        "赵三": "to_visit",
    }
    assert [one.outcome for one in second["王一"].visits] == ["no_risk"]
    assert [(one.by, one.decision) for one in second["李二"].visits] == [
        ("township", ""),
        ("civil_affairs", "recognise"),
    ]
    assert (second["李二"].identity, second["李二"].identity_since) == ("低保对象", date(2023, 4, 15))
    assert (second["赵三"].case_since, second["赵三"].case_months) == ("2023-03", 1)

    unlock(page, march, "2023-04")
    cards = {name: page.locator(".card", has_text=name).text_content() or "" for name in NAMES.values()}
    assert "已办结" in cards["王一"]
    assert "无返贫致贫风险" in cards["王一"]
    assert "低保对象" in cards["李二"]
    assert "待入户" in cards["赵三"]


def test_the_entitlement_follows_the_decided_identity(march: Bureau) -> None:
    # Half the deductible (7,500) and 65 % for 特困人员: 12,000 before, so 3,000 x 65 %.
    first = rows(march, "2023-03")
    decision = {"month": "2023-03", "issue_version": "1", "recipient": "340121_civil_affairs", "visitor": "民政经办"}
    decision |= {"row_code": row_code("2023-03", 1, first["李二"].row_no), "visited_on": "2023-04-14"}
    decision |= {"decision": "recognise", "identity": "特困人员", "begndate": "2023-04-01"}
    march.intake("receipts", [decision], on=date(2023, 4, 16))
    march.intake(
        "settlements", [bill(f"T{who}", who, "2023-04-20", "3000", psn_name=name) for who, name in NAMES.items()]
    )
    march.month("2023-04")
    entitled = march.sql(
        "select settlement.psn_name as name, entitlement.layer, cast(entitlement.entitled as varchar) as yuan"
        " from settle.entitlement as entitlement join warehouse.settlement as settlement using (row_id)"
        " where entitlement.month = 4"
    )
    assert entitled == [{"name": "李二", "layer": "catastrophic", "yuan": "1950.00"}]
