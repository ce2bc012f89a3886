"""The township's page in a real browser, from disk: searched, filled in, saved, taken up again, printed."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from monitor.intake.columns import KINDS
from monitor.intake.receipt_words import FOUND, OUTCOME
from monitor.lists.row_code import row_code
from tests.deliver.payloads import CELL_PAYLOADS, HTML_PAYLOADS
from tests.deliver.townships import CODE, HOME, html_of, many, people
from tests.intake.reading import frame, read_path
from tests.lists.sample_issue import sample_row

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (360, 768, 1280)
COLUMNS = KINDS["receipts"].columns
NAME = f"receipts_{CODE}_2023-03_v1"
MET = {"date": "2023-04-12", "visitor": "张干部", "found": "met", "outcome": "to_minimum"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and os.environ.get("CI") != "true", reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`few.html` with one of every kind, `many.html` with 500 persons."""
    out = tmp_path_factory.mktemp("township")
    (out / "few.html").write_text(html_of(people()), encoding="utf-8")
    (out / "many.html").write_text(html_of(many(500)), encoding="utf-8")
    return out


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    yield opened
    opened.close()


@pytest.fixture
def few(page: Page, folder: Path) -> Page:
    page.goto((folder / "few.html").as_uri())
    return page


def shown(page: Page) -> list[str]:
    """The names of the cards that are shown, in their order."""
    return page.eval_on_selector_all(".card:not([hidden]) .name", "all => all.map(one => one.textContent)")


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


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_or_cut(few: Page, width: int) -> None:
    few.set_viewport_size({"width": width, "height": 800})
    few.click("#more > summary")
    open_form(few, "赵丁")
    submit(few)
    assert few.evaluate("document.documentElement.scrollWidth") <= width
    cut = (
        "[...document.querySelectorAll('.card *, .tools *')].filter(one => one.clientWidth"
        " && !one.closest('.unseen, svg') && one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.outerHTML.slice(0, 90))"
    )
    assert few.evaluate(cut) == []


@pytest.mark.parametrize("selector", [".receipt > .button", "#find", ".fold > summary", ".choice", "#visit-outcome"])
def test_what_is_touched_on_a_phone_is_a_fingers_width(few: Page, selector: str) -> None:
    few.set_viewport_size({"width": 360, "height": 800})
    open_form(few, "赵丁")
    boxes = few.eval_on_selector_all(selector, "all => all.map(one => one.getBoundingClientRect().height)")
    assert min(height for height in boxes if height) >= 44


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王", ["王甲"]),
        ("柳塘", ["赵丁"]),
        ("河西 李", ["李乙", "李丙"]),
        (code(8), ["赵丁"]),
        ("王\u200b甲", ["王甲"]),
        ("\u202e赵 丁", ["赵丁"]),
        ("没有这个人", []),
    ],
)
def test_a_search_shows_whom_it_means(few: Page, text: str, found: list[str]) -> None:
    few.fill("#find", text)
    assert sorted(shown(few)) == sorted(found)
    assert (few.locator("#says").text_content() or "").startswith(f"显示 {len(found)} 人" if found else "没有符合条件")


def test_a_name_with_invisible_letters_is_found_by_the_name_that_is_meant(page: Page, tmp_path: Path) -> None:
    rows = [sample_row(1, **HOME, psn_name="王\u202e小\u200b明"), sample_row(2, **HOME, psn_name="阿不都・热西提")]
    (tmp_path / "odd.html").write_text(html_of(rows), encoding="utf-8")
    page.goto((tmp_path / "odd.html").as_uri())
    for text, found in (("王小明", ["王‹U+202E›小‹U+200B›明"]), ("阿不都·热", ["阿不都・热西提"])):
        page.fill("#find", text)
        assert shown(page) == found


def test_a_choice_shows_whom_it_means_and_can_be_taken_back(few: Page) -> None:
    few.click("#more > summary")
    few.select_option("#by-village", label="柳塘村（1）")
    assert shown(few) == ["赵丁"]
    few.click("[data-do=reset]")
    assert len(shown(few)) == 6


