"""Reads a page back the way a browser would: its tags, its texts, its style and its policy."""

import base64
import hashlib
import io
import re
import zipfile
from collections import Counter
from functools import cache
from html.parser import HTMLParser

from monitor.deliver.pages import Pages
from monitor.deliver.workbook import workbook
from monitor.lists.access import load_access
from monitor.lists.issue import Issue
from monitor.lists.slices import slices
from monitor.offices import DEPARTMENTS
from tests.deliver.payloads import hostile_issue

ACCESS = load_access()


class Page(HTMLParser):
    """Tags with the names of their attributes, the visible text, and (class path, text) of every text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag != "meta":
            self._open.append(f"{tag}.{dict(attrs).get('class') or ''}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag, tuple(name for name, _ in attrs)] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().split(".")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append((" ".join(self._open), data))

    @property
    def text(self) -> str:
        return "".join(text for path, text in self.texts if "style." not in path)

    def amounts(self, path_end: str) -> list[int]:
        """The figures under the given class path, in fen."""
        return [fen(text) for path, text in self.texts if re.search(path_end, path) and text.strip()]


def fen(text: str) -> int:
    """1,234.56 → 123456."""
    yuan, cents = text.strip().replace(",", "").split(".")
    return int(yuan) * 100 + int(cents)


def pages_of(issue: Issue) -> dict[str, str]:
    """Every page of the issue by code."""
    cut = slices(issue, ACCESS)
    pages = Pages(issue, ACCESS)
    made = {piece.code: pages.office(piece) for piece in cut if piece.kind != "bureau"}
    return {"bureau": pages.bureau(cut[0]), "index": pages.index(cut), **made}


def books_of(issue: Issue) -> dict[str, bytes]:
    """Every workbook of the issue by code."""
    return {piece.code: workbook(piece, issue) for piece in slices(issue, ACCESS) if piece.kind in DEPARTMENTS}


@cache
def hostile_pages(payload: str) -> dict[str, str]:
    """Every page of an issue with `payload` in every text, rendered once."""
    return pages_of(hostile_issue(payload))


@cache
def hostile_book(payload: str) -> bytes:
    """The workbook of one department with `payload` in every text, made once."""
    return books_of(hostile_issue(payload))["340121_civil_affairs"]


def book_text(content: bytes) -> str:
    """All parts of an XLSX as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())


def csp_of(html: str) -> dict[str, str]:
    """The directives of the CSP meta tag."""
    (content,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    return dict(part.strip().partition(" ")[::2] for part in content.split(";"))


def style_source(html: str) -> str:
    """The CSP source of the one inline style sheet, from its bytes."""
    (css,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    return _source(css)


def script_sources(html: str) -> str:
    """The CSP sources of the inline scripts, from their bytes; 'none' where there is none."""
    return " ".join(_source(text) for text in re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)) or "'none'"


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
