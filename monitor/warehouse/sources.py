"""Takes what a source's query gives into the warehouse, as a file would be taken: the same checks, the same batch.

Comes in: the name of a `[sources.NAME]`. Goes out: a `Loaded`. What came is kept as CSV in `raw/`. How far a source has
been read is stored in the transaction of its batch; a load that fails moves nothing.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from monitor.config import Config
from monitor.disk import require_room
from monitor.errors import InputRefused, UsageError
from monitor.intake.columns import KINDS
from monitor.intake.database import Place, ResultColumn, Session
from monitor.intake.password import read_password
from monitor.intake.query_file import Condition, Progress, Request, write_rows
from monitor.intake.staged import ReadSettings, Staged
from monitor.intake.staging import raw_heading_columns
from monitor.policy import Pack
from monitor.source_settings import SourceSettings
from monitor.warehouse import archive, marks, statements
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection, literal, quoted
from monitor.warehouse.load import Loaded, load_kept
from monitor.warehouse.origin import Origin
from monitor.warehouse.typed import source

_STATED_IN_PARTS: Final = ("persons", "regions")


class Query(Origin):
    """What a query gave: every row is a record, and as many may come as there are."""

    has_file_name = False

    def __init__(self, name: str, settings: SourceSettings) -> None:
        super().__init__(f"数据源 {name}")
        self.format = settings.address.engine

    def settings(self, settings: ReadSettings) -> ReadSettings:
        """The file is ours: commas, and no limit to its length."""
        return replace(settings, delimiter=",", all_rows=True, max_file_bytes=sys.maxsize)

    def condition(self, session: Session, columns: Sequence[ResultColumn]) -> str:
        """What stands behind the query: nothing, all of it is wanted."""
        return ""

    def fresh(self, con: Connection, staged: Staged, scratch: Path) -> Staged:
        """All of it; raises InputRefused where there is nothing, as for a file that has only its headings."""
        if not (staged.records or self.may_be_empty):
            raise InputRefused(
                "E-SRC-NONE", "查询没有给出一条记录", where=self.name, todo="核对查询的条件和 start；没有载入任何数据"
            )
        return staged


class MarkedQuery(Query):
    """What a query gave from the last mark on. What it gave before, word for word, is left out."""

    def __init__(self, con: Connection, name: str, settings: SourceSettings, place: Place, since: str | None) -> None:
        super().__init__(name, settings)
        self._source, self._wanted, self._place, self._since = name, settings, place, since
        self._stored = _latest(con, name)
        self._last: marks.Mark | None = None

    def condition(self, session: Session, columns: Sequence[ResultColumn]) -> str:
        """From the last mark less the overlap on, or from where the operator says."""
        self._column = column = marks.find_column(str(self._wanted.watermark), columns, self._place)
        if self._stored and self._stored[0] == column.name:
            self._last = marks.parsed(self._stored[1], column, self._place)
            self.may_be_empty = True
        least = self._least(column)
        return "" if least is None else marks.condition(session, column, least)

    def _least(self, column: ResultColumn) -> marks.Mark | None:
        start = self._since if self._since is not None or self._last is not None else self._wanted.start
        if start is not None:
            return marks.parsed(start, column, self._place)
        return None if self._last is None else marks.before(self._last, self._wanted.overlap_hours)

    def fresh(self, con: Connection, staged: Staged, scratch: Path) -> Staged:
        """The records that the last load was not given."""
        super().fresh(con, staged, scratch)
        _make_source_row(con, staged, self._column)
        statements.make_temp(con, "source_again", "1_intake/source_again", source=self._source)
        again = int(con.execute("select count(*) from source_again").fetchall()[0][0])
        if not again:
            return staged
        path = scratch / "fresh.parquet"
        con.execute(
            "copy (select chunk.* from " + source(staged) + " as chunk"
            " anti join source_again on source_again.record = chunk._record) to " + literal(str(path))
        )  # fmt: skip
        return replace(staged, files=(path,), records=staged.records - again)

    def store(self, con: Connection, batch: Batch) -> None:
        """How far the source has been read, and the rows there."""
        limit = marks.future(batch.loaded_on, self._column)
        numbers = [statements.value(con, "1_intake/source_reached", limit=limit)]
        numbers += [] if self._last is None else [marks.as_number(self._last)]
        known = [int(number) for number in numbers if number is not None]
        if not known:
            return
        reached = marks.from_number(max(known), self._column)
        edge = marks.as_number(marks.before(reached, self._wanted.overlap_hours))
        con.execute("delete from intake.source_read where source = ?", [self._source])
        statements.insert(con, "intake.source_read", "1_intake/source_edge", source=self._source, edge=edge)
        con.execute(
            "insert into intake.source_mark values (?, ?, ?, ?)",
            [self._source, batch.batch_id, self._column.name, str(reached)],
        )


def load_source(
    con: Connection,
    config: Config,
    pack: Pack,
    kind: str,
    name: str,
    *,
    as_of: date | None,
    today: date,
    since: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load what a source has; `since` asks again from a mark on. Raises what `write_rows` and `load_kept` raise."""
    settings = _settings(config, kind, name)
    _refuse_part_of_whole(settings, name, as_of, since)
    place = _place(config, settings, name)
    query = MarkedQuery(con, name, settings, place, since) if settings.watermark else Query(name, settings)
    archive.sweep(config)
    kept = _asked(config, kind, settings, place, query.condition, progress or _silent)
    return load_kept(con, config, pack, kind, kept, query, as_of=as_of, today=today)


