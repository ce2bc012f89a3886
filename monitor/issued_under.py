"""From what each issue was made: the settings that decide figures, the hash of its inputs; and what was set since.

Comes in: the configuration and the place's pack. Goes out: a row beside the issue, its hashes for the ledger, and a
sentence for the operator who runs a month under other settings. An issue is never touched: what was sent out stays
(RELIABILITY R108).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from monitor import __version__
from monitor.config import Config
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

_SHOWN = 12
_UNSET = "（没有）"


def deciding(config: Config, pack: Pack) -> dict[str, str]:
    """Every setting on which a figure or a row of a list depends, by its key in `config.toml`, as text."""
    return {
        "place": config.place,
        "policy pack": pack.version,
        "settle.mental_diseases": " ".join(sorted(config.settle.mental_diseases)),
        **{f"intake.med_types.{code}": kind for code, kind in config.intake.med_types.items()},
        **{f"screen.{key}": str(value) for key, value in config.screen.model_dump().items()},
        **{f"parameters.{key}": str(value) for key, value in config.parameters.items()},
    }


def record(con: Connection, issue_id: int, config: Config, pack: Pack) -> dict[str, str]:
    """Keep what an issue just frozen was made from, within its transaction; returns the hashes that seal it.

    They are of its rows, its settings (the pack's version among them) and everything that had been loaded, and go into
    the ledger, whose chain is kept outside the warehouse as well.
    """
    said = _dump(deciding(config, pack))
    ((count, inputs),) = statements.rows(con, "5_lists/input")
    con.execute(
        "insert into lists.issued_under values (?, ?, ?, ?, ?, null)", [issue_id, _sha256(said), said, count, inputs]
    )
    settled_now(con, issue_id)
    ((rows,),) = con.execute("select rows_sha256 from lists.issue where issue_id = ?", [issue_id]).fetchall()
    return {
        "rows_sha256": str(rows),
        "settings_sha256": _sha256(said),
        "inputs_sha256": str(inputs),
        "program_version": __version__,
    }


def settled_now(con: Connection, issue_id: int) -> None:
    """Remember that an issue, or what was said to correct it, tells its year as it is settled by now."""
    run = statements.value(con, "5_lists/settled_run", issue_id=issue_id)
    con.execute("update lists.issued_under set settled_run = ? where issue_id = ?", [run, issue_id])


def same_settings(con: Connection, issue_id: int, config: Config, pack: Pack) -> bool:
    """Whether an issue was made under the settings of now; false where they were not kept."""
    query = "select settings_sha256 from lists.issued_under where issue_id = ?"
    kept = con.execute(query, [issue_id]).fetchall()
    return [str(one) for (one,) in kept] == [_sha256(_dump(deciding(config, pack)))]


def changed_since(con: Connection, config: Config, pack: Pack, month: int) -> tuple[str, ...]:
    """What is set otherwise than when the month (six digits), or the newest before it, was issued; may be nothing."""
    found = statements.rows(con, "5_lists/issued_under", month=month)
    now = _dump(deciding(config, pack))
    if not found or found[0][1] == _sha256(now):
        return ()
    issued, sha256, said = found[0]
    changes = list(_changes(json.loads(said), json.loads(now)))
    more = f"等 {len(changes)} 项" if len(changes) > _SHOWN else ""
    return (
        f"{month_text(issued)} 出具以后设置有变化：{'；'.join(changes[:_SHOWN])}{more}"
        f"（设置指纹 {sha256[:16]} → {_sha256(now)[:16]}）。已出具的名单不变",
    )


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key, _UNSET), now.get(key, _UNSET)
        if old != new:
            yield f"政策包 {old[:16]} → {new[:16]}" if key == "policy pack" else f"{key} {old} → {new}"


def _dump(settings: Mapping[str, str]) -> str:
    return json.dumps(settings, ensure_ascii=False, sort_keys=True)


def _sha256(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()
