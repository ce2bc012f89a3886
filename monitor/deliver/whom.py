"""Whom a word names: a number of a person, a code of a person, or the number of a row of an issued list.

Comes in: the word as the operator typed it, the month whose lists are meant. Goes out: the person's number in the
warehouse. Never guesses: a word that names several persons is refused, and so is a row's number with a digit wrong.
"""

import re
from typing import Final

from monitor.config import Config
from monitor.errors import NotFound, StateError
from monitor.lists.row_code import row_of
from monitor.warehouse import secret, statements
from monitor.warehouse.connection import Connection

_ROW_CODE: Final = re.compile(r"[0-9]{1,7}-[0-9]{2}")
_PERSON_KEY: Final = re.compile(r"[0-9a-f]{32}")

_CERTNO: Final = """
    select id_number(number), coalesce(right(number, 1) = check_character(id_number(number)), false)
    from (select eighteen(id_text($word)) as number)
"""


def person_named(con: Connection, config: Config, word: str, year: int, month: int) -> int:
    """The person_id; raises NotFound, or StateError when the word names several persons."""
    found = _by_number(con, config, word)
    if not found and _ROW_CODE.fullmatch(word):
        return _by_row(con, word, year, month)
    if not found and _is_mistyped(con, word):
        todo = "核对号码的每一位：写错一位可能是另一个人"
        raise NotFound("E-PERSON-004", "身份证号的校验位不对", todo=todo)
    if not found:
        todo = "核对证件号码、人员编号、人员代码，或用名单编号和 --month 一起查"
        raise NotFound("E-PERSON-001", "没有这个人：名册和结算里都没有", todo=todo)
    if len(found) > 1:
        raise StateError("E-PERSON-002", "这个编号对应不止一个人", todo="改用证件号码查询")
    return found[0]


def _by_number(con: Connection, config: Config, word: str) -> list[int]:
    number, is_sound = _certno(con, word)
    found = statements.rows(con, "6_deliver/explain_person", number=number if is_sound else None, word=word)
    if not found and _PERSON_KEY.fullmatch(word.lower()):
        pads = secret.pads(secret.read(config))
        found = statements.rows(con, "6_deliver/explain_key", person_key=word.lower(), **pads)
    return [int(one) for (one,) in found]


def _certno(con: Connection, word: str) -> tuple[int | None, bool]:
    """(the seventeen digits of an identity number, whether the last character fits them)."""
    row = con.execute(_CERTNO, {"word": word}).fetchone()
    return (row[0], bool(row[1])) if row else (None, False)


def _is_mistyped(con: Connection, word: str) -> bool:
    """Whether it is an identity number in form only: a slip in one digit would show the account of somebody else."""
    number, is_sound = _certno(con, word)
    return number is not None and not is_sound


def _by_row(con: Connection, code: str, year: int, month: int) -> int:
    """The person of a row; the check digits tell which version of the month's list the code is from."""
    said = f"{year}-{month:02d}"
    query = "select issue_id, version from lists.issue where month = ? order by version desc, issue_id desc"
    for issue_id, version in con.execute(query, [year * 100 + month]).fetchall():
        row_no = row_of(said, version, code)
        found = statements.rows(con, "6_deliver/explain_row", issue_id=issue_id, row_no=row_no) if row_no else []
        if found:
            return int(found[0][0])
    todo = "核对编号的每一位，用 --month 写明名单的月份（编号连同月份才有效）"
    raise NotFound("E-PERSON-003", f"{said} 的名单里没有这个编号", todo=todo)
