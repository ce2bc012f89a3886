"""Brings a warehouse file to the layout that this program knows, one numbered migration after the other.

Each migration and the row that records it go in together, or not at all.
"""

from pathlib import Path

from monitor.errors import IntegrityError
from monitor.resources import sql_dir
from monitor.warehouse.connection import Connection, transaction

_RECORD = "create table if not exists main.migration (number integer not null, name varchar not null)"


def migrate(con: Connection) -> list[str]:
    """Apply what is missing; returns the names applied. Raises IntegrityError for a file of a newer program."""
    con.execute(_RECORD)
    done = {number for (number,) in con.execute("select number from main.migration").fetchall()}
    known = {_number(path): path for path in migrations()}
    if done - known.keys():
        raise IntegrityError("E-INT-002", "数据仓库是由更新版本的程序建立的", todo="升级本程序后再运行")
    return [_apply(con, known[number]) for number in sorted(known.keys() - done)]


def migrations() -> list[Path]:
    """All migration files, in order."""
    return sorted((sql_dir() / "2_warehouse" / "migrations").glob("*.sql"))


def _apply(con: Connection, path: Path) -> str:
    with transaction(con):
        con.execute(path.read_text(encoding="utf-8"))
        con.execute("insert into main.migration values (?, ?)", [_number(path), path.stem])
    return path.stem


def _number(path: Path) -> int:
    return int(path.stem.split("_")[0])
