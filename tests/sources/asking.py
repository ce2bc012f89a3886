"""What the tests of single values share: a query's answer as cells, without a warehouse."""

import csv
import io
from pathlib import Path

from monitor.intake.columns import KINDS
from monitor.intake.database import Place
from monitor.intake.query_file import Request, write_rows
from monitor.source_settings import SourceSettings
from tests.sources.servers import PASSWORD, Server, url


def settings(server: Server, query: str, kind: str = "settlements", **keys: object) -> SourceSettings:
    """A source without encryption."""
    given = {"kind": kind, "url": url(server), "query": query, "sslmode": "disable"} | keys
    return SourceSettings.model_validate(given)


def answer(server: Server, query: str, folder: Path, kind: str = "settlements", **keys: object) -> list[list[str]]:
    """The cells of the file that the query is read into, headings first."""
    place = Place("test", PASSWORD, None)
    wanted = settings(server, query, kind, **keys)
    path = folder / "rows.csv"
    path.unlink(missing_ok=True)
    write_rows(Request(wanted, place, KINDS[kind], {}, lambda _session, _columns: "", lambda _bytes: None), path)
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


def cell(server: Server, expression: str, folder: Path, **keys: object) -> str:
    """What one expression gives."""
    return answer(server, f"select 1 as n, {expression} as x", folder, **keys)[1][1]
