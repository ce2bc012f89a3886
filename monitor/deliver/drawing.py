"""How every picture of a page is drawn: as an SVG in a data: address, the same bytes for the same figures.

Comes in: a function that draws on a matplotlib figure. Goes out: the address, or nothing where drawing failed. Texts
stay texts and stand on their base line, so the viewer's own Chinese font draws them and no font of this machine leaves
a trace in the file. matplotlib is loaded when the first picture is drawn.
"""

import base64
import io
import logging
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from monitor.errors import IntegrityError

FONTS: Final = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei", "sans-serif"]
INK: Final = "#1b2530"
MUTED: Final = "#55616e"
RULE: Final = "#d3d9df"
SETTINGS: Final[Mapping[str, Any]] = {"svg.fonttype": "none", "font.family": FONTS}
# What drawing may die of: a library or font that is broken or not there, figures that cannot be laid out.
FAULTS: Final = (
    ImportError,
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_DRAWN: Final = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+")
_NO_FONT: Final = (
    "[W-FONT] 本机没有中文字体：图中文字由看图的电脑显示，名单不受影响；"
    "请安装一种中文字体（如 fonts-noto-cjk），否则本机上看图是方框"
)


def address(draw: Callable[[Any], None], inches: tuple[float, float], salt: str, **settings: Any) -> str:
    """What `draw` draws on an empty figure of that width and height, as a data: address."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    sink = io.BytesIO()
    chosen: Any = {**SETTINGS, "svg.hashsalt": salt, **settings}
    with rc_context(chosen), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph ", UserWarning)
        figure = Figure(figsize=inches)
        draw(figure)
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(sink.getvalue()).decode("ascii")


def drawn(text: str) -> str:
    """`text` if it is a picture inside the page. Raises IntegrityError otherwise; used where a page shows one."""
    if not _DRAWN.fullmatch(text):
        raise IntegrityError("E-LIST-FILE", "图不在页面之内", todo="请把本条消息告诉开发者。")
    return text


def font_caution() -> tuple[str, ...]:
    """What the operator is told where this machine has none of the Chinese fonts, or no library to look for them."""
    try:
        return () if _has_font() else (_NO_FONT,)
    except FAULTS:
        return (_NO_FONT,)


def _has_font() -> bool:
    from matplotlib.font_manager import fontManager

    known = {one.name for one in fontManager.ttflist}
    return bool(known & set(FONTS[:-1])) or any("CJK" in name for name in known)
