"""Tells people that something happened, by mail, DingTalk, WeCom or a webhook: counts and months, nobody's data.

Comes in: an event with its text. Goes out: one message on every channel that asks for the event, once. The address is
read from the environment. The library may speak to the address and to nothing else: no redirects, no pictures from
elsewhere, nothing kept on disk. What cannot be sent is told, and stops nothing.
"""

import logging
import os
import warnings
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from monitor import audit
from monitor.config import Config
from monitor.deliver.dispatch.store import own_words
from monitor.delivery_settings import NotifySettings
from monitor.errors import DeliveryError, MonitorError, StorageError
from monitor.warehouse import ledger
from monitor.warehouse.connection import Connection, transaction
from monitor.year_month import month_text

# The library can speak to a hundred services; these are the ones that are meant, and that stay where they are told.
SCHEMES: Final = ("mailto", "mailtos", "dingtalk", "wecombot", "json", "jsons", "form", "forms")
_KNOWN_BY: Final = "防返贫监测预警"
_PROGRAM: Final = "monitor"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: of which event and month (six digits), the text, and what tells two of one event apart."""

    event: str
    month: int
    text: str
    key: str = ""


def tell(con: Connection, config: Config, notices: Iterable[Notice], today: date) -> tuple[MonitorError, ...]:
    """Send each notice once on every channel that asks for its event; returns what could not be sent."""
    failed: dict[str, MonitorError] = {}
    for notice in notices:
        for name, channel in config.deliver.notify.items():
            if notice.event in channel.events and name not in failed and not _was_told(con, notice, name):
                error = _tell(con, config, notice, name, today)
                failed |= {name: error} if error else {}
    return tuple(failed.values())


def require(name: str, channel: NotifySettings) -> str:
    """The address of a channel. Raises DeliveryError where the variable is not set or says something else."""
    where = f"[deliver.notify.{name}]"
    url = os.environ.get(channel.url_env, "")
    if not url:
        raise DeliveryError(
            "E-SEND-009", f"环境变量 {channel.url_env} 没有设置", where=where, todo="设好通知地址再运行"
        )
    if url.partition("://")[0].lower() not in SCHEMES:
        todo = "写 mailto(s)://、dingtalk://、wecombot://、json(s):// 或 form(s):// 开头的地址"
        raise DeliveryError("E-SEND-009", "通知地址的写法不认得", where=where, todo=todo)
    return url


def _tell(con: Connection, config: Config, notice: Notice, name: str, today: date) -> MonitorError | None:
    month = month_text(notice.month)
    facts = {"what": "notified", "event": notice.event, "month": month, "channel": name}
    try:
        audit.record(con, config, facts)
        _send(name, require(name, config.deliver.notify[name]), notice, config.deliver.timeout_seconds)
    except MonitorError as error:
        with suppress(StorageError):
            audit.record(con, config, {**facts, "result": "failed", "code": error.code})
        return error
    with transaction(con):
        ledger.note(con, "notified", today, month=notice.month, notice=notice.event, channel=name, key=notice.key)
    ledger.reconcile(con, config)
    return None


def _was_told(con: Connection, notice: Notice, name: str) -> bool:
    said = {"notice": notice.event, "channel": name, "key": notice.key}
    return any(said.items() <= facts.items() for facts in ledger.facts(con, "notified", notice.month))


def _send(name: str, url: str, notice: Notice, seconds: int) -> None:
    """One message. Raises DeliveryError; the library says only whether it went."""
    where = f"[deliver.notify.{name}]"
    with own_words(where), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's hundred services load what is old in Python
        is_known, is_sent = _spoken(url, notice, seconds)
    if not is_sent:
        what = "通知没有发出" if is_known else "通知地址不完整"
        todo = "检查通知地址和网络；机器人要求关键词的，设为“防返贫”"
        raise DeliveryError("E-SEND-009", what, where=where, todo=todo)


def _spoken(url: str, notice: Notice, seconds: int) -> tuple[bool, bool]:
    """(whether the address is one, whether the message went)."""
    import apprise

    logging.getLogger("apprise").addHandler(logging.NullHandler())
    messenger = apprise.Apprise(asset=_asset(apprise, seconds))
    if not messenger.add(url):
        return False, False
    return True, bool(messenger.notify(body=notice.text, title=f"{_KNOWN_BY}：{TITLES[notice.event]}"))


def _asset(apprise: Any, seconds: int) -> Any:
    return apprise.AppriseAsset(
        app_id=_PROGRAM, app_desc=_PROGRAM, app_url="", image_url_mask=None, image_url_logo=None,
        async_mode=False, secure_logging=True, http_redirects=False, pgp_autogen=False, pem_autogen=False,
        storage_mode="memory", service_timeout=seconds, allow_templates=False, timezone="Asia/Shanghai", language="zh",
    )  # fmt: skip


TITLES: Final = {
    "issued": "名单已出具",
    "failed": "名单没有出具",
    "reminder": "临近期限",
    "undelivered": "没有送到",
    "correction": "有更正",
}