def test_choices_and_search_hold_together(few: Page) -> None:
    few.click("#more > summary")
    few.select_option("#by-rule", label="因病致贫预警（1）")
    assert shown(few) == ["王甲"]
    few.fill("#find", "李")
    assert shown(few) == []


def test_a_village_without_anybody_is_not_shown(few: Page) -> None:
    few.fill("#find", "赵丁")
    seen = "all => all.filter(one => one.offsetParent).map(one => one.textContent)"
    assert few.eval_on_selector_all(".part h2, .part h3", seen) == ["正式预警名单4 人", "柳塘村1 人"]


def test_letters_of_pinyin_that_are_being_composed_are_no_search(few: Page) -> None:
    few.evaluate(
        "() => { const find = document.getElementById('find'); find.value = 'zhao';"
        " find.dispatchEvent(new InputEvent('input', { isComposing: true })); }"
    )
    assert len(shown(few)) == 6


def test_a_keystroke_on_500_persons_changes_nothing_but_what_is_hidden(page: Page, folder: Path) -> None:
    """A frame's time is held on a machine with nothing else to do; here only that the page stays usable is shown."""
    page.goto((folder / "many.html").as_uri())
    page.evaluate(
        "() => { window.seen = [];"
        " const all = { attributes: true, childList: true, characterData: true, subtree: true };"
        " const note = (some) => seen.push(...some.map((one) => one.attributeName || one.type));"
        " new MutationObserver(note).observe(document.querySelector('.part'), all); }"
    )
    spent = page.evaluate(
        "() => { const start = performance.now(); const find = document.getElementById('find'); find.value = '王';"
        " find.dispatchEvent(new InputEvent('input')); void document.body.offsetHeight;"
        " return performance.now() - start; }"
    )
    assert set(page.evaluate("seen")) == {"hidden"}
    assert 0 < len(shown(page)) < 500
    assert spent < 1000


def test_a_receipt_is_saved_as_json_with_every_column(few: Page) -> None:
    write(few, "赵丁", measures="送米和油", remarks="儿子外出")
    empty = dict.fromkeys(("decision", "identity", "begndate", "enddate"), "")
    said = {"measures": "送米和油", "remarks": "儿子外出", "found": "met", "outcome": "to_minimum"}
    who = {"row_code": code(8), "psn_name": "赵丁", "visited_on": "2023-04-12", "visitor": "张干部"}
    head = {"month": "2023-03", "recipient": CODE}
    assert json.loads(saved(few, "json")) == {
        "format": "monitor-receipts",
        "version": 1,
        "place": "hefei",
        "issue_version": 1,
        **head,
        "receipts": [{**head, "issue_version": "1", **who, **said, **empty}],
    }


def test_a_receipt_is_saved_as_a_table_for_excel(few: Page) -> None:
    write(few, "赵丁", measures="送米")
    text = saved(few, "csv")
    assert text.startswith("\ufeff" + ",".join(f'"{column.zh}"' for column in COLUMNS) + "\r\n")
    words = ("2023-03", "1", CODE, code(8), "赵丁", "2023-04-12", "张干部", FOUND["met"].zh, OUTCOME["to_minimum"].zh)
    assert text.splitlines()[1] == ",".join(f'"{word}"' for word in (*words, "送米", "", "", "", "", ""))


def test_one_person_with_two_rules_has_two_receipts_in_one_file(few: Page) -> None:
    for number in (0, 1):
        few.locator(".card", has_text="王甲").locator(".receipt > .button").nth(number).click()
        fill(few, **MET)
        submit(few)
    assert [one["row_code"] for one in json.loads(saved(few, "json"))["receipts"]] == [code(3), code(4)]


def typable(texts: tuple[str, ...]) -> list[str]:
    """What a box of one line can hold: no NUL, no line ends, no blanks around."""
    shaped = (text.replace("\x00", "").strip() for text in texts)
    return [text for text in dict.fromkeys(shaped) if text and not set(text) & {"\r", "\n"}]


