"""The waterfall of a year as a picture: from the total cost down to the burden, help not yet received marked.

Comes in: the falls of a year and what is still owed. Goes out: an SVG as a data: address, the same bytes for the same
falls. What the person bears lies at the left, each payer takes its part off at the right; texts stay texts, so the
viewer's own Chinese font draws them. Amounts become floats only as lengths on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from monitor.deliver.drawing import INK, MUTED, address
from monitor.deliver.waterfall import NOTHING, Fall

_COLOURS: Final = {
    "total": "#8996a2", "own_expense": "#b9822b", "preself": "#d9b778", "in_scope": "#8996a2", "left": "#8996a2",
    "burden": "#7c1512",
}  # fmt: skip
_PAID, _ALARM = "#5288b0", "#9c1f1b"
_OWED: Final[dict[str, Any]] = {"facecolor": "#fff4dc", "edgecolor": _ALARM, "hatch": "////", "linewidth": 1.2}
_SETTINGS: Final[dict[str, Any]] = {}
_NAME_LETTERS: Final = 8
_ALWAYS: Final = ("total", "in_scope", "burden")


@dataclass(frozen=True)
class Size:
    """How wide the picture and how high a row is in inches, how large the letters are, and where a row has what.

    `names` and `amounts` are the parts of the width left and right of the bars; where they are nothing, the words
    stand above the bars. `bar` is the middle and the height of the bar in its row, from -0.5 to 0.5.
    """

    inches: float
    row: float
    points: float
    names: float
    amounts: float
    bar: tuple[float, float]

    @property
    def is_stacked(self) -> bool:
        """Whether the words stand above the bars, as on a phone."""
        return self.names == 0


WIDE: Final = Size(inches=9.6, row=0.44, points=12, names=0.19, amounts=0.25, bar=(0, 0.6))
NARROW: Final = Size(inches=2.9, row=0.62, points=10, names=0, amounts=0, bar=(0.1, 0.3))


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
    height = size.row * (len(rows) + 1)
    return address(lambda figure: _draw(figure, rows, size), (size.inches, height), "waterfall", **_SETTINGS)


def _draw(figure: Any, rows: Sequence[Bar], size: Size) -> None:
    foot = 1 / (len(rows) + 1)
    axes = figure.add_axes((size.names, foot, 1 - size.names - size.amounts, 1 - foot))
    axes.set_xlim(*_limits(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_axis_off()
    for number, row in enumerate(rows):
        _draw_bar(axes, number, row, size)
        _draw_words(axes, number, row, size)
        if row.joint is not None and not size.is_stacked and number + 1 < len(rows):
            _draw_joint(axes, number, row.joint, size)
    if any(row.owed for row in rows):
        _draw_key(axes, len(rows), size)


def _limits(rows: Sequence[Bar]) -> tuple[float, float]:
    edges = [edge for row in rows for edge in (row.start, row.end, *(row.owed or ()))]
    low, high = min(edges), max(edges)
    return float(low), float(high if high > low else low + 1)


def _draw_bar(axes: Any, number: int, row: Bar, size: Size) -> None:
    middle, height = number + size.bar[0], size.bar[1]
    colour = _COLOURS.get(row.key, _PAID)
    axes.barh(middle, float(row.end - row.start), left=float(row.start), height=height, color=colour)
    if row.owed:
        low, high = row.owed
        axes.barh(middle, float(high - low), left=float(low), height=height, **_OWED)


def _draw_joint(axes: Any, number: int, at: Decimal, size: Size) -> None:
    """The line from the foot of a bar to the head of the next one."""
    middle, half = number + size.bar[0], size.bar[1] / 2
    axes.plot([float(at)] * 2, [middle + half, middle + 1 - half], color=MUTED, linewidth=0.8, zorder=0)


def _draw_words(axes: Any, number: int, row: Bar, size: Size) -> None:
    """The name, the amount, and the remark under the amount: beside the bars, or above and below them."""
    weight = "bold" if row.key in ("total", "burden") else "normal"
    words = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": size.points, "color": INK}
    words["weight"] = weight
    small = words | {"fontsize": size.points - 1.5, "color": _ALARM, "weight": "bold"}
    if size.is_stacked:
        axes.text(0.01, number - 0.24, row.name.partition("（")[0], ha="left", **words)
        edge, at_amount, at_remark = 0.99, number - 0.24, number + 0.38
    else:
        _draw_name(axes, number, row.name, words)
        edge = 1 + _amount_edge(size)
        at_amount, at_remark = number - (0.17 if row.remark else 0), number + 0.27
    axes.text(edge, at_amount, row.amount, ha="right", **words)
    if row.remark:
        axes.text(edge, at_remark, row.remark, ha="right", **small)


def _draw_name(axes: Any, number: int, name: str, words: dict[str, Any]) -> None:
    lines = _name_lines(name)
    for at, line in enumerate(lines):
        axes.text(-0.02, number + 0.34 * (at - (len(lines) - 1) * 0.5), line, ha="right", **words)


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
