"""The issue of one month as plain values: what the offices are told, before it is cut into slices.

Comes in: rows that the freeze has read from the warehouse. Goes out: frozen dataclasses that slices and
pages read. Never computes a policy figure, never reads a clock, never reduces fields (see `slices`).
All amounts are whole fen; all codes are the 12 digits of the region table or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

NOT_LOADED = "未载入"
Measure = Literal["self_pay", "burden"]
Status = Literal["new", "continuing", "escalated", "corrected", "gone"]
Insurance = Literal["resident", "employee", "other", "unknown"]
Level = Literal["county", "township"]
Section = Literal["official", "early", "past"]
CaseState = Literal["", "to_visit", "visited", "decided", "closed"]


@dataclass(frozen=True, slots=True)
class RuleText:
    """One warning rule in the words of the policy: `threshold_fen` in fen, `operator` ">" or ">="."""

    id: str
    name: str
    measure: Measure
    measure_name: str
    operator: str
    threshold_fen: int
    formula: str
    kinds_text: str
    window_text: str
    article: str
    quote: str
    document: str
    attention: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """How fresh one feed is: its Chinese name, the latest date as text (or a word), and a remark."""

    name: str
    latest: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A county or township: 12-digit `code`, `parent` is the county's 12-digit code for a township, else empty."""

    code: str
    name: str
    level: Level
    parent: str = ""


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A layer that is only taken as reported until the operator sets its `parameters`: Chinese names with ids."""

    layer: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a payer still owes a person of the year, in fen: paid by itself, or on application under `article`."""

    payer: str
    amount_fen: int
    on_application: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One receipt of the row's case: the day, `by` township, civil_affairs or rural_revitalization, and who it was.

    `found`, `outcome` and `decision` are codes of `receipts.toml` or empty, `identity` the word that was decided on.
    """

    on: date
    by: str
    visitor: str
    found: str
    outcome: str
    decision: str
    identity: str
    measures: str
    remarks: str


@dataclass(frozen=True, slots=True)
class SealedWith:
    """How the pages were sealed on the day of issue: whose, for how many days, with how many rounds of the KDF."""

    kinds: tuple[str, ...]
    valid_days: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """One warned person under one rule. `amount_fen` is the measure to date, the rest its parts.

    `medfee = basic + catastrophic + assistance + other_funds + hospital + burden`, to the fen. Self-pay,
    preself and own-expense are "of which" figures and need not add up to the burden (`POLICY.md` section 2).
    `owed_fen` is how much of the burden could still be paid, `owed` by whom and how; `departed` is `died`, `moved`
    or `stopped` (no longer insured), empty for everybody else. `case_state` is empty off the official list;
    `case_since` the month in which the present case began, `case_months` its age in months, 0 in the month it began;
    `visits` what came back so far, the newest last; `identities_ended` what was
    lost in this month. The defaults are for issues frozen before they were.
    """

    row_no: int
    rule_id: str
    status: Status
    early_watch: bool
    early_reason: str
    person_key: str
    psn_name: str
    certno: str
    certno_is_id: bool
    gend: str
    brdy: date | None
    age: int | None
    insurance: Insurance
    identity: str
    identities: tuple[str, ...]
    identity_since: date | None
    attention: bool
    county_code: str
    county: str
    township_code: str
    township: str
    village: str
    resdbook_no: str
    mob: str
    addr: str
    measure: Measure
    amount_fen: int
    threshold_fen: int
    over_by_fen: int
    previous_amount_fen: int | None
    correction_cause: str
    first_month: str
    crossed_on: date | None
    settlements: int
    medfee_fen: int
    in_scope_fen: int
    basic_fen: int
    catastrophic_fen: int
    assistance_fen: int
    other_funds_fen: int
    hospital_fen: int
    self_pay_fen: int
    own_expense_fen: int
    preself_fen: int
    burden_fen: int
    owed_fen: int = 0
    owed: tuple[Owed, ...] = ()
    departed: str = ""
    case_state: CaseState = "to_visit"
    case_since: str = ""
    case_months: int = 0
    reopened: bool = False
    visits: tuple[Visit, ...] = ()
    identities_ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Everything of one month's issue; `totals` maps a Chinese label to a count, in the order of the funnel.

    Version 1 is the month's list; a later one is a correction list, whose rows are only what has become other than it
    was told. `show_phone` is the operator's setting on the day of issue; `not_computed` are the layers that wait for a
    figure; `sealing` how pages are sealed, None for issues frozen before it was kept; `seal` the SHA-256 of what was
    frozen, hex (empty until it is), the other two of what it was made from.
    """

    place: str
    place_name: str
    month: str
    issued_on: date
    version: int
    draft: bool
    document: str
    pack_version: str
    program_version: str
    rules: tuple[RuleText, ...]
    freshness: tuple[Feed, ...]
    regions: tuple[Region, ...]
    rows: tuple[IssueRow, ...]
    totals: Mapping[str, int]
    show_phone: bool = False
    not_computed: tuple[NotComputed, ...] = ()
    sealing: SealedWith | None = None
    seal: str = ""
    settings_sha256: str = ""
    inputs_sha256: str = ""

    @property
    def is_correction(self) -> bool:
        """Whether this is a correction list and not the list of the month."""
        return self.version > 1


def section_of(row: IssueRow) -> Section:
    """Where a row is shown: the official list, the early watch, or what was corrected away or has gone.

    A corrected person who is still over the line stays on the official list.
    """
    if row.status == "gone" or (row.status == "corrected" and row.over_by_fen <= 0):
        return "past"
    return "early" if row.early_watch else "official"