# Writes each text into the form of one card and hands it in; gives back what the card then says.
WRITE_ALL = """(texts) => texts.map((text) => {
    const place = [...document.querySelectorAll('.receipt')].find((one) => one.dataset.name === '赵丁');
    place.querySelector('.button').click();
    const form = place.querySelector('form');
    form.querySelector('#visit-measures').value = form.querySelector('#visit-remarks').value = text;
    form.requestSubmit();
    return place.querySelector('.mine').textContent; })"""


def test_hostile_texts_come_back_as_they_were_typed_and_do_not_run(few: Page) -> None:
    said: list[str] = []
    few.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    texts = typable(HTML_PAYLOADS)
    write(few, "赵丁")
    told = few.evaluate(WRITE_ALL, texts)
    assert [one.partition("；措施：")[2] for one in told] == [f"{text}；备注：{text}" for text in texts]
    (back,) = json.loads(saved(few, "json"))["receipts"]
    assert (back["measures"], back["remarks"]) == (texts[-1], texts[-1])
    assert (said, few.locator("script").count(), few.locator(".mine *").count()) == ([], 4, 2)


def test_a_table_holds_no_formula_and_the_intake_reads_what_was_typed(few: Page, tmp_path: Path) -> None:
    texts = typable(CELL_PAYLOADS)
    receipt = {"row_code": "1-01", "visited_on": "2023-04-12", "visitor": "乙", "found": "met", "outcome": "no_risk"}
    few.evaluate("all => { window.all = all; }", [{**receipt, "measures": text, "remarks": text} for text in texts])
    facts = "factsOf(document.getElementById('receipts'), document.getElementById('visit-form').content)"
    table = few.evaluate(f"receiptCsv({facts}, all)")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert not [row["备注"] for row in rows if re.match(r"\s*[=+\-@＝＋－＠]", row["备注"])]
    (tmp_path / "r.csv").write_text(table, encoding="utf-8", newline="")
    (tmp_path / "r.json").write_text(few.evaluate(f"receiptJson({facts}, all)"), encoding="utf-8")
    for name in ("r.csv", "r.json"):
        taken = frame(read_path(tmp_path / name, "receipts", place="hefei"))["measures"].to_list()
        assert [text.removeprefix("'") for text in taken] == texts


def test_what_is_missing_is_said_and_the_first_of_it_has_the_focus(few: Page) -> None:
    open_form(few, "赵丁")
    submit(few)
    assert (
        few.locator(".visit .wrong").text_content() == "还有 3 处要改：请填入户日期；请填入户人姓名；请选择入户情况。"
    )
    assert few.evaluate("document.activeElement.id") == "visit-date"
    fill(few, date="2023-04-12", visitor="张干部", found="met")
    submit(few)
    assert few.evaluate("document.activeElement.id") == "visit-outcome"
    assert few.locator("#visit-outcome-error").text_content() == "见到本人或家属的，请选择核查结果"
    assert few.get_attribute("#visit-outcome", "aria-invalid") == "true"


@pytest.mark.parametrize(
    ("day", "message"),
    [("2999-01-01", "入户日期不能晚于今天"), ("2023-02-28", "入户日期不能早于名单月份（2023-03-01）")],
)
def test_a_day_that_cannot_be_is_refused(few: Page, day: str, message: str) -> None:
    open_form(few, "赵丁")
    fill(few, **{**MET, "date": day})
    submit(few)
    assert few.locator("#visit-date-error").text_content() == message


@pytest.mark.parametrize("found", FOUND)
def test_an_outcome_can_be_chosen_where_there_is_one(few: Page, found: str) -> None:
    open_form(few, "赵丁")
    fill(few, **MET)
    few.check(f"[name=found][value={found}]")
    rule = FOUND[found].outcome
    assert few.is_disabled("#visit-outcome") is (rule == "none")
    assert (few.input_value("#visit-outcome") == "") is (rule == "none")
    if rule != "none":
        few.select_option("#visit-outcome", "")
    submit(few)
    assert few.locator(".visit").count() == (1 if rule == "must" else 0)


