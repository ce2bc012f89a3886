"""Persons whose every value occurs nowhere else, and a finished folder with them: who may find which of them where.

`READERS` says of every file of the folder by whose letters it was made and whose rows are its own; a file that is not
named there must hold nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pyzipper

from monitor.config import Config
from monitor.deliver.director import Overview
from monitor.deliver.dispatch.archive import package_code
from monitor.deliver.dispatch.parcel import Finished, Parcel
from monitor.deliver.folder import write_issue
from monitor.deliver.people import DEPARTED
from monitor.deliver.sealed import holder, passcode
from monitor.deliver.wording import INSURANCE, date_zh, day_zh, money, month_zh, yuan
from monitor.deliver.work_wording import REASONS
from monitor.delivery_settings import TargetSettings
from monitor.intake.receipt_words import DECISION, FOUND, OUTCOME
from monitor.lists.access import FIELDS
from monitor.lists.issue import Issue, IssueRow, Owed, Visit
from monitor.lists.work import MonthWork, WorkRow
from tests.deliver.reading import ACCESS, book_text
from tests.deliver.unsealing import KEY, TOWNSHIPS, is_sealed, sealed
from tests.lists.sample_issue import REGIONS, sample_issue, sample_row
from tests.lists.sample_picture import sample_picture
from tests.lists.sample_work import work_list, work_row

HOMES = {1: REGIONS[2], 2: REGIONS[3], 3: REGIONS[4], 4: REGIONS[2], 5: REGIONS[2]}
NO_TOWNSHIP, NO_COUNTY = 4, 5
MONEY = [name for name in FIELDS if name.endswith("_fen")]
_TEXTS = ("psn_name", "village", "addr", "identity", "correction_cause")


def planted(number: int, **changes: object) -> IssueRow:
    """Person `number`, in the township of that number; 4 has no township, 5 not even a county."""
    home = HOMES[number]
    county = next(region for region in REGIONS if region.code == home.parent)
    texts = {name: f"丝雀{name}{number}" for name in _TEXTS}
    amounts = {name: 7_000_000_11 + number * 1_000_000 + index * 1_013 for index, name in enumerate(MONEY)}
    return sample_row(
        **{
            "row_no": number,
            **texts,
            **amounts,
            "identities": (texts["identity"], f"丝雀identities{number}"),
            "identities_ended": (f"丝雀ended{number}",),
            "early_reason": "",
            "certno": f"39010119510307{number}73X",
            "resdbook_no": f"99887766{number}",
            "mob": f"1660000777{number}",
            "person_key": f"c0ffee{number}" * 4,
            "brdy": date(1951, 3, number),
            "age": 70 + number,
            "insurance": "employee",
            "identity_since": date(2011, 5, number),
            "crossed_on": date(2023, 2, 20 + number),
            "first_month": "2023-02",
            "settlements": 8110 + number,
            "status": "corrected",
            "attention": True,
            "owed": (Owed("测付", 3_000_000_77 + number),),
            "departed": "died",
            "county_code": "" if number == NO_COUNTY else home.parent,
            "township_code": "" if number in (NO_TOWNSHIP, NO_COUNTY) else home.code,
            "county": f"丝雀county{number}" if number == NO_COUNTY else county.name,
            "township": f"丝雀township{number}" if number in (NO_TOWNSHIP, NO_COUNTY) else home.name,
            "case_state": "decided",
            "case_since": "2023-01",
            "case_months": 2,
            "reopened": True,
            "visits": (planted_visit(number),),
            **changes,
        },
    )


def planted_visit(number: int) -> Visit:
    """What came back of person `number`."""
    texts = {name: f"丝雀visit_{name}{number}" for name in ("visitor", "identity", "measures", "remarks")}
    return Visit(
        date(2023, 1, 10 + number), "township", **texts, found="met", outcome="to_minimum", decision="confirmed"
    )


def planted_work(number: int) -> WorkRow:
    """Person `number` on a worklist, under other values than on the list."""
    home = HOMES[number]
    lost = number in (NO_TOWNSHIP, NO_COUNTY)
    return work_row(
        number,
        home,
        psn_name=f"黄莺name{number}",
        certno=f"39020219520408{number}84X",
        age=80 + number,
        identity=f"黄莺identity{number}",
        village=f"黄莺village{number}",
        resdbook_no=f"55443322{number}",
        mob=f"1770000888{number}",
        setl_id=f"黄莺setl{number}",
        layer="黄莺layer",
        amount_fen=9_000_000_13 + number * 1_000,
        compared_fen=9_500_000_17 + number * 1_000,
        reason="look_back_again",
        township_code="" if lost else home.code,
    )


def plain_forms(field: str, value: Any) -> set[str]:
    """Every way in which a value could be written, alone and whole; empty for what steers and is not shown."""
    if field.endswith("_fen"):
        return {money(value), str(yuan(value)), str(value)}
    if isinstance(value, date):
        return {value.isoformat(), date_zh(value), value.strftime("%Y%m%d")}
    if field == "age":
        return {f"{value}岁"}
    if field == "settlements":
        return {str(value)}
    if field == "identities":
        return {value[1]}
    if field == "identities_ended":
        return set(value)
    if field == "owed":
        return {money(value[0].amount_fen), str(yuan(value[0].amount_fen)), str(value[0].amount_fen)}
    if field == "visits":
        return {text for one in value for text in (one.visitor, one.identity, one.measures, one.remarks)}
    return {value} if isinstance(value, str) and value else set()


# How a value that is not unique to its person reads; looked for only where it may be seen.
SPOKEN: Mapping[str, Any] = {
    "insurance": INSURANCE.get,
    "departed": DEPARTED.get,
    "attention": lambda _value: "重点关注",
    "first_month": month_zh,
    "crossed_on": day_zh,
    "reason": REASONS.get,
    "case_since": month_zh,
    "case_months": str,
}
VISIT_FIELDS = ("on", "by", "visitor", "found", "outcome", "decision", "identity", "measures", "remarks")
WORDS = {"found": FOUND, "outcome": OUTCOME, "decision": DECISION}


@dataclass(frozen=True)
class Reader:
    """Whose file it is: kind of the access table, the persons on it, whether its rows are worklist rows."""

    kind: str
    own: frozenset[int]
    is_work: bool = False


def _readers() -> dict[str, Reader]:
    """The files that name somebody, by name."""
    found = {"bureau.html": Reader("bureau", frozenset({NO_TOWNSHIP, NO_COUNTY}))}
    for end in ("html", "xlsx"):
        for kind in ("civil_affairs", "rural_revitalization"):
            found[f"340121_{kind}.{end}"] = Reader(kind, frozenset({1, 2, NO_TOWNSHIP}))
            found[f"340123_{kind}.{end}"] = Reader(kind, frozenset({3}))
        found[f"worklists.{end}"] = Reader("bureau", frozenset(HOMES), is_work=True)
    for number in (1, 2, 3):
        code = HOMES[number].code[:9]
        found[f"{code}_township.html"] = Reader("township", frozenset({number}))
        found[f"{code}_mobilise.html"] = Reader("township", frozenset({number}), is_work=True)
    return found


READERS = _readers()
ISSUE: Issue = sample_issue([planted(number) for number in HOMES])
ROWS = {row.row_no: row for row in ISSUE.rows}
WORK_ROWS = {number: planted_work(number) for number in HOMES}
WORK = MonthWork((work_list("unreceived", *WORK_ROWS.values(), recipient="township"),), ())


def write_folder(root: Path, issue: Issue = ISSUE) -> Path:
    """The finished folder with everybody in it; the townships' pages are sealed."""
    write_issue(issue, ACCESS, root, WORK, TOWNSHIPS, overview=Overview(sample_picture(issue)))
    return root / issue.month / "current"


