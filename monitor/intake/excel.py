"""XLSX, a foreign program's zip of XML, to batches of rows: seen from outside here, opened only in a child process.

In: a path, a scratch folder, limits. Out: batches of text rows with sheet row numbers, number cells and faulty cells.
The child has a memory and a time limit and an almost empty environment; if it dies the file is refused and we live.
"""

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.errors import InputRefused, StorageError
from monitor.intake.rows import Batch, Fault
from monitor.intake.staged import MIB, ReadSettings

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 300 * MIB
MAX_RATIO = 200
_RATIO_FREE_BYTES = 10 * MIB
_BATCH_ROWS = 10_000
_CHILD = "monitor.intake.excel_child"
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",  # openpyxl loads numpy, which takes 40 MiB of the memory limit for every processor
    "OPENPYXL_LXML": "False",  # so that the child's check of expat holds for every part of a workbook
}
_CSV_INSTEAD = "在 Excel 或 WPS 里把数据表另存为 CSV（UTF-8），再重新导入"
_NAME_SHEET = "在 config.toml 里写明工作表名 sheet"
_REFUSALS = {
    "size": ("E-XLSX-SIZE", "工作表的范围超过 110 万行或 {columns} 列", "删除数据以外的空行空列后另存，或导出为 CSV"),
    "output": ("E-XLSX-SIZE", "工作表展开后太大", _CSV_INSTEAD),
    "sheet": ("E-XLSX-SHEET", "没有工作表“{sheet}”，文件里有：{sheets}", _NAME_SHEET),
    "which": ("E-XLSX-SHEET", "不知道读哪一张工作表，有内容的：{sheets}", _NAME_SHEET),
    "order": ("E-XLSX-BROKEN", "工作表的行号次序混乱，会漏读", _CSV_INSTEAD),
    "broken": ("E-XLSX-BROKEN", "工作簿已损坏，打不开", _CSV_INSTEAD),
    "memory": ("E-XLSX-MEMORY", "打开工作簿超过内存上限 {memory} MiB", _CSV_INSTEAD),
    "time": ("E-XLSX-TIME", "打开工作簿超过时间上限 {seconds} 秒", _CSV_INSTEAD),
    "died": ("E-XLSX-DIED", "打开工作簿的进程意外中止", _CSV_INSTEAD),
    "expat": ("E-XLSX-EXPAT", "本机的 XML 解析库（expat）低于 2.4.1，不能安全地打开工作簿", _CSV_INSTEAD),
}


def excel_batches(path: Path, scratch: Path, settings: ReadSettings, usual_sheet: str | None = None) -> Iterator[Batch]:
    """Batches of the rows of the workbook's sheet; `InputRefused` naming the file and the limit it broke.

    `usual_sheet` is read where the settings name no sheet and the workbook has one of this name.
    """
    check_zip(path)
    rows = scratch / "sheet-rows.jsonl"
    try:
        _refuse_unless_done(path, _run_child(path, rows, settings, usual_sheet), settings)
        yield from _read_batches(rows)
    finally:
        rows.unlink(missing_ok=True)


def check_zip(path: Path) -> None:
    """Refuse a zip whose directory shows more than 200 members, 300 MiB, a ratio of 200, a password, or overlaps."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if any(m.flag_bits & 1 for m in members):
        raise _bomb(path, "工作簿加了密码")
    if len(members) > MAX_MEMBERS:
        raise _bomb(path, f"压缩包里有 {len(members)} 个成员，上限 {MAX_MEMBERS}")
    if unpacked > MAX_UNPACKED_BYTES:
        raise _bomb(path, f"解压后有 {unpacked // MIB} MiB，上限 {MAX_UNPACKED_BYTES // MIB} MiB")
    if unpacked > _RATIO_FREE_BYTES and unpacked > MAX_RATIO * packed:
        raise _bomb(path, f"压缩比超过 {MAX_RATIO}")
    if packed > path.stat().st_size:
        raise _bomb(path, "压缩包的目录与内容不符")


def _bomb(path: Path, reason: str) -> InputRefused:
    return InputRefused("E-XLSX-ZIP", reason, where=f"文件 {path.name}", todo=_CSV_INSTEAD)


def _run_child(path: Path, rows: Path, settings: ReadSettings, usual_sheet: str | None) -> dict[str, Any]:
    """The child's last words, or what its death means. Its error output is not kept: it may quote cells."""
    order = {
        "path": str(path.resolve()),
        "rows": str(rows),
        "sheet": settings.sheet,
        "usual": usual_sheet,
        "columns": settings.max_columns,
        "cell": settings.max_cell_bytes,
        "memory": settings.child_memory_bytes,
        "seconds": settings.child_seconds,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", _CHILD],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=settings.child_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"state": "time"}
    return _last_words(done)


def _last_words(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    try:
        words: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"state": "time" if done.returncode == -signal.SIGXCPU else "died"}
    return words


def _refuse_unless_done(path: Path, words: dict[str, Any], settings: ReadSettings) -> None:
    state = str(words.get("state"))
    if state == "done":
        return
    if state == "disk":
        raise StorageError("E-DISK-WRITE", "暂存文件写不下去", where=f"文件 {path.name}", todo="清理磁盘后重新导入")
    code, what, todo = _REFUSALS.get(state, _REFUSALS["died"])
    text = what.format(
        columns=settings.max_columns,
        sheet=settings.sheet,
        sheets="、".join(words.get("sheets", ())),
        memory=settings.child_memory_bytes // MIB,
        seconds=settings.child_seconds,
    )
    raise InputRefused(code, text, where=f"文件 {path.name}", todo=todo)


def _read_batches(rows: Path) -> Iterator[Batch]:
    batch = Batch([], [])
    with rows.open("rb") as file:
        for text in file:
            _add(batch, *json.loads(text))
            if len(batch.rows) == _BATCH_ROWS:
                yield batch
                batch = Batch([], [])
    if batch.rows:
        yield batch


def _add(batch: Batch, line: int, cells: list[str], numeric: list[int], faults: list[list[Any]]) -> None:
    i = len(batch.rows)
    batch.lines.append(line)
    batch.rows.append(cells)
    if numeric:
        batch.numeric[i] = tuple(numeric)
    if faults:
        batch.faults[i] = tuple(Fault(*fault) for fault in faults)
