"""The director's pictures: the lists month by month, everybody against the line, who paid.

Comes in: counts and amounts that are on the page beside them. Goes out: each picture twice, for a desk and for a phone,
and in words; nothing where drawing failed or there is nothing to draw. Figures become lengths on paper and nothing
else: what is written is the whole number it came from. Parts differ in lightness or hatching, so grey paper shows them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.deliver.drawing import FAULTS, INK, MUTED, RULE, address

_WHITE: Final = "#ffffff"
_ALARM: Final = "#8f1d1a"
_HATCH: Final = 0.9


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a bar is called and how it is filled; `hatch` tells it from its neighbours on grey paper."""

    name: str
    colour: str
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its foot, the sizes of its parts from the foot up, and what is written over it."""

    foot: str
    sizes: tuple[int, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One whole cut into parts: its name, what it is in all, and each part's size and words (empty: none)."""

    name: str
    total: str
    sizes: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as two data: addresses, and the same in words."""

    wide: str
    narrow: str
    words: str


@dataclass(frozen=True, slots=True)
class _Size:
    inches: float
    points: float


_WIDE: Final = _Size(9.6, 11)
_NARROW: Final = _Size(3.1, 9.5)
_MARGIN: Final = 0.12
_COLUMNS_HIGH: Final = 2.5
_DARK: Final = frozenset({_ALARM, "#2f7d8c", "#5b5546", "#17436a"})

STATUS_PARTS: Final = (
    Part("持续", "#b5d0e3"), Part("升级", _ALARM, "////"), Part("更正", "#f4f0e4", "---"), Part("新增", "#17436a"),
)  # fmt: skip
LINE_PARTS: Final = (Part("未过线", "#b5d0e3"), Part("已过线", _ALARM))
PAYER_PARTS: Final = (
    Part("基本医保", "#6fa3c8"), Part("大病保险", "#b5d0e3"), Part("医疗救助", "#2f7d8c"), Part("其他基金", "#f4f0e4"),
    Part("医院负担", "#5b5546", "---"), Part("个人负担", _ALARM),
)  # fmt: skip


def columns(parts: Sequence[Part], rows: Sequence[Column], words: str, line_at: int | None = None) -> Picture | None:
    """Columns side by side; `line_at` draws the warning line before the column of that number."""
    if not any(sum(row.sizes) for row in rows):
        return None
    return _twice(lambda figure, size: _draw_columns(figure, size, parts, rows, line_at), _column_height, words)


def strips(parts: Sequence[Part], rows: Sequence[Strip], words: str) -> Picture | None:
    """Wholes one under the other, each cut into the same parts."""
    kept = [row for row in rows if sum(row.sizes) > 0 and min(row.sizes) >= 0]
    if not kept:
        return None
    return _twice(
        lambda figure, size: _draw_strips(figure, size, parts, kept),
        lambda size: _strip_height(len(kept), parts, size),
        words,
    )


def _twice(draw: Callable[[Any, _Size], None], height: Callable[[_Size], float], words: str) -> Picture | None:
    def drawn(size: _Size) -> str:
        inches = (size.inches, height(size))
        return address(lambda figure: draw(figure, size), inches, "director", **{"hatch.linewidth": _HATCH})

    try:
        return Picture(drawn(_WIDE), drawn(_NARROW), words)
    except FAULTS:
        return None


def _line(size: _Size) -> float:
    """The height of a line of text, in inches."""
    return size.points * 1.6 / 72


def _column_height(size: _Size) -> float:
    return _COLUMNS_HIGH + 5 * _line(size)


def _strip_height(rows: int, parts: Sequence[Part], size: _Size) -> float:
    return (rows * 3.1 + len(_key_lines(size, parts)) + 0.6) * _line(size)


def _page(figure: Any, size: _Size) -> Any:
    """Axes over the whole figure, in inches from its lower left corner."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return axes


def _write(axes: Any, x: float, y: float, text: str, size: _Size, **more: Any) -> None:
    """A text on its base line: nothing depends on how high this machine's fonts are."""
    axes.text(x, y, text, va="baseline", **{"fontsize": size.points, "color": INK, "ha": "center", **more})


def _box(axes: Any, x: float, y: float, wide: float, high: float, part: Part) -> None:
    edge = INK if part.hatch and part.colour not in _DARK else _WHITE
    axes.bar(
        x, high, width=wide, bottom=y, align="edge", color=part.colour, edgecolor=edge, hatch=part.hatch, linewidth=0.8
    )


