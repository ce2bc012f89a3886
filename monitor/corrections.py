"""What was issued and no longer holds, told openly: a correction list to the offices that had the original.

Comes in: the warehouse inside a transaction with the year settled anew, an issued month. Goes out: a further version of
the month's issue with those rows only that have become other: newly over the line, told with another amount, no longer
over it. What was issued stays as it is. Never touches what was screened when the list was issued.
"""

from datetime import date
from typing import Final

from monitor.checks import verify_screened
from monitor.config import Config
from monitor.errors import StateError
from monitor.feedback import refresh_cases
from monitor.issued_under import record, same_settings, settled_now
from monitor.lists.freeze import freeze, issue_of, issues_of
from monitor.policy import Pack
from monitor.screen import screen
from monitor.screen.changes import CAUSES, compare, finish
from monitor.warehouse import ledger, statements
from monitor.warehouse.connection import Connection
from monitor.year_month import month_text

# Early watch is no list; whose amount and line are as they were told was told right.
_DELETE_AS_TOLD: Final = """
    delete from screen.warning
    where month = ?
        and (early_watch or (person_id, rule) in (select (person_id, rule) from change where change = 'stays'))
"""
_NAME_CAUSE: Final = """
    update screen.warning set correction_cause = concat_ws(
        '，原因：',
        case
            when status = 'new' then
                case when exists (
                    from listed_then where listed_then.person_id = warning.person_id and listed_then.rule = warning.rule
                ) then '曾列入又撤出，现重新列入' else coalesce(nullif(correction_cause, ''), '原名单没有列入') end
            when status in ('corrected', 'gone') and cause not in ('refund', 'corrected')
                then regexp_replace(correction_cause, '(退费或结算更正|本月冲减)后', '按现有数据')
            else nullif(correction_cause, '')
        end,
        cause_word.word
    )
    from change_cause join cause_word using (cause)
    where warning.month = ? and warning.person_id = change_cause.person_id and warning.rule = change_cause.rule
"""


def correct(con: Connection, config: Config, pack: Pack, month: int, issued_on: date) -> int | None:
    """Freeze the correction list of an issued month (six digits); returns its issue_id, None if all was told right.

    The caller holds the transaction and has settled the year. Raises StateError where the month was never issued.
    """
    if issue_of(con, month) is None:
        raise StateError(
            "E-CORR-001", "这个月还没有出具名单，没有可更正的", todo="直接运行 monitor month，按现有数据出具"
        )
    year, number = divmod(month, 100)
    con.execute("create or replace temp table screened_then as from screen.warning where month = ?", [month])
    screen(con, config, pack, year, number, told_through=number, keep=True)
    verify_screened(con, config, pack, year, number)
    _keep_what_changed(con, config, pack, month)
    issue_id = _freeze(con, config, pack, month, issued_on) if _any_left(con, month) else None
    con.execute("delete from screen.warning where month = ?", [month])
    con.execute("insert into screen.warning from screened_then")
    statements.drop_temp(con, "screened_then")
    return issue_id


def _keep_what_changed(con: Connection, config: Config, pack: Pack, month: int) -> None:
    """Leave the rows that have become other, each with its cause in its remark."""
    statements.make_temp(con, "listed_then", "4_screen/listed_then", month=month)
    newest = issues_of(con, month)[-1]
    compare(con, newest, month, is_set_otherwise=not same_settings(con, newest, config, pack))
    statements.make_rows(con, "cause_word", "cause varchar, word varchar", CAUSES.items())
    con.execute(_NAME_CAUSE, [month])
    con.execute(_DELETE_AS_TOLD, [month])
    statements.drop_temp(con, "listed_then")
    finish(con)


def correct_closed(con: Connection, config: Config, pack: Pack, year: int, issued_on: date) -> tuple[str, ...]:
    """Correct the last list of every year but this one that was settled anew since: no list to come will tell it.

    Returns what is to be said of years whose lists were made under other settings: whether those are to be told anew
    is the operator's to decide. The caller holds the transaction and has settled those years.
    """
    said = []
    for month, issue_id in statements.rows(con, "5_lists/overtaken", year=year):
        if same_settings(con, issue_id, config, pack):
            correct(con, config, pack, month, issued_on)
            settled_now(con, issue_id)
        else:
            said.append(f"{month // 100} 年的设置与出具时不同，没有自动更正：{_by_hand(month)}")
    return tuple(said)


def _by_hand(month: int) -> str:
    name = month_text(month)
    return f"用 monitor month {name} --plan 看差别，用 monitor month {name} --correct 出具更正名单"


def _freeze(con: Connection, config: Config, pack: Pack, month: int, issued_on: date) -> int:
    refresh_cases(con)
    issue_id = freeze(con, config, pack, month // 100, month % 100, issued_on)
    seals = record(con, issue_id, config, pack)
    refresh_cases(con)
    ledger.note(con, "corrected", issued_on, month=month, issue_id=issue_id, **seals)
    return issue_id


def _any_left(con: Connection, month: int) -> bool:
    found = con.execute("select exists (from screen.warning where month = ?)", [month]).fetchone()
    return bool(found and found[0])
