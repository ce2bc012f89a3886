"""What an operator should know of people in a file that was taken in: numbers of nowhere, other names, people who may
be there twice, identities that it ends, and whether a roster decides anything.

Comes in: the warehouse inside the load's transaction. Goes out: Chinese sentences with counts and places in the
file, never with a person.
"""

from monitor.warehouse import statements
from monitor.warehouse.batch import ROWS_PER_BATCH, Batch
from monitor.warehouse.connection import Connection

_DAYLESS = ("persons", "regions")
_SHOWN = 20


def ended(con: Connection, batch: Batch) -> tuple[str, ...]:
    """Notes on the spans of identity that a load ends; call it while the new spans stand beside the old ones."""
    shortened, at_once, nameless = statements.rows(con, "2_warehouse/span_ended", base=batch.base)[0]
    notes = [f"这次载入使 {shortened} 段已有的身份结束或提前结束，请核对人数"] if shortened else []
    if at_once:
        notes.append(f"有 {at_once} 段身份没有写结束日期，但按已载入的较晚的全量或结束日期已经结束")
    if nameless and notes:
        notes.append("这份全量没有写来源部门：几个部门的全量会互相顶替，请给每个部门的名册加上“来源部门”列")
    return tuple(notes)


def strange_numbers(con: Connection, batch: Batch) -> tuple[str, ...]:
    """A note on identity numbers of a province that does not exist: they are taken, for their check digit is right."""
    people = statements.value(con, "2_warehouse/strange_number", base=batch.base)
    return (f"有 {people} 人的证件号码前两位不是任何省份的代码：已接收，请核对",) if people else ()


def names(con: Connection, batch: Batch) -> tuple[str, ...]:
    """Notes on people who go by another name elsewhere, and on people who may be on the rosters under two numbers."""
    notes: tuple[str, ...] = ()
    if found := _records(con, "2_warehouse/name_conflict", batch):
        notes += (f"{found}：姓名与名册上同一号码的另一种写法不一致，仍算一个人，请核对号码是不是写错",)
    if batch.kind == "persons" and (found := _records(con, "2_warehouse/suspected_twice", batch)):
        notes += (
            f"{found}：与另一个号码的人姓名、出生日期、户号都相同，疑似一人两号，没有合并；"
            "确是一人的用 monitor intake renumbered 登记",
        )
    return notes


def _records(con: Connection, name: str, batch: Batch) -> str:
    """The records that a query finds, as text; empty if there are none."""
    found = [
        str(record) for (record,) in statements.rows(con, name, base=batch.base, end=batch.base + ROWS_PER_BATCH - 1)
    ]
    more = f" 等 {len(found)} 条" if len(found) > _SHOWN else ""
    return f"第 {'、'.join(found[:_SHOWN])} 条记录{more}" if found else ""


def dayless_again(con: Connection, batch: Batch) -> tuple[str, ...]:
    """A note that a second list without a day does not win over the first, where the two differ."""
    if batch.as_of is not None or batch.kind not in _DAYLESS:
        return ()
    changed = statements.value(con, "2_warehouse/roster_again", base=batch.base)
    if not changed:
        return ()
    return (f"有 {changed} 条与以前载入的不同；没有写 --as-of，不会以这份为准：请加 --as-of 日期 再载入一次",)
