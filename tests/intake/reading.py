"""What the tests of the file readers share: small synthetic tables, and a way to read them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from monitor.intake.staged import ReadSettings, Staged
from monitor.intake.staging import stage

HEADINGS = ("结算ID", "证件号码", "人员姓名", "结算时间", "医疗类别", "医疗费总额", "符合范围金额", "内部序号")


def settlement(i: int, name: str = "测试甲") -> list[str]:
    """A synthetic settlement whose cells all depend on its number."""
    return [f"S{i:06d}", f"34010419900101{i % 10000:04d}", name, "2023-03-05", "21", f"{i}.50", f"{i}.00", f"x{i}"]


def table(count: int = 5, names: Sequence[str] = ("测试甲",)) -> list[list[str]]:
    """A heading row and `count` settlements."""
    return [list(HEADINGS), *(settlement(i, names[i % len(names)]) for i in range(1, count + 1))]


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n", quoting: int = 0) -> str:
    """Rows as CSV text; `quoting` is one of the constants of the csv module."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def read(
    folder: Path, content: str | bytes, kind: str = "settlements", name: str = "结算.csv", **settings: object
) -> Staged:
    """Stage a file with this content; `settings` are those of `ReadSettings`."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_path(path, kind, **settings)


def read_path(path: Path, kind: str = "settlements", **settings: object) -> Staged:
    """Stage a file that exists, with a scratch folder beside it."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    return stage(path, kind, scratch=scratch, settings=ReadSettings(**settings))  # type: ignore[arg-type]


def frame(staged: Staged) -> pl.DataFrame:
    """All chunks of a staged file in one frame."""
    return pl.read_parquet(list(staged.files))
