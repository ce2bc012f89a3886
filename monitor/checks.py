"""Truths that must hold of what is stored: each a query in `sql/checks/` that returns the rows for which it does not.

Comes in: a warehouse, inside the transaction of a month or at rest. Goes out: nothing, or an IntegrityError that names
the check and says how many rows offend. Which rows is asked with `offences`; they name persons and go into no message.
The header of a file says when it is run: `month` before a month is committed (bounded to the month, or to small
tables), `issue` then too, of the list just frozen, `year` for each settled year and `full` over everything at rest,
`published` on the analysts' copy.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import click

from monitor.config import Config, load_config
from monitor.errors import IntegrityError, MonitorError
from monitor.policy import Pack, Rule, load_pack
from monitor.resources import sql_dir
from monitor.settle import prepare, view_counted
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection, warehouse
from monitor.year_month import last_day

_HEAD = re.compile(r"^-- @(check|when) (.+)$", re.MULTILINE)
_ALL_TIME = {"first_month": 0, "last_month": 999_999}
_RULE_TABLES = {
    "rule_in_force": "rule varchar, measure varchar, operator varchar, threshold decimal(16,2)",
    "rule_holder": "rule varchar, identity varchar",
    "rule_insured": "rule varchar, insurance varchar",
    "rule_outranked": "rule varchar, other_rule varchar",
}


@dataclass(frozen=True)
class Check:
    """One truth: its file's name, what is wrong when it does not hold (Chinese), and when it is asked."""

    name: str
    wrong: str
    when: frozenset[str]


@cache
def checks() -> tuple[Check, ...]:
    """Every check in `sql/checks/`, by name."""
    return tuple(_read(path) for path in sorted((sql_dir() / "checks").glob("*.sql")))


def verify(con: Connection, config: Config, pack: Pack, year: int, month: int) -> None:
    """Ask every `month` and `issue` check of a month just frozen, before it is committed; raises IntegrityError."""
    verify_screened(con, config, pack, year, month)
    _ask(con, "issue", parameters(year, month), "本月没有出具")


def verify_screened(con: Connection, config: Config, pack: Pack, year: int, month: int) -> None:
    """Ask every `month` check of a month just screened, of which less than a whole list is to be frozen."""
    ready(con, config, pack, year, month)
    _ask(con, "month", parameters(year, month), "本月没有出具")


def verify_all(con: Connection, config: Config, pack: Pack) -> int:
    """Ask every `year` and `full` check of a warehouse at rest; returns how many were asked. Raises IntegrityError."""
    asked = 0
    for year, month in con.execute("select year, through_month from settle.progress order by year").fetchall():
        ready(con, config, pack, year, month)
        asked += _ask(con, "year", parameters(year, month), "数据没有改动")
    statements.run(con, "1_intake/macros")
    return asked + _ask(con, "full", _ALL_TIME, "数据没有改动")


def offences(con: Connection, name: str, **known: Any) -> list[tuple[Any, ...]]:
    """The rows for which a check does not hold."""
    return statements.rows(con, f"checks/{name}", **known)


def ready(con: Connection, config: Config, pack: Pack, year: int, month: int) -> None:
    """Make the temporary tables that the checks of a month read: codes, what counts, the rules in force."""
    prepare(con, config, pack)
    statements.make_temp(con, "person_late", "3_settle/person_late", year=year)
    view_counted(con, pack, year, 1, month)
    _make_rules(con, pack.rules_on(last_day(year, month)))


def parameters(year: int, month: int) -> dict[str, Any]:
    """Every parameter that a check of a month may name."""
    number = year * 100 + month
    bounds = {"first_month": number, "last_month": number}
    return {"year": year, "month": month, "month_end": last_day(year, month), **bounds}


def _ask(con: Connection, when: str, known: dict[str, Any], outcome: str) -> int:
    wanted = [check for check in checks() if when in check.when]
    for check in wanted:
        found = len(offences(con, check.name, **known))
        if found:
            raise IntegrityError(
                "E-INT-005",
                f"核对未通过：{check.wrong}（{found} 处），{outcome}",
                where=f"检查 {check.name}",
                todo="请把检查名称报告给维护者（其中没有个人信息），修正后重新运行",
            )
    return len(wanted)


def _make_rules(con: Connection, rules: Iterable[Rule]) -> None:
    """The rules in force, told once more by themselves, not by what the screening has made of them."""
    told: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _RULE_TABLES}
    for rule in rules:
        told["rule_in_force"].append((rule.id, rule.measure, rule.operator, Decimal(rule.threshold_fen).scaleb(-2)))
        told["rule_holder"] += [(rule.id, name) for name in rule.identities if name not in rule.except_identities]
        told["rule_insured"] += [(rule.id, kind) for kind in rule.insurance]
        told["rule_outranked"] += [(rule.id, other) for other in rule.not_in_rules]
    for table, rows in told.items():
        statements.make_rows(con, table, _RULE_TABLES[table], rows)


def _read(path: Path) -> Check:
    said = dict(_HEAD.findall(path.read_text(encoding="utf-8")))
    return Check(path.stem, said["check"], frozenset(said["when"].split()))


def main(arguments: list[str]) -> int:
    """`python -m monitor.checks config.toml`: every truth of a workspace at rest; the exit code is the error's."""
    try:
        config = load_config(Path(arguments[0] if arguments else "config.toml"))
        pack = load_pack(config.place, user_dir=config.optional_path("packs")).with_parameters(config.parameters)
        with warehouse(config.path("warehouse"), config.engine) as con:
            click.echo(f"核对通过：{verify_all(con, config, pack)} 项")
    except MonitorError as error:
        click.echo("\n".join(error.lines()), err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