def _draw_columns(figure: Any, size: _Size, parts: Sequence[Part], rows: Sequence[Column], line_at: int | None) -> None:
    axes = _page(figure, size)
    width, height = figure.get_size_inches()
    used = [part for at, part in enumerate(parts) if any(row.sizes[at] for row in rows)]
    _draw_key(axes, size, used, height - _line(size))
    foot, step = 2 * _line(size), (width - 2 * _MARGIN) / len(rows)
    over, under = (_fitting(size, texts, step) for texts in zip(*((row.head, row.foot) for row in rows), strict=True))
    highest = max(sum(row.sizes) for row in rows)
    for at, row in enumerate(rows):
        left, top = _MARGIN + at * step, foot
        for part, count in zip(parts, row.sizes, strict=True):
            high = _COLUMNS_HIGH * count / highest
            if count:
                _box(axes, left + 0.14 * step, top, 0.72 * step, high, part)
            top += high
        _write(axes, left + step / 2, top + 0.3 * _line(size), row.head, size, weight="bold", fontsize=over)
        _write(axes, left + step / 2, foot - _line(size), row.foot, size, color=MUTED, fontsize=under)
    axes.plot([_MARGIN, width - _MARGIN], [foot, foot], color=MUTED, linewidth=1)
    if line_at is not None:
        _draw_line(axes, size, _MARGIN + line_at * step, foot)


def _draw_line(axes: Any, size: _Size, x: float, foot: float) -> None:
    top = foot + _COLUMNS_HIGH + 1.1 * _line(size)
    axes.plot([x, x], [foot - 0.5 * _line(size), top], color=_ALARM, linewidth=1.6, linestyle=(0, (5, 3)))
    _write(axes, x + 0.06, top - 0.5 * _line(size), "预警线", size, ha="left", color=_ALARM, weight="bold")


def _draw_strips(figure: Any, size: _Size, parts: Sequence[Part], rows: Sequence[Strip]) -> None:
    axes = _page(figure, size)
    width, height = figure.get_size_inches()
    used = [part for at, part in enumerate(parts) if any(row.sizes[at] for row in rows)]
    top = height
    for row in rows:
        top -= 3.1 * _line(size)
        _write(axes, _MARGIN, top + 2.1 * _line(size), row.name, size, ha="left", weight="bold")
        _write(axes, width - _MARGIN, top + 2.1 * _line(size), row.total, size, ha="right", color=MUTED)
        _draw_strip(axes, size, parts, row, top + 0.25 * _line(size))
    _draw_key(axes, size, used, top - 0.9 * _line(size))


def _draw_strip(axes: Any, size: _Size, parts: Sequence[Part], row: Strip, y: float) -> None:
    width = axes.get_xlim()[1] - 2 * _MARGIN
    whole, left, high = sum(row.sizes), _MARGIN, 1.5 * _line(size)
    for part, amount, words in zip(parts, row.sizes, row.words, strict=True):
        wide = width * amount / whole
        if amount:
            _box(axes, left, y, wide, high, part)
        if words and wide > _text_width(words, size) + 0.06:
            colour = _WHITE if part.colour in _DARK else INK
            _write(axes, left + wide / 2, y + high / 2 - size.points * 0.35 / 72, words, size, color=colour)
        left += wide
    axes.bar(_MARGIN, high, width=width, bottom=y, align="edge", fill=False, edgecolor=RULE, linewidth=0.8)


def _draw_key(axes: Any, size: _Size, parts: Sequence[Part], y: float) -> None:
    """What each fill means, as many in a line as fit."""
    for row, line in enumerate(_key_lines(size, parts)):
        x = _MARGIN
        for part in line:
            _box(axes, x, y - row * _line(size), 0.16, 0.12, part)
            _write(axes, x + 0.22, y - row * _line(size), part.name, size, ha="left", color=MUTED)
            x += _key_width(part, size)


def _key_lines(size: _Size, parts: Sequence[Part]) -> list[list[Part]]:
    """Which fills stand in which line of the key."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        wide = sum(_key_width(one, size) for one in (*lines[-1], part))
        if lines[-1] and wide > size.inches - 2 * _MARGIN:
            lines.append([])
        lines[-1].append(part)
    return lines


def _key_width(part: Part, size: _Size) -> float:
    return 0.22 + size.points * (len(part.name) + 1.2) / 72


def _fitting(size: _Size, texts: Sequence[str], inches: float) -> float:
    """The size of the letters, smaller where the widest of the texts would not fit."""
    widest = max(_text_width(text, size) for text in texts)
    return size.points * min(1.0, 0.96 * inches / widest) if widest else size.points


def _text_width(text: str, size: _Size) -> float:
    """About how wide a text is, in inches: a Chinese letter is as wide as high, a digit half."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.6 for letter in text) * size.points / 72
