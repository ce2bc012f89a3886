"""The account of one person as the operator reads it in a terminal.

Comes in: an `Account`. Goes out: lines of text, with the person's name and number in full.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from monitor.deliver.account import Account, Line
from monitor.deliver.account_sources import because_text, decision_text, merged_text
from monitor.deliver.waterfall import Settled
from monitor.deliver.waterfall_text import basis_lines, settled_lines, year_lines
from monitor.lists.masking import visible
from monitor.policy.wording import KIND_NAMES

USE_NAMES = {
    "counted": "计入",
    "superseded": "已被更新的版本取代，不计",
    "conflict": "同一结算ID内容矛盾，不计",
    "refunded": "已退费，不计",
    "refund": "退费记录，不计",
    "refund_part": "部分退费，已从原结算中扣减",
    "refund_pending": "退费所指的原结算未到，不计",
    "refund_excess": "退费超过原结算，不计",
    "refund_mismatch": "退费不是同一人，不计",
    "invalid": "有效标志为 0，不计",
    "other_care": "就医类别不计入",
    "elsewhere": "外地参保且不在本地名册，不计",
}
_OPEN_YEAR = 9999
ROSTER_NAMES = {"identities": "身份名册", "persons": "参保名册", "referrals": "转诊备案"}


def as_text(said: Account) -> list[str]:
    """The account: who, the sentence, every settlement, the year, the warnings, the law, the sources."""
    lines = [
        f"{said.name}（{said.number}）  {said.place} {said.month}  人员代码 {said.person_key}",
        *_identity_lines(said),
        f"一句话：{said.aloud}",
        f"口径：{said.window}，计入{said.counted_kinds}；按结算时间先后",
        *_settlement_lines(said),
        *_total_lines(said.totals),
        *year_lines(said.waterfall),
        *_warning_lines(said),
        *basis_lines(said.waterfall),
        *_source_lines(said),
    ]
    return [visible(line) for line in lines]


def place_of(row: dict[str, Any]) -> str:
    """Where a record stands: 批次 4 第 1 条."""
    return f"批次 {row['batch_id']} 第 {row['record']} 条"


def roster_text(row: dict[str, Any]) -> str:
    """What a roster row says: 身份名册 低保对象 2021-01-01 起. A roster without a date of its own has none."""
    begins = f" {row['begins']} 起" if row["begins"] and row["begins"].year > 1 else ""
    return f"{ROSTER_NAMES[row['kind']]} {row['said']}{begins}" + (f"至 {row['ends']}" if row["ends"] else "")


def identity_text(one: dict[str, Any]) -> str:
    """A span of identity with its days, each with who said so."""
    begun = f"（{because_text(one['begun_by'])}）" if one["begun_by"] else ""
    if one["ends"].year == _OPEN_YEAR:
        return f"{one['identity']}，{one['begins']} 起{begun}"
    ended = f"（{because_text(one['ended_by'])}）" if one["ended_by"] else ""
    return f"{one['identity']}，{one['begins']} 起{begun}，{one['ends']} 止{ended}"


def _identity_lines(said: Account) -> list[str]:
    found = [f"身份：{identity_text(one)}" for one in said.identities] or ["身份：本年没有登记身份"]
    found += [f"部门决定：{decision_text(one)}" for one in said.decisions]
    return found + [f"合并：{merged_text(one)}" for one in said.merged]


def _settlement_lines(said: Account) -> Iterator[str]:
    told = {one.row_id: one for one in said.waterfall.settlements}
    for row in said.settlements:
        yield from _record_lines(row)
        if row["row_id"] in told:
            yield from _told_lines(told[row["row_id"]])


def _told_lines(one: Settled) -> Iterator[str]:
    yield from (f"    {text}" for text in settled_lines(one))


def _record_lines(row: dict[str, Any]) -> list[str]:
    care = KIND_NAMES.get(row["care"], row["med_type"])
    head = f"{row['setl_time']:%Y-%m-%d} {care} 结算ID {row['setl_id']}（{place_of(row)}）"
    if row["use"] != "counted":
        return [f"{head}：总费用 {row['medfee']:,}，{USE_NAMES[row['use']]}"]
    return [
        f"{head}：总费用 {_paid(row)} + 个人 {row['burden']:,}",
        f"    合规自付 {row['self_pay']:,}，先行自付 {row['preself']:,}，自费 {row['own_expense']:,}；"
        f"累计合规自付 {row['self_pay_so_far']:,}，累计个人负担 {row['burden_so_far']:,}",
    ]


def _total_lines(totals: dict[str, Decimal]) -> list[str]:
    return [
        f"合计：总费用 {_paid(totals)} + 个人负担 {totals['burden']:,}",
        f"    其中合规自付 {totals['self_pay']:,}，先行自付 {totals['preself']:,}，自费 {totals['own_expense']:,}",
    ]


def _paid(amounts: dict[str, Any]) -> str:
    """30,000.00 = 基本 18,000.00 + … up to what the hospital bears."""
    return (
        f"{amounts['medfee']:,} = 基本 {amounts['basic']:,} + 大病 {amounts['catastrophic']:,}"
        f" + 救助 {amounts['assistance']:,} + 其他 {amounts['other_funds']:,} + 医院 {amounts['hospital']:,}"
    )


def _warning_lines(said: Account) -> list[str]:
    if said.lines:
        return [text for line in said.lines for text in _line_texts(line)]
    return ["预警：本月没有预警，也不在预警观察" if said.is_issued else "预警：本月尚未出具名单，没有筛查"]


def _line_texts(line: Line) -> list[str]:
    crossed = f"，{line.crossed_on} 由结算 {line.crossed_by} 超过" if line.crossed_on else ""
    return [
        f"预警：{line.name} {line.status}：{line.measure} {line.amount:,} 元，{line.standard}{crossed}",
        f"    {line.amount:,} {line.operator} {line.threshold:,}；{line.formula}",
        f"    依据：{line.document} {line.article}：“{line.quote}”",
    ]


def _source_lines(said: Account) -> Iterator[str]:
    """Roster rows and files, then the versions of law and settings."""
    for row in said.rosters:
        yield f"来源：{roster_text(row)}（{place_of(row)}）"
    for one in said.batches:
        yield (
            f"文件：批次 {one['batch_id']} {one['file_name']}，{one['loaded_on']} 载入，SHA-256 {one['sha256'][:16]}"
        )
    yield f"版本：政策包 {said.pack_version}，配置 {said.config_hash[:16]}"
