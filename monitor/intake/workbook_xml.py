"""The XML inside an XLSX workbook, in a stream: sheets, shared texts, which styles are dates, rows of raw cells.

In: an open zip. Out: `Workbook` and, row by row, `RawCell`s in the order of the file. Imports only the standard
library, because it runs in the limited child. Never computes a formula, never trusts what a sheet announces of itself.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, iterparse

_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
# The built-in formats that show a date or a time; 27-36 and 50-58 are those of the East Asian editions.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_DATE_PARTS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, its place in the zip, whether the clerk sees it."""

    name: str
    member: str
    visible: bool


@dataclass(frozen=True)
class Workbook:
    """What the cells of all sheets need: shared texts, numbers of the date styles, day 0 of the date system."""

    sheets: tuple[Sheet, ...]
    strings: list[str]
    date_styles: frozenset[int]
    epoch: datetime


class RawCell(NamedTuple):
    """A cell as stored: its reference such as B2 ('' if left out), type, style number, text or None, formula or not."""

    reference: str
    type: str
    style: int
    text: str | None
    has_formula: bool


def open_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Read all parts but the sheets; KeyError, ValueError or SyntaxError if they are damaged."""
    main = _main_part(archive)
    parts = _targets(archive, main)
    sheets: list[Sheet] = []
    epoch = _EPOCH_1900
    for element in _elements(archive, main):
        if _local(element) == "sheet":
            identity = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            kind, member = parts[identity]
            if kind == "worksheet":
                sheets.append(Sheet(element.attrib["name"], member, element.get("state", "visible") == "visible"))
        elif _local(element) == "workbookPr" and element.get("date1904") in ("1", "true"):
            epoch = _EPOCH_1904
    by_kind = dict(parts.values())
    strings = _shared_strings(archive, by_kind.get("sharedStrings"))
    return Workbook(tuple(sheets), strings, _date_styles(archive, by_kind.get("styles")), epoch)


def sheet_rows(archive: zipfile.ZipFile, sheet: Sheet) -> Iterator[tuple[str, list[RawCell]]]:
    """(row number as stored or '', its cells) of every row, in the order of the file."""
    with archive.open(sheet.member) as source:
        for _, element in iterparse(source):
            if element.tag.endswith("}row"):
                yield element.get("r", ""), [_cell(child) for child in element]
                element.clear()


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time, judged by what is left without quoted text and colours."""
    return _DATE_LETTERS.search(_NOT_DATE_PARTS.sub("", code)) is not None


def _cell(element: Element) -> RawCell:
    text: str | None = None
    has_formula = False
    for child in element:
        ending = child.tag[-2:]
        if ending == "}v":
            text = child.text
        elif ending == "is":
            text = _rich_text(child)
        elif ending == "}f":
            has_formula = True
    get = element.get
    kind = get("t", "n")
    if text is not None and kind == "str" and "_x" in text:
        text = _unescaped(text)
    return RawCell(get("r", ""), kind, int(get("s", 0)), text, has_formula)


def _rich_text(element: Element) -> str:
    """The text of runs and plain parts, without the phonetic guide."""
    texts: list[str] = []
    for child in element:
        ending = child.tag[-2:]
        if ending == "}t":
            texts.append(child.text or "")
        elif ending == "}r":
            texts += [part.text or "" for part in child if part.tag[-2:] == "}t"]
    text = "".join(texts)
    return _unescaped(text) if "_x" in text else text


def _unescaped(text: str) -> str:
    """`_x000D_` and its like as the character they stand for; halves of surrogate pairs stay as they are."""
    return _ESCAPE.sub(lambda m: m[0] if 0xD800 <= int(m[1], 16) < 0xE000 else chr(int(m[1], 16)), text)


def _shared_strings(archive: zipfile.ZipFile, member: str | None) -> list[str]:
    strings: list[str] = []
    if member is not None and member in archive.NameToInfo:
        for element in _elements(archive, member):
            if _local(element) == "si":
                strings.append(_rich_text(element))
                element.clear()
    return strings


def _date_styles(archive: zipfile.ZipFile, member: str | None) -> frozenset[int]:
    """Numbers of the cell styles whose format is one of a date."""
    dates = set(_DATE_FORMATS)
    formats: list[int] = []
    for element in _elements(archive, member) if member in archive.NameToInfo else ():
        if _local(element) == "numFmt" and is_date_format(element.get("formatCode", "")):
            dates.add(int(element.attrib["numFmtId"]))
        elif _local(element) == "cellXfs":
            formats = [int(style.get("numFmtId", 0)) for style in element]
    return frozenset(i for i, number in enumerate(formats) if number in dates)


def _main_part(archive: zipfile.ZipFile) -> str:
    return next(member for kind, member in _targets(archive, "").values() if kind == "officeDocument")


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (last word of its type, member of the zip) for one part of the workbook."""
    folder, name = posixpath.split(part)
    targets = {}
    for element in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if _local(element) == "Relationship":
            member = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"])).lstrip("/")
            targets[element.attrib["Id"]] = (element.attrib["Type"].rpartition("/")[2], member)
    return targets


def _elements(archive: zipfile.ZipFile, member: str) -> Iterator[Element]:
    with archive.open(member) as source:
        for _, element in iterparse(source):
            yield element


def _local(element: Element) -> str:
    """The name of an element without its namespace, of which there are two editions."""
    return element.tag.rpartition("}")[2]
