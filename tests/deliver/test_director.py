"""R83: the figures of the director's page, in sentences, tables, pictures and the issue, are the same figures."""

import re
from dataclasses import replace

import pytest

from monitor.deliver import director, headlines
from monitor.deliver.director import Overview, everybody_owed, summary
from monitor.deliver.director_places import place_lines
from monitor.deliver.pages import Pages
from monitor.deliver.readable import readable
from monitor.deliver.wording import money
from monitor.lists.issue import Issue
from monitor.lists.picture import NO_PICTURE, OpenCases, Picture, Trend, Unconfirmed
from monitor.lists.slices import each_person, official_rows, slices
from monitor.lists.work import NO_WORK, MonthWork
from tests.deliver.payloads import HTML_PAYLOADS, hostile_issue
from tests.deliver.reading import ACCESS, Page
from tests.lists.sample_issue import REGIONS, early_row, sample_issue
from tests.lists.sample_picture import sample_picture
from tests.lists.sample_work import sample_work

ISSUE = sample_issue()
PICTURE = sample_picture(ISSUE)
WORK = sample_work()


def page_of(issue: Issue = ISSUE, picture: Picture | None = PICTURE, work: MonthWork = WORK) -> str:
    return Pages(issue, ACCESS).bureau(slices(issue, ACCESS)[0], Overview(picture), work)


HTML = page_of()
PAGE = Page(HTML)


def table(name: str) -> list[list[str]]:
    """The cells of a table of the page, row by row."""
    rows: list[list[str]] = []
    for body in re.findall(rf'<table class="grid {name}">.*?</table>', HTML, re.DOTALL):
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL):
            cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            rows.append([re.sub(r"<[^>]+>", "", cell).strip() for cell in cells])
    return rows[1:]


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_list_of_this_month_is_the_same_in_tile_table_sentence_and_picture() -> None:
    listed = official_rows(ISSUE.rows)
    (tile,) = [text for path, text in PAGE.texts if path.endswith("li.tile main b.")]
    (month,) = [row for row in table("months") if row[0] == "2023年3月"]
    assert [whole(tile), whole(month[2]), sum(map(whole, month[3:]))] == [len(listed)] * 3
    assert f"本月预警 {len(each_person(listed))} 人" in PAGE.text
    assert f"2023年3月 {len(listed)} 人次" in HTML


def test_the_persons_over_the_line_are_the_rows_of_the_list() -> None:
    (row,) = table("near")
    assert sum(map(whole, row[3:])) == len(official_rows(ISSUE.rows))


def test_the_places_add_up_to_the_whole() -> None:
    lines = place_lines(PICTURE, REGIONS)
    counties = [line.steps for line in lines if line.level in ("county", "nowhere")]
    assert sum(one.warned for one in counties) == lines[-1].steps.warned
    assert sum(one.screened for one in counties) == sum(one.persons for one in PICTURE.screened)
    inside = [line.steps for line in lines if line.level in ("township", "unplaced", "nowhere")]
    assert sum(one.warned for one in inside) == lines[-1].steps.warned


def test_the_table_of_places_holds_those_figures() -> None:
    lines = place_lines(PICTURE, REGIONS)
    assert [(row[0], whole(row[1]), whole(row[2]), whole(row[3]), whole(row[5])) for row in table("places")] == [
        (line.name, line.steps.screened, line.steps.warned, line.steps.visited, line.steps.helped) for line in lines
    ]


def test_the_shaded_cells_add_up_to_the_list() -> None:
    cells = [int(text) for path, text in PAGE.texts if re.search(r"p\.heat-cell h\d b\.$", path)]
    nowhere = sum(not row.county_code for row in each_person(official_rows(ISSUE.rows)))
    assert sum(cells) + nowhere == len(each_person(official_rows(ISSUE.rows)))
    assert f"另有 {nowhere} 人未落实县区" in PAGE.text


def test_the_shade_follows_the_number() -> None:
    found = re.findall(r'<p class="heat-cell h(\d)"[^>]*><bdi>[^<]*</bdi><b>(\d+)</b>', HTML)
    shades = sorted((int(count), int(shade)) for shade, count in found)
    assert [shade for _count, shade in shades] == sorted(shade for _count, shade in shades)
    assert all((count == 0) == (shade == 0) for count, shade in shades)


def test_what_was_paid_adds_up() -> None:
    rows = table("paid")
    fen = [[int(row[at].replace(",", "").replace(".", "")) for row in rows] for at in (1, 3)]
    assert [sum(column[:-1]) for column in fen] == [column[-1] for column in fen]
    assert rows[-1][1] == money(sum(row.medfee_fen for row in each_person(official_rows(ISSUE.rows))))


def test_help_not_received_by_everybody_is_the_worklists_sum() -> None:
    (listed,) = [one for one in WORK.lists if one.id == "unreceived"]
    assert sum(fen for _payer, _people, fen in everybody_owed(WORK)) == listed.amount_fen
    assert f"全部参保人应享未享合计 {money(listed.amount_fen)} 元" in PAGE.text


def test_a_share_stands_beside_its_whole() -> None:
    (hit,) = table("hits")
    assert hit[1:5] == ["60", "30", "12", "20.0%"]
    (covered,) = [row for row in table("coverage") if row[0] == "参保：低保对象"]
    assert covered[1:] == ["8", "7", "87.5%", "1", "100%"]


def test_the_share_of_nobody_is_no_share() -> None:
    nobody = replace(PICTURE, hits=tuple(replace(one, warned=0, helped=0) for one in PICTURE.hits))
    assert '<td class="n">无</td>' in page_of(picture=nobody)


