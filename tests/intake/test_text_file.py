"""CSV: nothing is repaired or guessed; a row that does not fit is set aside with its record, line and reason."""

import csv
import json
import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import InputRefused, TooManyRejected, UsageError
from monitor.intake.columns import KINDS
from monitor.intake.staged import Staged
from tests.intake.reading import HEADINGS, csv_text, frame, read, settlement, table

ROWS = table(30)


def flaws(staged: Staged) -> list[tuple[int, int, str]]:
    return [(row.record, row.line, row.code) for row in staged.malformed]


def cells(staged: Staged) -> pl.DataFrame:
    return frame(staged).drop("_line")


@pytest.mark.parametrize(
    "text",
    [
        csv_text(ROWS, end="\r\n"),
        csv_text(ROWS, end="\r"),
        csv_text(ROWS[:9], end="\r\n") + csv_text(ROWS[9:20], end="\r") + csv_text(ROWS[20:]),
        csv_text(ROWS).rstrip("\n"),
        csv_text(ROWS).replace("\n", "\n\n"),
        csv_text(ROWS) + "\n  \n,,,,,,,\n",
        csv_text(ROWS) + "\x1a",
        csv_text(ROWS, quoting=csv.QUOTE_ALL),
    ],
    ids=[
        "crlf",
        "cr",
        "mixed",
        "no last newline",
        "blank lines",
        "empty rows at the end",
        "end of a DOS file",
        "all quoted",
    ],
)
def test_line_ends_and_blank_lines_do_not_matter(tmp_path: Path, text: str, request: pytest.FixtureRequest) -> None:
    reference = read(tmp_path, csv_text(ROWS), name="参照.csv")
    expected = cells(reference)
    staged = read(tmp_path, text)
    assert (staged.records, staged.malformed) == (30, ())
    assert cells(staged).equals(expected)
    lines_each = 2 if "[blank lines]" in request.node.name else 1
    assert frame(staged)["_line"].to_list() == [1 + lines_each * record for record in range(1, 31)]


def test_record_and_physical_line_are_told_apart_after_quoted_newlines(tmp_path: Path) -> None:
    rows = [*ROWS[:4], settlement(4, "测\n试\n甲"), *ROWS[5:]]
    numbers = frame(read(tmp_path, csv_text(rows))).select("_record", "_line").rows()
    assert numbers[:6] == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 8), (6, 9)]


def test_a_nul_sets_the_row_aside(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text([*ROWS[:3], settlement(3, "测\0试"), *ROWS[4:]]))
    assert flaws(staged) == [(3, 4, "E-TXT-NUL")]
    assert (staged.malformed[0].column, staged.records, frame(staged).height) == ("人员姓名", 30, 29)


@pytest.mark.parametrize("delimiter", [";", "\t", "，", "|"])
def test_another_separator_must_be_stated(tmp_path: Path, delimiter: str) -> None:
    text = csv_text(ROWS, delimiter)
    with pytest.raises(InputRefused, match="只找到 1 列"):
        read(tmp_path, text)
    assert read(tmp_path, text, delimiter=delimiter).records == 30


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
def test_a_separator_that_cannot_be_is_a_usage_error(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(UsageError, match="E-CFG-SEP"):
        read(tmp_path, csv_text(ROWS), delimiter=delimiter)


def test_short_and_long_rows_are_set_aside_with_both_numbers(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text([*ROWS[:5], ["S9", "1"], *ROWS[6:9], [*settlement(9), "多"], *ROWS[10:]]))
    assert flaws(staged) == [(5, 6, "E-ROW-LEN"), (9, 10, "E-ROW-LEN")]
    assert [row.reason_zh for row in staged.malformed] == ["应有 8 列，实有 2 列", "应有 8 列，实有 9 列"]
    assert json.loads(staged.malformed[0].raw) == ["S9", "1"]
    assert frame(staged)["_record"].to_list() == [i for i in range(1, 31) if i not in (5, 9)]


@pytest.mark.parametrize("later_quote", [True, False])
def test_an_unclosed_quote_is_refused_where_it_opened(tmp_path: Path, later_quote: bool) -> None:
    lines = csv_text(ROWS).split("\n")
    lines[7] = lines[7].replace("测试甲", '"测试甲')
    if later_quote:
        lines[12] = lines[12].replace("测试甲", '"测试甲"')
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, "\n".join(lines))
    assert refused.value.code == "E-CSV-QUOTE"
    assert "第 7 条记录，从物理行 8 开始" in refused.value.where


