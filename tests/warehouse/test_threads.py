"""A million people's sums of stored amounts are the same to the last digit however many threads share the work."""

from pathlib import Path
from typing import Any

from monitor.config import EngineSettings
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.migrate import migrate
from tests.warehouse.builder import MONEY

PEOPLE, ROWS = 1_000_000, 2_000_000


def store_settlements(con: Connection) -> None:
    """Two settlements of each of a million people, every amount with odd fen."""
    money = ", ".join(
        f"cast(cast((n * {2 * at + 7919}) % 999983 as decimal(12,0)) * 0.01 as decimal(16,2)) as {name}"
        for at, name in enumerate(MONEY)
    )
    con.execute(
        f"insert into warehouse.settlement by name select n as row_id, n % {PEOPLE} as person_id, 'S' || n as setl_id,"
        " '21' as med_type, timestamp '2023-03-01' as setl_time, 202303 as setl_month, false as refd_setl_flag,"
        f" true as is_valid, {money} from range({ROWS}) as numbers(n)"
    )


def signature(con: Connection, threads: int) -> tuple[Any, ...]:
    """How many people there are, and the sum of the hashes of their sums."""
    con.execute(f"set global threads = {threads}")
    sums = ", ".join(f"sum({name}) as {name}" for name in MONEY)
    each = f"select person_id, {sums} from warehouse.settlement group by person_id"
    return con.execute(f"select count(*), sum(hash(each)::hugeint) from ({each}) as each").fetchall()[0]


def test_one_thread_and_two_give_the_same_sums_twice(tmp_path: Path) -> None:
    with warehouse(tmp_path / "sums.duckdb", EngineSettings(threads=1)) as con:
        migrate(con)
        store_settlements(con)
        found = [signature(con, threads) for threads in (1, 2, 1, 2)]
    assert found[0][0] == PEOPLE
    assert len(set(found)) == 1
