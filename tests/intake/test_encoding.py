"""Encodings: recognised strictly over the whole file, or the file is refused with the place of the bad byte."""

import codecs
import random
from pathlib import Path

import pytest

from monitor.errors import InputRefused
from monitor.intake.encoding import Undecodable, recognise_encoding
from tests.intake.reading import csv_text, frame, read, table

COMMON = csv_text(table(200, ("测试甲", "欧阳试")))
RARE = csv_text(table(200, ("测试甲", "𠮷田试", "䶮乙", "欧阳试")))
# Python codec → how it is recognised, and the mark before the text.
ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8-sig": ("utf-8-sig", b""),
    "gbk": ("gb18030", b""),
    "gb18030": ("gb18030", b""),
    "utf-16-le": ("utf-16", codecs.BOM_UTF16_LE),
    "utf-16-be": ("utf-16", codecs.BOM_UTF16_BE),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    text = COMMON if encoding == "gbk" else RARE  # GBK has no 𠮷 and no 䶮
    recognised, mark = ENCODINGS[encoding]
    reference = frame(read(tmp_path, text, name="参照.csv"))
    staged = read(tmp_path, mark + text.encode(encoding))
    assert (staged.encoding, frame(staged).equals(reference)) == (recognised, True)


def test_six_encodings_of_one_table_are_one_table(tmp_path: Path) -> None:
    files = [mark + COMMON.encode(encoding) for encoding, (_, mark) in ENCODINGS.items()]
    rows = {tuple(frame(read(tmp_path, content)).rows()) for content in files}
    assert (len(files), len(rows)) == (6, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_undecodable_byte_is_refused_with_its_offset_and_record(tmp_path: Path, encoding: str) -> None:
    rows = csv_text(table(70_010)).encode(encoding).split(b"\n")
    before = len(b"\n".join(rows[:70_000])) + 1
    rows[70_000] = b"S07\xff\xff" + rows[70_000][5:]
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, b"\n".join(rows))
    assert refused.value.code == "E-ENC-001"
    assert f"第 70000 条记录，物理行 70001，字节位置 {before + 3}" in refused.value.where


def test_a_file_cut_inside_a_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-ENC-001"):
        read(tmp_path, csv_text([*table(3), ["S9", "", "测"]]).encode()[:-3])


@pytest.mark.parametrize("row", ["S1,1,测试甲乙,安徽省合肥市,21,1,1,x", "S1,1,张三,x,21,1,1,x"])
@pytest.mark.parametrize("outer", ["utf-8", "gb18030"])
def test_a_mixture_of_encodings_is_refused(tmp_path: Path, outer: str, row: str) -> None:
    inner = "gb18030" if outer == "utf-8" else "utf-8"
    content = csv_text(table(50)).encode(outer) + row.encode(inner) + b"\n"
    with pytest.raises(InputRefused, match="E-ENC-001"):
        read(tmp_path, content)


def test_the_mixed_line_is_named(tmp_path: Path) -> None:
    content = csv_text(table(50)).encode("gb18030") + "S1,1,测试甲乙,x,21,1,1,x\n".encode()
    with pytest.raises(InputRefused, match="混用") as refused:
        read(tmp_path, content)
    assert "第 51 条记录，物理行 52" in refused.value.where


def test_a_chance_look_of_utf8_among_many_gb18030_lines_is_no_mixture(tmp_path: Path) -> None:
    chance = bytes((0xE8, 0xB4, 0xB8, 0xE4, 0xB8, 0xA1))  # three ideographs in GB18030, two in UTF-8
    path = tmp_path / "名册.csv"
    path.write_bytes("测试甲\n".encode("gb18030") * 20_000 + chance + b"\n")
    assert recognise_encoding(path) == "gb18030"


def test_a_mark_of_utf8_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(codecs.BOM_UTF8 + "测试".encode("gb18030"))
    with pytest.raises(Undecodable):
        recognise_encoding(path)


@pytest.mark.parametrize("seed", range(20))
def test_random_names_in_gb18030_are_never_taken_for_utf8(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    common = [bytes((rng.randrange(0xB0, 0xD7), rng.randrange(0xA1, 0xFE))).decode("gb18030") for _ in range(300)]
    names = ["".join(rng.choices(common, k=rng.choice((2, 3, 3, 4)))) for _ in range(300)]
    staged = read(tmp_path, csv_text(table(300, names)).encode("gb18030"))
    assert sorted(frame(staged)["psn_name"]) == sorted(names[i % 300] for i in range(1, 301))


def test_nothing_in_the_readers_replaces_or_skips_bytes() -> None:
    sources = Path(recognise_encoding.__code__.co_filename).parent.glob("*.py")
    text = "".join(path.read_text("utf-8") for path in sources)
    assert not [
        word
        for word in ('"replace"', '"xmlcharrefreplace"', "errors=", "utf8-lossy", "surrogateescape")
        if word in text
    ]
