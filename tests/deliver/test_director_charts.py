"""The director's pictures: what is written on them, that they are the same every time, what happens if they fail."""

import base64
import re
from itertools import pairwise

import pytest

from monitor.deliver import director_charts, drawing
from monitor.deliver.director_charts import STATUS_PARTS, Column, Picture, columns
from monitor.deliver.director_pictures import Chart, band_zh, line_chart, listed_cost, payer_chart, trend_chart
from monitor.lists.picture import Band, Cost, Trend
from tests.lists.sample_issue import sample_issue
from tests.lists.sample_picture import sample_picture

PICTURE = sample_picture()
SIZES = ("wide", "narrow")


def charts() -> dict[str, Chart]:
    """All of them, drawn anew."""
    return {
        "trend": trend_chart(PICTURE.trend),
        "line": line_chart(PICTURE.bands),
        "paid": payer_chart(listed_cost(sample_issue()), PICTURE.cost),
    }


CHARTS = charts()


def drawn(chart: Chart) -> Picture:
    assert chart.picture is not None
    return chart.picture


def svg(address: str) -> str:
    head, _, body = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(body).decode("utf-8")


def texts(address: str) -> list[str]:
    """What is written on a picture."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg(address))


@pytest.mark.parametrize("size", SIZES)
def test_the_total_of_every_month_stands_over_its_column(size: str) -> None:
    written = texts(getattr(drawn(CHARTS["trend"]), size))
    assert [text for text in written if text.isdigit()] == [str(one.rows) for one in PICTURE.trend]


@pytest.mark.parametrize("size", SIZES)
def test_the_persons_of_every_band_stand_over_its_column(size: str) -> None:
    written = texts(getattr(drawn(CHARTS["line"]), size))
    assert [int(text) for text in written if text.isdigit()] == [one.persons for one in PICTURE.bands]
    assert "预警线" in written


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_the_same_every_time(name: str, size: str) -> None:
    assert getattr(drawn(charts()[name]), size) == getattr(drawn(CHARTS[name]), size)


@pytest.mark.parametrize("name", CHARTS)
def test_the_fonts_of_this_machine_leave_no_trace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R121: drawn on a server with other fonts, everything stands in the same place."""
    here = svg(drawn(CHARTS[name]).wide)
    monkeypatch.setattr(drawing, "SETTINGS", {"svg.fonttype": "none", "font.family": ["DejaVu Serif"]})
    there = svg(drawn(charts()[name]).wide)
    assert without_fonts(there) == without_fonts(here)


def without_fonts(text: str) -> str:
    return re.sub(r"font: [^;\"]*;?|font-family: [^;\"]*;?", "", text)


@pytest.mark.parametrize("name", CHARTS)
def test_texts_stay_texts_and_nothing_is_fetched_or_dated(name: str) -> None:
    text = svg(drawn(CHARTS[name]).narrow)
    assert "<dc:date>" not in text
    assert not re.findall(r'(?:href|src)="(?!#)', text)


def test_the_words_hold_every_figure() -> None:
    assert drawn(CHARTS["trend"]).words.startswith("2023年2月 21 人次（新增 9，持续 10，升级 2）；")
    assert "1–1.5倍" in drawn(CHARTS["line"]).words
    assert "全部有费用的人共 1,000,000.00 元：基本医保 50.0%" in drawn(CHARTS["paid"]).words


def test_neighbours_differ_on_grey_paper() -> None:
    """Of two fills that touch, one is hatched or they are far apart in lightness."""
    for parts in (director_charts.STATUS_PARTS, director_charts.LINE_PARTS, director_charts.PAYER_PARTS):
        for one, other in pairwise(parts):
            assert one.hatch != other.hatch or abs(grey(one.colour) - grey(other.colour)) > 0.15


def grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_picture_is_no_larger_than_a_page_needs() -> None:
    assert max(len(getattr(drawn(chart), size)) for chart in CHARTS.values() for size in SIZES) < 60_000


def test_the_bands_have_names() -> None:
    spans = ((50, 80), (80, 100), (100, 150), (150, 200), (200, 300), (300, 0))
    assert [band_zh(*span) for span in spans] == ["50–80%", "80–100%", "1–1.5倍", "1.5–2倍", "2–3倍", "3倍以上"]


def test_one_column_can_be_drawn() -> None:
    """R111: one bar."""
    assert columns(STATUS_PARTS, [Column("1月", (0, 0, 0, 1), "1")], "一") is not None


def test_twelve_months_of_many_fit_on_a_phone() -> None:
    trend = [Trend(f"2023-{month:02d}", 9_999, 9_999, 999, 8_000, 1_000, 0) for month in range(1, 13)]
    sizes = re.findall(r"font(?:-size)?: [a-z ]*([0-9.]+)px", svg(drawn(trend_chart(trend)).narrow))
    assert min(map(float, sizes)) >= 6.5


@pytest.mark.parametrize(
    "chart",
    [
        trend_chart(()),
        trend_chart((Trend("2023-01", 0, 0, 0, 0, 0, 0),)),
        line_chart(()),
        line_chart((Band("r", 50, 80, 0), Band("r", 100, 0, 0))),
        payer_chart(Cost(), Cost(medfee_fen=1)),
    ],
)
def test_nothing_to_draw_is_no_failure(chart: Chart) -> None:
    assert (chart.picture, chart.sentence, chart.failed) == (None, "", False)


def test_a_refund_larger_than_the_cost_is_not_drawn_and_not_fatal() -> None:
    paid = payer_chart(Cost(100, 150, 0, 0, 0, 0, -50), Cost(100, 150, 0, 0, 0, 0, -50))
    assert paid.failed


@pytest.mark.parametrize("fault", [RuntimeError, OSError, ImportError, ValueError])
def test_a_picture_that_fails_is_left_out(fault: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object, **_more: object) -> str:
        raise fault("font")

    monkeypatch.setattr(director_charts, "address", fails)
    assert trend_chart(PICTURE.trend).failed


def test_a_machine_without_chinese_fonts_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager

    assert drawing.font_caution() == ()
    monkeypatch.setattr(fontManager, "ttflist", [one for one in fontManager.ttflist if one.name == "DejaVu Sans"])
    assert [text.split()[0] for text in drawing.font_caution()] == ["[W-FONT]"]
