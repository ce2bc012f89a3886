"""Why the engine refuses an analyst's query, in our own words: its own name values of the data.

Comes in: the connection to the published copy and the engine's error. Goes out: a `QueryError`.
"""

import difflib
import re
from typing import Final

import duckdb

from monitor.errors import QueryError
from monitor.warehouse.connection import Connection

_SEE: Final = '运行 monitor sql "show tables" 查看有哪些表，"describe 表名" 查看有哪些列'
_FUNCTION: Final = re.compile(r"Function with name \"?([^\s\"]+)\"? does not exist", re.IGNORECASE)
_TABLE: Final = re.compile(r"with name (\S+) does not exist|Referenced table \"([^\"]+)\" not found", re.IGNORECASE)
_COLUMN: Final = re.compile(
    r"column \"?([^\s\"]+)\"? not found|does not have a column named \"([^\"]+)\"", re.IGNORECASE
)


def refused(con: Connection, error: duckdb.Error) -> QueryError:
    """What a query is refused with: what is wrong by kind, an unknown name with the nearest known ones."""
    text = str(error)
    if function := _FUNCTION.search(text):
        return QueryError("E-SQL-003", f"没有这个函数：{function[1][:60]}", todo=_SEE)
    if table := _TABLE.search(text):
        return _unknown("表", table[1] or table[2], _names(con, "select table_name from duckdb_tables()"))
    if column := _COLUMN.search(text):
        return _unknown("列", column[1] or column[2], _columns_at_hand(con, text))
    kinds = {
        duckdb.PermissionException: "不允许：分析副本只能读，不能访问文件、扩展和设置",
        duckdb.ParserException: "SQL 语法有误",
        duckdb.BinderException: "SQL 引用有误（表、列或类型）",
        duckdb.OutOfMemoryException: "查询用的内存超过上限，请缩小范围",
        duckdb.InvalidInputException: "不允许：分析副本只能读",
    }
    what = next((shown for kind, shown in kinds.items() if isinstance(error, kind)), "查询没有成功")
    return QueryError("E-SQL-004", what, todo='参考 docs/dictionary.md 和 monitor sql "show tables"')


def _unknown(kind: str, name: str, there: set[str]) -> QueryError:
    near = difflib.get_close_matches(name.lower(), sorted(there), n=3)
    todo = "最接近的：" + "、".join(near) if near else _SEE
    return QueryError("E-SQL-003", f"没有这个{kind}：{name[:60]}", todo=todo)


def _columns_at_hand(con: Connection, text: str) -> set[str]:
    """Of the columns that the engine proposes those that the copy has: what it proposes is of the tables asked."""
    proposed = set(re.findall(r'"([^"]+)"', text.partition("Candidate bindings:")[2]))
    return proposed & _names(con, "select column_name from duckdb_columns()")


def _names(con: Connection, query: str) -> set[str]:
    return {str(name) for (name,) in con.execute(query).fetchall()}