def test_a_huge_cell_is_set_aside_and_not_kept(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text([*ROWS[:3], settlement(3, "测" * 3_500_000), *ROWS[4:]]))
    assert flaws(staged) == [(3, 4, "E-TXT-LONG")]
    assert len(staged.malformed[0].raw) < 1000


MEASURED = """
import sys, time
from pathlib import Path
from monitor.errors import InputRefused
from monitor.intake.staged import ReadSettings
from monitor.intake.staging import stage
begun = time.process_time()
try:
    stage(Path(sys.argv[1]), "settlements", scratch=Path(sys.argv[2]), settings=ReadSettings())
except InputRefused:
    pass
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time() - begun, peak)
"""


@pytest.mark.parametrize("text", [csv_text([*ROWS, settlement(31, "测" * 3_500_000)]), "c," * 100_000 + "\n"])
def test_a_huge_cell_and_a_huge_heading_cost_a_second_and_300_mb_at_most(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "a.csv"), str(scratch)]
    seconds, kilobytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert (float(seconds) <= 1, int(kilobytes) < 300 * 1024) == (True, True)


@pytest.mark.parametrize(("size", "set_aside"), [(4096, 0), (4097, 1)])
def test_the_limit_of_a_cell_is_4096_bytes(tmp_path: Path, size: int, set_aside: int) -> None:
    staged = read(tmp_path, csv_text([*ROWS, settlement(31, "a" * size)]))
    assert len(staged.malformed) == set_aside


def test_a_line_that_never_ends_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-CSV-LINE"):
        read(tmp_path, csv_text(ROWS) + "a" * (16 * 2**20 + 1))


@pytest.mark.parametrize("count", [201, 100_000])
def test_more_than_200_columns_are_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(InputRefused, match=f"有 {count} 列，上限 200 列"):
        read(tmp_path, ",".join([*HEADINGS, *(f"c{i}" for i in range(count - 8))]) + "\n")


def test_200_columns_and_a_heading_of_300_bytes_are_read(tmp_path: Path) -> None:
    headings = [*HEADINGS, "说" * 100, *(f"c{i}" for i in range(191))]
    staged = read(tmp_path, csv_text([headings, [*settlement(1), *(["v"] * 192)]]))
    assert (staged.records, len(staged.ignored)) == (1, 193)


def test_too_many_rows_that_do_not_fit_stop_the_reading(tmp_path: Path) -> None:
    with pytest.raises(TooManyRejected, match="E-ROW-MANY"):
        read(tmp_path, csv_text([*ROWS, *([["S9", "1"]] * 20)]), max_malformed=10)


def test_a_file_of_nothing_but_blank_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-FILE-EMPTY"):
        read(tmp_path, "\n\r\n\n")


def test_a_file_with_only_headings_has_no_records_but_columns(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text(ROWS[:1]))
    assert (staged.records, frame(staged).height) == (0, 0)
    assert "setl_id" in frame(staged).columns


def test_codes_and_numbers_stay_the_text_they_were(tmp_path: Path) -> None:
    ids = [f"34010419900101{i:04d}" for i in range(200)] + ["11010519491231002X"]
    rows = [[*settlement(i)[:1], id_, " 甲 ", *settlement(i)[3:]] for i, id_ in enumerate(ids)]
    staged = frame(read(tmp_path, csv_text([list(HEADINGS), *rows])))
    assert staged["certno"].to_list() == ids
    assert staged["psn_name"][0] == " 甲 "


def test_an_empty_cell_is_null(tmp_path: Path) -> None:
    staged = frame(read(tmp_path, csv_text([*ROWS[:1], settlement(1, ""), settlement(2)])))
    assert staged["psn_name"].to_list() == [None, "测试甲"]


def test_a_hundred_random_cuts_are_refused_or_lose_no_row_that_was_whole(tmp_path: Path) -> None:
    content = csv_text(ROWS).encode()
    whole = frame(read(tmp_path, content))
    rng, refused = random.Random(7), 0
    for cut in (rng.randrange(len(csv_text(ROWS[:1]).encode()), len(content)) for _ in range(100)):
        lines, last = content[:cut].count(b"\n"), content[:cut].rpartition(b"\n")[2]
        try:
            staged = read(tmp_path, content[:cut])
        except InputRefused as error:
            assert error.code in ("E-ENC-001", "E-FILE-CUT")  # noqa: PT017
            refused += 1
            continue
        assert not last or last.count(b",") == 7
        assert staged.records in (lines - 1, lines)
        assert frame(staged).head(lines - 1).equals(whole.head(lines - 1))
    assert refused > 80