def packages(root: Path) -> dict[str, dict[str, bytes]]:
    """What every recipient finds in its package with the code, members by name; full numbers are asked for."""
    issue = replace(ISSUE, seal="5ea1" * 16)
    write_folder(root / "out", issue)
    config = Config(place="hefei", root=root)
    (root / config.paths.secret).write_bytes(KEY)
    finished = Finished(config, issue, ACCESS)
    packed = TargetSettings(recipients=("*",), url="x", package="zip", full_ids=True)
    return {who: _members(finished.parcel(who, packed), who) for who in finished.recipients}


def _members(parcel: Parcel, who: str) -> dict[str, bytes]:
    (content,) = [content for name, content in parcel.files.items() if name.endswith(".zip")]
    with pyzipper.AESZipFile(BytesIO(content)) as book:
        book.setpassword(package_code(KEY, ISSUE, who).encode("ascii"))
        return {name: book.read(name) for name in book.namelist()}


def content_of(path: Path) -> str:
    """Everything that whoever holds a file can read in it: texts, attributes, cells, what a passcode opens."""
    if path.suffix == ".xlsx":
        return unescape(book_text(path.read_bytes()))
    text = path.read_text(encoding="utf-8")
    if is_sealed(text):
        page = sealed(text)
        text += page.open(page.key(passcode(KEY, ISSUE, holder(path.stem))))
    return unescape(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))


def stands(text: str, words: str) -> bool:
    """Whether `words` stand in `text`, not as a part of a longer number or name."""
    start = r"(?<![0-9A-Za-z,.+/])" if words[0].isdigit() else ""
    end = r"(?![0-9A-Za-z,+/=])" if words[-1].isdigit() else ""
    return re.search(start + re.escape(words) + end, text) is not None
