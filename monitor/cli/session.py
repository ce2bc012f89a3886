"""What every command needs: the configuration, the place's pack, the warehouse."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.config import Config, load_config
from monitor.errors import NotFound
from monitor.policy import Pack, load_pack
from monitor.policy.check import require_parameters
from monitor.warehouse import ledger
from monitor.warehouse.connection import Connection, warehouse
from monitor.warehouse.migrate import migrate


def read_config(path: Path) -> tuple[Config, Pack]:
    """The configuration and its place's pack, with the operator's parameters filled in."""
    config = load_config(path)
    pack = load_pack(config.place, user_dir=config.optional_path("packs"))
    require_parameters(pack, config.parameters)
    return config, pack.with_parameters(config.parameters)


@contextmanager
def open_warehouse(config: Config) -> Iterator[Connection]:
    """The warehouse, brought to this program's layout and compared with its ledger.

    Raises NotFound where `monitor init` has not been run, IntegrityError where the ledger knows more.
    """
    path = config.path("warehouse")
    if not path.exists():
        raise NotFound(
            "E-INIT-001", "这里还没有数据仓库", where=str(path), todo="先运行 monitor init 目录 --place 地方代号"
        )
    with warehouse(path, config.engine) as con:
        migrate(con)
        ledger.reconcile(con, config)
        yield con
        ledger.reconcile(con, config)
    shutil.rmtree(path.parent / ".spill", ignore_errors=True)