def test_escape_closes_the_form_and_keeps_what_was_typed(few: Page) -> None:
    open_form(few, "赵丁")
    fill(few, remarks="半途")
    few.keyboard.press("Escape")
    assert few.locator(".visit").count() == 0
    assert "没有填完" in (few.locator(".card", has_text="赵丁").locator(".mine").text_content() or "")
    assert (few.evaluate("document.activeElement.textContent") or "").startswith("修改入户情况")
    few.keyboard.press("Enter")
    assert few.input_value("#visit-remarks") == "半途"


def test_an_unfinished_receipt_is_not_saved_and_this_is_said(few: Page) -> None:
    write(few, "赵丁")
    open_form(few, "李乙")
    fill(few, remarks="半途")
    assert [one["psn_name"] for one in json.loads(saved(few, "json"))["receipts"]] == ["赵丁"]
    assert "1 份没有填完" in (few.locator("#tally").text_content() or "")


def test_a_form_that_nobody_touched_leaves_nothing(few: Page) -> None:
    open_form(few, "赵丁")
    few.keyboard.press("Escape")
    assert few.locator(".mine:visible").count() == 0
    assert few.is_hidden("#receipts")


def test_a_card_says_whether_its_receipt_is_saved(few: Page) -> None:
    mine = few.locator(".card", has_text="赵丁").locator(".mine")
    write(few, "赵丁", measures="送米")
    assert mine.text_content() == "已填写，未保存2023-04-12 张干部；见到本人或家属，拟申请低保；措施：送米"
    saved(few, "csv")
    assert (mine.text_content() or "").startswith("已填写，已保存")
    write(few, "赵丁", measures="送油")
    assert (mine.text_content() or "").startswith("已填写，未保存")


def test_a_receipt_can_be_deleted(few: Page) -> None:
    write(few, "赵丁")
    open_form(few, "赵丁")
    few.click(".visit [data-do=drop]")
    assert few.locator(".mine:visible").count() == 0


def test_the_next_form_begins_with_the_day_and_the_visitor_of_the_last(few: Page) -> None:
    write(few, "赵丁")
    open_form(few, "李乙")
    assert (few.input_value("#visit-date"), few.input_value("#visit-visitor")) == ("2023-04-12", "张干部")
    assert few.locator("[name=found]:checked").count() == 0


@pytest.mark.parametrize("is_saved", [False, True])
def test_who_leaves_with_receipts_that_are_not_saved_is_asked(few: Page, is_saved: bool) -> None:
    write(few, "赵丁")
    if is_saved:
        saved(few, "json")
    assert few.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))") is is_saved


def test_who_leaves_in_the_middle_of_a_form_is_asked(few: Page) -> None:
    open_form(few, "赵丁")
    fill(few, remarks="半途")
    assert few.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))") is False


def test_a_saved_file_is_taken_up_again(few: Page) -> None:
    write(few, "赵丁", remarks="第一天")
    first = saved(few, "json")
    few.reload()
    assert take_up(few, first).startswith("从文件取回 1 份。 已填写 1 份，都已保存")
    write(few, "李乙", remarks="第二天")
    assert {one["remarks"] for one in json.loads(saved(few, "json"))["receipts"]} == {"第一天", "第二天"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (whole(month="2023-04"), "这份回执是 2023-04 第 1 版"),
        (whole(issue_version=2), "这份回执是 2023-03 第 2 版"),
        (whole(recipient="340123101_township"), "340123101_township 的，不属于本页"),
        (whole(place="yingkou"), "不属于本页"),
        (whole(format="x"), "这不是本系统的回执文件"),
        (whole(version=2), "格式版本与本页不同"),
        (whole(receipts={}), "这不是本系统的回执文件"),
        ("{", "这不是本系统的回执文件"),
        ("null", "这不是本系统的回执文件"),
        (b"\xff\xfe\x00", "这不是本系统的回执文件"),
        (whole(receipts=[None, {"row_code": "8-41"}, 5]), "3 份不是本页的人员或内容不对"),
    ],
)
def test_a_file_that_is_not_this_pages_is_refused(few: Page, content: str | bytes, says: str) -> None:
    assert says in take_up(few, content)
    assert few.locator(".mine:visible").count() == 0


