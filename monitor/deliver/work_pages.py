"""The worklists' pages: one for the bureau with every list, one for each township with the names to mobilise.

Comes in: a month's worklists, their issue, the access table. Goes out: (file name, recipient, rows, content). Never
reads a clock; every value is escaped by the template engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from monitor.deliver.pages import Pages
from monitor.deliver.readable import readable
from monitor.deliver.wording import NO_VILLAGE, SEX, UNPLACED, money, titled
from monitor.deliver.work_book import work_book
from monitor.deliver.work_wording import NOT_ADDED_UP, REASONS, STATES, UNITS, amount_headings, rate
from monitor.lists.access import Access
from monitor.lists.issue import Issue
from monitor.lists.masking import visible
from monitor.lists.work import MonthWork, WorkList
from monitor.lists.work_slices import Mobilisation, ReducedWork, WorkPart, bureau_parts, mobilisations, unplaced

Content = tuple[str, str, int, bytes]
PAGE: Final = "worklists.html"
BOOK: Final = "worklists.xlsx"
UNFOLD: Final = "script/unfold.js"
OPEN_UP_TO: Final = 20


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One row as a page shows it: finished texts, empty where not allowed or not known."""

    number: int
    name: str
    who: str
    papers: tuple[str, ...]
    identity: str
    place: str
    payer: str
    reason: str
    state: str
    amount: str
    compared: str


def work_files(work: MonthWork, issue: Issue, access: Access, pages: Pages) -> Iterator[Content]:
    """The bureau's page and workbook and every township's page; nothing for an issue without worklists."""
    if not work.lists:
        return
    parts = bureau_parts(work, access, show_phone=issue.show_phone)
    rows = sum(len(part.rows) for part in parts)
    yield PAGE, "bureau", rows, bureau_page(work, parts, issue, pages).encode("utf-8")
    yield BOOK, "bureau", rows, work_book(parts, readable(issue))
    for piece in mobilisations(work, issue.regions, access, show_phone=issue.show_phone):
        yield f"{piece.code}.html", piece.code, piece.row_count, mobilise_page(piece, pages).encode("utf-8")


def bureau_page(work: MonthWork, parts: tuple[WorkPart, ...], issue: Issue, pages: Pages) -> str:
    """All lists on one page: the table of lists, coverage, then each list with its law."""
    covered = work.coverage
    shown = {
        "coverage": [(visible(one.name), one.due, one.done, rate(one.done, one.due), one.target) for one in covered],
        "parts": [_part(part, unplaced(part.worklist, issue.regions)) for part in parts],
        "total": sum(len(part.rows) for part in parts),
        "hindered": sum(bool(part.worklist.hindrance) for part in parts),
    }
    return pages.render("worklists.html", f"{visible(issue.place_name)}医疗保障部门", shown, (UNFOLD,))


def mobilise_page(piece: Mobilisation, pages: Pages) -> str:
    """One township's names, by village."""
    shown = {
        "parts": [{**_part(part, 0), "villages": _by_village(part)} for part in piece.parts],
        "total": piece.row_count,
    }
    return pages.render("mobilise.html", piece.county + piece.township, shown)


def _part(part: WorkPart, unplaced_count: int) -> dict[str, Any]:
    one = part.worklist
    amount, compared = amount_headings(one.id)
    has_amount = any(row.get("amount_fen") is not None for row in part.rows)
    return {
        "id": one.id,
        "law": _law(one),
        "lines": [_line(row) for row in part.rows],
        "is_short": len(part.rows) <= OPEN_UP_TO,
        "persons": one.persons,
        "unit": UNITS.get(one.id, "人"),
        "unplaced": unplaced_count if one.recipient == "township" else 0,
        "at_stake": money(one.amount_fen) if amount and has_amount and one.id not in NOT_ADDED_UP else "",
        "amount": amount,
        "compared": compared,
    }


def _law(one: WorkList) -> dict[str, Any]:
    """The texts of a list with nothing invisible in them."""
    texts = ("name", "article", "quote", "interpretation", "formula", "todo", "hindrance")
    return {
        **{name: visible(getattr(one, name)) for name in texts},
        "document": titled(visible(one.document)),
        "recipient": one.recipient,
        "identities": [visible(name) for name in one.identities],
        "figures": [(visible(name), visible(text)) for name, text in one.figures],
    }


def _line(row: ReducedWork) -> WorkLine:
    return WorkLine(
        number=row["row_no"],
        name=row.get("psn_name", ""),
        who=_who(row),
        papers=_papers(row),
        identity=row.get("identity", ""),
        place=_place(row),
        payer=row.get("layer", ""),
        reason=REASONS[row["reason"]] if "reason" in row else "",
        state=STATES.get(row.get("insured_state", ""), ""),
        amount=_money(row, "amount_fen"),
        compared=_money(row, "compared_fen"),
    )


def _who(row: ReducedWork) -> str:
    age = f"{row['age']}岁" if row.get("age") is not None else row.get("age_band", "")
    return " ".join(word for word in (SEX.get(row.get("gend", ""), ""), age) if word)


def _papers(row: ReducedWork) -> tuple[str, ...]:
    number = row.get("certno") or row.get("certno_masked")
    lines = (
        f"证件 {number}" if number else "",
        f"证件末四位 {row['certno_tail']}（同村同名）" if row.get("certno_tail") else "",
        f"户号 {row['resdbook_no']}" if row.get("resdbook_no") else "",
        f"结算 {row['setl_id']}" if row.get("setl_id") else "",
        f"电话 {row['mob']}" if row.get("mob") else "",
    )
    return tuple(text for text in lines if text)


def _place(row: ReducedWork) -> str:
    township = row.get("township", "") if row.get("township_code", "-") else f"{UNPLACED} {row.get('township', '')}"
    return " ".join(word.strip() for word in (row.get("county", ""), township, row.get("village", "")) if word.strip())


def _by_village(part: WorkPart) -> list[tuple[str, list[WorkLine]]]:
    grouped: dict[str, list[WorkLine]] = {}
    for row in part.rows:
        grouped.setdefault(row.get("village") or NO_VILLAGE, []).append(_line(row))
    return list(grouped.items())


def _money(row: Mapping[str, Any], field: str) -> str:
    return money(row[field]) if row.get(field) is not None else ""