TWO = csv_text(ROWS[:2])
ENDS = ["S000002", "S000002,3401", 'S000002,"3401', 'S000002,3401,"测试', "S2,1,甲,2023-03-05,21,1,1,x,多", ",,"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_that_ends_within_its_last_record_was_cut(tmp_path: Path, end: str, encoding: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, (TWO + end).encode(encoding))
    assert (refused.value.code, refused.value.what) == ("E-FILE-CUT", "最后一条记录不完整，文件可能没有传完")
    assert "第 2 条记录，从物理行 3 开始" in refused.value.where


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_any_kind_that_was_cut_is_refused(tmp_path: Path, kind: str) -> None:
    names = [column.name for column in KINDS[kind].columns]
    with pytest.raises(InputRefused, match="E-FILE-CUT"):
        read(tmp_path, csv_text([names, ["1"] * len(names), ["2"] * (len(names) - 1)]).rstrip("\n"), kind)


def test_a_long_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="第 120000 条记录，从物理行 120001 开始"):
        read(tmp_path, csv_text(table(120_000))[:-40])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["S000002,3401", ",,"])
def test_a_short_record_with_a_line_end_is_one_bad_row_and_no_cut(tmp_path: Path, last: str, end: str) -> None:
    staged = read(tmp_path, csv_text(ROWS[:2], end=end) + last + end)
    assert [code for _record, _line, code in flaws(staged)] in ([], ["E-ROW-LEN"])


@pytest.mark.parametrize("end", ["备注：无", "合计,,1", "\x1a", "  ", csv_text([settlement(2)]).rstrip("\n")])
def test_a_whole_record_a_remark_or_a_total_needs_no_last_line_end(tmp_path: Path, end: str) -> None:
    assert read(tmp_path, TWO + end).malformed == ()


def test_chunks_continue_the_numbers_of_the_records(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text(table(120_000)))
    assert len(staged.files) == 2
    assert frame(staged)["_record"].to_list() == list(range(1, 120_001))
    assert frame(staged)["_line"].to_list() == list(range(2, 120_002))


def messy(seed: int) -> str:
    """A file in which about every fifth line is something else than a plain record."""
    rng = random.Random(seed)
    odd = ["", "S9,1\n", "a,b,c,d,e,f,g,h,i\n", "合计,,,,,1,2,\n", "备注：无\n", "\n", ",,,,,,,\n", csv_text(ROWS[:1])]
    odd += [csv_text([settlement(77, name)]) for name in ("测\n试", "测,试", "测\0试", '测"试')]
    return csv_text(ROWS[:1]) + "".join(
        csv_text([settlement(i)]) + (rng.choice(odd) if rng.random() < 0.2 else "") for i in range(200)
    )


@pytest.mark.parametrize("size", [1, 400, 3000])
@pytest.mark.parametrize("seed", range(4))
def test_the_size_of_the_batches_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, seed: int
) -> None:
    whole = read(tmp_path, messy(seed), name="参照.csv")
    expected = frame(whole)
    monkeypatch.setattr("monitor.intake.text_file.BATCH_CHARACTERS", size)
    staged = read(tmp_path, messy(seed))
    assert frame(staged).equals(expected)
    assert (staged.records, staged.malformed, staged.totals) == (whole.records, whole.malformed, whole.totals)
    assert staged.remark_lines == whole.remark_lines


def damaged(content: bytes, rng: random.Random) -> bytes:
    """The content with a few bytes changed or put in."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 2, 8))):
        place = rng.randrange(len(data))
        data[place : place + rng.randrange(2)] = rng.choice((b'"', b"\r", b"\n", b",", b"\0", b"\xff", b"\xe5\xbc\xa0"))
    return bytes(data)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_file_is_refused_or_all_its_records_are_accounted_for(tmp_path: Path, encoding: str) -> None:
    rng = random.Random(11)
    content = csv_text(table(20, ("测试甲", "测\n试", '测"试'))).encode(encoding)
    for _ in range(150):
        try:
            staged = read(tmp_path, damaged(content, rng))
        except InputRefused:
            continue
        numbers = [*frame(staged)["_record"], *(row.record for row in staged.malformed)]
        assert sorted(numbers) == list(range(1, staged.records + 1))


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).filter(lambda cell: cell != "")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    text = csv_text([["code", "name", "备用"], *([f"1{a}", b, c] for a, b, c in rows)], end="\r\n")
    staged = read(tmp_path, text, "regions")
    assert frame(staged).select("code", "name", "h2").rows() == [(f"1{a}", b, c) for a, b, c in rows]