def test_a_receipt_of_somebody_else_or_with_unknown_words_is_left_out(few: Page) -> None:
    (own,) = json.loads(whole())["receipts"]
    odd = [{**own, "row_code": row_code("2023-03", 1, 99)}, {**own, "found": "x"}, {**own, "outcome": "toString"}]
    assert "3 份不是本页的人员或内容不对" in take_up(few, whole(receipts=odd))


def test_what_is_not_saved_yet_is_not_overwritten_by_a_file(few: Page) -> None:
    write(few, "赵丁", remarks="新写的")
    assert "1 份本页已填而未保存" in take_up(few, whole())
    assert json.loads(saved(few, "json"))["receipts"][0]["remarks"] == "新写的"


def test_nothing_is_kept_in_the_browser(few: Page) -> None:
    write(few, "赵丁", remarks="记号")
    saved(few, "json")
    kept = "[localStorage.length, sessionStorage.length, document.cookie, history.state, location.hash]"
    assert few.evaluate(kept) == [0, 0, "", None, ""]
    assert few.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_the_browser_is_asked_to_remember_no_field(few: Page) -> None:
    open_form(few, "赵丁")
    remembered = "all => all.filter(one => (one.form || one).autocomplete !== 'off').map(one => one.id)"
    assert few.eval_on_selector_all("input, select, textarea", remembered) == []


def test_a_reload_forgets_everything(few: Page) -> None:
    write(few, "赵丁", remarks="记号")
    few.on("dialog", lambda dialog: dialog.accept())
    few.reload()
    assert few.locator(".mine:visible").count() == 0
    assert "记号" not in few.content()


def test_all_of_it_can_be_done_with_the_keyboard(few: Page) -> None:
    few.locator(".card", has_text="赵丁").locator(".receipt > .button").focus()
    few.keyboard.press("Enter")
    few.keyboard.type("04122023")
    few.keyboard.press("Tab")
    while few.evaluate("document.activeElement.name") != "visitor":
        few.keyboard.press("Tab")
    few.keyboard.type("张干部")
    few.keyboard.press("Tab")
    few.keyboard.press("Space")
    few.keyboard.press("ArrowDown")
    few.keyboard.press("Enter")
    assert "张干部；未见到" in (few.locator(".card", has_text="赵丁").locator(".mine").text_content() or "")


def test_every_field_has_a_name_that_is_read_aloud(few: Page) -> None:
    few.click("#more > summary")
    open_form(few, "赵丁")
    unnamed = few.eval_on_selector_all(
        "input, select, textarea, button",
        "all => all.filter(one => !(one.labels || []).length && !one.textContent.trim()).length",
    )
    assert unnamed == 0
    assert few.locator("[role=status]").count() == 2
    legends = few.eval_on_selector_all(
        "fieldset", "all => all.map(one => one.querySelector('legend').textContent.trim())"
    )
    assert legends == ["入户情况 必填"]


@pytest.mark.parametrize(
    ("scheme", "width"), [(scheme, width) for scheme in ("light", "dark") for width in (360, 1280)]
)
def test_a_form_with_mistakes_and_a_saved_receipt_have_no_serious_violation(
    browser: Browser, folder: Path, scheme: str, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto((folder / "few.html").as_uri())
    page.click("#more > summary")
    write(page, "李乙")
    saved(page, "json")
    open_form(page, "王甲")
    fill(page, remarks="半途")
    open_form(page, "赵丁")
    submit(page)
    found = Axe().run(page).response["violations"]
    page.close()
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_without_script_everything_is_there_to_read_and_nothing_that_does_not_work(
    browser: Browser, folder: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "few.html").as_uri())
    assert page.locator(".card:visible").count() == 6
    assert page.locator("input:visible, button:visible, select:visible, summary:visible").count() == 0
    context.close()