def source_lines(con: Connection, config: Config) -> list[str]:
    """For `monitor status`: how far each source has been read, or that it never was."""
    read = {row["source"]: row for row in statements.records(con, "1_intake/source_latest")}
    return [_source_line(name, settings, read.get(name)) for name, settings in sorted(config.sources.items())]


def _source_line(name: str, settings: SourceSettings, latest: dict[str, object] | None) -> str:
    shown = f"  数据源 {name}（{KINDS[settings.kind].zh}，{settings.address.engine}）："
    if not settings.watermark:
        return shown + "每次取全部"
    if latest is None or str(latest["column_name"]).casefold() != settings.watermark.casefold():
        return shown + "还没有取过"
    return shown + f"已取到 {latest['column_name']} = {latest['reached']}，最近 {latest['loaded_on']} 有新记录"


def _settings(config: Config, kind: str, name: str) -> SourceSettings:
    settings = config.sources.get(name)
    if settings is None:
        known = "、".join(sorted(config.sources)) or "一个也没有写"
        raise UsageError(
            "E-SRC-NAME", f"没有这个数据源；config.toml 里有：{known}", todo="在 config.toml 里写 [sources.名字]"
        )
    if settings.kind != kind:
        zh = KINDS[settings.kind].zh
        raise UsageError(
            "E-SRC-NAME", f"数据源 {name} 给的是{zh}", todo=f"运行 monitor intake {settings.kind} --source {name}"
        )
    return settings


def _refuse_part_of_whole(settings: SourceSettings, name: str, as_of: date | None, since: str | None) -> None:
    """A full snapshot that holds only what changed would end the identities of everybody else."""
    if as_of is not None and settings.watermark and settings.kind not in _STATED_IN_PARTS:
        raise UsageError(
            "E-SRC-PART",
            f"数据源 {name} 写了 watermark，只取新的，不能当作某一天的全量名册",
            todo="不写 --as-of，或另写一个没有 watermark 的数据源",
        )
    if since is not None and not settings.watermark:
        raise UsageError("E-SRC-PART", f"数据源 {name} 没有写 watermark，每次取全部", todo="不写 --since")


def _place(config: Config, settings: SourceSettings, name: str) -> Place:
    place = Place(name, None, None if settings.ca_file is None else config.root / settings.ca_file)
    return replace(place, password=read_password(settings, config.root, place.where))


def _asked(
    config: Config, kind: str, settings: SourceSettings, place: Place, condition: Condition, progress: Progress
) -> archive.Kept:
    """The rows as a file of the archive; raises InputRefused where there is none."""
    request = Request(settings, place, KINDS[kind], config.intake.columns.get(kind, {}), condition, progress)
    config.path("raw").mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=config.path("raw")) as scratch:
        path = Path(scratch) / "rows.csv"
        write_rows(request, path)
        require_room(config, path.stat().st_size)
        return archive.adopt(path, config, "csv")


def _silent(_bytes: int) -> None:
    """Progress that nobody watches."""


def _latest(con: Connection, name: str) -> tuple[str, str] | None:
    """The column by which a source was read last, and how far."""
    found = [row for row in statements.records(con, "1_intake/source_latest") if row["source"] == name]
    return (str(found[0]["column_name"]), str(found[0]["reached"])) if found else None


def _make_source_row(con: Connection, staged: Staged, column: ResultColumn) -> None:
    """The view `source_row`: of each record its number, a hash of all its cells, its mark as a whole number."""
    columns = dict(raw_heading_columns(staged))
    cells = ", ".join(f"cast({quoted(cell)} as varchar)" for cell in columns.values())
    cell = quoted(columns[column.name])
    mark = f"try_cast({cell} as bigint)"
    if marks.is_time(column):
        mark = f"case when isfinite(try_cast({cell} as timestamp)) then epoch_us(try_cast({cell} as timestamp)) end"
    con.execute(
        "create or replace temp view source_row as select _record as record, md5(cast(row(" + cells
        + ") as varchar)) as content, " + mark + " as mark from " + source(staged)
    )  # fmt: skip
