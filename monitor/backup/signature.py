"""What a database holds, in a few numbers per table: rows, sums of amounts, a sum of hashes of the rows.

Comes in: a connection and the name of an attached database. Goes out: a `Signature` per table. Two databases with the
same signatures hold the same rows, whatever the order in which they were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.warehouse.connection import Connection, quoted


@dataclass(frozen=True, slots=True)
class Signature:
    """One table: how many rows, the sum of each column of amounts as text, the sum of the rows' hashes as text.

    The hashes are the database engine's and may change with its version; rows and sums do not.
    """

    rows: int
    sums: Mapping[str, str]
    hashes: str

    def agrees(self, other: "Signature", *, same_engine: bool = True) -> bool:
        """Whether the table is the same; hashes are compared where the engine that made them is."""
        plain = (self.rows, dict(self.sums)) == (other.rows, dict(other.sums))
        return plain and (self.hashes == other.hashes or not same_engine)


def signatures(con: Connection, database: str) -> dict[str, Signature]:
    """The signature of every table of an attached database, by `schema.table`."""
    tables = con.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = ? and not internal and not temporary order by all",
        [database],
    ).fetchall()
    return {f"{schema}.{table}": _signature(con, database, schema, table) for schema, table in tables}


def engine(con: Connection) -> str:
    """The version of the database engine."""
    row = con.execute("select version()").fetchone()
    return str(row[0]) if row else ""


def differing(one: Mapping[str, Signature], other: Mapping[str, Signature], *, same_engine: bool = True) -> list[str]:
    """The tables that only one of two has, or that are not the same in both."""
    both = one.keys() & other.keys()
    changed = {name for name in both if not one[name].agrees(other[name], same_engine=same_engine)}
    return sorted(changed | (one.keys() ^ other.keys()))


def as_json(found: Mapping[str, Signature]) -> dict[str, dict[str, Any]]:
    """Signatures as plain values."""
    return {name: {"rows": one.rows, "sums": dict(one.sums), "hashes": one.hashes} for name, one in found.items()}


def from_json(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Signature]:
    """What `as_json` gave."""
    return {name: Signature(one["rows"], one["sums"], one["hashes"]) for name, one in said.items()}


def _signature(con: Connection, database: str, schema: str, table: str) -> Signature:
    columns = con.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [database, schema, table],
    ).fetchall()
    amounts = [name for name, type_ in columns if type_.startswith("DECIMAL")]
    hashed = ", ".join(quoted(name) for name, _type in columns)
    wanted = ["count(*)", "cast(coalesce(sum(hash(" + hashed + ")), 0) as varchar)"]
    wanted += ["cast(coalesce(sum(" + quoted(name) + "), 0) as varchar)" for name in amounts]
    source = ".".join(quoted(part) for part in (database, schema, table))
    row = con.execute("select " + ", ".join(wanted) + " from " + source).fetchone()
    rows, hashes, *sums = row or (0, "0")
    return Signature(int(rows), dict(zip(amounts, sums, strict=True)), str(hashes))
