"""Whether a table is there: an empty warehouse, or one of an older program, has not all of them."""

from monitor.warehouse.connection import Connection


def has(con: Connection, schema: str, table: str) -> bool:
    """Whether the warehouse has this table."""
    query = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    return con.execute(query, [schema, table]).fetchone() is not None
