"""A source with a watermark gives what is new: no row twice, none lost, and a load that fails moves nothing.

What becomes of a row behind that is not asked here: every row is taken in, by its number.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import InputRefused, UsageError
from monitor.policy import Pack
from monitor.warehouse import load as loading
from monitor.warehouse.batch import Batch, Counts
from monitor.warehouse.connection import Connection
from monitor.warehouse.load import Loaded
from monitor.warehouse.sources import load_source, source_lines
from tests.conftest import LOADED_ON, Bureau
from tests.sources.conftest import add_source
from tests.sources.servers import Server

NAME = "registered"
QUERY = "select * from opsp_reg_d"
TIMES = {"postgresql": "timestamp", "mysql": "datetime(6)"}
EIGHT, NINE = "2023-02-01 08:00:00", "2023-02-01 09:00:00"


class EveryRow:
    """Takes every row into a table of this test; a row of the disease X is refused."""

    def prepare(self, con: Connection, config: object, pack: object, staged: object, batch: Batch) -> None:
        con.execute(
            "create or replace temp table reject as select _record as record, _line as line, 'E-CODE-MED' as code,"
            " 'opsp_dise_code' as column_name, certno as row_key from staged where opsp_dise_code = 'X'"
        )

    def load(
        self, con: Connection, config: object, pack: object, staged: object, batch: Batch
    ) -> tuple[Counts, tuple[str, ...]]:
        con.execute("create table if not exists main.taken (batch integer, certno varchar, dise varchar)")
        found = con.execute(
            "insert into main.taken select ?, certno, opsp_dise_code from staged where opsp_dise_code <> 'X'",
            [batch.batch_id],
        ).fetchall()
        return Counts(accepted=int(found[0][0])), ()


class Reader:
    """A bureau with one source and an open warehouse."""

    def __init__(self, bureau: Bureau, server: Server, con: Connection, **keys: object) -> None:
        self.server, self.con, self.bureau = server, con, bureau
        add_source(bureau, server, NAME, "chronic", QUERY, **keys)
        self.config = bureau.config
        self.pack: Pack = bureau.pack

    def put(self, *rows: tuple[str, str | None], mark: str = "", dise: str = "M03900") -> None:
        """The table has these rows, (number, mark), and no other."""
        columns = {"certno": "varchar(20)", "opsp_dise_code": "varchar(20)", "begndate": "date"}
        columns["updt_time"] = mark or TIMES[self.server.engine]
        self.server.fill("opsp_reg_d", columns, [[number, dise, "2023-01-01", time] for number, time in rows])

    def load(self, since: str | None = None, on: date = LOADED_ON) -> Loaded:
        return load_source(self.con, self.config, self.pack, "chronic", NAME, as_of=None, today=on, since=since)

    def taken(self) -> list[str]:
        return [row[0] for row in self.con.execute("select certno from main.taken order by all").fetchall()]

    def reached(self) -> list[str]:
        found = self.con.execute("select reached from intake.source_mark order by batch_id").fetchall()
        return [row[0] for row in found]

    def raw(self) -> list[str]:
        return sorted(path.name for path in self.config.path("raw").iterdir())


@pytest.fixture
def con(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setattr(loading, "_taker", lambda _kind: EveryRow())
    with open_warehouse(bureau.config) as con:
        yield con


@pytest.fixture
def reader(bureau: Bureau, server: Server, con: Connection) -> Reader:
    """Reads by the time of the last change, nothing older than the newest that is known."""
    return Reader(bureau, server, con, watermark="updt_time", overlap_hours=0)


@pytest.fixture
def careful(bureau: Bureau, postgresql: Server, con: Connection) -> Reader:
    """As `reader`, with the overlap that is usual."""
    return Reader(bureau, postgresql, con, watermark="updt_time")


def test_the_second_load_takes_only_what_is_new(reader: Reader) -> None:
    reader.put(("1", EIGHT), ("2", EIGHT), ("3", NINE))
    first = reader.load().counts
    reader.put(("1", EIGHT), ("2", EIGHT), ("3", NINE), ("4", "2023-02-02 10:00:00.25"), ("5", NINE))
    assert (first, reader.load().counts) == (Counts(3, 3), Counts(3, 2, 0, 1))
    assert (reader.taken(), reader.reached()) == (list("12345"), [NINE, "2023-02-02 10:00:00.250000"])


def test_a_row_of_the_same_second_that_came_later_is_not_lost(reader: Reader) -> None:
    reader.put(("1", EIGHT), ("2", EIGHT))
    reader.load()
    reader.put(("1", EIGHT), ("2", EIGHT), ("3", EIGHT))
    assert (reader.load().counts, reader.taken()) == (Counts(3, 1, 0, 2), list("123"))


def test_a_row_that_changed_within_the_same_second_arrives(reader: Reader) -> None:
    reader.put(("1", EIGHT))
    reader.load()
    reader.put(("1", EIGHT), dise="M03901")
    assert reader.load().counts == Counts(1, 1)


def test_nothing_new_leaves_no_batch_and_no_file(reader: Reader) -> None:
    reader.put(("1", EIGHT), ("2", NINE))
    reader.load()
    raw = reader.raw()
    again = reader.load()
    assert (again.batch_id, again.counts, reader.reached(), reader.raw()) == (0, Counts(1, 0, 0, 1), [NINE], raw)


def test_an_emptied_table_has_nothing_new(reader: Reader) -> None:
    reader.put(("1", EIGHT))
    reader.load()
    reader.put()
    assert reader.load().counts == Counts()


def test_a_table_that_never_had_a_row_is_refused(reader: Reader) -> None:
    reader.put()
    with pytest.raises(InputRefused, match="没有给出一条记录"):
        reader.load()


def test_rows_without_a_mark_come_too(reader: Reader) -> None:
    reader.put(("1", EIGHT))
    reader.load()
    reader.put(("1", EIGHT), ("2", None))
    reader.load()
    assert (reader.load().known_since, reader.taken(), reader.reached()[-1]) == (LOADED_ON, ["1", "2"], EIGHT)


def test_a_mark_of_the_future_does_not_hide_what_comes_before_it(reader: Reader) -> None:
    reader.put(("1", EIGHT), ("2", "9999-12-31 00:00:00"))
    reader.load()
    reader.put(("1", EIGHT), ("2", "9999-12-31 00:00:00"), ("3", NINE))
    assert (reader.load().counts.accepted, reader.reached()) == (1, [EIGHT, NINE])


def test_the_end_of_all_times_does_not_hide_what_comes_before_it(careful: Reader) -> None:
    careful.put(("1", EIGHT), ("2", "infinity"))
    careful.load()
    careful.put(("1", EIGHT), ("2", "infinity"), ("3", NINE))
    assert (careful.load().counts.accepted, careful.reached()) == (1, [EIGHT, NINE])


def test_a_row_whose_transaction_ended_late_is_found_in_the_overlap(careful: Reader) -> None:
    careful.put(("2", "2023-02-02 08:00:00"))
    careful.load()
    careful.put(("1", NINE), ("2", "2023-02-02 08:00:00"))
    assert (careful.load().counts, careful.reached()[-1]) == (Counts(2, 1, 0, 1), "2023-02-02 08:00:00")


def test_refused_rows_are_not_refused_again(careful: Reader) -> None:
    careful.put(("1", EIGHT), dise="X")
    assert (careful.load().counts, careful.load().known_since) == (Counts(1, 0, 1), LOADED_ON)
    careful.server.run("insert into opsp_reg_d values ('2', 'M', '2023-01-01', '2023-02-01 08:30:00')")
    assert careful.load().counts == Counts(2, 1, 0, 1)


def test_a_load_that_is_refused_moves_nothing(reader: Reader) -> None:
    reader.put(("1", EIGHT))
    reader.load()
    raw = reader.raw()
    reader.put(*((str(number), NINE) for number in range(30)), dise="X")
    with pytest.raises(Exception, match="不能接收的行太多"):
        reader.load()
    assert (reader.reached(), reader.taken(), reader.raw()) == ([EIGHT], ["1"], raw)


def test_the_operator_may_ask_again_from_a_day_on(reader: Reader) -> None:
    reader.put(("1", EIGHT), ("2", "2023-03-01 08:00:00"))
    reader.load()
    reader.put(("3", EIGHT), ("4", "2023-02-20 08:00:00"), ("2", "2023-03-01 08:00:00"))
    assert reader.load(since="2023-02-15").counts == Counts(2, 1, 0, 1)
    assert reader.reached() == ["2023-03-01 08:00:00"] * 2


def test_what_was_changed_before_the_start_is_not_asked_for(bureau: Bureau, server: Server, con: Connection) -> None:
    reader = Reader(bureau, server, con, watermark="UPDT_TIME", start="2023-02-02")
    reader.put(("1", "2023-02-01 23:59:59.999999"), ("2", "2023-02-02 00:00:00"))
    reader.load()
    assert reader.taken() == ["2"]


def test_a_number_may_be_the_mark(bureau: Bureau, server: Server, con: Connection) -> None:
    reader = Reader(bureau, server, con, watermark="updt_time", start=7)
    reader.put(("1", "6"), ("2", "7"), mark="bigint")
    reader.load()
    reader.put(("1", "6"), ("2", "7"), ("3", "7"), ("4", "10000000000"), mark="bigint")
    assert (reader.load().counts.accepted, reader.reached()) == (2, ["7", "10000000000"])


def test_a_day_may_be_the_mark(reader: Reader) -> None:
    reader.put(("1", "2023-02-01"), mark="date")
    reader.load()
    reader.put(("1", "2023-02-01"), ("2", "2023-02-01"), mark="date")
    assert (reader.load().counts, reader.reached()[-1]) == (Counts(2, 1, 0, 1), "2023-02-01 00:00:00")


def test_an_instant_is_marked_on_chinas_clock(careful: Reader) -> None:
    careful.put(("1", "2023-01-31 16:30:00+00"), mark="timestamptz")
    careful.load()
    careful.put(("1", "2023-01-31 16:30:00+00"), ("2", "2023-01-31 16:30:00+00"), mark="timestamptz")
    assert (careful.load().counts, careful.reached()[0]) == (Counts(2, 1, 0, 1), "2023-02-01 00:30:00")


def test_another_column_begins_anew(careful: Reader) -> None:
    careful.put(("1", EIGHT))
    careful.load()
    careful.con.execute("update intake.source_mark set column_name = 'crte_time', reached = '2023-12-31 00:00:00'")
    careful.put(("1", EIGHT), ("2", EIGHT))
    assert (careful.load().counts, careful.reached()[-1]) == (Counts(2, 1, 0, 1), EIGHT)


def test_a_second_source_has_its_own_mark(careful: Reader) -> None:
    add_source(careful.bureau, careful.server, "other", "chronic", "select * from other_d", watermark="updt_time")
    careful.put(("1", NINE))
    careful.load()
    careful.server.run("create table if not exists other_d as select * from opsp_reg_d",
                       f"update other_d set certno = '2', updt_time = '{EIGHT}'",
                       "grant select on other_d to reader")  # fmt: skip
    config = careful.bureau.config
    load_source(careful.con, config, careful.pack, "chronic", "other", as_of=None, today=LOADED_ON)
    assert careful.taken() == ["1", "2"]


def test_status_tells_how_far_each_source_was_read(careful: Reader) -> None:
    add_source(careful.bureau, careful.server, "all", "persons", "select * from psn_info_b")
    config = careful.bureau.config
    before = source_lines(careful.con, config)
    careful.put(("1", EIGHT))
    careful.load()
    assert before == [
        "  数据源 all（人员，postgresql）：每次取全部",
        "  数据源 registered（慢特病登记，postgresql）：还没有取过",
    ]
    assert source_lines(careful.con, config)[1].endswith(f"已取到 updt_time = {EIGHT}，最近 {LOADED_ON} 有新记录")


MARKS = {
    "not there": ("nope", None, "没有 watermark 写的列"),
    "a text": ("certno", None, "分不出先后"),
    "a number for a time": ("updt_time", 5, "不是一类"),
}


@pytest.mark.parametrize("case", MARKS)
def test_a_watermark_that_is_none_is_refused(bureau: Bureau, server: Server, con: Connection, case: str) -> None:
    column, start, why = MARKS[case]
    reader = Reader(bureau, server, con, watermark=column, **({} if start is None else {"start": start}))
    reader.put(("1", EIGHT))
    with pytest.raises(UsageError, match=why):
        reader.load()
