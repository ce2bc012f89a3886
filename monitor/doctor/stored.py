"""Whether the warehouse opens, is laid out for this program, belongs to the secret, and can be read.

The checks of what is stored are a list: each is given the open warehouse. None of them writes.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from monitor.backup.signature import signatures
from monitor.config import Config
from monitor.doctor.delivery import recipients
from monitor.doctor.finding import Finding, Situation, of_error
from monitor.doctor.tables import has
from monitor.errors import Busy, IntegrityError, MonitorError, StorageError
from monitor.warehouse import ledger, secret
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.migrate import migrations

Ask = Callable[[Connection, Situation, Config], Iterable[Finding]]
_RESTORE: Final = "从备份恢复：monitor restore 备份文件 --replace；坏的一份会另存"


def warehouse_(situation: Situation) -> Iterator[Finding]:
    """The warehouse opens; then every check of `CHECKS`."""
    if situation.config is None:
        return
    path = situation.config.path("warehouse")
    if not path.is_file():
        yield Finding(f"还没有（{path}）", "运行 monitor init；丢失了的，用 monitor restore 恢复", StorageError)
        return
    try:
        with warehouse(path, situation.config.engine) as con:
            for ask in CHECKS:
                yield from ask(con, situation, situation.config)
    except Busy as error:
        yield Finding(error.what, "等它结束后再检查；数据仓库里面的没有检查")
    except MonitorError as error:
        yield of_error(error)


def layout(con: Connection, _situation: Situation, config: Config) -> Iterator[Finding]:
    """The file is neither of a newer program nor empty."""
    found = con.execute("select table_name from duckdb_tables() where table_name = 'migration'").fetchall()
    rows = con.execute("select number from main.migration").fetchall() if found else []
    known = {int(path.stem.split("_")[0]) for path in migrations()}
    done = {int(number) for (number,) in rows}
    size = config.path("warehouse").stat().st_size
    if done - known:
        yield Finding("由更新版本的程序建立", "升级本程序", IntegrityError)
    elif known - done:
        yield Finding(f"还差 {len(known - done)} 步升级", "下一条命令会自动升级；先做一次 monitor backup")
    else:
        yield Finding(f"打得开，{size // 1024} KB，布局第 {max(done, default=0)} 版")


def key(con: Connection, _situation: Situation, config: Config) -> Iterator[Finding]:
    """The secret is the one that made the persons' pseudonyms."""
    if not has(con, "deliver", "person_key"):
        return
    stored = con.execute("select person_key from deliver.person_key where person_id = 0").fetchone()
    try:
        probe = secret.person_key(secret.read(config), "probe")
    except MonitorError:
        return
    if stored is not None and stored[0] != probe:
        todo = "从备份取回原来的 secret.key；换了密钥，人员代码会与以前的对不上"
        yield Finding("密钥不是这个数据仓库的", todo, IntegrityError)


def every_row(con: Connection, situation: Situation, config: Config) -> Iterator[Finding]:
    """Every row of every table can be read (R13); asked only with `--full`."""
    if situation.full:
        found = signatures(con, config.path("warehouse").stem)
        yield Finding(f"{len(found)} 张表从头到尾读过，共 {sum(one.rows for one in found.values())} 行")


def ledger_(con: Connection, _situation: Situation, config: Config) -> Iterator[Finding]:
    """The ledger beside the warehouse is whole, and knows of nothing that the warehouse lacks."""
    if not has(con, "warehouse", "ledger_line"):
        return
    missing, lines = ledger.compare(con, config)
    if missing.lines:
        yield Finding(f"台账记着做过、数据仓库里却没有：{missing.told()}", ledger.BEHIND_TODO, IntegrityError)
    else:
        yield Finding(f"台账 {lines} 行，与数据仓库相符")
    if lost := ledger.lost(con):
        what = f"台账记着载入过、现在没有的 {len(lost)} 批还没有重新载入：{'；'.join(lost)}"
        yield Finding(what, "原始文件还在 raw 文件夹的，按文件指纹找到后重新载入；不在的，向来源重新索取")


# One more check of what is stored is one more name here.
CHECKS: Final[tuple[Ask, ...]] = (layout, key, ledger_, recipients, every_row)


def set_log_aside(path: Path, stamp: str) -> Path:
    """Move the write-ahead log of a warehouse that does not open out of the way, on the operator's word alone (R12)."""
    log = path.with_name(path.name + ".wal")
    aside = log.with_name(f"{log.name}.{stamp}")
    try:
        log.rename(aside)
    except OSError:
        raise StorageError(
            "E-DISK-003", "没有可以移开的 .wal 文件，或没有权限", where=str(log), todo="检查文件夹的属主和权限"
        ) from None
    return aside
