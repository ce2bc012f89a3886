"""The forms of a township's page in a real browser: filled in, saved, taken up again, full of mistakes."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from monitor.intake.receipt_words import FOUND, OUTCOME
from monitor.lists.row_code import row_code
from tests.browser.visit_form import COLUMNS, MET, code, fill, open_form, saved, submit, take_up, whole, write
from tests.deliver.payloads import CELL_PAYLOADS, HTML_PAYLOADS
from tests.deliver.townships import CODE
from tests.intake.reading import frame, read_path


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


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_form_with_mistakes_and_a_saved_receipt_have_no_serious_violation(
    browser: Browser, townships: Path, scheme: str, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto((townships / "few.html").as_uri())
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