def test_a_sealed_page_waits_until_it_is_opened(page: Page, folder: Path, tmp_path: Path) -> None:
    html = (folder / "few.html").read_text(encoding="utf-8").replace("<body>", '<body data-sealed="locked">')
    (tmp_path / "sealed.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "sealed.html").as_uri())
    assert page.is_hidden("#tools")
    page.evaluate("monitorStart()")
    assert page.is_visible("#tools")


def paper(page: Page, tmp_path: Path) -> list[str]:
    """The text of each sheet that the page prints, without the watermark."""
    pdf = tmp_path / "printed.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True))
    command = ["pdftotext", "-nodiag", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return text.removesuffix("\f").split("\f")


NEEDS_PDFTOTEXT = pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true", reason="pdftotext is not installed"
)


@NEEDS_PDFTOTEXT
def test_every_sheet_names_its_recipient_and_nobody_is_split(page: Page, folder: Path, tmp_path: Path) -> None:
    rows = [replace(row, psn_name=f"第{row.row_no}人甲") for row in many(25)]
    (tmp_path / "paper.html").write_text(html_of(rows), encoding="utf-8")
    page.goto((tmp_path / "paper.html").as_uri())
    sheets = paper(page, tmp_path)
    first_lines = [sheet.strip().splitlines()[0] for sheet in sheets]
    assert [
        line for line in first_lines if not all(word in line for word in ("长丰县水湖镇", "2023年3月", "第 1 版"))
    ] == []
    for row in rows:
        (sheet,) = [sheet for sheet in sheets if f"第{row.row_no}人甲" in sheet]
        own = sheet[sheet.index(f"第{row.row_no}人甲") :]
        assert len(re.findall(rf"(?<!\d){code(row.row_no)}(?!\d)", sheet)) == 2
        assert "入户人签名" in own


@NEEDS_PDFTOTEXT
def test_paper_has_a_place_to_write_and_no_control(few: Page, tmp_path: Path) -> None:
    text = "\n".join(paper(few, tmp_path))
    assert all(word.zh in text for word in (*FOUND.values(), *OUTCOME.values()))
    assert all(word in text for word in ("入户日期", "帮扶措施", "户主或家属签名", "入户人签名"))
    assert not re.search("查找|筛选|填写入户情况|保存回执", text)


@NEEDS_PDFTOTEXT
def test_a_filter_on_the_screen_takes_nobody_from_the_paper(few: Page, tmp_path: Path) -> None:
    few.fill("#find", "赵丁")
    text = "\n".join(paper(few, tmp_path))
    assert all(name in text for name in ("王甲", "李乙", "李丙", "赵丁", "钱戊", "孙己"))


@NEEDS_PDFTOTEXT
@pytest.mark.parametrize(
    ("what", "printed"), [("all", {"王甲", "李乙", "赵丁", "孙己"}), ("open", {"王甲", "李乙"}), ("shown", {"赵丁"})]
)
def test_who_is_printed_can_be_chosen(few: Page, tmp_path: Path, what: str, printed: set[str]) -> None:
    few.evaluate("window.print = () => {}")
    few.fill("#find", "赵丁")
    few.click("#more > summary")
    few.select_option("#print-what", what)
    few.click("[data-do=print]")
    text = "\n".join(paper(few, tmp_path))
    assert {name for name in ("王甲", "李乙", "赵丁", "孙己") if name in text} == printed
    assert ("本次只打印" in text) is (what != "all")


def test_after_printing_the_page_is_as_before(few: Page) -> None:
    few.evaluate("window.print = () => {}")
    few.click("#more > summary")
    few.select_option("#print-what", "open")
    few.click("[data-do=print]")
    few.evaluate("dispatchEvent(new Event('afterprint'))")
    assert few.locator("[data-unprinted]").count() == 0
    assert few.is_hidden("#print-note")
