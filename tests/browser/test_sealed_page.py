"""R130 in a real browser: a sealed page opens with its passcode and in no other case; every sheet has its watermark."""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from monitor.deliver import sealed as sealing_module
from monitor.deliver.sealed import Sealing, passcode
from monitor.lists.masking import visible
from tests.browser.paper import sheets
from tests.deliver.payloads import HTML_PAYLOADS, hostile_issue
from tests.deliver.test_hostile_texts import sealed_page
from tests.deliver.unsealing import KEY, sealed, written
from tests.lists.sample_issue import sample_issue
from tests.lists.sample_work import sample_work

HOME, AWAY = "340123101_township", "340121100_township"
ISSUE = sample_issue()
CODE = passcode(KEY, ISSUE, HOME)
LONG = Sealing(KEY, frozenset({"township"}), 36_500)
WIDTHS = (360, 1280)
WRONG = "打不开：口令不对"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a month whose townships' pages are sealed and open for a hundred years."""
    root = tmp_path_factory.mktemp("sealed")
    written(ISSUE, root, LONG, sample_work())
    return root / "2023-03" / "current"


def unlock(page: Page, path: Path, code: str) -> None:
    """Opens the file and types the passcode."""
    page.goto(path.as_uri())
    page.fill("#passcode", code)
    page.click("button[type=submit]")


def opened(page: Page, path: Path, code: str = CODE) -> Page:
    unlock(page, path, code)
    page.wait_for_selector("body[data-sealed=open]", state="attached")
    return page


def refused(page: Page, words: str = WRONG) -> bool:
    """Whether the page says so, and shows nothing of anybody."""
    page.wait_for_selector(f"#said:has-text('{words}')")
    return page.locator("body[data-sealed=locked]").count() == 1 and "金额" not in (page.text_content("body") or "")


