"""Who has confirmed that a package arrived: by a file beside it, or by word of mouth that the operator writes down.

Comes in: the open warehouse, the day. Goes out: packages noted as acknowledged, in warehouse, ledger and audit log. A
file counts if it is a copy of the manifest or names its hash; nothing else of it is read or kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from monitor import audit
from monitor.config import Config
from monitor.deliver.dispatch.handing import folder_of
from monitor.deliver.dispatch.state import Dispatch, rows, settle
from monitor.deliver.dispatch.store import Store, own_words
from monitor.deliver.dispatch.targets import Targets, section
from monitor.errors import DeliveryError, MonitorError, NotFound
from monitor.warehouse import ledger
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text

_BEGINNINGS: Final = ("ACK", "回执")
_LOOKED_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the targets gave: packages now acknowledged, packages whose file names another hash, and errors,
    one of each kind for a target.
    """

    acknowledged: tuple[Dispatch, ...] = ()
    other: tuple[Dispatch, ...] = ()
    errors: tuple[MonitorError, ...] = ()


def look(con: Connection, config: Config, today: date) -> Looked:
    """Look beside every package that arrived in the last 90 days and is not acknowledged."""
    waiting = [
        one
        for one in rows(con)
        if one.state == "delivered" and one.target in config.deliver.to and today - one.changed_on <= _LOOKED_FOR
    ]
    taken, other, errors = list[Dispatch](), list[Dispatch](), dict[tuple[str, str], MonitorError]()
    with Targets(config) as targets:
        for one in waiting:
            try:
                said = _said(targets.of(one.target), one)
            except MonitorError as error:
                if isinstance(error, DeliveryError):
                    targets.broke_off(one.target, error)
                errors.setdefault((one.target, error.code), error)
                continue
            if said:
                acknowledge(con, config, one, today, by="file")
                taken.append(one)
            elif said is not None:
                other.append(one)
    return Looked(tuple(taken), tuple(other), tuple(errors.values()))


def acknowledge(con: Connection, config: Config, one: Dispatch, on: date, *, by: str) -> None:
    """Note that a package was acknowledged, by a `file` or by `hand`."""
    month = month_text(one.month)
    facts = {"recipient": one.recipient, "target": one.target, "sha256": one.sha256, "by": by}
    audit.record(con, config, {"what": "acknowledged", "month": month, "version": one.version, **facts})
    with transaction(con):
        settle(con, one, "acknowledged", on, tried=False)
        ledger.note(con, "acknowledged", on, month=one.month, issue_id=one.issue_id, **facts)
    ledger.reconcile(con, config)


def by_hand(con: Connection, config: Config, month: int, recipient: str, on: date) -> tuple[Dispatch, ...]:
    """Note that a recipient has confirmed what it was handed of a month. Raises NotFound where nothing has arrived."""
    own = [one for one in rows(con, month) if one.recipient == recipient]
    arrived = [one for one in own if one.state == "delivered"]
    if not arrived:
        what = "这份早已确认收到" if any(one.state == "acknowledged" for one in own) else "这个接收单位没有已送到的文件"
        todo = "用 monitor status 看送达情况；接收单位代码就是送达文件夹的名字，如 340123101_township"
        raise NotFound("E-SEND-010", what, todo=todo)
    for one in arrived:
        acknowledge(con, config, one, on, by="hand")
    return tuple(arrived)


def _said(store: Store, one: Dispatch) -> bool | None:
    """True where a file confirms this package, False where one names something else, None where there is none."""
    with own_words(section(one.target), store):
        found = [content for name, content in store.small_files(folder_of(one)) if name.startswith(_BEGINNINGS)]
    if not found:
        return None
    return any(_confirms(content, one.sha256) for content in found)


def _confirms(content: bytes, manifest: str) -> bool:
    return sha256(content).hexdigest() == manifest or manifest.encode("ascii") in content.lower()
