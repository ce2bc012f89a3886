"""What a cadre does with the forms of a township's page."""

import json
from pathlib import Path

from playwright.sync_api import Page

from monitor.intake.columns import KINDS
from monitor.lists.row_code import row_code
from tests.deliver.townships import CODE

COLUMNS = KINDS["receipts"].columns
NAME = f"receipts_{CODE}_2023-03_v1"
MET = {"date": "2023-04-12", "visitor": "张干部", "found": "met", "outcome": "to_minimum"}


def open_form(page: Page, name: str) -> None:
    """Opens the first form on somebody's card."""
    page.locator(".card", has_text=name).locator(".receipt > .button").first.click()


def fill(page: Page, *, date: str = "", visitor: str = "", found: str = "", outcome: str = "", **texts: str) -> None:
    page.fill("#visit-date", date)
    page.fill("#visit-visitor", visitor)
    if found:
        page.check(f"[name=found][value={found}]")
    if outcome:
        page.select_option("#visit-outcome", outcome)
    for field, text in texts.items():
        page.fill(f"#visit-{field}", text)


def submit(page: Page) -> None:
    page.click(".visit [type=submit]")


def write(page: Page, name: str, **said: str) -> None:
    """Fills in a whole receipt."""
    open_form(page, name)
    fill(page, **{**MET, **said})
    submit(page)


def saved(page: Page, ending: str) -> str:
    """The text of the file that a button saves."""
    with page.expect_download() as download:
        page.click(f"[data-do={ending}]")
    assert download.value.suggested_filename == f"{NAME}.{ending}"
    return Path(download.value.path()).read_bytes().decode("utf-8")


def take_up(page: Page, content: str | bytes) -> str:
    """Opens a receipt file in the page; returns what the page says."""
    raw = content.encode() if isinstance(content, str) else content
    page.set_input_files("#open-file", {"name": "r.json", "mimeType": "application/json", "buffer": raw})
    page.wait_for_function("document.getElementById('open-file').value === ''")
    return page.locator("#tally").text_content() or ""


def code(number: int) -> str:
    return row_code("2023-03", 1, number)


def whole(**changes: object) -> str:
    """A receipt file of this page with one receipt."""
    receipt = dict.fromkeys((column.name for column in COLUMNS), "")
    receipt |= {"row_code": code(8), "visited_on": "2023-04-12", "visitor": "李四", "found": "not_met"}
    head = {"format": "monitor-receipts", "version": 1, "place": "hefei", "month": "2023-03", "issue_version": 1}
    return json.dumps({**head, "recipient": CODE, "receipts": [receipt], **changes})
