"""Identity numbers that became others: by which number each person goes now.

Comes in: the changes of number that operators registered or withdrew, inside a load's transaction. Goes out: the
temporary table `renumbered`, every chain followed to its end; sentences with counts for the operator.
Never guesses that two numbers are one person: somebody said so, with evidence. Order of loading decides nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from monitor.errors import InputRefused
from monitor.warehouse import statements
from monitor.warehouse.batch import Batch
from monitor.warehouse.connection import Connection

_SHOWN = 20
_WITHDRAW = "写错的或改回原号码的，用同样的原、新证件号码再写一行，操作写“撤销”，和改正后的行一起载入"


def chain_ends(links: Mapping[int, int]) -> dict[int, int | None]:
    """For each old number the last number of its chain A → B → C; None where the chain runs in a circle."""
    ends: dict[int, int | None] = {}
    for start in links:
        way: dict[int, None] = {}
        at = start
        while at in links and at not in ends and at not in way:
            way[at] = None
            at = links[at]
        ends.update(dict.fromkeys(way, None if at in way else ends.get(at, at)))
    return ends


def make_table(con: Connection, batch: Batch) -> None:
    """Make `renumbered` (number, person_id). InputRefused where an old number has two new ones, or in a circle."""
    found = [(int(old), int(new), int(row)) for old, new, row in statements.rows(con, "2_warehouse/renumbered_link")]
    news = Counter(old for old, _new, _row in found)
    _refuse_forks(batch, [row for old, _new, row in found if news[old] > 1])
    ends = chain_ends({old: new for old, new, _row in found})
    _refuse_circles(batch, [row for old, _new, row in found if ends[old] is None])
    columns = "number bigint not null, person_id bigint not null"
    statements.make_rows(con, "renumbered", columns, ends.items())


def notes(con: Connection, batch: Batch) -> tuple[str, ...]:
    """What a file of changes does: numbers joined and parted, whom the next issue computes again. While `alias_new`
    stands beside the old links."""
    linked, parted, unmatched = statements.rows(con, "2_warehouse/renumbered_effect", base=batch.base)[0]
    years = statements.rows(con, "2_warehouse/renumbered_year")
    said = [f"{linked} 个号码并入新号码，{parted} 个号码不再并入原来的新号码"]
    if years:
        again = "、".join(f"{year} 年 {people} 人" for year, people in years)
        said.append(f"下次出具时重新累计：{again}；已出具的名单不变")
    if unmatched:
        said.append(f"{unmatched} 条撤销没有对应的登记：请核对两个号码")
    return tuple(said)


def _refuse_forks(batch: Batch, rows: Iterable[int]) -> None:
    if rows:
        raise InputRefused(
            "E-LINK-FORK",
            "同一个原证件号码登记了两个新证件号码，整个文件没有载入",
            where=_where(batch, rows),
            todo=_WITHDRAW,
        )


def _refuse_circles(batch: Batch, rows: Iterable[int]) -> None:
    if rows:
        raise InputRefused(
            "E-LINK-CYCLE",
            "证件号码变更绕成了圈（甲改成乙，乙又改成甲），不知道现在用哪个，整个文件没有载入",
            where=_where(batch, rows),
            todo=_WITHDRAW,
        )


def _where(batch: Batch, rows: Iterable[int]) -> str:
    """The file and its records among `rows`; the other side may have been loaded before."""
    own = sorted(row - batch.base for row in rows if row > batch.base)
    return f"{batch.file_name}，第 {'、'.join(str(record) for record in own[:_SHOWN])} 条记录"
