"""What a page is on paper."""

import subprocess
from pathlib import Path

from playwright.sync_api import Page


def sheets(page: Page, folder: Path, *, watermark: bool = False) -> list[str]:
    """The text of each sheet that the page prints, with the watermark, which runs aslant, or without it.

    The PDF stays in the folder as `printed.pdf`.
    """
    pdf = folder / "printed.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True))
    command = ["pdftotext", *([] if watermark else ["-nodiag"]), "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return text.removesuffix("\f").split("\f")
