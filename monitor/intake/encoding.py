"""In which encoding a text file is written: its byte order mark, else strict UTF-8, else strict GB18030.

In: a path. Out: the name of a Python codec that decodes every byte of the file, or `Undecodable` with the
place of the first byte that none can. The whole file is read, in blocks. Never replaces or skips a byte.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from monitor.intake.staged import MIB

_BLOCK = MIB
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_ENDS = re.compile(rb"[\r\n]")
_BREAKS = re.compile(rb"\r\n|\r|\n")
# A line of ASCII and three-byte UTF-8 ideographs or full-width signs, and nothing else.
_UTF8_CHINESE = re.compile(rb"(?:[\x00-\x7f]|[\xe4-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]|\xe3\x80[\x80-\xbf])+")
_SURE_BYTES = 12
_MAYBE_BYTES = 6
_MAYBE_SHARE = 10_000


class Undecodable(Exception):
    """No encoding fits. `offset` is the first bad byte, `encoding` what got furthest, `mixed` if there are two."""

    def __init__(self, offset: int, encoding: str, *, mixed: bool = False) -> None:
        super().__init__(offset)
        self.offset = offset
        self.encoding = encoding
        self.mixed = mixed


def recognise_encoding(path: Path) -> str:
    """The codec name for this file: "utf-8-sig", "utf-16", "utf-8" or "gb18030"; raises `Undecodable`."""
    marked = _marked(path)
    if marked is not None:
        _require(path, marked)
        return marked
    bad_utf8 = first_bad_byte(path, "utf-8")
    if bad_utf8 is None:
        return "utf-8"
    bad_gb = first_bad_byte(path, "gb18030")
    if bad_gb is not None:
        raise Undecodable(max(bad_utf8, bad_gb), "gb18030" if bad_gb > bad_utf8 else "utf-8")
    _refuse_mixture(path)
    return "gb18030"


def first_bad_byte(path: Path, encoding: str) -> int | None:
    """Offset of the first byte that does not decode strictly, or None. One pass in blocks."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    for block in _blocks(path):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            return done - pending + error.start
        done += len(block)
    return _bad_end(decoder, done)


def count_lines(path: Path, offset: int) -> int:
    """The physical line, from 1, on which the byte at this offset lies (line ends CRLF, LF or CR)."""
    with path.open("rb") as file:
        lines, left, before = 1, offset, b""
        while left and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            lines += len(_BREAKS.findall(block)) - (before == b"\r" and block.startswith(b"\n"))
            before = block[-1:]
    return lines


def starts_line(path: Path, offset: int) -> bool:
    """Whether the byte at this offset is the first of a line."""
    with path.open("rb") as file:
        file.seek(max(0, offset - 2))
        before = file.read(min(2, offset))
    return before.strip(b"\0")[-1:] in (b"\n", b"\r", b"")


def has_line_over(path: Path, limit: int) -> bool:
    """Whether a physical line is longer than `limit` bytes (of at least one block, 1 MiB)."""
    run = 0
    for block in _blocks(path):
        first = _LINE_ENDS.search(block)
        if run + (first.start() if first else len(block)) > limit:
            return True
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        run = len(block) - 1 - last if first else run + len(block)
    return False


def _marked(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _require(path: Path, encoding: str) -> None:
    bad = first_bad_byte(path, encoding)
    if bad is not None:
        raise Undecodable(bad, encoding)


def _bad_end(decoder: codecs.IncrementalDecoder, done: int) -> int | None:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return done - pending
    return None


def _refuse_mixture(path: Path) -> None:
    """UTF-8 lines inside a GB18030 file often decode, to nonsense: raise `Undecodable` at the first such line.

    Four ideographs of UTF-8 in a line cannot be chance. Two or three can (the name 欣 beside 捣, say), once in
    some hundred thousand lines; they count only if there are more of them than chance makes.
    """
    other = maybe = 0
    first_maybe = 0
    for offset, line in _foreign_lines(path):
        other += 1
        if not _UTF8_CHINESE.fullmatch(line):
            continue
        size = sum(byte > 127 for byte in line)
        if size >= _SURE_BYTES:
            raise Undecodable(offset, "gb18030", mixed=True)
        if size >= _MAYBE_BYTES:
            first_maybe = first_maybe or offset
            maybe += 1
    if maybe * _MAYBE_SHARE > other:
        raise Undecodable(first_maybe, "gb18030", mixed=True)


def _foreign_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(offset, line) of every line that is not pure ASCII."""
    done, rest = 0, b""
    for block in _blocks(path):
        *lines, rest = _LINE_ENDS.split(rest + block)
        for line in lines:
            if not line.isascii():
                yield done, line
            done += len(line) + 1
    if not rest.isascii():
        yield done, rest


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
