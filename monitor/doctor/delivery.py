"""Whether the places to which files are brought can be written, and whether whoever is to be told can be told.

Unlike the other checks this one leaves the machine: it writes an empty file at each place and takes it away again. A
notice is not sent; only its address is looked at.
"""

from collections.abc import Iterator
from typing import Final

from monitor.config import Config
from monitor.deliver.dispatch.notify import require
from monitor.deliver.dispatch.store import own_words
from monitor.deliver.dispatch.targets import connect, section
from monitor.doctor.finding import Finding, Situation, of_error
from monitor.errors import MonitorError

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
