"""Takes the two pictures of the README from a finished month: `python docs/pictures.py CONFIG MONTH`.

Comes in: the configuration of a workspace made by `monitor demo`, so of synthetic persons only, and a month. Goes out:
the longest township page, unlocked, at phone width, and its county's civil-affairs page at desktop width, in
`docs/images/`. Needs Chromium and the dev extra.
"""

import json
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from monitor.cli.session import open_warehouse, read_config
from monitor.deliver.passcodes import passcode_table
from monitor.lists.freeze import issue_of, thaw

IMAGES = Path(__file__).resolve().parent / "images"
_FLAGS = ["--no-sandbox", "--disable-gpu"]
_TO_THE_FIRST = """() => {
  const first = document.querySelector('.card') || document.querySelector('table');
  window.scrollTo({top: first.getBoundingClientRect().top + window.scrollY - 90, behavior: 'instant'});
}"""


def longest_township(folder: Path) -> str:
    """The code of the township with the most rows, as its file has it."""
    files = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
    townships = [one for one in files if one["recipient"].endswith("_township")]
    return str(max(townships, key=lambda one: (one["rows"], one["recipient"]))["recipient"])


def unlock(page: Page, code: str) -> None:
    """Open a sealed page."""
    page.fill("#passcode", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(".card")


def shrink(picture: Path) -> None:
    """A screen has few colours: a palette of them makes the file a third as large."""
    with Image.open(picture) as shot:
        shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


def main(config_path: Path, month: str) -> None:
    """Write both pictures."""
    config, _pack = read_config(config_path)
    with open_warehouse(config) as con:
        issue = thaw(con, issue_of(con, int(month.replace("-", ""))) or 0)
    folder = config.path("out") / month / "current"
    codes = dict(row[:2] for row in passcode_table(config, issue).rows)
    township = longest_township(folder)
    wanted = (
        (f"{township}.html", 390, 1150, 1.5, "township-phone.png"),
        (f"{township[:6]}_civil_affairs.html", 1280, 900, 1.0, "department-desktop.png"),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        for page_name, width, height, scale, picture in wanted:
            page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
            page.goto((folder.resolve() / page_name).as_uri())
            if page.locator("#passcode").count():
                unlock(page, codes[township])
            page.evaluate(_TO_THE_FIRST)
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / picture)
            shrink(IMAGES / picture)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
