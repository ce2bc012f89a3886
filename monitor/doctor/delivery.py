"""Whether the places to which files are brought can be written, and whether whoever is to be told can be told.

Unlike the other checks this one leaves the machine: it writes an empty file at each place and takes it away again. A
notice is not sent; only its address is looked at.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from monitor.config import Config
from monitor.deliver.dispatch.addressing import idle, offices, wants
from monitor.deliver.dispatch.notify import require
from monitor.deliver.dispatch.store import own_words
from monitor.deliver.dispatch.targets import connect, section
from monitor.doctor.finding import Finding, Situation, of_error
from monitor.doctor.tables import has
from monitor.errors import MonitorError
from monitor.lists.freeze import regions_of
from monitor.offices import BUREAU, KINDS, kind_of
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

_PROBE: Final = ".monitor-probe"


def delivery(situation: Situation) -> Iterator[Finding]:
    """Every target takes a file; every channel has an address."""
    config = situation.config
    if config is None:
        return
    for name in config.deliver.to:
        yield _target(config, name)
    for name, channel in config.deliver.notify.items():
        try:
            require(name, channel)
            yield Finding(f"[deliver.notify.{name}] 有地址")
        except MonitorError as error:
            yield of_error(error)
    if not (config.deliver.to or config.deliver.notify):
        yield Finding("没有写送到哪里：名单只写在 out 文件夹")


def _target(config: Config, name: str) -> Finding:
    try:
        store = connect(config, name)
        with own_words(section(name), store):
            store.probe(_PROBE)
            store.close()
    except MonitorError as error:
        return of_error(error)
    return Finding(f"[deliver.to.{name}] 能写")


def recipients(con: Connection, situation: Situation, config: Config) -> Iterator[Finding]:
    """Every word of `recipients` names an office of the region table; how many offices no target takes."""
    if not config.deliver.to or situation.pack is None or not has(con, "warehouse", "region_row"):
        return
    statements.make_temp(con, "region", "2_warehouse/region")
    regions = regions_of(con, situation.pack, situation.at.date())
    yield from (Finding(what, "核对区划代码，或删去这一项", name="送达") for what in idle(config, regions))
    targets = config.deliver.to.values()
    taken = {office for office in offices(regions) if any(wants(target, office, regions) for target in targets)}
    left = Counter(kind_of(office) for office in offices(regions) if office not in taken and office != BUREAU)
    if left:
        said = "、".join(f"{kind} {left[kind]} 个" for kind in KINDS if left[kind])
        what = f"[deliver.to] 没有包括的接收单位：{said}，它们的名单只在 out 文件夹"
        yield Finding(what, "由人工分送的不用管；要自动送的，写进 recipients", name="送达")
