"""How fast a township's page answers in a browser, and how large it is: `python -m benchmarks.pages`.

Comes in: pages of made-up people, as the tests make them, and Chromium. Goes out: a table on the screen. A keystroke is
timed from the event to the end of the forced layout: on the clock, where whatever else runs on the machine counts in,
and in time of the page's own thread for script, style and layout, which a busy machine hardly changes. A frame of 60 a
second is 16.7 ms.
"""

import os
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.deliver.townships import html_of, many

_CHROMIUM: Final = "/usr/bin/chromium"
_FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_TERMS: Final = ("王", "王明", "", "李", "河西", "河西 王", "", "张", "12", "", "柳塘村", "没有这个人", "")
_ROUNDS: Final = 15
_KEYSTROKE: Final = """term => {
  const find = document.getElementById('find');
  find.value = term;
  const start = performance.now();
  find.dispatchEvent(new InputEvent('input'));
  void document.body.offsetHeight;
  return performance.now() - start;
}"""
_WORK: Final = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def keystrokes(page: Page) -> tuple[list[float], list[float]]:
    """Milliseconds of every keystroke, on the clock and of the thread, after one round that is not counted."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    wall, own = [], []
    for term in _TERMS * (_ROUNDS + 1):
        before = _worked(session)
        wall.append(page.evaluate(_KEYSTROKE, term))
        own.append(_worked(session) - before)
    return wall[len(_TERMS) :], own[len(_TERMS) :]


def _worked(session: CDPSession) -> float:
    """Milliseconds that the page's thread has spent on script, style and layout so far."""
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(sum(found[name] for name in _WORK) * 1000)


def _told(spent: list[float]) -> str:
    return f"{median(spent):.1f} | {quantiles(spent, n=10)[-1]:.1f}"


def main() -> None:
    """Print size and times of pages of 200 and 500 persons on a phone and on a desk."""
    print("| persons | kB | width | thread ms, median | p90 | clock ms, median | p90 | load |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        for persons in (200, 500):
            path = Path(folder) / f"{persons}.html"
            path.write_text(html_of(many(persons)), encoding="utf-8")
            for width in (360, 1280):
                page = browser.new_page(viewport={"width": width, "height": 800})
                page.goto(path.as_uri())
                wall, own = keystrokes(page)
                told = f"{_told(own)} | {_told(wall)} | {os.getloadavg()[0]:.1f}"
                print(f"| {persons} | {path.stat().st_size / 1000:.0f} | {width} | {told} |")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
