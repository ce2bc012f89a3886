"""The waterfall of a year as a picture: from the total cost down to the burden, help not yet received marked.

Comes in: the falls of a year and what is still owed. Goes out: an SVG as a data: address, the same bytes for the same
falls. What the person bears lies at the left, each payer takes its part off at the right; texts stay texts, so the
viewer's own Chinese font draws them. Amounts become floats only as lengths on paper.
"""

import base64
import io
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from monitor.deliver.waterfall import NOTHING, Fall

FONTS: Final = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei", "sans-serif"]
_COLOURS: Final = {
    "total": "#8996a2", "own_expense": "#b9822b", "preself": "#d9b778", "in_scope": "#8996a2", "left": "#8996a2",
    "burden": "#8f1d1a",
}  # fmt: skip
_PAID, _INK, _MUTED, _ALARM = "#5288b0", "#1b2530", "#55616e", "#9c1f1b"
_OWED: Final[dict[str, Any]] = {"facecolor": "#fff4dc", "edgecolor": _ALARM, "hatch": "////", "linewidth": 1.2}
_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "waterfall", "font.family": FONTS}
_ROW_INCHES: Final = 0.42
_NAME_LETTERS: Final = 8
_ALWAYS: Final = ("total", "in_scope", "burden")


@dataclass(frozen=True)
class Size:
    """How wide the picture is in inches, how large its letters are, and what part of the width the names take."""

    inches: float
    points: float
    names: float
    amounts: float


WIDE: Final = Size(inches=9.6, points=11, names=0.19, amounts=0.25)
NARROW: Final = Size(inches=3.7, points=10, names=0.31, amounts=0.34)


@dataclass(frozen=True)
class Bar:
    """One row of the picture: from where to where in yuan, where help not yet received lies, and where the next joins.

    `owed` and `joint` are None where there is none.
    """

    key: str
    name: str
    amount: str
    remark: str
    start: Decimal
    end: Decimal
    owed: tuple[Decimal, Decimal] | None
    joint: Decimal | None


def bars(falls: Sequence[Fall], owed: Decimal) -> tuple[Bar, ...]:
    """The rows, top down; a step of nothing that owes nothing is left out, and so is what remains in scope."""
    outside = {fall.key: fall.amount for fall in falls if fall.role == "outside"}
    floor = sum(outside.values(), NOTHING)
    found, at = [], NOTHING
    for fall in falls:
        if fall.role == "outside":
            start, at = at, at + fall.amount
            found.append(_bar(fall, start, at, joint=at))
        elif fall.role == "payer":
            start = floor + fall.left
            found.append(_bar(fall, start, start + fall.amount, joint=start))
        elif fall.key == "in_scope":
            found.append(_bar(fall, floor, floor + fall.amount, joint=floor + fall.amount))
        elif fall.key != "left":
            found.append(_bar(fall, NOTHING, fall.amount, owed=owed if fall.key == "burden" else NOTHING))
    return tuple(one for one in found if one.key in _ALWAYS or one.start != one.end or one.owed)


def _bar(fall: Fall, start: Decimal, end: Decimal, *, joint: Decimal | None = None, owed: Decimal = NOTHING) -> Bar:
    gap = fall.gap or NOTHING
    mark = (start - gap, start) if gap > 0 else (max(end - owed, start), end) if owed > 0 else None
    sign = "−" if fall.role != "stand" and fall.amount else ""
    remark = f"还应再报 {owed:,.2f}" if owed > 0 else f"应享 {fall.entitled:,.2f}" if gap else ""
    return Bar(fall.key, fall.name, f"{sign}{fall.amount:,.2f}", remark, start, end, mark, joint)


def described(rows: Sequence[Bar]) -> str:
    """The picture in words, for whoever does not see it."""
    return "；".join(f"{one.name} {one.amount}" + (f"，{one.remark}" if one.remark else "") for one in rows)


def picture(rows: Sequence[Bar], size: Size) -> str:
    """The rows as an SVG in a data: address."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    sink = io.BytesIO()
    with rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph ", UserWarning)
        figure = Figure(figsize=(size.inches, _ROW_INCHES * (len(rows) + 1)))
        _draw(figure, rows, size)
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(sink.getvalue()).decode("ascii")


def _draw(figure: Any, rows: Sequence[Bar], size: Size) -> None:
    foot = 1 / (len(rows) + 1)
    axes = figure.add_axes((size.names, foot, 1 - size.names - size.amounts, 1 - foot))
    axes.set_xlim(*_limits(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_axis_off()
    for number, row in enumerate(rows):
        _draw_bar(axes, number, row)
        _draw_words(axes, number, row, size)
        if row.joint is not None and number + 1 < len(rows):
            axes.plot([float(row.joint)] * 2, [number + 0.3, number + 0.7], color=_MUTED, linewidth=0.8)
    if any(row.owed for row in rows):
        _draw_key(axes, len(rows), size)


def _limits(rows: Sequence[Bar]) -> tuple[float, float]:
    edges = [edge for row in rows for edge in (row.start, row.end, *(row.owed or ()))]
    low, high = min(edges), max(edges)
    return float(low), float(high if high > low else low + 1)


def _draw_bar(axes: Any, number: int, row: Bar) -> None:
    axes.barh(number, float(row.end - row.start), left=float(row.start), height=0.6, color=_COLOURS.get(row.key, _PAID))
    if row.owed:
        low, high = row.owed
        axes.barh(number, float(high - low), left=float(low), height=0.6, **_OWED)


def _draw_words(axes: Any, number: int, row: Bar, size: Size) -> None:
    """The name left of the bars, the amount right of them, the remark under the amount."""
    place = axes.get_yaxis_transform()
    weight = "bold" if row.key in ("total", "burden") else "normal"
    words = {"transform": place, "va": "center", "fontsize": size.points, "color": _INK, "weight": weight}
    shift = 0.17 if row.remark else 0
    lines = _name_lines(row.name)
    for at, line in enumerate(lines):
        axes.text(-0.02, number + 0.34 * (at - (len(lines) - 1) * 0.5), line, ha="right", **words)
    axes.text(1 + _amount_edge(size), number - shift, row.amount, ha="right", **words)
    if row.remark:
        small = words | {"fontsize": size.points - 2, "color": _ALARM, "weight": "bold"}
        axes.text(1 + _amount_edge(size), number + 0.27, row.remark, ha="right", **small)


def _name_lines(name: str) -> list[str]:
    """A name without its bracketed remark, cut where it would not fit."""
    short = name.partition("（")[0]
    return [short[at : at + _NAME_LETTERS] for at in range(0, len(short), _NAME_LETTERS)]


def _amount_edge(size: Size) -> float:
    """The right edge of the picture, in widths of the bars from their own right edge."""
    return size.amounts / (1 - size.names - size.amounts) - 0.01


def _draw_key(axes: Any, number: int, size: Size) -> None:
    low, high = axes.get_xlim()
    axes.barh(number, (high - low) * 0.06, left=low, height=0.4, clip_on=False, **_OWED)
    axes.text(
        low + (high - low) * 0.08, number, "按政策应报、还没有报的", va="center", fontsize=size.points - 1, color=_ALARM
    )
