"""Tells the operator which township names of a roster the list of divisions does not know, and which ones come
nearest."""

import difflib

from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

_SHOWN = 5
_LONGEST = 12


def notes(con: Connection, base: int) -> tuple[str, ...]:
    """Notes on the persons just loaded (row_id above `base`) who have no township; none where there are no
    divisions at all."""
    statements.make_temp(con, "region", "2_warehouse/region")
    statements.make_temp(con, "place_code", "2_warehouse/place_code")
    names = _names(con)
    unknown = statements.records(con, "2_warehouse/place_unknown", base=base)
    if not unknown:
        return ()
    if not names:
        return ("还没有载入行政区划，所有人员暂列“待核（未落实乡镇）”：请用 monitor intake regions 载入",)
    people = sum(row["person_count"] for row in unknown)
    shown = [f"未落实乡镇 {people} 人，列入“待核”，不会遗漏"]
    shown += [
        _note(row["county"], row["township"], row["person_count"], names) for row in unknown[:_SHOWN] if row["township"]
    ]
    return tuple(shown)


def _note(county: str, township: str, people: int, names: list[str]) -> str:
    near = difflib.get_close_matches(township, names, n=2, cutoff=0.5)
    hint = f"，最接近：{'、'.join(near)}" if near else ""
    return f"区划表里没有“{_plain(county)}{_plain(township)}”（{people} 人）{hint}"


def _plain(name: str) -> str:
    """A place name, or a stand-in for a cell that holds something else: it may be somebody's name or number."""
    return name if len(name) <= _LONGEST and not any(letter.isdigit() for letter in name) else "（不是地名，不显示）"


def _names(con: Connection) -> list[str]:
    return [
        str(name)
        for (name,) in con.execute("select distinct name from region where level = 'township' order by name").fetchall()
    ]
