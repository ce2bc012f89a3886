"""Hostile and broken workbooks, each made in a moment and each small on disk. Nobody's data is in them."""

import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_PARTS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_BOOK = (
    f'<?xml version="1.0"?><workbook {_MAIN} xmlns:r="{_RELATION}">'
    '<sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_NO_STRINGS = f"<sst {_MAIN}/>"


def sheet(rows: str, dimension: str = "", prolog: str = "") -> str:
    """The XML of a worksheet with these rows."""
    announced = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'<?xml version="1.0"?>{prolog}<worksheet {_MAIN}>{announced}<sheetData>{rows}</sheetData></worksheet>'


def workbook(path: Path, sheet_xml: str, strings: str = _NO_STRINGS, **extra: bytes) -> Path:
    """A workbook with one sheet, hand-made so that nothing in it needs to be honest."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _PARTS)
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        for name, content in extra.items():
            archive.writestr(f"xl/{name}", content)
    return path


def zip_bomb(path: Path) -> Path:
    """A few kilobytes that unpack to 40 MB of spaces."""
    return workbook(path, sheet("") + " " * 40_000_000)


def too_large_unpacked(path: Path) -> Path:
    """Says in its directory that one member unpacks to 400 MB."""
    return _announce(workbook(path, sheet("")), 400 * 2**20)


def many_members(path: Path) -> Path:
    """A zip of 300 members."""
    return workbook(path, sheet(""), **{f"part{i}.xml": b"" for i in range(300)})


def far_cell(path: Path) -> Path:
    """One cell in the last row and column of the sheet, as announced."""
    return workbook(path, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "A1:XFD1048576"))


def far_cell_unannounced(path: Path) -> Path:
    """The same, in a sheet that says it ends at A1."""
    return workbook(path, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "A1"))


def far_row(path: Path) -> Path:
    """Row 5,000,000, announced by nothing."""
    return workbook(path, sheet('<row r="5000000"><c r="A5000000"><v>1</v></c></row>'))


def lying_sizes(path: Path) -> Path:
    """A sheet of 30 MB whose directory says it has 1,000 bytes."""
    noise = "".join(random.Random(1).choices("abcdefghij", k=200_000))
    return _announce(workbook(path, sheet(f"<row r='1'><c t='str'><v>{noise * 50}</v></c></row>")), 1000)


def memory_hog(path: Path) -> Path:
    """Some million shared strings, not very compressible."""
    rng = random.Random(2)
    block = "".join(f"<si><t>{rng.randrange(10**9)}</t></si>" for _ in range(30_000))
    return workbook(path, sheet("<row r='1'><c t='s'><v>0</v></c></row>"), f"<sst {_MAIN}>{block * 40}</sst>")


def time_hog(path: Path) -> Path:
    """300,000 rows of ten cells."""
    cells = "".join(f"<c><v>{i}</v></c>" for i in range(10))
    return workbook(path, sheet("".join(f'<row r="{i}">{cells}</row>' for i in range(1, 300_001))))


def entity_bomb(path: Path) -> Path:
    """Nine levels of entities, each ten times the one below."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    prolog = f'<!DOCTYPE worksheet [<!ENTITY e0 "lol">{levels}]>'
    return workbook(path, sheet('<row r="1"><c t="str"><v>&e9;</v></c></row>', prolog=prolog))


def external_entity(path: Path) -> Path:
    """A cell whose text is another file of the machine."""
    prolog = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return workbook(path, sheet('<row r="1"><c t="str"><v>&x;</v></c></row>', prolog=prolog))


def rows_backwards(path: Path) -> Path:
    """Row 3 before row 2: a reader that trusts the order leaves one out."""
    return workbook(path, sheet('<row r="3"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>'))


def nested_zip(path: Path) -> Path:
    """A workbook inside a zip."""
    inner = zip_bomb(path.with_name("inner.xlsx")).read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.xlsx", inner)
    return path


def macros(path: Path) -> Path:
    """A workbook that carries a macro project."""
    return workbook(path, sheet(""), **{"vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def encrypted(path: Path) -> Path:
    """The container in which Excel puts a workbook with a password, as far as its first bytes."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000))
    return path


def locked_members(path: Path) -> Path:
    """A workbook in a zip with a password."""
    data = bytearray(workbook(path, sheet("")).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    return path


def renamed_page(path: Path) -> Path:
    """A web page with the name of a workbook."""
    path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", "utf-8")
    return path


def cut_short(path: Path) -> Path:
    """The first half of a workbook."""
    whole = workbook(path, sheet("<row r='1'><c><v>1</v></c></row>")).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _announce(path: Path, size: int) -> Path:
    """Write another unpacked size for the worksheet into the zip's directory."""
    data = bytearray(path.read_bytes())
    name = data.rfind(b"xl/worksheets/sheet1.xml")
    struct.pack_into("<I", data, name - 46 + 24, size)
    path.write_bytes(data)
    return path


BOMBS: dict[Callable[[Path], Path], str] = {
    zip_bomb: "E-XLSX-ZIP",
    too_large_unpacked: "E-XLSX-ZIP",
    many_members: "E-XLSX-ZIP",
    far_cell: "E-XLSX-SIZE",
    far_cell_unannounced: "E-XLSX-SIZE",
    far_row: "E-XLSX-SIZE",
    lying_sizes: "E-XLSX-BROKEN",
    entity_bomb: "E-XLSX-BROKEN",
    external_entity: "E-XLSX-BROKEN",
    rows_backwards: "E-XLSX-BROKEN",
    nested_zip: "E-FILE-ZIP",
    macros: "E-XLSX-MACRO",
    encrypted: "E-FILE-OLE",
    locked_members: "E-XLSX-ZIP",
    renamed_page: "E-FILE-HTML",
    cut_short: "E-FILE-ZIP",
}
