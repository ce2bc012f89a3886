"""Small bureaus with one person per story, for the bureau's worklists: what is planted and what must be found.

A `Plant` is one person with the rosters and settlements of the story and the rows that the worklists of March 2023 must
give, as (list, reason, amount, compared); nobody else's list may name the person. Everybody is synthetic.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from monitor.cli.session import open_warehouse
from monitor.screen import screen
from monitor.screen.worklists import WorkMade, screen_worklists
from monitor.settle import bring_up_to_date
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person, resident
from tests.warehouse.workplace import new_bureau

MONTH = (2023, 3)
REGIONS = {"hefei": "340121", "yingkou": "210881", "yiyuan": "370323", "huining": "620422", "zhejiang": "330106"}
HOMES = {"hefei": ("长丰县", "水湖镇"), "yingkou": ("盖州市", "高坎镇")}
Found = tuple[str, str, str | None, str | None]
Entitled = tuple[int, str, str, str]
_ENTITLEMENT = """insert into settle.entitlement by name
    select cast(? as bigint) as person_id, cast(? as integer) as year, cast(? as integer) as month, 0 as row_id,
    ? as layer, 5000 as base, 0 as accumulated_before, cast(? as decimal(16,2)) as entitled,
    cast(? as decimal(16,2)) as reported, 0 as scheme, 'x' as pack_version, 1 as run"""


@dataclass(frozen=True)
class Plant:
    """One story; `insured` are the rows of the persons' roster (columns by name), None: not on it."""

    identities: str = "低保对象"
    insured: tuple[Mapping[str, Any], ...] | None = ({},)
    bills: tuple[Mapping[str, Any], ...] = ()
    entitled: tuple[tuple[str, str, str], ...] = ()
    household: Mapping[str, Any] | None = None
    chronic: tuple[Mapping[str, Any], ...] = ()
    tag: str = "国标"
    found: tuple[Found, ...] = ()


@dataclass
class Planted:
    """A bureau of one place after its month: its lists, and the rows of each story's person."""

    bureau: Bureau
    made: WorkMade
    rows: dict[str, set[Found]] = field(default_factory=dict)


def number_of(place: str, story: int) -> str:
    """The identity number of a story's person."""
    return person(story, REGIONS[place])


def run_lists(bureau: Bureau, year: int, month: int, entitled: Sequence[Entitled] | None = None) -> WorkMade:
    """Settle, screen where the place has a rule in force, make the lists; `entitled` is put in place of what the layers
    give."""
    with open_warehouse(bureau.config) as con:
        bring_up_to_date(con, bureau.config, bureau.pack, year, month)
        if bureau.pack.rules_on(date(year, month, monthrange(year, month)[1])):
            screen(con, bureau.config, bureau.pack, year, month)
        if entitled is not None:
            con.execute("delete from settle.entitlement")
        for person_id, layer, due, reported in entitled or ():
            con.execute(_ENTITLEMENT, [person_id, year, month, layer, due, reported])
        return screen_worklists(con, bureau.pack, year, month)


def plant(
    workspace: Callable[[str], Path], folder: Path, place: str, stories: Mapping[str, Plant], settings: str = ""
) -> Planted:
    """A new bureau with every story's person in it, after March 2023."""
    bureau = new_bureau(workspace(place), folder)
    if settings:
        add_parameters(bureau, settings)
    _load(bureau, place, stories)
    numbered = [(number_of(place, at), one) for at, one in enumerate(stories.values(), start=1)]
    entitled = [(int(certno[:17]), *row) for certno, one in numbered for row in one.entitled]
    done = Planted(bureau, run_lists(bureau, *MONTH, entitled))
    for story, (certno, _one) in zip(stories, numbered, strict=True):
        done.rows[story] = rows_of(bureau, certno)
    return done


def rows_of(bureau: Bureau, certno: str) -> set[Found]:
    """What the lists of the month say of a person."""
    query = f"""select list, reason, amount, compared from screen.worklist
        where month = {MONTH[0] * 100 + MONTH[1]} and person_id = {certno[:17]}"""
    return {(row["list"], row["reason"], _text(row["amount"]), _text(row["compared"])) for row in bureau.sql(query)}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def add_parameters(bureau: Bureau, settings: str) -> None:
    """Put figures that the documents leave open into the bureau's config.toml, whose last section they are."""
    text = bureau.config_path.read_text(encoding="utf-8")
    assert text.rsplit("\n[", 1)[1].startswith("parameters]")
    bureau.config_path.write_text(f"{text}\n{settings}\n", encoding="utf-8")


def _load(bureau: Bureau, place: str, stories: Mapping[str, Plant]) -> None:
    numbered = [(number_of(place, at), one) for at, one in enumerate(stories.values(), start=1)]
    county, township = HOMES.get(place, ("", ""))
    persons = [
        resident(certno, township, county, insu_admdvs=REGIONS[place])
        | {"psn_insu_stas": "1", "psn_insu_date": "2022-12-01"}
        | row
        for certno, one in numbered
        for row in one.insured or ()
    ]
    held = [
        _holds(certno, words, one.tag) for certno, one in numbered for words in filter(None, one.identities.split(","))
    ]
    settled = [_bill(certno, at, cells) for certno, one in numbered for at, cells in enumerate(one.bills)]
    houses = [{"certno": certno, "year": "2023", **one.household} for certno, one in numbered if one.household]
    chronic = [{"certno": certno, **row} for certno, one in numbered for row in one.chronic]
    for kind, rows in (
        ("persons", persons),
        ("identities", held),
        ("households", houses),
        ("chronic", chronic),
        ("settlements", settled),
    ):
        if rows:
            loaded = bureau.intake(kind, rows)
            assert loaded.counts.rejected == 0 or kind == "settlements", kind


def _holds(certno: str, words: str, tag: str) -> Row:
    """`低保对象`, `低保对象 2023-03-05` (from that day), `低保对象 2022-01-01 2023-03-20` (to that day)."""
    name, begins, ends = (*words.split(), "", "")[:3]
    return holds(certno, name, begins or "2022-01-01", ends, tag=tag)


def _bill(certno: str, at: int, cells: Mapping[str, Any]) -> Row:
    given = dict(cells)
    number, day = given.pop("setl_id", f"{certno[-4:-1]}-{at}"), given.pop("day", f"2023-03-{at + 10:02d}")
    return bill(number, certno, day, given.pop("self_pay", "0"), given.pop("own", "0"), **given)
