"""Opens the places of the configuration: a folder, a server by SFTP, any other store that fsspec knows.

Comes in: the configuration and the name of a target. Goes out: a store that is there. A connection is kept for the
round; one that cannot be had is not tried again in it, nor one that broke off several times.
"""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from monitor.config import Config
from monitor.deliver.dispatch.store import FolderStore, LocalStore, Store, own_words
from monitor.delivery_settings import LOCAL, SFTP, TargetSettings
from monitor.errors import DeliveryError, MonitorError, UsageError
from monitor.intake.password import read_password, require_own

_PATIENCE: Final = 3
# Stores of objects: each is there at once or not at all, and there are no folders to rename.
_OF_OBJECTS: Final = frozenset(("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "obs", "oci", "cos"))


class Targets:
    """The targets of a round; use it as a context, so that connections are let go."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._open: dict[str, Store] = {}
        self._failed: dict[str, MonitorError] = {}
        self._broken: Counter[str] = Counter()

    def __enter__(self) -> "Targets":
        return self

    def __exit__(self, *_raised: object) -> None:
        for name in list(self._open):
            self._drop(name)

    def of(self, name: str) -> Store:
        """The store of a target, connected. Raises DeliveryError or UsageError, the same one again in this round."""
        if name in self._failed:
            raise self._failed[name]
        if name not in self._open:
            try:
                self._open[name] = connect(self._config, name)
            except MonitorError as error:
                self._failed[name] = error
                raise
        return self._open[name]

    def broke_off(self, name: str, error: DeliveryError) -> None:
        """After a failure: a connection that no longer answers is let go; after several the target is left alone."""
        if error.code == "E-SEND-001":
            self._drop(name)
            self._broken[name] += 1
            if self._broken[name] >= _PATIENCE:
                self._failed[name] = error

    def _drop(self, name: str) -> None:
        store = self._open.pop(name, None)
        if store is not None:
            try:
                with own_words(section(name), store):
                    store.close()
            except DeliveryError:
                return


def section(name: str) -> str:
    """The section of the configuration, as errors name it."""
    return f"[deliver.to.{name}]"


def connect(config: Config, name: str) -> Store:
    """A store whose folder is there. Raises DeliveryError, or UsageError where password or key cannot be had."""
    settings = config.deliver.to[name]
    where = section(name)
    password = read_password(settings, config.root, where)
    key_file = _key_file(settings, config.root, where)
    with own_words(where):
        store = _store(config, settings, password, key_file)
        store.require()
        return store


def _store(config: Config, settings: TargetSettings, password: str | None, key_file: str | None) -> Store:
    address, seconds = settings.address, config.deliver.timeout_seconds
    if address.scheme == LOCAL:
        import fsspec

        path = str(config.root / address.path)
        return LocalStore(fsspec.filesystem("file"), path, settings.marker, group_reads=settings.group_reads)
    if address.scheme == SFTP:
        from monitor.deliver.dispatch import sftp

        return sftp.connect(address, password, key_file, settings.host_key or "", seconds, settings.marker)
    return _any_other(settings, password, seconds)


def _any_other(settings: TargetSettings, password: str | None, seconds: int) -> Store:
    """A store of another library: login and seconds where the address has a host to log in to, else its own ways."""
    import fsspec

    address = settings.address
    try:
        fsspec.get_filesystem_class(address.scheme)
    except ValueError:
        raise ImportError(address.scheme) from None
    more: dict[str, Any] = {"timeout": seconds, "password": password} if address.user else {}
    fs, root = fsspec.url_to_fs(settings.url, skip_instance_cache=True, **more)
    kind = Store if address.scheme in _OF_OBJECTS else FolderStore
    return kind(fs, root, settings.marker)


def _key_file(settings: TargetSettings, root: Path, where: str) -> str | None:
    if settings.key_file is None:
        return None
    path = root / settings.key_file
    try:
        require_own(path, where)
    except OSError:
        todo = f"检查 {path}：要有这个文件，只有自己能读"
        raise UsageError("E-SRC-PASS", "私钥文件读不出来", where=where, todo=todo) from None
    return str(path)
