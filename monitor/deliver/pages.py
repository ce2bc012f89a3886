"""The HTML pages: one file per recipient, complete in itself, without outside reference; its few scripts are our own.

Comes in: an issue, its slices, the templates. Goes out: HTML text. Never reads a clock or a file beside the
templates, never marks text as safe: every value is escaped by the template engine.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.deliver.department import department_page
from monitor.deliver.director import Overview, Summary, summary
from monitor.deliver.drawing import drawn
from monitor.deliver.owing import help_sums
from monitor.deliver.readable import readable
from monitor.deliver.rendering import rendered
from monitor.deliver.sections import sections
from monitor.deliver.summary import summary_lines
from monitor.deliver.township import township_page
from monitor.deliver.wording import STATUS, date_zh, money, month_zh, sentence, to_be_set, waiting
from monitor.errors import IntegrityError
from monitor.intake.receipt_words import FOUND, OUTCOME
from monitor.lists.access import Access
from monitor.lists.issue import NOT_LOADED, Issue, RuleText
from monitor.lists.placing import place_rows
from monitor.lists.slices import Slice, official_rows, tally
from monitor.lists.work import NO_WORK, MonthWork
from monitor.offices import DEPARTMENTS
from monitor.resources import templates_dir

_TOWNSHIP_SCRIPTS: Final = tuple(f"script/{name}.js" for name in ("filter", "receipts", "visit_form", "township"))
_FILE_NAME: Final = re.compile(r"[0-9a-z_]+\.(html|xlsx)")
_POLICY: Final = re.compile(r"script-src ([^;]*);")
_SCRIPT_SOURCES: Final = re.compile(r"'(sha256-[^']+)'")
_ANCHOR: Final = re.compile(r"#(top|c[0-9]{6}|list-[0-9]+)")


def file_name(name: str) -> str:
    """`name` if it is one of our own ASCII file names. Raises IntegrityError otherwise; used in links."""
    if not _FILE_NAME.fullmatch(name):
        raise IntegrityError("E-LIST-FILE", "名单文件名不是约定的代码", todo="请把本条消息告诉开发者。")
    return name


def anchor(name: str) -> str:
    """`name` if it leads to a heading of the same page. Raises IntegrityError otherwise; used in links."""
    if not _ANCHOR.fullmatch(name):
        raise IntegrityError("E-LIST-FILE", "页内链接不是约定的代码", todo="请把本条消息告诉开发者。")
    return name


def environment() -> Environment:
    """The template engine: everything escaped, an unknown name is an error, each template compiled once a process."""
    return _environment(templates_dir())


@cache
def _environment(folder: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["file_name"] = file_name
    made.filters["anchor"] = anchor
    made.filters["drawn"] = drawn
    return made


class Pages:
    """Renders the pages of one issue."""

    def __init__(self, issue: Issue, access: Access) -> None:
        self._issue = readable(issue)
        self._access = access
        self._env = environment()
        self._rules = {rule.id: rule for rule in self._issue.rules}
        self._frame = self._shared()

    def office(self, piece: Slice) -> str:
        """The page of a department or a township."""
        return self.department(piece) if piece.kind in DEPARTMENTS else self.township(piece)

    def township(self, piece: Slice) -> str:
        """The page of a township: its persons, with forms for the visits; where nobody is listed, nothing runs."""
        shown = {
            "piece": piece,
            "page": township_page(piece, self._issue, self._rules),
            "owed": money(piece.totals.owed_fen) if _shows_owed(piece) else "",
            "found": FOUND,
            "outcome": OUTCOME,
            "rules": self._rules_of(piece),
        }
        return self.render("township.html", piece.title_zh, shown, _TOWNSHIP_SCRIPTS if piece.rows else ())

    def _rules_of(self, piece: Slice) -> list[tuple[RuleText, str]]:
        """The rules under which somebody is on the list, so that a short list is one sheet of paper; all for nobody."""
        used = {row["rule_id"] for row in piece.rows}
        return [(rule, said) for rule, said in self._frame["rules"] if not used or rule.id in used]

    def department(self, piece: Slice) -> str:
        """The page of a department: a table to sort and to choose from; where nobody is listed, nothing runs."""
        shown = {
            "piece": piece,
            "page": department_page(piece, self._issue),
            "statuses": _status_counts(piece),
            "owed": money(piece.totals.owed_fen) if _shows_owed(piece) else "",
        }
        return self.render("department.html", piece.title_zh, shown, ("script/department.js",) if piece.rows else ())

    def bureau(self, piece: Slice, overview: Overview | None = None, work: MonthWork = NO_WORK) -> str:
        """The director's summary: the month by place and rule, what came of it, the money, the data."""
        summed = self._summary(overview, work)
        listed = official_rows(self._issue.rows)
        official, helped = tally(listed), help_sums(listed)
        shown = {
            "piece": piece,
            "lines": summary_lines(self._issue, place_rows(self._issue)),
            "rule_names": [rule.name for rule in self._issue.rules],
            "summed": summed,
            "funnel": () if summed else _funnel(self._issue),
            "sections": sections(piece, self._rules, is_correction=self._issue.is_correction),
            "unplaced_count": len(piece.rows),
            "burden": money(official.burden_fen),
            "over": money(official.over_by_fen),
            "owed": money(official.owed_fen) if official.owed_fen else "",
            "help": helped,
            "recounted": sum(one.amount_fen for one in helped) > official.owed_fen,
            "recipients": [(one.name, one.basis_in(self._issue.place)) for one in self._access.recipients.values()],
        }
        return self.render("bureau.html", piece.title_zh, shown, ("script/unfold.js",) if summed else ())

    def _summary(self, overview: Overview | None, work: MonthWork) -> Summary | None:
        """The figures as the director reads them; None for an issue that was frozen without."""
        if overview is None or overview.picture is None:
            return None
        made = summary(self._issue, overview.picture, work)
        overview.note(made)
        return made

    def index(self, cut: Sequence[Slice], work: MonthWork = NO_WORK, *, has_rollup: bool = False) -> str:
        """The bureau's table of contents, linking every file."""
        bureau = next(piece for piece in cut if piece.kind == "bureau")
        counties = [piece for piece in cut if piece.kind == "civil_affairs"]
        linked = [
            {
                "code": county.county_code[:6],
                "county": county.county,
                "totals": county.totals,
                "offices": [one for one in cut if one.county_code == county.county_code and not one.township_code],
                "townships": [one for one in cut if one.county_code == county.county_code and one.township_code],
            }
            for county in counties
        ]
        calls = Counter(row.township_code for one in work.mobilised for row in one.rows)
        mobilised = {piece.code: calls[piece.township_code] for piece in cut if calls[piece.township_code]}
        shown = {
            "piece": bureau,
            "counties": linked,
            "has_work": bool(work.lists),
            "has_rollup": has_rollup,
            "mobilised": mobilised,
        }
        return self.render("index.html", bureau.title_zh, shown, ("script/unfold.js",))

    def render(self, template: str, recipient: str, shown: dict[str, Any], scripts: Sequence[str] = ()) -> str:
        """A template with what all pages of the issue share, and what is `shown` on this one.

        `scripts` are templates below `script/`; the page allows them, and nothing else, by their hashes.
        """
        allowed = [{"file": name, "hash": text_hash(self._env, name)} for name in scripts]
        return rendered(self._env, template, {**self._frame, "recipient": recipient, "scripts": allowed, **shown})

    def scripts_of(self, page: str) -> tuple[str, ...]:
        """The templates of the scripts that a finished page allows by its policy, in the order of the page."""
        folder = templates_dir() / "script"
        names = {text_hash(self._env, f"script/{one.name}"): f"script/{one.name}" for one in folder.glob("*.js")}
        return tuple(names[one] for one in _SCRIPT_SOURCES.findall(_POLICY.findall(page)[0]))

    def _shared(self) -> dict[str, Any]:
        issue = self._issue
        return {
            "style_hash": text_hash(self._env, "style.css"),
            "place_name": issue.place_name,
            "month": month_zh(issue.month),
            "issued": date_zh(issue.issued_on),
            "version": issue.version,
            "draft": issue.draft,
            "document": issue.document,
            "pack_version": issue.pack_version,
            "program_version": issue.program_version,
            "rules": [(rule, sentence(rule)) for rule in issue.rules],
            "freshness": issue.freshness,
            "not_computed": waiting(issue.not_computed),
            "to_be_set": to_be_set(issue.not_computed),
            "not_loaded": [feed.name for feed in issue.freshness if feed.latest == NOT_LOADED],
        }


def text_hash(env: Environment, name: str) -> str:
    """The CSP source of an inline style sheet or script, by the name of its template."""
    text = rendered(env, name, {})
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _shows_owed(piece: Slice) -> bool:
    """Whether something is open, and the recipient may see it."""
    return piece.totals.owed_fen > 0 and all("owed_fen" in row for row in piece.rows)


def _status_counts(piece: Slice) -> list[tuple[str, str, int]]:
    """(status, Chinese, people) of the official list, the statuses that occur, in their order."""
    counts = Counter(row.get("status", "") for row in piece.rows if row["section"] == "official")
    return [(status, name, counts[status]) for status, name in STATUS.items() if counts[status]]


def _funnel(issue: Issue) -> list[tuple[str, str, int]]:
    """(label, count, width in thousandths of the largest count)."""
    most = max(issue.totals.values(), default=0)
    return [(label, f"{count:,}", max(4, count * 1000 // most) if most else 0) for label, count in issue.totals.items()]
