"""axe-core finds nothing worse than minor on any kind of page, in light and dark, on a phone and on a desk.

The kinds are found by looking into the folder of an issue, so a new kind of page is covered when it is delivered.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from monitor.deliver.director import Overview
from monitor.deliver.folder import write_issue
from monitor.lists.issue import Issue
from tests.browser.patterns import patterns_page
from tests.deliver.accounts import account_html
from tests.deliver.reading import ACCESS
from tests.deliver.unsealing import TOWNSHIPS
from tests.lists.sample_issue import sample_issue
from tests.lists.sample_picture import sample_picture
from tests.lists.sample_work import sample_work

SERIOUS = ("moderate", "serious", "critical")
# Both schemes and both widths: no rule looks at the one together with the other.
VIEWS = [("light", 1280), ("dark", 360)]
FORM = ".receipt > .button"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


def varied() -> Issue:
    """The sample issue with one person of each kind: axe looks at every element, and more of the same costs time."""
    rows = sample_issue().rows
    kinds = {(row.early_watch, row.status, row.case_state, row.reopened, row.departed): row for row in reversed(rows)}
    return sample_issue(sorted(kinds.values(), key=lambda row: row.row_no))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Of each kind of page the largest and the smallest, and a sealed one."""
    root = tmp_path_factory.mktemp("lists")
    plain, closed, issue = root / "plain", root / "sealed", varied()
    write_issue(issue, ACCESS, plain, sample_work(), overview=Overview(sample_picture(issue)))
    write_issue(issue, ACCESS, closed, sealing=TOWNSHIPS)
    (root / "account.html").write_text(account_html("王小明"), encoding="utf-8")
    (root / "patterns.html").write_text(patterns_page(), encoding="utf-8")
    (closed / "2023-03" / "v1" / "340123101_township.html").rename(root / "sealed.html")
    kinds = defaultdict(list)
    for path in [*sorted((plain / "2023-03" / "v1").glob("*.html")), *sorted(root.glob("*.html"))]:
        kinds[re.sub(r"^\d+_", "", path.stem)].append(path)
    by_size = {kind: sorted(found, key=lambda path: path.stat().st_size) for kind, found in kinds.items()}
    return {kind: list({found[0], found[-1]}) for kind, found in by_size.items()}


def serious(page: Page) -> list[str]:
    """What axe finds, in short: rule, impact, the elements."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:120]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:5]
    ]


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_no_page_has_a_serious_violation(
    browser: Browser, pages: dict[str, list[Path]], scheme: str, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {}
    for path in (one for some in pages.values() for one in some):
        page.goto(path.as_uri())
        page.evaluate(OPEN_ALL)
        found[path.name] = serious(page)
        form = page.locator(FORM)
        if form.count():
            form.first.click()
            found[f"{path.name}, form"] = serious(page)
    page.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_every_kind_of_page_is_looked_at(pages: dict[str, list[Path]]) -> None:
    offices = {"township", "civil_affairs", "rural_revitalization", "mobilise", "sealed"}
    assert set(pages) >= offices | {"bureau", "index", "rollup", "worklists", "account", "patterns"}


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ("<button></button>", "button-name"),
        ('<input type="text">', "label"),
    ],
)
def test_a_planted_fault_is_found(browser: Browser, pages: dict[str, list[Path]], planted: str, rule: str) -> None:
    page = browser.new_page()
    page.goto(pages["index"][0].as_uri())
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", planted)
    assert any(fault.startswith(rule) for fault in serious(page))
    page.close()