def planted(out: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of the page with something in it exchanged."""
    html = (out / f"{HOME}.html").read_text(encoding="utf-8")
    assert html.count(old) == 1
    path = folder / f"{HOME}.html"
    path.write_text(html.replace(old, new), encoding="utf-8")
    return path


TEXTS = """() => [...document.querySelectorAll('body *')].map(one =>
    [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').replace(/\\s/g, ''))
    .filter(Boolean)"""


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_text_is_shown_and_does_not_run_once_it_is_unsealed(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    monkeypatch.setattr(sealing_module, "ITERATIONS", 10)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: said.append(request.url))
    (tmp_path / "page.html").write_text(sealed_page(payload, LONG), encoding="utf-8")
    opened(page, tmp_path / "page.html", passcode(KEY, hostile_issue(payload), AWAY))
    names = [text for text in page.evaluate(TEXTS) if text == "".join(visible(payload).split())]
    assert len(names) > 10
    assert said == [(tmp_path / "page.html").as_uri()]


def test_before_the_passcode_nobody_is_shown(page: Page, out: Path) -> None:
    page.goto((out / f"{HOME}.html").as_uri())
    text = page.content()
    assert not [row for row in ISSUE.rows if row.psn_name in text]
    assert "肥西县三河镇" in (page.text_content("h1") or "")


@pytest.mark.parametrize("typed", [CODE, CODE.upper(), CODE.replace("-", ""), f" {CODE.replace('-', ' ')} "])
def test_the_passcode_opens_the_page_however_it_is_typed(page: Page, out: Path, typed: str) -> None:
    opened(page, out / f"{HOME}.html", typed)
    names = [row.psn_name for row in ISSUE.rows if row.township_code == "340123101000"]
    assert all(name in (page.text_content("main") or "") for name in names)


def test_the_opened_page_asks_for_nothing_keeps_nothing_and_complains_of_nothing(page: Page, out: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    opened(page, out / f"{HOME}.html")
    kept = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]")
    assert (len(asked), said, kept) == (1, [], [[], [], ""])
    assert CODE.replace("-", "") not in re.sub(r"[^0-9a-z]", "", page.content().lower())


COUNTED = """() => {
    const own = window.monitorStart;
    window.started = 0;
    window.monitorStart = () => { window.started += 1; if (own) { own(); } };
}"""


def test_the_pages_own_scripts_start_once_it_is_open(page: Page, out: Path) -> None:
    unlock(page, out / f"{HOME}.html", "")
    page.evaluate(COUNTED)
    page.fill("#passcode", CODE)
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-sealed=open]", state="attached")
    assert page.evaluate("window.started") == 1


@pytest.mark.parametrize("typed", ["aaaa-bbbb-cccc", CODE[:-1], CODE + "2", passcode(KEY, ISSUE, AWAY), "中文"])
def test_any_other_code_is_refused_without_a_hint(page: Page, out: Path, typed: str) -> None:
    unlock(page, out / f"{HOME}.html", typed)
    assert refused(page)


def test_after_a_wrong_code_the_right_one_opens(page: Page, out: Path) -> None:
    unlock(page, out / f"{HOME}.html", "aaaa-bbbb-cccc")
    assert refused(page)
    page.fill("#passcode", CODE)
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-sealed=open]", state="attached")


FLIPS = """async ([code, flips]) => {
    const {header, content} = document.getElementById('sealed').dataset;
    const key = await window.monitorSealed.keyOf(code, JSON.parse(header));
    const opens = async (text) => window.monitorSealed.open(key, header, text).then(() => 1, () => 0);
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    const whole = await opens(content);
    let broken = 0;
    for (let number = 0; number < flips; number += 1) {
        const bit = Math.floor(number * bytes.length * 8 / flips);
        bytes[bit >> 3] ^= 1 << (bit & 7);
        broken += await opens(btoa(String.fromCharCode(...bytes)));
        bytes[bit >> 3] ^= 1 << (bit & 7);
    }
    return [whole, broken];
}"""


def test_a_thousand_flipped_bits_are_refused(page: Page, out: Path) -> None:
    page.goto((out / f"{HOME}.html").as_uri())
    assert page.evaluate(FLIPS, [CODE.replace("-", ""), 1000]) == [1, 0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("&#34;version&#34;:1", "&#34;version&#34;:2"),
        ("&#34;month&#34;:&#34;2023-03&#34;", "&#34;month&#34;:&#34;2023-04&#34;"),
        ("&#34;valid_until&#34;:&#34;2123", "&#34;valid_until&#34;:&#34;2124"),
    ],
)
def test_a_changed_header_is_refused(page: Page, out: Path, tmp_path: Path, old: str, new: str) -> None:
    unlock(page, planted(out, tmp_path, old, new), CODE)
    assert refused(page)


@pytest.mark.parametrize("code", [CODE, passcode(KEY, ISSUE, AWAY)], ids=["own code", "the other's code"])
def test_another_recipients_header_is_refused(page: Page, out: Path, tmp_path: Path, code: str) -> None:
    headers = re.compile(r'data-header="[^"]*"')
    (own,) = headers.findall((out / f"{HOME}.html").read_text(encoding="utf-8"))
    (other,) = headers.findall((out / f"{AWAY}.html").read_text(encoding="utf-8"))
    unlock(page, planted(out, tmp_path, own, other), code)
    assert refused(page)


@pytest.mark.parametrize("share", [0.4, 0.7, 0.9, 0.995])
def test_a_truncated_file_opens_nothing(page: Page, out: Path, tmp_path: Path, share: float) -> None:
    html = (out / f"{HOME}.html").read_bytes()
    end = html.index(b'<div id="sealed"')
    kept = html[: int(end + (len(html) - end) * share)]
    (tmp_path / "cut.html").write_bytes(kept)
    unlock(page, tmp_path / "cut.html", CODE)
    assert refused(page, "文件不完整")


def test_after_its_last_day_a_page_says_so_and_stays_closed(page: Page, tmp_path: Path) -> None:
    written(sample_issue(issued_on=date(2023, 4, 8)), tmp_path, Sealing(KEY, LONG.kinds, 180))
    unlock(page, tmp_path / "2023-03" / "current" / f"{HOME}.html", CODE)
    assert refused(page, "已过有效期")
    assert "按本机的日期判断" in (page.text_content("#said") or "")


def test_a_browser_that_cannot_says_so(own_page: Page, out: Path) -> None:
    own_page.add_init_script("delete window.DecompressionStream")
    unlock(own_page, out / f"{HOME}.html", CODE)
    assert refused(own_page, "这个浏览器打不开")


def test_without_script_the_page_says_what_to_do(browser: Browser, out: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((out / f"{HOME}.html").as_uri())
    assert "运行脚本" in page.inner_text("main")
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(page: Page, out: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((out / f"{HOME}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    unlock(page, out / f"{HOME}.html", "aaaa-bbbb-cccc")
    assert refused(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_typed_into_and_pressed_is_large_enough_for_a_finger(page: Page, out: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((out / f"{HOME}.html").as_uri())
    boxes = [page.locator(one).bounding_box() for one in ("#passcode", "button[type=submit]")]
    assert all(box and box["height"] >= 44 for box in boxes)


def test_the_keyboard_alone_opens_the_page(page: Page, out: Path) -> None:
    page.goto((out / f"{HOME}.html").as_uri())
    page.keyboard.press("Tab")
    page.keyboard.type(CODE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-sealed=open]", state="attached")


def test_the_header_in_clear_says_whose_the_page_is(out: Path) -> None:
    said = json.loads(sealed((out / f"{HOME}.html").read_text(encoding="utf-8")).header)
    assert (said["recipient"], said["name"], said["month"], said["version"]) == (HOME, "肥西县三河镇", "2023-03", 1)


def test_an_opened_page_prints_with_its_recipient_on_every_sheet(page: Page, out: Path, tmp_path: Path) -> None:
    opened(page, out / f"{HOME}.html")
    said = sheets(page, tmp_path)
    assert len(said) > 1
    assert all(all(words in sheet for words in ("肥西县三河镇", "2023年3月", "第 1 版", "内部资料")) for sheet in said)


BARE = ".watermark { display: none !important }"


def printed(page: Page, folder: Path) -> tuple[list[bytes], list[str]]:
    """(the grey values of every sheet that the page prints, their texts)."""
    folder.mkdir()
    texts = sheets(page, folder, watermark=True)
    subprocess.run(["pdftoppm", "-gray", "-r", "40", str(folder / "printed.pdf"), str(folder / "sheet")], check=True)
    return [path.read_bytes().split(b"\n255\n", 1)[1] for path in sorted(folder.glob("sheet*.pgm"))], texts


@pytest.mark.parametrize("name", [HOME, "340123_civil_affairs", "bureau"])
def test_the_watermark_is_on_every_sheet_of_a_grey_printer_and_takes_no_text_away(
    browser: Browser, out: Path, tmp_path: Path, name: str
) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    path = out / f"{name}.html"
    opened(page, path) if name == HOME else page.goto(path.as_uri())
    marked, said = printed(page, tmp_path / "marked")
    page.add_style_tag(content=BARE)
    bare, text = printed(page, tmp_path / "bare")
    assert said == text
    for one, other in zip(marked, bare, strict=True):
        assert sum(there - here >= 8 for here, there in zip(one, other, strict=True)) > len(one) // 50
    page.context.close()


def test_the_watermark_is_behind_every_click(page: Page, out: Path) -> None:
    opened(page, out / f"{HOME}.html")
    assert page.evaluate("document.elementFromPoint(300, 300).closest('.watermark')") is None
    assert page.evaluate("getComputedStyle(document.querySelector('.watermark')).mixBlendMode") == "multiply"


PLACES = {"title": "title", "heading": "h1", "header of paper": ".runner", "watermark": ".watermark"}


def test_two_recipients_pages_differ_in_many_places(page: Page, out: Path) -> None:
    shown = []
    for name in ("340123_civil_affairs", "340123_rural_revitalization"):
        page.goto((out / f"{name}.html").as_uri())
        shown.append({place: page.text_content(selector) for place, selector in PLACES.items()})
    assert [place for place in PLACES if shown[0][place] != shown[1][place]] == list(PLACES)
