"""The settings that decide figures, kept with each issue, and what has been set otherwise since.

Comes in: the configuration and the place's pack. Goes out: a row beside the issue, and a sentence for the operator who
runs a month under other settings. An issue is never touched: what was sent out stays (RELIABILITY R108).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from monitor.config import Config
from monitor.policy import Pack
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

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


def record(con: Connection, issue_id: int, config: Config, pack: Pack) -> None:
    """Keep the settings of an issue just frozen, within its transaction."""
    said = _dump(deciding(config, pack))
    con.execute("insert into lists.issued_under values (?, ?, ?)", [issue_id, _sha256(said), said])


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
        f"{issued // 100}-{issued % 100:02d} 出具以后设置有变化：{'；'.join(changes[:_SHOWN])}{more}"
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
