"""What the director has to know this month, in sentences: every word of them follows from a figure of the page.

Comes in: the figures of the summary. Goes out: Chinese sentences, the list first, then what came of it, the money, the
coverage, the data. Says nothing where there is nothing to say, and never compares with a month that was not issued.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from monitor.deliver.director_places import PlaceLine, Steps
from monitor.deliver.heat import HeatRow
from monitor.deliver.owing import HelpSum
from monitor.deliver.proportion import share
from monitor.deliver.wording import money, month_zh
from monitor.lists.issue import IssueRow
from monitor.lists.picture import Band, OpenCases, Refused, Trend

_FEW: Final = 3
_NEAR: Final = "已达预警线的"


def month_sentence(trend: Sequence[Trend], screened: int) -> str:
    """How many are on the list, how many more than on the last one."""
    if not trend:
        return ""
    now = trend[-1]
    rows = f"（{now.rows} 人次）" if now.rows != now.persons else ""
    fresh = f"，新增 {now.new} 人次" if now.new else "，没有新增" if now.rows else ""
    listed = f"预警 {now.persons} 人{rows}" if now.rows else "没有人预警"
    return f"筛查本年有费用的 {screened:,} 人，本月{listed}{compared(trend)}{fresh}。"


def compared(trend: Sequence[Trend]) -> str:
    """How many persons more or fewer than on the list before; nothing on the first list of the year."""
    if len(trend) < 2:
        return ""
    before, now = trend[-2], trend[-1]
    name = "上月" if _follows(before.month, now.month) else month_zh(before.month)
    more = now.persons - before.persons
    return f"，与{name}持平" if not more else f"，比{name}{'多' if more > 0 else '少'} {abs(more)} 人"


def place_sentence(lines: Sequence[PlaceLine]) -> str:
    """The county and the township with the most warned persons."""
    total = lines[-1].steps.warned if lines else 0
    counties = _most(lines, "county")
    if not total or not counties:
        return ""
    persons = counties[0].steps.warned
    said = f"{_names(counties)}最多，{'各 ' if len(counties) > 1 else ''}{persons} 人"
    said += f"，占 {share(persons, total)}" if len(counties) == 1 else ""
    towns = _most(lines, "township")
    if towns and len(towns) <= _FEW:
        said += f"；乡镇中{_names(towns)}最多，{'各 ' if len(towns) > 1 else ''}{towns[0].steps.warned} 人"
    return said + "。"


def follow_sentence(year: Steps, cases: OpenCases) -> str:
    """What came of the year's warnings, and how long the oldest case has been open."""
    if not year.warned:
        return ""
    said = (
        f"本年上过名单的 {year.warned} 人中，已入户 {year.visited} 人（{year.visited_share}），"
        f"后来纳入监测或得到救助 {year.helped} 人（{year.helped_share}）"
    )
    if cases.count:
        since = (
            f"，最久的自{month_zh(cases.oldest_since)}起已 {cases.oldest_months} 个月" if cases.oldest_months else ""
        )
        said += f"；还有 {cases.count} 件没有办结{since}"
    return said + "。"


def owed_sentence(people: int, owed_fen: int, by_payer: Sequence[HelpSum], everybody_fen: int) -> str:
    """What could still be paid: to those on the list, and to everybody insured."""
    said = []
    if owed_fen:
        most = by_payer[0]
        by_whom = f"{most.payer}最多，{most.amount} 元" if len(by_payer) > 1 else f"应由{most.payer}支付"
        said.append(f"名单上 {people} 人还可报销 {money(owed_fen)} 元，{by_whom}")
    if everybody_fen:
        said.append(f"全部参保人应享未享合计 {money(everybody_fen)} 元")
    return "；".join(said) + "。" if said else ""


def coverage_sentence(rows: Iterable[tuple[str, int, int]]) -> str:
    """Which coverage is short of all, the one that lacks most persons first; `rows` are (name, due, done)."""
    short = sorted(
        ((name, due, done) for name, due, done in rows if done < due), key=lambda one: (one[2] - one[1], one[0])
    )
    if not short:
        return ""
    told = [f"{name} {share(done, due)}，差 {due - done} 人" for name, due, done in short[:_FEW]]
    return f"没有达到 100% 的：{'；'.join(told)}{f'；另有 {len(short) - _FEW} 项' if len(short) > _FEW else ''}。"


def data_sentence(refused: Sequence[Refused], unplaced: int, not_loaded: Sequence[str]) -> str:
    """What is wrong with the data, if anything is."""
    waiting = sum(one.open_rows for one in refused)
    said = [
        f"{waiting} 条记录没有收进来，待改正" if waiting else "",
        f"{unplaced} 人没有落实县区或乡镇" if unplaced else "",
        f"{'、'.join(not_loaded)}还没有载入" if not_loaded else "",
    ]
    told = [one for one in said if one]
    return f"数据方面：{'；'.join(told)}。" if told else ""


def line_sentence(bands: Sequence[Band]) -> str:
    """How many are over their line, and how many just under it."""
    over = sum(one.persons for one in bands if one.low >= 100)
    near = sum(one.persons for one in bands if one.high == 100)
    twice = sum(one.persons for one in bands if one.low >= 200)
    far = f"，其中 {twice} 人超过两倍" if twice else ""
    return f"{over} 人过了预警线{far}；还有 {near} 人已到线的 80%，离线不远。"


def watch_sentence(rows: Iterable[IssueRow]) -> str:
    """Who is watched without being near the line: by the pace of the months so far; empty where nobody is."""
    watched = [row for row in rows if row.early_watch]
    near = sum(row.early_reason.startswith(_NEAR) for row in watched)
    if len(watched) == near:
        return ""
    return (
        f"预警观察 {len(watched)} 人次：{near} 人次已接近预警线；{len(watched) - near} 人次离线还远，但照今年以来的进度"
        "年底前会超线，所以也列入观察。"
    )


def payer_sentence(listed_burden: int, listed_fee: int, burden: int, fee: int) -> str:
    """What the warned persons bear themselves, against everybody with cost."""
    mine, all_ = share(listed_burden, listed_fee), share(burden, fee)
    return f"名单上的人自己负担了医疗总费用的 {mine}，全部有费用的人是 {all_}。"


def heat_sentence(rows: Sequence[HeatRow]) -> str:
    """On how many townships the warned persons are spread."""
    cells = [cell for row in rows for cell in row.cells]
    hit = [cell for cell in cells if cell.persons]
    if not hit:
        return "本月没有一个乡镇（街道）有人预警。"
    top = sorted((cell.persons for cell in hit), reverse=True)[:5]
    most = f"最多的 {len(top)} 个合计 {sum(top)} 人，占 {share(sum(top), sum(cell.persons for cell in hit))}"
    return f"{len(cells)} 个乡镇（街道）中 {len(hit)} 个有人预警" + (f"，{most}。" if len(hit) > len(top) else "。")


def _most(lines: Iterable[PlaceLine], level: str) -> list[PlaceLine]:
    """The lines of a level with the most warned persons; none where nobody is warned."""
    of_level = [line for line in lines if line.level == level and line.steps.warned]
    most = max((line.steps.warned for line in of_level), default=0)
    return [line for line in of_level if line.steps.warned == most]


def _names(lines: Sequence[PlaceLine]) -> str:
    shown = "、".join(line.name for line in lines[:_FEW])
    return shown + (f"等 {len(lines)} 个县区" if len(lines) > _FEW else "")


def _follows(before: str, now: str) -> bool:
    """Whether a month like 2023-03 comes right after another."""
    return _number(now) - _number(before) == 1


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)