def test_the_definition_of_a_hit_stands_on_the_page() -> None:
    assert "命中率 = 本年上过名单、后来纳入监测或得到救助的人 ÷ 本年上过名单的人" in PAGE.text


def test_receipts_and_the_oldest_case() -> None:
    assert table("returns")[1] == ["2023年2月", "21", "15", "71.4%", "4", "6"]
    assert "没有办结的个案 40 件，最久的自 2023年1月 起已 2 个月" in PAGE.text


def test_rejected_rows_by_reason() -> None:
    assert table("refused") == [["医疗费总额对不上E-BAL-001", "结算", "9", "3"]]


def test_the_answer_comes_first_and_is_short() -> None:
    sentences = summary(readable(ISSUE), PICTURE, WORK).sentences
    assert 3 <= len(sentences) <= 5
    assert HTML.index('class="know"') < HTML.index('class="tiles"') < HTML.index("<figure")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (31, 35, "，比上月多 4 人"),
        (35, 31, "，比上月少 4 人"),
        (35, 35, "，与上月持平"),
    ],
)
def test_a_month_is_compared_with_the_one_before(before: int, now: int, said: str) -> None:
    months = [Trend("2023-02", before, before, 0, 0, 0, 0), Trend("2023-03", now, now, 0, 0, 0, 0)]
    assert headlines.compared(months) == said


def test_a_month_that_was_left_out_is_not_called_last_month() -> None:
    months = [Trend("2023-01", 1, 1, 0, 0, 0, 0), Trend("2023-03", 2, 2, 0, 0, 0, 0)]
    assert headlines.compared(months) == "，比2023年1月多 1 人"
    assert headlines.compared(months[1:]) == ""


def test_persons_and_rows_are_told_apart() -> None:
    assert "35 人（36 人次）" in headlines.month_sentence([Trend("2023-01", 35, 36, 36, 0, 0, 0)], 100)


def test_a_month_without_warnings_is_told() -> None:
    trend = [Trend("2023-02", 4, 4, 4, 0, 0, 0), Trend("2023-03", 0, 0, 0, 0, 0, 0)]
    assert headlines.month_sentence(trend, 100) == "筛查本年有费用的 100 人，本月没有人预警，比上月少 4 人。"


def test_no_name_of_a_person_is_in_the_summary() -> None:
    shown = repr(summary(readable(ISSUE), PICTURE, WORK))
    assert [row.psn_name for row in ISSUE.rows if len(row.psn_name) > 2 and row.psn_name in shown] == []
    assert [row.certno for row in ISSUE.rows if row.certno in shown] == []


def test_the_page_is_the_same_every_time() -> None:
    assert page_of() == HTML


def test_an_issue_without_figures_keeps_its_page() -> None:
    html = page_of(picture=None)
    assert "筛查过程" in html
    assert "这个月要知道的" not in html


def test_an_empty_month_says_so() -> None:
    empty = sample_issue(())
    page = Page(page_of(empty, NO_PICTURE, NO_WORK))
    assert "本月没有一个乡镇（街道）有人预警" in page.text
    assert "没有办结的个案 0 件" in page.text


def test_a_picture_that_fails_leaves_a_note_and_a_caution(monkeypatch: pytest.MonkeyPatch) -> None:
    """R111."""

    def fails(*_given: object, **_more: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("monitor.deliver.director_charts.address", fails)
    overview = Overview(PICTURE)
    html = Pages(ISSUE, ACCESS).bureau(slices(ISSUE, ACCESS)[0], overview, WORK)
    assert html.count("图没有画出来") == 3
    assert "<figure" not in html
    assert [text.split()[0] for text in overview.cautions] == ["[W-CHART]"]
    assert table("months")


def test_a_missing_font_is_told_and_nothing_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(director, "font_caution", lambda: ("[W-FONT] x",))
    overview = Overview(PICTURE)
    assert Pages(ISSUE, ACCESS).bureau(slices(ISSUE, ACCESS)[0], overview, WORK) == HTML
    assert overview.cautions == ("[W-FONT] x",)


@pytest.mark.parametrize("payload", HTML_PAYLOADS[:6])
def test_hostile_texts_change_no_tag(payload: str) -> None:
    bad = sample_picture(hostile_issue(payload), refused=(replace(PICTURE.refused[0], reason=payload),))
    good = sample_picture(hostile_issue("甲"), refused=(replace(PICTURE.refused[0], reason="甲"),))
    tags = [
        Page(page_of(hostile_issue(text), picture, NO_WORK)).tags for text, picture in ((payload, bad), ("甲", good))
    ]
    assert tags[0] == tags[1]


def test_an_open_case_of_this_month_has_no_age() -> None:
    assert "都是本月的" in page_of(picture=replace(PICTURE, cases=OpenCases(3, 0, "2023-03")))


def test_who_is_watched_by_the_pace_is_explained_beside_the_distance_to_the_line() -> None:
    near = early_row(1)
    paced = replace(early_row(2), early_reason="按目前进度年底前将超线")
    assert headlines.watch_sentence([near]) == ""
    assert headlines.watch_sentence([near, paced]).startswith("预警观察 2 人次：1 人次已接近预警线；1 人次离线还远")


def test_recognitions_that_no_roster_has_confirmed_are_listed() -> None:
    one = Unconfirmed("340121", "civil_affairs", "特困人员", 4, "2022-11-05")
    html = page_of(picture=sample_picture(ISSUE, unconfirmed=(one,), confirm_months=3))
    assert "过了 3 个月名册上还没有的" in html
    assert "长丰县民政部门" in html
    assert "2022年11月5日" in html
