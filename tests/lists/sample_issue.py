"""A synthetic issue: two counties, five townships (one empty), long names, large amounts, every status."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.lists.issue import Feed, Issue, IssueRow, NotComputed, Owed, Region, RuleText, Visit

QUOTE = (
    "经基本医保、大病保险和医疗救助后个人自付费用累计超过1万元的，医保经办机构按月筛查，于每月10日前主动将名单和费用信息"
    "提供给乡村振兴、民政部门以及所在乡镇，由相关部门和乡镇组织专人入户了解情况，开展精准帮扶。"
)
RULE = RuleText(
    id="hefei_return_to_poverty",
    name="因病返贫致贫预警",
    measure="self_pay",
    measure_name="合规自付",
    operator=">",
    threshold_fen=1_000_000,
    formula="合规自付 = 政策范围内费用 − 各项基金支付，逐笔计算，小于 0 时按 0 计，自 1 月 1 日起累计",
    kinds_text="住院、门诊慢特病",
    window_text="自然年度内累计",
    article="二(六)",
    quote=QUOTE,
    document="合肥市巩固拓展医疗保障脱贫攻坚成果有效衔接乡村振兴战略实施办法（征求意见稿）",
    attention=(),
)
REGIONS = (
    Region("340121000000", "长丰县", "county"),
    Region("340123000000", "肥西县", "county"),
    Region("340121100000", "水湖镇", "township", "340121000000"),
    Region("340121101000", "庄墓镇", "township", "340121000000"),
    Region("340123100000", "上派镇", "township", "340123000000"),
    Region("340123101000", "三河镇", "township", "340123000000"),
    Region("340123102000", "桃花镇", "township", "340123000000"),
)
EMPTY_TOWNSHIP = "340123102"
VILLAGES = ("河西村", "向阳社区", "柳塘村", "四十里店村", "新河村", "石板桥村", "陈家圩村")
IDENTITIES = ("特困人员", "低保对象", "返贫致贫人口", "防止返贫监测对象", "低保边缘家庭成员")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "桂兰秀英建国玉珍德明春生小红志强家旺传友𠮷䶮"
_ODD_NAMES = ("阿卜杜热西提·买买提依明·吐尔逊江", "欧阳𠮷祥", "李䶮")
_STATUSES = ("new", "new", "continuing", "continuing", "continuing", "escalated")


def sample_row(row_no: int = 1, *, seed: int = 1, **changes: object) -> IssueRow:
    """One synthetic person on the official list, with parts that add up to the fen."""
    dice = random.Random(f"{seed}-{row_no}")
    parts = {
        "basic_fen": dice.randrange(200_000, 6_000_000),
        "catastrophic_fen": dice.choice([0, dice.randrange(0, 2_000_000)]),
        "assistance_fen": dice.choice([0, dice.randrange(0, 1_500_000)]),
        "other_funds_fen": dice.choice([0, 0, dice.randrange(0, 90_000)]),
        "hospital_fen": dice.choice([0, 0, dice.randrange(0, 50_000)]),
    }
    self_pay = 1_000_001 + dice.choice([0, dice.randrange(0, 3_000_000)])
    own, pre = dice.randrange(0, 900_000), dice.randrange(0, 400_000)
    burden = self_pay + own + pre
    township = dice.choice(REGIONS[2:6])
    birth = date(dice.randrange(1932, 2016), dice.randrange(1, 13), dice.randrange(1, 28))
    status = dice.choice(_STATUSES)
    status = "escalated" if row_no % 10 == 4 else status
    identity = dice.choice(IDENTITIES)
    owed = owed_parts(row_no)
    fields: dict[str, object] = {
        "row_no": row_no,
        "rule_id": RULE.id,
        "status": status,
        "early_watch": False,
        "early_reason": "",
        "person_key": f"{row_no:032x}",
        "psn_name": dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice([1, 2, 2]))),
        "certno": f"{township.code[:6]}{birth:%Y%m%d}{row_no % 1000:03d}X",
        "certno_is_id": True,
        "gend": dice.choice("12"),
        "brdy": birth,
        "age": 2023 - birth.year,
        "insurance": "resident",
        "identity": identity,
        "identities": (identity, "脱贫人口") if row_no % 9 == 0 else (identity,),
        "identity_since": date(2022, 1, 1),
        "attention": row_no % 17 == 0,
        "county_code": township.parent,
        "county": next(region.name for region in REGIONS if region.code == township.parent),
        "township_code": township.code,
        "township": township.name,
        "village": dice.choice(VILLAGES[:-1]),
        "resdbook_no": f"{township.code[:9]}{row_no // 3:06d}",
        "mob": f"1990000{row_no:04d}",
        "addr": f"试验路{row_no}号",
        "measure": "self_pay",
        "amount_fen": self_pay,
        "threshold_fen": RULE.threshold_fen,
        "over_by_fen": self_pay - RULE.threshold_fen,
        "previous_amount_fen": None if status == "new" else self_pay - 50_000,
        "correction_cause": "",
        "first_month": "2023-03" if status == "new" else "2023-02",
        "crossed_on": date(2023, 3 if status == "new" else 2, 1 + row_no % 28),
        "settlements": dice.randrange(1, 30),
        "medfee_fen": burden + sum(parts.values()),
        "in_scope_fen": self_pay + parts["basic_fen"] + parts["catastrophic_fen"] + parts["assistance_fen"],
        **parts,
        "self_pay_fen": self_pay,
        "own_expense_fen": own,
        "preself_fen": pre,
        "burden_fen": burden,
        "owed_fen": sum(part.amount_fen for part in owed),
        "owed": owed,
        "departed": {5: "died", 6: "moved", 7: "stopped"}.get(row_no % 13, ""),
        **case_fields(row_no, status),
    }
    return IssueRow(**{**fields, **changes})  # type: ignore[arg-type]


def visit(on: date, by: str = "township", **said: str) -> Visit:
    """One receipt; what is not said is empty."""
    blank = dict.fromkeys(("visitor", "found", "outcome", "decision", "identity", "measures", "remarks"), "")
    return Visit(on, by, **{**blank, **said})


VISITS = (
    visit(date(2023, 3, 14), visitor="张干部", found="not_met", remarks="家中无人，邻居说在城里儿子家"),
    visit(
        date(2023, 3, 20), visitor="张干部", found="met", outcome="to_minimum",
        measures="送去米和油，帮助填写低保申请", remarks="儿子外出务工",
    ),
)  # fmt: skip
DECISION = visit(
    date(2023, 2, 27), "civil_affairs", visitor="李科员", decision="recognise", identity="低保边缘家庭成员"
)


def case_fields(row_no: int, status: str) -> dict[str, object]:
    """Where the case stands: every state occurs; row 2 has two visits, an escalated row 4, 14 … was closed before."""
    since = "2023-03" if status == "new" else "2023-01"
    case: dict[str, object] = {"case_since": since, "case_months": 0 if status == "new" else 2}
    if row_no % 10 == 2:
        return {**case, "case_state": "decided", "visits": VISITS}
    if row_no % 10 == 4:
        return {**case, "case_since": "2023-03", "case_months": 0, "reopened": True, "visits": (DECISION,)}
    if row_no % 10 == 6:
        return {**case, "case_state": "visited", "visits": (visit(date(2023, 3, 9), found="data_wrong"),)}
    return {**case, "case_state": "closed", "visits": (DECISION,)} if row_no % 10 == 8 else case


def owed_parts(row_no: int) -> tuple[Owed, ...]:
    """What is owed to every third person by itself, and to every second of them on application too."""
    if row_no % 3:
        return ()
    by_itself = Owed("大病保险", 120_000_03 + row_no * 7)
    applied = Owed("医疗救助", 50_000_01 + row_no, on_application=True, article="二(六)")
    return (by_itself, applied) if row_no % 2 == 0 else (by_itself,)


def large_row(row_no: int) -> IssueRow:
    """A long name and millions of yuan."""
    row = sample_row(row_no, psn_name=_ODD_NAMES[0], village=VILLAGES[3])
    more = 123_456_789_01
    return replace(
        row,
        amount_fen=row.amount_fen + more,
        over_by_fen=row.over_by_fen + more,
        self_pay_fen=row.self_pay_fen + more,
        burden_fen=row.burden_fen + more,
        in_scope_fen=row.in_scope_fen + more,
        medfee_fen=row.medfee_fen + more,
    )


def early_row(row_no: int) -> IssueRow:
    """Somebody under the line who is on course to cross it."""
    row = sample_row(row_no, status="new", early_watch=True, early_reason="已达预警线的 80% 以上")
    amount = 850_000 + row_no
    return replace(
        row,
        amount_fen=amount,
        over_by_fen=amount - row.threshold_fen,
        self_pay_fen=amount,
        burden_fen=amount,
        own_expense_fen=0,
        preself_fen=0,
        medfee_fen=row.medfee_fen - row.burden_fen + amount,
        first_month="",
        crossed_on=None,
        previous_amount_fen=None,
        case_state="",
        case_since="",
        case_months=0,
        reopened=False,
        visits=(),
    )


def gone_row(row_no: int, status: str, cause: str) -> IssueRow:
    """Somebody who was on the previous list and is under the line now."""
    row = replace(early_row(row_no), early_watch=False, early_reason="", correction_cause=cause)
    return replace(row, status=status, previous_amount_fen=1_234_567, first_month="2023-02")  # type: ignore[arg-type]


def sample_rows(count: int = 60) -> tuple[IssueRow, ...]:
    """`count` rows: official ones of every kind, then early watch, past, and rows without a place."""
    tail: list[IssueRow] = [
        large_row(count - 11),
        sample_row(count - 10, psn_name=_ODD_NAMES[1], village=VILLAGES[-1]),
        sample_row(count - 9, psn_name=_ODD_NAMES[2], village=""),
        early_row(count - 8),
        early_row(count - 7),
        gone_row(count - 6, "corrected", "3月12日退费，年度累计减少"),
        gone_row(count - 5, "gone", ""),
        sample_row(count - 4, status="corrected", correction_cause="补报2月零星报销"),
        sample_row(count - 3, township_code="", township="水胡镇"),
        sample_row(count - 2, township_code="", township="", village=""),
        sample_row(count - 1, township_code="", township="", county_code="", county="", village=""),
        sample_row(count, age=None, brdy=None, gend="", identity_since=None, resdbook_no=""),
    ]
    return (*(sample_row(number) for number in range(1, count - 11)), *tail)


def sample_issue(rows: Sequence[IssueRow] | None = None, **changes: object) -> Issue:
    """The March 2023 issue of a draft pack."""
    issue = Issue(
        place="hefei",
        place_name="合肥市",
        month="2023-03",
        issued_on=date(2023, 4, 8),
        version=1,
        draft=True,
        document=RULE.document,
        pack_version="a1b2c3d4e5f6",
        program_version="0.1.0",
        rules=(RULE,),
        freshness=(
            Feed("医保结算", "2023-03-31", "含 3 月零星报销 12 笔"),
            Feed("低保、特困名册（民政）", "2023-03-28"),
            Feed("监测对象名册（乡村振兴）", "2023-02-27", "超过 31 天未更新"),
        ),
        regions=REGIONS,
        rows=tuple(sample_rows() if rows is None else rows),
        totals={"参保人员": 20_000, "本年有费用": 9_312, "列入筛查": 1_655, "超过预警线": 57},
        not_computed=(NotComputed("特惠保", ("特惠保起付线（extra.deductible）",)),),
    )
    return replace(issue, **changes)  # type: ignore[arg-type]


def large_issue(persons: int = 20_000, counties: int = 12, townships: int = 160) -> Issue:
    """Many persons spread evenly over made-up townships; one rule."""
    county_list = [Region(f"3401{number:02d}000000", f"试验{number}县", "county") for number in range(1, counties + 1)]
    township_list = [
        Region(
            f"{county_list[number % counties].code[:6]}{100 + number:03d}000",
            f"第{number + 1}镇",
            "township",
            county_list[number % counties].code,
        )
        for number in range(townships)
    ]
    names = {county.code: county.name for county in county_list}
    rows = []
    for number in range(1, persons + 1):
        place = township_list[number % townships]
        rows.append(
            sample_row(
                number,
                township_code=place.code,
                township=place.name,
                county_code=place.parent,
                county=names[place.parent],
            )
        )
    return sample_issue(rows, regions=(*county_list, *township_list))
