"""What a warehouse has taken in and sent out, and what one of two lacks of the other.

Comes in: an open warehouse. Goes out: its issues and load batches as plain values, and Chinese sentences about the
difference, with the commands that bring it back. Names of files are left out: batches go by the hash of their content.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

_SHOWN = 12


@dataclass(frozen=True, slots=True, order=True)
class Batch:
    """One file that was loaded: number, kind, hex SHA-256, the day of loading, the day of which it is a snapshot."""

    batch_id: int
    kind: str
    sha256: str
    loaded_on: date
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Issues as (six-digit month, version, seal), and the batches by number."""

    issues: frozenset[tuple[int, int, str]]
    batches: tuple[Batch, ...]


def holdings(con: Connection) -> Holdings:
    """What the warehouse holds; nothing of a file that was never brought to the program's layout."""
    found = con.execute("select table_name from duckdb_tables() where schema_name in ('lists', 'intake')").fetchall()
    if not {("issue",), ("load_batch",)} <= set(found):
        return Holdings(frozenset(), ())
    issues = con.execute("select month, version, rows_sha256 from lists.issue").fetchall()
    batches = con.execute(
        "select batch_id, kind, sha256, loaded_on, as_of from intake.load_batch order by batch_id"
    ).fetchall()
    return Holdings(frozenset((int(m), int(v), str(s)) for m, v, s in issues), tuple(Batch(*row) for row in batches))


def lacking(restored: Holdings, replaced: Holdings, raw: Path) -> Iterator[str]:
    """What lay there and is not in the backup: batches with the command that loads each again, then months."""
    had = {(one.kind, one.sha256, one.as_of) for one in restored.batches}
    batches = [one for one in replaced.batches if (one.kind, one.sha256, one.as_of) not in had]
    if batches:
        yield f"备份里没有的载入有 {len(batches)} 批，请按次序重新载入："
        yield from (f"  {_again(one, raw)}" for one in batches)
    months = sorted(replaced.issues - restored.issues)
    if months:
        named = "、".join(f"{month_text(month)} 第 {version} 版" for month, version, _seal in months[:_SHOWN])
        yield f"备份里没有的已出具名单有 {len(months)} 期：{named}；补载以后按次序重新出具，内容应与已发出的相同"


def _again(batch: Batch, raw: Path) -> str:
    """The command that loads a batch again from the kept original, or what to look for where it is gone."""
    found = sorted(raw.glob(f"{batch.sha256}.*"))
    if not found:
        return f"批次 {batch.batch_id}（{batch.kind}）的原始文件已不在 {raw}，指纹 {batch.sha256[:12]}：向来源重新索取"
    as_of = f" --as-of {batch.as_of}" if batch.as_of else ""
    return f"monitor intake {batch.kind} {found[0]}{as_of} --on {batch.loaded_on}"
