"""The one module that opens DuckDB: the warehouse for writing, the published copy for reading.

Every connection has its time zone, memory and threads set the same way. Foreign exceptions are
turned into ours here; their texts, which print values, go no further.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from monitor.config import EngineSettings
from monitor.errors import Busy, IntegrityError, StorageError, UsageError

Connection = duckdb.DuckDBPyConnection


@contextmanager
def warehouse(path: Path, engine: EngineSettings) -> Iterator[Connection]:
    """The warehouse, held for writing by this process alone; raises Busy when another process has it."""
    con = _open(path)
    try:
        _settle_in(con, engine, path.parent)
        path.chmod(0o600)
        yield con
    except duckdb.Error as error:
        raise _own(error, path) from None
    finally:
        con.close()


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing. Nothing may be caught inside: a COMMIT after a swallowed error stores nothing."""
    con.execute("begin transaction")
    try:
        yield
        con.execute("commit")
    except BaseException as error:
        _roll_back(con)
        if isinstance(error, duckdb.Error):
            raise _own(error) from None
        raise


@contextmanager
def attached(con: Connection, path: Path, name: str) -> Iterator[None]:
    """A second database file, attached under `name` for writing and let go whole (the next published copy)."""
    _refuse_question_mark(path)
    before = os.umask(0o077)
    try:
        con.execute("attach " + literal(str(path)) + " as " + quoted(name))
        yield
    except duckdb.Error as error:
        raise _own(error) from None
    finally:
        os.umask(before)
        con.execute("use " + quoted(_main(con)))
        con.execute("detach database if exists " + quoted(name))


def sandbox(path: Path, engine: EngineSettings) -> Connection:
    """The published copy, read-only, with no way out of it: no files, no attaching, no settings."""
    con = duckdb.connect(str(path), read_only=True)
    _settle_in(con, engine, path.parent)
    con.execute("set temp_directory = ''")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_external_access"):
        con.execute(f"set {setting} = false")
    con.execute("set lock_configuration = true")
    return con


def quoted(name: str) -> str:
    """An identifier, quoted. The only way a name gets into a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string literal, for the few statements that take no parameters (COMMENT, ATTACH)."""
    return "'" + text.replace("'", "''") + "'"


def _main(con: Connection) -> str:
    """The name under which the warehouse itself is attached: the first database that is not one of DuckDB's own."""
    found = con.execute(
        "select database_name from duckdb_databases() where not internal order by database_oid"
    ).fetchone()
    return str(found[0]) if found else "memory"


def _refuse_question_mark(path: Path) -> None:
    """DuckDB takes what follows a `?` for options of the address, and then looks for its log in another folder."""
    if "?" in str(path):
        raise UsageError(
            "E-CFG-003",
            "数据库的路径里有半角问号“?”，数据库引擎读不了",
            where=str(path),
            todo="把工作目录移到没有问号的路径，或改 config.toml 的 [paths]",
        )


def _open(path: Path) -> Connection:
    _refuse_question_mark(path)
    if not path.parent.is_dir():
        raise StorageError(
            "E-DISK-002",
            "数据库所在的文件夹不存在",
            where=str(path.parent),
            todo="新建文件夹，或改 config.toml 的 [paths]",
        )
    before = os.umask(0o077)
    try:
        return duckdb.connect(str(path))
    except duckdb.Error as error:
        raise _not_opened(error, path) from None
    finally:
        os.umask(before)


def _not_opened(error: duckdb.Error, path: Path) -> Exception:
    text = str(error)
    if "corrupt wal" in text.lower():
        return IntegrityError(
            "E-INT-007",
            "数据库的日志文件（.wal）已损坏，数据库打不开",
            where=f"{path}.wal",
            todo="用 monitor restore 从备份恢复；没有备份，用 monitor doctor --quarantine-wal 移开它，再按台账补载",
        )
    if "corrupt" in text.lower():
        return _own(error, path)
    if "lock" in text.lower():
        holder = re.search(r"PID (\d+)", text)
        who = f"（进程号 {holder.group(1)}）" if holder else ""
        return Busy(
            "E-BUSY-001",
            f"数据仓库正被另一个进程使用{who}",
            where=str(path),
            todo="等它结束后再运行；分析查询请用 monitor sql",
        )
    if isinstance(error, duckdb.IOException) and not os.access(path.parent, os.W_OK):
        return StorageError("E-DISK-003", "数据库文件打不开：没有权限", where=str(path), todo="检查文件夹的属主和权限")
    return IntegrityError(
        "E-INT-001", "数据库文件打不开，可能已损坏或版本不符", where=str(path), todo="从备份恢复，不要删除 .wal 文件"
    )


def _settle_in(con: Connection, engine: EngineSettings, folder: Path) -> None:
    con.execute("set global TimeZone = 'Asia/Shanghai'")
    con.execute("set global memory_limit = ?", [f"{engine.memory_limit_gb}GB"])
    con.execute("set global temp_directory = ?", [str(folder / ".spill")])
    con.execute("set global preserve_insertion_order = false")
    if engine.threads:
        con.execute("set global threads = ?", [engine.threads])


def _roll_back(con: Connection) -> None:
    try:
        con.execute("rollback")
    except duckdb.Error:
        con.close()


def _own(error: duckdb.Error, path: Path | None = None) -> Exception:
    text = str(error).lower()
    if "corrupt" in text:
        return IntegrityError(
            "E-INT-006",
            "数据库文件有一处读出来与写入时不同（校验和不符），本次没有写入任何数据",
            where=str(path or ""),
            todo="检查磁盘，用 monitor restore 从备份恢复；坏的一份会另存",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return StorageError(
            "E-MEM-001",
            "内存或临时空间不足，本次没有写入任何数据",
            todo="在 config.toml [engine] 调大 memory_limit_gb，或清理磁盘后重试",
        )
    if isinstance(error, duckdb.IOException) or "failed to commit" in text or "no space left" in text:
        return StorageError("E-DISK-001", "磁盘写入失败，本次没有写入任何数据", todo="检查磁盘空间和权限后重试")
    return error
