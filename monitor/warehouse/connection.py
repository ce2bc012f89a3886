"""The one module that opens DuckDB: the warehouse for writing, the published copy for reading.

Every connection has its time zone, memory and threads set the same way. Foreign exceptions are
turned into ours here; their texts, which print values, go no further.
"""

import fcntl
import os
import re
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from monitor import clock
from monitor.config import EngineSettings
from monitor.disk import size_text
from monitor.errors import Busy, IntegrityError, StorageError, UsageError

Connection = duckdb.DuckDBPyConnection

_STEP_SECONDS: Final = 0.1
# What `fcntl` is asked and answers: type and whence of a lock, its start and length, the process that has it.
_LOCK: Final = struct.Struct("hhqqi4x")


@contextmanager
def warehouse(path: Path, engine: EngineSettings) -> Iterator[Connection]:
    """The warehouse, held for writing by this process alone; raises Busy when another process has it."""
    con = _open(path, engine)
    try:
        _settle_in(con, engine, path.parent)
        path.chmod(0o600)
        yield con
        _fold_in(con, path)
    except duckdb.Error as error:
        raise _own(error, path) from None
    finally:
        con.close()


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing. Nothing may be caught inside: a COMMIT after a swallowed error stores nothing."""
    try:
        con.execute("begin transaction")
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
        _detach(con, path, name)


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


def _detach(con: Connection, path: Path, name: str) -> None:
    """Let a database go. A connection that was closed after a failed commit has let it go already."""
    try:
        con.execute("use " + quoted(_main(con)))
        con.execute("detach database if exists " + quoted(name))
    except duckdb.ConnectionException:
        return
    except duckdb.Error as error:
        raise _own(error, path) from None


def _fold_in(con: Connection, path: Path) -> None:
    """Fold the log into the file now, where a failure can be told, and not while closing, where it cannot."""
    log = path.with_name(f"{path.name}.wal")
    if log.exists() and log.stat().st_size:
        con.execute("checkpoint")


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


def _open(path: Path, engine: EngineSettings) -> Connection:
    """The database; where others read it, after waiting for them as long as `wait_seconds` says."""
    until = clock.seconds() + engine.wait_seconds
    while True:
        try:
            return _open_now(path)
        except Busy:
            if not _is_read(path) or clock.seconds() >= until:
                raise
        clock.wait(_STEP_SECONDS)


def _is_read(path: Path) -> bool:
    """Whether it is readers, not another run, that have the file; only asked where this process has it not itself."""
    with path.open("rb") as file:
        asked = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        return bool(_LOCK.unpack(fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_WRLCK)


def _open_now(path: Path) -> Connection:
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
        who = f"（进程号 {holder.group(1)}{_since(holder.group(1))}）" if holder else ""
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


def _since(pid: str) -> str:
    """When a process was started, where this system tells."""
    try:
        return f"，{clock.moment(os.stat(f'/proc/{pid}').st_mtime):%m-%d %H:%M:%S} 启动"
    except OSError:
        return ""


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
    except duckdb.TransactionException:
        return  # a commit that failed has rolled back by itself
    except duckdb.Error:
        con.close()


def _own(error: duckdb.Error, path: Path | None = None) -> Exception:
    text = str(error).lower()
    where = _named(str(error)) or str(path or "")
    if "corrupt" in text:
        return IntegrityError(
            "E-INT-006",
            "数据库文件有一处读出来与写入时不同（校验和不符），本次没有写入任何数据",
            where=where,
            todo="检查磁盘，用 monitor restore 从备份恢复；坏的一份会另存",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return StorageError(
            "E-MEM-001",
            "内存或临时空间不足，这一步没有写入任何数据",
            todo="在 config.toml [engine] 调大 memory_limit_gb，或清理磁盘后重试",
        )
    if isinstance(error, duckdb.FatalException) and "checkpoint" in text:
        return StorageError(
            "E-DISK-005",
            "数据已经提交，但日志（.wal）还没有并入数据库文件",
            where=where,
            todo="检查磁盘空间和权限后重新运行：下次打开时自动补做，不要删除 .wal 文件",
        )
    if _is_disk(error, text):
        return StorageError(
            "E-DISK-001",
            f"磁盘写入失败{_free(where)}：这一步没有写成，此前完成的不变",
            where=where,
            todo="检查磁盘空间和权限后重新运行，会从没有完成的地方接着做",
        )
    return error


def _is_disk(error: duckdb.Error, text: str) -> bool:
    """Whether it is the disk that failed: directly, in a commit, or so that the engine gave up."""
    is_said = re.search(r"could not \w+ file|no space left|input/output error|fsync failed", text)
    return bool(is_said) or isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.ConnectionException)


def _named(text: str) -> str:
    """The file that a failed write names; nothing else of a foreign text goes on."""
    found = re.search(r'Could not write file "([^"]+)"', text)
    return found.group(1) if found else ""


def _free(where: str) -> str:
    """What is free on the disk of a file."""
    try:
        return f"（可用 {size_text(shutil.disk_usage(Path(where).parent).free)}）" if where else ""
    except OSError:
        return ""
