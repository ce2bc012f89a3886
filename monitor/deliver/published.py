"""Builds the analysts' copy: a new database file without names, numbers, phones or addresses, swapped in when
it is whole.

Comes in: the warehouse after a commit. Goes out: the published file with its tables, a Chinese comment on each
table and column, a Chinese-named view of each, and the macro `burden_on`. Readers of the old copy keep it until
they close.
"""

import hmac
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from monitor import audit
from monitor.config import Config
from monitor.deliver.month_state import make_month_due
from monitor.errors import StorageError
from monitor.policy import Pack
from monitor.resources import sql_dir
from monitor.settle.plan import PlannedLayer, compile_plan
from monitor.warehouse import rejects, secret, statements
from monitor.warehouse.connection import Connection, attached, literal, quoted, transaction
from monitor.year_month import last_day

TABLES = (
    "burden", "entitlement", "warning", "issue", "issue_row", "delivery", "rejected", "load_batch", "rule",
    "policy_value", "visit", "case_state", "month_state",
)  # fmt: skip
_CARRIED = ("burden", "entitlement")
_HEAD = re.compile(r"^-- @(table|column|macro) (\S+) (\S+) ?(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Described:
    """A table of the published copy, or one of its columns: English name, Chinese term, Chinese explanation."""

    name: str
    term: str
    meaning: str


@dataclass(frozen=True)
class PublishedTable:
    """A published table as its SQL header describes it."""

    table: Described
    columns: tuple[Described, ...]


@cache
def description(name: str) -> PublishedTable:
    """What `sql/6_deliver/<name>.sql` says of its table and columns."""
    found = _HEAD.findall((sql_dir() / "6_deliver" / f"{name}.sql").read_text(encoding="utf-8"))
    parts = [(kind, Described(english, term, meaning)) for kind, english, term, meaning in found]
    return PublishedTable(parts[0][1], tuple(part for kind, part in parts if kind == "column"))


def publish(con: Connection, config: Config, pack: Pack, day: date) -> Path:
    """Build the copy beside the old one and replace it; `day` chooses the rules in force. Raises StorageError.

    Where the old copy is the one last published, its figures per person are carried over and only what was settled
    since is changed.
    """
    target = config.path("published")
    fresh, line = target.with_name(f".{target.name}.new"), _shown_line(con)
    try:
        _clear(fresh)
        _make_keys(con, config)
        _prepare(con, pack, day)
        _make_layer_schemes(con, pack)
        make_month_due(con, config, pack)
        last, since = _carry_over(con, config, target, fresh)
        with attached(con, fresh, "copy"), transaction(con):
            _fill(con, pack, since)
        fresh.chmod(0o600)
        audit.record(con, config, {"what": "published", "file": target.name, "bytes": fresh.stat().st_size})
        os.replace(fresh, target)
        _remember(con, config, target, last, line)
    except OSError:
        raise StorageError(
            "E-DISK-001", "分析副本没有写成，旧副本保持不变", where=str(target), todo="检查磁盘空间和权限后重试"
        ) from None
    finally:
        with suppress(OSError):  # the next one clears first, and says so where it cannot
            _clear(fresh)
    return target


def renew(con: Connection, config: Config, pack: Pack, today: date) -> bool:
    """Publish where the ledger has noted something since that the copy does not show; whether it did.

    By the rules of the newest issued month, by those of `today` before the first.
    """
    stored = con.execute("select line from deliver.published").fetchone()
    if stored and stored[0] == _shown_line(con) and config.path("published").exists():
        return False
    publish(con, config, pack, newest_day(con) or today)
    return True


def newest_day(con: Connection) -> date | None:
    """A day of the newest issued month: by its rules the copy goes, whichever month is written out."""
    ((newest,),) = con.execute("select max(month) from lists.issue").fetchall()
    return last_day(*divmod(newest, 100)) if newest else None


def _shown_line(con: Connection) -> int:
    return int(statements.value(con, "6_deliver/shown_line"))


def _clear(fresh: Path) -> None:
    """A copy that was not finished, with its log: the next one must not be built upon either."""
    for path in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        path.unlink(missing_ok=True)


def _carry_over(con: Connection, config: Config, target: Path, fresh: Path) -> tuple[int, int]:
    """(last settling, last settling that the new file already has); copies the old file where it can be built upon."""
    since, mark = _last_published(con)
    last, started_over = statements.rows(con, "6_deliver/settled_since", since=since)[0]
    if since < 0 or started_over or not target.exists() or mark != _mark(config, target):
        return int(last), -1
    shutil.copyfile(target, fresh)
    return int(last), since


def _fill(con: Connection, pack: Pack, since: int) -> None:
    carried = since >= 0
    if carried:
        statements.make_temp(con, "outdated", "6_deliver/outdated", since=since)
        for name in _CARRIED:
            con.execute(
                "delete from copy.main." + quoted(name) + " as stored using outdated"
                " where stored.person_key = outdated.person_key"
                " and left(stored.month, 4) = cast(outdated.year as varchar)"
            )
            statements.insert(con, f"copy.main.{name}", f"6_deliver/{name}", place=pack.place, since=since)
    for name in TABLES:
        if not (carried and name in _CARRIED):
            con.execute("drop table if exists copy.main." + quoted(name))
            statements.make_table(con, f"copy.main.{name}", f"6_deliver/{name}", place=pack.place, since=-1)
    con.execute("use copy")
    for name in TABLES:
        _describe(con, description(name))
    con.execute("create or replace macro burden_on(month_asked) as table " + statements.text("6_deliver/burden_on"))


def _last_published(con: Connection) -> tuple[int, str]:
    """(last settling that was published, mark of its file); before the first time no settling: -1."""
    stored = con.execute("select run, mark from deliver.published").fetchone()
    return (int(stored[0]), str(stored[1])) if stored else (-1, "")


def _remember(con: Connection, config: Config, target: Path, last: int, line: int) -> None:
    with transaction(con):
        con.execute("delete from deliver.published")
        con.execute("insert into deliver.published values (?, ?, ?)", [last, _mark(config, target), line])


def _mark(config: Config, target: Path) -> str:
    """What tells that a file is the copy last published, by this layout and under this secret."""
    found = target.stat()
    layout = "".join(statements.text(f"6_deliver/{name}") for name in TABLES)
    said = f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {config.place} {layout}"
    return hmac.digest(secret.read(config), said.encode(), "sha256").hex()


def _make_keys(con: Connection, config: Config) -> None:
    """Give everybody with new figures a pseudonym; all anew, as if nothing had been published, under another secret."""
    key = secret.read(config)
    probe = secret.person_key(key, "probe")
    with transaction(con):
        if con.execute("select person_key from deliver.person_key where person_id = 0").fetchone() != (probe,):
            con.execute("delete from deliver.published")
            con.execute("delete from deliver.person_key")
            con.execute("insert into deliver.person_key values (0, ?)", [probe])
        statements.run(con, "1_intake/macros")
        statements.insert(
            con, "deliver.person_key", "6_deliver/person_key", since=_last_published(con)[0], **secret.pads(key)
        )


def _prepare(con: Connection, pack: Pack, day: date) -> None:
    statements.make_temp(con, "region", "2_warehouse/region")
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    statements.make_temp_view(con, "refused", "5_lists/refused")
    statements.make_rows(con, "reject_reason", "code varchar, reason varchar", rejects.reasons().items())
    statements.make_rows(con, "pack_rule", _RULE_COLUMNS, _rules(pack, day))
    statements.make_rows(con, "pack_value", _VALUE_COLUMNS, _values(pack))


def _make_layer_schemes(con: Connection, pack: Pack) -> None:
    """The articles by which each settled year's layers pay, by the number of the scheme; -1 where none fits."""
    years = [int(year) for (year,) in con.execute("select year from settle.progress order by year").fetchall()]
    rows = [
        (year, layer.plan.id, number, "、".join(dict.fromkeys(articles)))
        for year in years
        for layer in compile_plan(pack, year).layers
        for number, articles in _articles(layer)
    ]
    statements.make_rows(con, "layer_scheme", "year integer, layer varchar, scheme integer, article varchar", rows)


def _articles(layer: PlannedLayer) -> Iterable[tuple[int, list[str]]]:
    yield -1, [layer.shape.article]
    for number, law in enumerate(layer.laws):
        yield number, [value.article for value in law.values.values()] or [layer.shape.article]


def _describe(con: Connection, said: PublishedTable) -> None:
    """Comment on a table and its columns, and give it a view with Chinese names."""
    table, view = quoted(said.table.name), quoted(said.table.term)
    con.execute("comment on table " + table + " is " + literal(_comment(said.table)))
    for column in said.columns:
        con.execute("comment on column " + table + "." + quoted(column.name) + " is " + literal(_comment(column)))
    chosen = ", ".join(quoted(column.name) + " as " + quoted(column.term) for column in said.columns)
    con.execute("create or replace view " + view + " as select " + chosen + " from " + table)
    con.execute("comment on view " + view + " is " + literal(_comment(said.table)))


def _comment(said: Described) -> str:
    return f"{said.term}：{said.meaning}" if said.meaning else said.term


_RULE_COLUMNS = (
    "place varchar, rule varchar, name varchar, measure varchar, operator varchar, threshold decimal(16,2),"
    " time_window varchar, kinds varchar, identities varchar, insurance varchar, from_date date, article varchar,"
    " quote varchar,"
    " document varchar"
)
_VALUE_COLUMNS = (
    "place varchar, id varchar, name varchar, layer varchar, value decimal(18,6), unit varchar, from_date date,"
    " to_date date,"
    " article varchar, quote varchar, document varchar, interpretation varchar"
)


def _rules(pack: Pack, day: date) -> Iterable[tuple[object, ...]]:
    for rule in pack.rules_on(day):
        yield (
            pack.place, rule.id, rule.name, rule.measure, rule.operator, Decimal(rule.threshold_fen).scaleb(-2),
            rule.window, "、".join(rule.kinds), "、".join(rule.identities), "、".join(rule.insurance), rule.effective,
            rule.article,
            rule.quote, rule.document,
        )  # fmt: skip


def _values(pack: Pack) -> Iterable[tuple[object, ...]]:
    for one in pack.values:
        yield (
            one.place, one.id, one.name, one.layer, one.value, one.unit, one.from_date, one.to_date, one.article,
            one.quote, one.document, one.interpretation,
        )  # fmt: skip
