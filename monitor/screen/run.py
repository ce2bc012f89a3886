"""Screens one month by the rules in force: writes `screen.warning` anew for it.

Comes in: the warehouse inside a transaction with `settle.burden` up to date, the place's pack. Goes out: the number of
rows on the list. The rules are data: this module only hands them to SQL, month by month of the year, each as
in force then.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from monitor.config import Config
from monitor.errors import StateError
from monitor.policy import Pack, PolicyValue, Rule
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection
from monitor.year_month import last_day

_TEMPORARY = ("previous_row", "earlier_row", "told_line", "candidate", "figure", "in_rule")


def screen(
    con: Connection,
    config: Config,
    pack: Pack,
    year: int,
    month: int,
    *,
    told_through: int | None = None,
    keep: bool = False,
) -> int:
    """Screen a month; returns how many rows are on its list. Raises StateError before the law is in force, and while
    the operator has not set a line that the document leaves open: nobody would be on a list that says all is well.

    Statuses are told against the last list issued up to the month `told_through` of the year; by default those before
    this one. A law need not have a rule: then the list is empty. `keep` leaves the temporary tables for `compare`.
    """
    through = month - 1 if told_through is None else told_through
    rules = {number: pack.rules_on(last_day(year, number)) for number in range(1, month + 1)}
    if not pack.values_on(last_day(year, month)):
        raise StateError(
            "E-RULE-001",
            f"{pack.name} 在 {year}-{month:02d} 没有生效的预警规则",
            todo=f"政策自 {pack.effective} 起施行",
        )
    if unset := pack.unset_lines_on(last_day(year, month)):
        raise _no_line(pack, unset)
    _make_rules(con, rules)
    limits = _lowest(rules[month], config, month)
    statements.run(con, "4_screen/macros")
    for table in _TEMPORARY:
        statements.make_temp(con, table, f"4_screen/{table}", year=year, month=month, through=through, **limits)
    con.execute("delete from screen.warning where month = ?", [year * 100 + month])
    statements.insert(
        con, "screen.warning", "4_screen/warning", year=year, month=month, through=through, **_settings(config)
    )
    if not keep:
        forget(con)
    return int(statements.value(con, "4_screen/listed_count", month=year * 100 + month))


def forget(con: Connection) -> None:
    """Drop what `screen` kept."""
    statements.drop_temp(con, *_TEMPORARY)


def _no_line(pack: Pack, unset: Sequence[PolicyValue]) -> StateError:
    keys = "、".join(f'"{line.id}"' for line in unset)
    return StateError(
        "E-RULE-002",
        f"{pack.name} 的预警线还没有设定，不能筛查，也不能出具名单",
        where=f"config.toml [parameters] {keys}",
        todo="文件没有写明预警线：经办机构定下数值（元），写进 [parameters] 后重新运行",
    )


def _settings(config: Config) -> dict[str, int]:
    watch = config.screen
    return {
        "early_percent": watch.early_percent,
        "pace_min_months": watch.pace_min_months,
        "escalation_lines": watch.escalation_lines,
    }


def _lowest(rules: Iterable[Rule], config: Config, month: int) -> dict[str, Decimal]:
    """The lowest amount that any rule looks at, per measure, in yuan; far above any amount where no rule uses
    the measure."""
    lowest = {"self_pay": [10**15], "burden": [10**15]}
    for rule in rules:
        near = rule.threshold_fen * config.screen.early_percent // 100
        paced = rule.threshold_fen * month // 12 if month >= config.screen.pace_min_months else near
        lowest[rule.measure].append(min(near, paced))
    return {f"least_{measure}": Decimal(min(fen)).scaleb(-2) for measure, fen in lowest.items()}


def _make_rules(con: Connection, by_month: dict[int, tuple[Rule, ...]]) -> None:
    every = {rule.id: rule for rules in by_month.values() for rule in rules}.values()
    in_force = [
        (rule.id, month, rule.measure, rule.operator, Decimal(rule.threshold_fen).scaleb(-2))
        for month, rules in by_month.items()
        for rule in rules
    ]
    statements.make_rows(
        con,
        "rule_month",
        "rule varchar, month integer, measure varchar, operator varchar, threshold decimal(16,2)",
        in_force,
    )
    named = [(rule.id, name) for rule in every for name in rule.identities if name not in rule.except_identities]
    statements.make_rows(con, "rule_identity", "rule varchar, identity varchar", named)
    statements.make_rows(
        con,
        "rule_exclusion",
        "rule varchar, other_rule varchar",
        [(r.id, other) for r in every for other in r.not_in_rules],
    )
    statements.make_rows(
        con, "rule_insurance", "rule varchar, insurance varchar", [(r.id, kind) for r in every for kind in r.insurance]
    )
