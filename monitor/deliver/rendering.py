"""Renders one template within bounds, and says where a template is at fault.

Comes in: the template engine, a template's name, what it shows. Goes out: the whole text or an error with the
template's line and the number of the row. Never gives out half a page, never passes on the text of a foreign error:
it may hold a value of somebody.
"""

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any, Final

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from monitor.errors import IntegrityError
from monitor.resources import templates_dir

SECONDS: Final = 120
CHARACTERS: Final = 64 * 1024 * 1024
_TODO: Final = "恢复程序自带的模板（重新安装即可）后重新运行；上一版保持不变。"
_FAULTS: Final = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class _TooMuch(RuntimeError):
    """A page that does not end, in time or in length."""


def rendered(env: Environment, name: str, shown: Mapping[str, Any]) -> str:
    """The text of template `name`.

    Raises IntegrityError if the template is missing, wrong, fails on a row, takes 120 seconds or makes more than 64
    million characters.
    """
    try:
        with _time_limit(SECONDS):
            return "".join(_bounded(env.get_template(name).generate(shown)))
    except _FAULTS as error:
        what = f"页面模板有错误（{type(error).__name__}）"
        if isinstance(error, _TooMuch):
            what = "页面没有做完：模板陷入循环或内容过大"
        raise IntegrityError("E-LIST-TEMPLATE", what, where=_place(error, name), todo=_TODO) from None


def _bounded(parts: Iterable[str]) -> Iterator[str]:
    total = 0
    for part in parts:
        total += len(part)
        if total > CHARACTERS:
            raise _TooMuch
        yield part


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Stops what takes longer; only the main thread can be stopped, elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooMuch


def _place(error: BaseException, name: str) -> str:
    """The innermost line of a template that was at work, and the number of the row that it had in hand."""
    if isinstance(error, TemplateSyntaxError):
        return f"模板 {error.name or name} 第 {error.lineno} 行"
    if isinstance(error, TemplateNotFound):
        return f"模板 {error.name or name} 不存在"
    folder = templates_dir()
    frames = [
        (Path(frame.f_code.co_filename), line, frame)
        for frame, line in walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).is_relative_to(folder)
    ]
    if not frames:
        return f"模板 {name}"
    path, line, frame = frames[-1]
    return f"模板 {path.relative_to(folder)} 第 {line} 行{_row(frame)}"


def _row(frame: FrameType) -> str:
    """The number of the row among a template's variables: a number says who is meant, and names nobody."""
    numbers = [getattr(value, "number", None) for value in frame.f_locals.values()]
    found = [number for number in numbers if isinstance(number, int)]
    return f"，编号 {found[-1]}" if found else ""
