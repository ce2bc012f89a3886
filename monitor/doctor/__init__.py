"""Looks a workspace over and says what is sound, what deserves attention, and what must be mended before the next run.

Comes in: the path of a `config.toml` and the moment. Goes out: findings, each with what to do. It changes nothing. The
files are looked at before the warehouse is opened, because opening mends what it finds.
"""

from collections.abc import Iterator

from monitor.doctor import contents, delivery, environment, files, stored
from monitor.doctor.finding import Check, Finding, Situation, exit_family, lines, of_error
from monitor.doctor.situation import situation_of
from monitor.errors import MonitorError

__all__ = ["CHECKS", "Finding", "Situation", "examine", "exit_family", "lines", "situation_of"]

# In the order in which they are asked. What asks the open warehouse, such as the ledger against it, is one more name in
# `stored.CHECKS`; anything else is one more line here.
CHECKS: tuple[Check, ...] = (
    Check("配置", contents.config),
    Check("政策包", contents.pack),
    Check("字段权限表", contents.access),
    Check("模板和查询", contents.templates),
    Check("工作日表", contents.calendar),
    Check("Python", environment.python),
    Check("依赖库", environment.libraries),
    Check("时钟", environment.clock_),
    Check("字体", environment.fonts),
    Check("路径", files.places),
    Check("权限", files.modes),
    Check("属主", files.owners),
    Check("磁盘空间", files.space),
    Check("磁盘加密", files.encryption),
    Check("残留", files.left_over),
    Check("密钥", contents.secret),
    Check("送达", delivery.delivery),
    Check("数据仓库", stored.warehouse_),
)


def examine(situation: Situation) -> Iterator[Finding]:
    """Every finding, check by check; what keeps several checks from looking is said once."""
    said: set[str] = set()
    for check in CHECKS:
        try:
            yield from (one if one.name else one.named(check.name) for one in check.ask(situation))
        except MonitorError as error:
            if str(error) not in said:
                yield of_error(error).named(check.name)
            said.add(str(error))
