"""`monitor month --plan` as the operator reads it: a sum per rule, a table of what changes where, five examples.

Comes in: a `Plan`. Goes out: lines of Chinese text with masked names. Every figure of a table is counted once, and its
last row is the sum that the sentence above it says.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from monitor.deliver.analysis import aligned
from monitor.deliver.wording import INSURANCE, NO_COUNTY, UNPLACED, line, money
from monitor.lists.masking import visible
from monitor.plan import CHANGES, Example, Part, Plan
from monitor.policy.wording import MEASURE_NAMES
from monitor.screen.changes import CAUSES

_TO_COME: Final = {"in": "进入", "out": "退出", "escalated": "升级", "stays": "持续"}
_ISSUED: Final = {"in": "应补入", "out": "应撤出", "changed": "金额或预警线有变", "stays": "不变"}
_NO_END: Final = date(9999, 12, 31)
_CORRECTED: Final = "已按更正后的金额"
_STANDINGS: Final = {
    "refund": "退费", "refund_part": "部分退费", "refunded": "已退费", "superseded": "被更正的旧记录",
    "conflict": "相互矛盾",
}  # fmt: skip


def plan_lines(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """What the operator reads; `names` of the rules by id."""
    shown = [_head(plan)]
    changes = [part for part in plan.parts if part.change != "stays"]
    for rule in dict.fromkeys(part.rule for part in plan.parts):
        shown += _rule(plan, [part for part in plan.parts if part.rule == rule], names.get(rule, rule))
    if plan.was_issued and not changes:
        shown.append("  与出具时一致，没有要更正的")
    elif not plan.parts and not plan.watched[0]:
        shown.append("  没有人超线，也没有预警观察")
    if plan.watched[0]:
        shown.append(f"  预警观察：{plan.watched[0]} 人次，其中新增 {plan.watched[1]} 人次")
    if plan.examples:
        shown.append(f"举例（{len(plan.examples)} 人，各种原因先各举一人）：")
        for number, example in enumerate(plan.examples, start=1):
            shown += _example(plan, example, number, names)
    return [*shown, *(f"  注意：{one}" for one in plan.cautions)]


def _head(plan: Plan) -> str:
    if plan.was_issued:
        return f"{plan.month} 预演（没有写入任何内容）；本月此前已出具，封存内容不变，以下是现在重算与出具时的差别"
    against = f"与 {plan.against} 的名单相比" if plan.against else "本年还没有出具过名单，超线的都是新进入"
    return f"{plan.month} 预演（没有写入任何内容），{against}"


def _words(plan: Plan) -> Mapping[str, str]:
    return _ISSUED if plan.was_issued else _TO_COME


def _rule(plan: Plan, parts: Sequence[Part], name: str) -> Iterator[str]:
    words, counts = _words(plan), _counts(parts)
    before, after = ("已出具", "现在") if plan.was_issued else ("上期", "本期")
    stayed = "、".join(
        f"{words[kind]} {counts[kind]}" for kind in ("escalated", "changed") if kind in words and counts[kind]
    )
    yield (
        f"  {name}：{before} {_before(counts)} + {words['in']} {counts['in']} − {words['out']} {counts['out']}"
        f" = {after} {_after(counts)} 人次" + (f"（其中{stayed}）" if stayed else "")
    )
    if counts["in"] + counts["out"] + counts["escalated"] + counts["changed"]:
        yield from (f"    {text}" for text in _table(plan, parts, (before, after)))
    yield from _causes(parts, words)


def _table(plan: Plan, parts: Sequence[Part], ends: tuple[str, str]) -> list[str]:
    """A row for each township and identity with changes; the others together; the sum."""
    words = _words(plan)
    groups: dict[tuple[str, str, str], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.county_code, part.township_code, part.identity), []).append(part)
    changed = {key: own for key, own in groups.items() if any(part.change != "stays" for part in own)}
    same = [part for key, own in groups.items() if key not in changed for part in own]
    rows = [
        [_place(plan, county, township), identity or "无", *_figures(own, words)]
        for (county, township, identity), own in changed.items()
    ]
    if same:
        rows.append([f"其余 {len(groups) - len(changed)} 处没有变化", "", *_figures(same, words)])
    rows.append(["合计", "", *_figures(parts, words)])
    return aligned([["县区乡镇", "身份", ends[0], *words.values(), ends[1]], *rows])


def _figures(parts: Iterable[Part], words: Mapping[str, str]) -> list[str]:
    counts = _counts(parts)
    return [str(_before(counts)), *(str(counts[kind]) for kind in words), str(_after(counts))]


def _counts(parts: Iterable[Part]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in parts:
        counts[part.change] += part.rows
    return counts


def _before(counts: Counter[str]) -> int:
    return counts.total() - counts["in"]


def _after(counts: Counter[str]) -> int:
    return counts.total() - counts["out"]


def _causes(parts: Sequence[Part], words: Mapping[str, str]) -> Iterator[str]:
    for kind in CHANGES:
        counts: Counter[str] = Counter()
        for part in parts:
            if part.change == kind and part.cause:
                counts[part.cause] += part.rows
        said = "、".join(f"{zh} {counts[cause]}" for cause, zh in CAUSES.items() if counts[cause])
        if said:
            yield f"    {words[kind]}{f'中{_CORRECTED}' if kind == 'stays' else ''}的原因：{said}"


def _place(plan: Plan, county: str, township: str) -> str:
    if not county:
        return NO_COUNTY
    return plan.places.get(county, county) + (plan.places.get(township, township) if township else UNPLACED)


def _example(plan: Plan, one: Example, number: int, names: Mapping[str, str]) -> Iterator[str]:
    place, identity = _place(plan, one.county_code, one.township_code), one.identity or "无身份"
    before = ("出具时" if plan.was_issued else "上期") if one.is_listed_before else "此前（不在名单上）"
    yield f"  例 {number} {one.name}，{place}，{identity}：{_change(plan, one)}，{CAUSES[one.cause]}"
    moved = f"{line(_fen(one.line_before))} → 现在 " if _is_moved(one) and one.line_before is not None else ""
    yield (
        f"    {names.get(one.rule, one.rule)}：{MEASURE_NAMES[one.measure]} {before} {_yuan(one.before)} → 现在"
        f" {_yuan(one.after)}，预警线 {moved}{line(_fen(one.line))}"
    )
    yield from (f"    {text}" for text in _why(one))
    row = f"（{plan.against} 名单第 {one.row_code} 号）" if one.row_code else ""
    yield f"    查看全部经过：monitor explain {one.person_key} --month {plan.month}{row}"


def _change(plan: Plan, one: Example) -> str:
    """In what the row changes; of a row that stays, whether the amount is another, the line, or both."""
    if one.change != "changed":
        return _words(plan)[one.change]
    parts = {"金额": one.before != one.after, "预警线": _is_moved(one)}
    return "、".join(name for name, is_other in parts.items() if is_other) + "有变"


def _is_moved(one: Example) -> bool:
    return one.line_before not in (None, one.line)


def _why(one: Example) -> Iterator[str]:
    """What made the difference, in the words of the cause."""
    for row in one.settlements:
        kind = _STANDINGS.get(row["standing"], "")
        late = "，名单出具后才载入" if row["is_late"] and one.cause != "crossed" else ""
        yield (
            f"结算 {visible(row['setl_id'])}（{row['settled_on']}{'，' + kind if kind else ''}）"
            f"{MEASURE_NAMES[one.measure]} {_yuan(row['amount'])}{late}，批次 {row['batch_id']}"
        )
    if one.settlement_count > len(one.settlements):
        yield f"等共 {one.settlement_count} 笔结算"
    for held in one.identities:
        until = "" if held["ends"] == _NO_END else f" 至 {held['ends']}"
        yield f"身份 {visible(held['identity'])}：自 {held['begins']}{until}，{held['learned_on']} 得知"
    if one.cause == "roster":
        then, now = (INSURANCE.get(code, "不在册") for code in one.insurance)
        yield f"险种或参保名册：{then} → {now}"
    elif one.cause == "parameter":
        yield "预警线、规则或设置与出具时不同，见下面的“注意”"
    elif one.cause == "merged":
        yield "两个号码现在算作一个人，或号码已经变更"


def _yuan(amount: Decimal) -> str:
    return money(_fen(amount))


def _fen(amount: Decimal) -> int:
    return int(amount.scaleb(2))
