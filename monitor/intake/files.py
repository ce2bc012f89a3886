"""What a file is, by its first bytes and not by its name.

In: a path. Out: "csv", "xlsx", "parquet" or "json", or an error that says why the file cannot be taken in.
Never looks at more than the first kilobytes and, for a zip, at its directory.
"""

import zipfile
from pathlib import Path

from monitor.errors import InputRefused, StorageError
from monitor.intake.staged import GIB, Format, ReadSettings

_HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_XLSX = "用 Excel 或 WPS 打开后“另存为”.xlsx（不加密码）或 CSV，再重新导入"


def recognise_format(path: Path, settings: ReadSettings) -> Format:
    """The format of a readable file within the size limit; `StorageError` or `InputRefused` otherwise."""
    head = _readable_head(path, settings)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(path)
    if head.startswith(_OLE):
        raise _refused("E-FILE-OLE", "这是旧版 .xls 或加了密码的 Excel 文件，不能读", path, _SAVE_AS_XLSX)
    if _is_markup(head):
        raise _refused("E-FILE-HTML", "这是网页（HTML/XML），只是改名成了表格文件", path, _SAVE_AS_XLSX)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return "json"
    if _is_binary(head):
        raise _refused("E-FILE-KIND", "不是 CSV、XLSX 或 Parquet 文件", path, "导出为 CSV（UTF-8）后重新导入")
    return "csv"


def _readable_head(path: Path, settings: ReadSettings) -> bytes:
    try:
        if path.is_dir():
            raise InputRefused("E-FILE-DIR", "给的是文件夹，不是文件", where=str(path), todo="逐个写出文件名")
        size = path.stat().st_size
        if size > settings.max_file_bytes:
            raise _too_large(path, size, settings.max_file_bytes)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise InputRefused("E-FILE-MISSING", "找不到文件", where=str(path), todo="核对文件名和所在文件夹") from None
    except OSError:
        raise StorageError("E-FILE-READ", "文件读不出来", where=str(path), todo="核对读取权限和磁盘") from None
    if not head:
        raise _refused("E-FILE-EMPTY", "文件是空的", path, "重新导出该文件；本次没有导入任何数据")
    return head


def _too_large(path: Path, size: int, limit: int) -> InputRefused:
    what = f"文件太大：{size / GIB:.2f} GiB，上限 {limit / GIB:.2f} GiB"
    return _refused("E-FILE-SIZE", what, path, "按月或按县区分成几个文件，或在 config.toml 里调高上限")


def _zip_format(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _refused("E-FILE-ZIP", "文件已损坏，或是打不开的压缩文件", path, _SAVE_AS_XLSX) from None
    if "xl/vbaProject.bin" in names:
        raise _refused("E-XLSX-MACRO", "工作簿带有宏（.xlsm），不接收", path, _SAVE_AS_XLSX)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise _refused("E-FILE-ZIP", "这是压缩文件，不是 XLSX 工作簿", path, "先解压，再逐个导入里面的文件")


def _is_markup(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    return start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<meta", b"<style"))


def _is_binary(head: bytes) -> bool:
    """More than a tenth NUL bytes without a UTF-16 mark: no text that can be recognised."""
    return not head.startswith(_WIDE_MARKS) and head.count(0) * 10 > len(head)


def _refused(code: str, what: str, path: Path, todo: str) -> InputRefused:
    return InputRefused(code, what, where=f"文件 {path.name}", todo=todo)
