"""The township's page in a real browser, from disk: searched, read without its script, printed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from monitor.intake.receipt_words import FOUND, OUTCOME
from tests.browser.paper import sheets
from tests.browser.visit_form import code, open_form, submit
from tests.deliver.townships import HOME, html_of, many
from tests.lists.sample_issue import sample_row

WIDTHS = (360, 768, 1280)


def shown(page: Page) -> list[str]:
    """The names of the cards that are shown, in their order."""
    return page.eval_on_selector_all(".card:not([hidden]) .name", "all => all.map(one => one.textContent)")


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


def test_a_keystroke_on_500_persons_changes_nothing_but_what_is_hidden(page: Page, townships: Path) -> None:
    """A frame's time is held on a machine with nothing else to do; here only that the page stays usable is shown."""
    page.goto((townships / "many.html").as_uri())
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


def test_without_script_everything_is_there_to_read_and_nothing_that_does_not_work(
    browser: Browser, townships: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((townships / "few.html").as_uri())
    assert page.locator(".card:visible").count() == 6
    assert page.locator("input:visible, button:visible, select:visible, summary:visible").count() == 0
    context.close()


def test_a_sealed_page_waits_until_it_is_opened(page: Page, townships: Path, tmp_path: Path) -> None:
    html = (townships / "few.html").read_text(encoding="utf-8").replace("<body>", '<body data-sealed="locked">')
    (tmp_path / "sealed.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "sealed.html").as_uri())
    assert page.is_hidden("#tools")
    page.evaluate("monitorStart()")
    assert page.is_visible("#tools")


def test_every_sheet_names_its_recipient_and_nobody_is_split(page: Page, townships: Path, tmp_path: Path) -> None:
    rows = [replace(row, psn_name=f"第{row.row_no}人甲") for row in many(25)]
    (tmp_path / "paper.html").write_text(html_of(rows), encoding="utf-8")
    page.goto((tmp_path / "paper.html").as_uri())
    printed = sheets(page, tmp_path)
    first_lines = [sheet.strip().splitlines()[0] for sheet in printed]
    assert [
        line for line in first_lines if not all(word in line for word in ("长丰县水湖镇", "2023年3月", "第 1 版"))
    ] == []
    for row in rows:
        (sheet,) = [sheet for sheet in printed if f"第{row.row_no}人甲" in sheet]
        own = sheet[sheet.index(f"第{row.row_no}人甲") :]
        assert len(re.findall(rf"(?<!\d){code(row.row_no)}(?!\d)", sheet)) == 2
        assert "入户人签名" in own


def test_paper_has_a_place_to_write_and_no_control(few: Page, tmp_path: Path) -> None:
    text = "\n".join(sheets(few, tmp_path))
    assert all(word.zh in text for word in (*FOUND.values(), *OUTCOME.values()))
    assert all(word in text for word in ("入户日期", "帮扶措施", "户主或家属签名", "入户人签名"))
    assert not re.search("查找|筛选|填写入户情况|保存回执", text)


def test_a_filter_on_the_screen_takes_nobody_from_the_paper(few: Page, tmp_path: Path) -> None:
    few.fill("#find", "赵丁")
    text = "\n".join(sheets(few, tmp_path))
    assert all(name in text for name in ("王甲", "李乙", "李丙", "赵丁", "钱戊", "孙己"))


@pytest.mark.parametrize(
    ("what", "printed"), [("all", {"王甲", "李乙", "赵丁", "孙己"}), ("open", {"王甲", "李乙"}), ("shown", {"赵丁"})]
)
def test_who_is_printed_can_be_chosen(few: Page, tmp_path: Path, what: str, printed: set[str]) -> None:
    few.evaluate("window.print = () => {}")
    few.fill("#find", "赵丁")
    few.click("#more > summary")
    few.select_option("#print-what", what)
    few.click("[data-do=print]")
    text = "\n".join(sheets(few, tmp_path))
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
