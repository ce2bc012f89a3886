"""Builds the analysts' copy: a new database file without names, numbers, phones or addresses, swapped in when it is whole.

Comes in: the warehouse after a commit. Goes out: the published file with its tables, a Chinese comment on each table and
column, a Chinese-named view of each, and the macro `burden_on`. Readers of the old copy keep it until they close.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from monitor.config import Config
from monitor.errors import StorageError
from monitor.policy import Pack
from monitor.resources import sql_dir
from monitor.warehouse import rejects, secret, statements
from monitor.warehouse.connection import Connection, attached, literal, quoted

TABLES = (
    "burden", "warning", "issue", "issue_row", "delivery", "rejected", "load_batch", "rule", "policy_value",
)  # fmt: skip
_HEAD = re.compile(r"^-- @(table|column|macro) (\S+) (\S+) ?(.*)$", re.MULTILINE)
_BLOCK = 64


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
    """Build the copy beside the old one and replace it; `day` chooses the rules in force. Raises StorageError."""
    target = config.path("published")
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        _prepare(con, config, pack, day)
        with attached(con, fresh, "copy"):
            for name in TABLES:
                statements.make_table(con, f"copy.main.{name}", f"6_deliver/{name}", place=pack.place)
            con.execute("use copy")
            for name in TABLES:
                _describe(con, description(name))
            con.execute("create macro burden_on(month_asked) as table " + statements.text("6_deliver/burden_on"))
        fresh.chmod(0o600)
        os.replace(fresh, target)
    except OSError:
        raise StorageError("E-DISK-001", "分析副本没有写成，旧副本保持不变", where=str(target), todo="检查磁盘空间和权限后重试") from None
    finally:
        fresh.unlink(missing_ok=True)
    return target


def _prepare(con: Connection, config: Config, pack: Pack, day: date) -> None:
    statements.run(con, "1_intake/macros")
    statements.make_temp(con, "region", "2_warehouse/region")
    statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
    make_keys(con, config)
    _rows(con, "reject_reason", "code varchar, reason varchar", rejects.reasons().items())
    _rows(con, "pack_rule", _RULE_COLUMNS, _rules(pack, day))
    _rows(con, "pack_value", _VALUE_COLUMNS, _values(pack))


def make_keys(con: Connection, config: Config) -> None:
    """Make the temporary table `person_key`: the pseudonym of everybody who has figures."""
    key = secret.read(config)
    statements.make_temp(con, "person_key", "6_deliver/person_key", inner_pad=_pad(key, 0x36), outer_pad=_pad(key, 0x5C))


def _describe(con: Connection, said: PublishedTable) -> None:
    """Comment on a table and its columns, and give it a view with Chinese names."""
    table, view = quoted(said.table.name), quoted(said.table.term)
    con.execute("comment on table " + table + " is " + literal(_comment(said.table)))
    for column in said.columns:
        con.execute("comment on column " + table + "." + quoted(column.name) + " is " + literal(_comment(column)))
    chosen = ", ".join(quoted(column.name) + " as " + quoted(column.term) for column in said.columns)
    con.execute("create view " + view + " as select " + chosen + " from " + table)
    con.execute("comment on view " + view + " is " + literal(_comment(said.table)))


def _comment(said: Described) -> str:
    return f"{said.term}：{said.meaning}" if said.meaning else said.term


def _pad(key: bytes, byte: int) -> bytes:
    return bytes(one ^ byte for one in key.ljust(_BLOCK, b"\0"))


_RULE_COLUMNS = (
    "place varchar, rule varchar, name varchar, measure varchar, operator varchar, threshold decimal(16,2), time_window varchar,"
    " kinds varchar, identities varchar, insurance varchar, from_date date, article varchar, quote varchar, document varchar"
)
_VALUE_COLUMNS = (
    "place varchar, id varchar, name varchar, layer varchar, value decimal(18,6), unit varchar, from_date date, to_date date,"
    " article varchar, quote varchar, document varchar, interpretation varchar"
)


def _rules(pack: Pack, day: date) -> Iterable[tuple[object, ...]]:
    for rule in pack.rules_on(day):
        yield (
            pack.place, rule.id, rule.name, rule.measure, rule.operator, Decimal(rule.threshold_fen).scaleb(-2), rule.window,
            "、".join(rule.kinds), "、".join(rule.identities), "、".join(rule.insurance), rule.effective, rule.article,
            rule.quote, rule.document,
        )  # fmt: skip


def _values(pack: Pack) -> Iterable[tuple[object, ...]]:
    for one in pack.values:
        yield (
            one.place, one.id, one.name, one.layer, one.value, one.unit, one.from_date, one.to_date, one.article, one.quote,
            one.document, one.interpretation,
        )  # fmt: skip


def _rows(con: Connection, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    con.execute("create or replace temp table " + quoted(table) + " (" + columns + ")")
    values = [list(row) for row in rows]
    if values:
        marks = ", ".join("?" * len(values[0]))
        con.executemany("insert into temp." + quoted(table) + " values (" + marks + ")", values)
