"""A query on a database of the bureau, read whole into one UTF-8 CSV file.

Comes in: a source with its query, and from which mark on. Goes out: the file, and what its columns are. Every value is
the text that the server itself gives for it: no amount ever passes through a float. Rows go straight into the file, so
that memory does not grow with their number.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from monitor.errors import InputRefused, StorageError
from monitor.intake.columns import Kind
from monitor.intake.database import Place, Put, ResultColumn, Session, Sort, opener
from monitor.intake.headings import match
from monitor.source_settings import SourceSettings

Condition = Callable[[Session, Sequence[ResultColumn]], str]
Progress = Callable[[int], None]

_TOLD_EVERY: Final = 1024 * 1024


@dataclass(frozen=True)
class Request:
    """What is asked of a source: the records of a kind that meet a condition. `mapping` is the operator's, of columns.

    `condition` gives what stands behind the query: empty, or ` where …`.
    """

    settings: SourceSettings
    place: Place
    kind: Kind
    mapping: dict[str, str]
    condition: Condition
    progress: Progress


def write_rows(request: Request, path: Path) -> tuple[ResultColumn, ...]:
    """Write the rows to `path`, below a line of headings; returns what their columns are.

    Raises SourceError, InputRefused, StorageError, or what the condition raises; the file is then not whole.
    """
    query = request.settings.query
    with opener(request.settings.address.engine)(request.settings, request.place) as session:
        columns = session.columns(query)
        _refuse_types(columns, request)
        chosen = ", ".join(session.shown(column) for column in columns)
        statement = f"select {chosen} from (\n{query}\n) as asked{request.condition(session, columns)}"
        with _created(path) as file:
            put = _counting(file, request.progress)
            put(csv_lines([[column.name for column in columns]]))
            session.write(statement, put)
    return columns


def csv_lines(rows: Sequence[Sequence[str | None]]) -> bytes:
    """Rows as CSV: what needs quotation marks has them, null is empty."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@contextmanager
def _created(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read; raises StorageError when its disk is full."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb", buffering=_TOLD_EVERY) as file:
            yield file
    except OSError:
        raise StorageError(
            "E-DISK-WRITE", "暂存文件写不下去", where=str(path.parent), todo="核对磁盘空间和写权限后重新导入"
        ) from None


def _counting(file: IO[bytes], progress: Progress) -> Put:
    """What appends to the file, and tells from time to time how many bytes it has."""
    written = told = 0

    def put(data: bytes) -> None:
        nonlocal written, told
        file.write(data)
        written += len(data)
        if written - told >= _TOLD_EVERY:
            told = written
            progress(written)

    return put


def _refuse_types(columns: Sequence[ResultColumn], request: Request) -> None:
    """Refuse columns that are no plain values, and floating numbers that have lost something already."""
    found = match([column.name for column in columns], request.kind, request.mapping).columns
    meant = {place: request.kind.column(name).type for name, places in found.items() for place in places}
    for place, column in enumerate(columns):
        fault = _type_fault(column.sort, meant.get(place))
        if fault:
            raise InputRefused(
                "E-SRC-TYPE",
                f"列 {column.name} {fault}",
                where=request.place.where + " 的 query",
                todo="在查询里用 cast 转换成文字、decimal 或时间，或不选这一列",
            )


def _type_fault(sort: Sort, meaning: str | None) -> str:
    if sort == "other":
        return "不是文字、数字、日期或真假（二进制、数组、JSON、货币等不收）"
    if meaning == "id" and sort in ("single", "double"):
        return "是浮点数，存不准号码"
    if meaning == "money" and sort == "single":
        return "是单精度小数（FLOAT），存不准金额"
    return ""
