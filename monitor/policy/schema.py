"""The shape of a policy pack file: which keys there are and what may stand in them.

In: the parsed TOML of one pack. Out: frozen models, or pydantic's list of what does not
fit. It knows nothing of the law: whether a value is proven is `proof.py`, whether the
parts fit together is `structure.py`.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from monitor.policy.figures import Unit
from monitor.policy.identity import IDENTITY_NAMES, canonical_identity

CareKind = Literal[
    "inpatient", "outpatient_chronic", "high_value_drug", "outpatient", "emergency", "pharmacy", "maternity", "other"
]
Insurance = Literal["resident", "employee", "other"]
Measure = Literal["self_pay", "burden"]
Operator = Literal[">", ">="]
Window = Literal["calendar_year"]
TierBasis = Literal["accumulated", "excess"]
Accumulates = Literal["everyone", "entitled"]
ReportedColumn = Literal[
    "hifp_pay", "hifmi_pay", "hifob_pay", "maf_pay", "cvlserv_pay", "hifes_pay", "hifdm_pay", "othfund_pay",
    "ownpay_hosp_part",
]  # fmt: skip
Level = Literal["province", "city", "county"]
Condition = Literal[
    "treated_here", "treated_elsewhere", "in_province", "referred", "not_referred", "emergency",
    "resident_elsewhere", "designated", "severe_mental_illness", "applied", "special_drug",
]  # fmt: skip
LayerId = Literal[
    "basic", "catastrophic", "special_drug", "assistance", "assistance_major", "assistance_tilted", "bed_day",
    "reduction", "commercial", "re_assistance",
]  # fmt: skip
WorklistId = Literal[
    "uninsured_full", "uninsured_partial", "premium_due", "insured_twice", "actual_rate", "assistance_rate",
    "household_means", "household_burden", "chronic_unenrolled", "treat_first", "zero_pay", "beyond_catalogue",
    "re_assistance", "look_back", "tag_missing", "temporary_ledger", "unreceived", "overpaid", "over_cost", "departed",
]  # fmt: skip
DeadlineId = Literal["rosters", "comparison", "lists", "summary", "report"]
Topic = Literal[
    "basic", "catastrophic", "special_drug", "assistance", "assistance_major", "assistance_tilted", "bed_day",
    "reduction", "commercial", "re_assistance", "application", "premium_subsidy", "roster_exchange",
    "treat_first", "warning", "watch",
]  # fmt: skip


def _exact(value: Any) -> Any:
    """Only a TOML number: no text, no true/false, no infinity."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise PydanticCustomError("number", "number")
    return value


def _known_identity(value: Any) -> Any:
    """Only a canonical identity name; an alias is answered with its canonical name."""
    if value not in IDENTITY_NAMES:
        meant = canonical_identity(value) if isinstance(value, str) else None
        raise PydanticCustomError("identity", "identity", {"word": str(value), "meant": meant or ""})
    return value


Figure = Annotated[Decimal, BeforeValidator(_exact)]
IdentityName = Annotated[str, BeforeValidator(_known_identity)]
Text = Annotated[str, StringConstraints(min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{2,6}$")]
Day = Annotated[date, Strict()]
Flag = Annotated[bool, Strict()]


class Shape(BaseModel):
    """Base of every table of a pack: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(Shape):
    """Anything that rests on a sentence: article, verbatim quotation, and the reading where the text is open."""

    article: Text
    quote: Annotated[str, StringConstraints(min_length=4)]
    interpretation: str = ""
    document: str = ""


class DocumentShape(Shape):
    """One legal document; `text` is the file with its wording, relative to the pack."""

    id: Key
    title: Text
    number: str = ""
    text: Annotated[str, StringConstraints(pattern=r"^texts/[0-9A-Za-z_\-]+\.txt$")]
    effective: Day
    effective_quote: Text
    draft: Flag = False


class PlaceShape(Shape):
    """Whose pack it is: `division` has 2 digits for a province, 4 for a city, 6 for a county."""

    place: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    division: Annotated[str, StringConstraints(pattern=r"^(\d{2}|\d{4}|\d{6})$")]
    level: Level


class IdentityEffectiveShape(Shape):
    """From when an identity counts; without a quotation the reading must be explained."""

    rule: Literal["from_day", "next_month"]
    article: str = ""
    quote: str = ""
    interpretation: str = ""


class CountedShape(Cited):
    """The kinds of care that the burden of the year counts."""

    kinds: Annotated[tuple[CareKind, ...], Field(min_length=1)]


class ValueShape(Cited):
    """One dated figure. `nth` or `written` says which figure of the quotation it is, where there are several.

    `at_least`: the document only sets a floor (不低于), so the operator may set a higher figure; until
    then the floor counts.
    """

    id: Key
    name: Text
    layer: Topic
    unit: Unit
    from_date: Annotated[Day, Field(alias="from")]
    to_date: Annotated[Day | None, Field(alias="to")] = None
    value: Figure | None = None
    required_parameter: Flag = False
    at_least: Flag = False
    nth: Annotated[int, Strict(), Field(ge=1)] | None = None
    written: Text | None = None
    identities: tuple[IdentityName, ...] = ()


class TierShape(Shape):
    """One tier: `over`, `upto` and `rate` are ids of values; the last tier has no `upto`.

    The first tier begins at the scheme's deductible (as lowered by `deductible_cut`), whose id is its `over`; without
    a deductible it has no `over` and begins at the first fen. Where the layer's `tier_basis` is excess, every other
    bound is read on what lies above the deductible.
    """

    over: Key | None = None
    upto: Key | None = None
    rate: Key


class AdjustmentShape(Shape):
    """Percentage points added to every tier's rate when all of `when` hold."""

    when: tuple[Condition, ...] = ()
    by: Key


class SchemeShape(Shape):
    """The figures for some identities within a layer; no identities means everybody else.

    `deductible_cut` is the share by which the deductible is lowered (0.5: halved); `rate_floor` is the least rate of
    any tier after the adjustments. Both are ids of rates. `reported_only`: the document has no figures for these
    people, what the platform reports is taken for them. `insurance`: only settlements under that insurance; one that
    is not known counts as residents'.
    """

    identities: tuple[IdentityName, ...] = ()
    insurance: Literal["resident", "employee"] | None = None
    on_application: Flag = False
    reported_only: Flag = False
    deductible: Key | None = None
    deductible_cut: Key | None = None
    rate_floor: Key | None = None
    tiers: tuple[TierShape, ...] = ()
    cap: Key | None = None
    daily: Key | None = None
    adjustments: tuple[AdjustmentShape, ...] = ()

    @property
    def value_ids(self) -> tuple[str, ...]:
        """Ids of every value that the scheme refers to."""
        tiers = (key for tier in self.tiers for key in (tier.over, tier.upto, tier.rate))
        single = (self.deductible, self.deductible_cut, self.rate_floor, self.cap, self.daily)
        return tuple(key for key in (*single, *tiers, *(a.by for a in self.adjustments)) if key is not None)


class LayerShape(Cited):
    """One layer of payment, in order. `conditions` are alternatives, each a set that must hold together.

    `reported` are the national columns whose sum the platform reports for the layer; `other_payers` are payments of
    others that come off the base before it. `accumulates`: whether everybody's eligible cost adds up, or only that of
    settlements for which the person has a scheme here. `rates_never_fall`: the document asks for rates that rise with
    the cost, so a later tier must not pay less than an earlier one.
    """

    id: LayerId
    name: Text
    base: Text
    kinds: Annotated[tuple[CareKind, ...], Field(min_length=1)]
    reported_only: Flag = False
    reported: tuple[ReportedColumn, ...] = ()
    other_payers: tuple[ReportedColumn, ...] = ()
    accumulates: Accumulates = "entitled"
    tier_basis: TierBasis = "accumulated"
    rates_never_fall: Flag = False
    conditions: tuple[tuple[Condition, ...], ...] = ()
    schemes: tuple[SchemeShape, ...] = ()


class RuleShape(Cited):
    """One warning rule; `threshold` is the id of a value in yuan, `operator` must always be chosen."""

    id: Key
    name: Text
    measure: Measure
    operator: Operator
    threshold: Key
    window: Window
    kinds: Annotated[tuple[CareKind, ...], Field(min_length=1)]
    identities: tuple[IdentityName, ...] = ()
    not_in_rules: tuple[Key, ...] = ()
    except_identities: tuple[IdentityName, ...] = ()
    attention_identities: tuple[IdentityName, ...] = ()
    insurance: tuple[Insurance, ...] = ()
    formula: Text


class ClauseShape(Cited):
    """A provision without a figure of its own that the system follows or shows."""

    id: Key
    name: Text
    layer: Topic
    identities: tuple[IdentityName, ...] = ()


class WorklistShape(Cited):
    """One of the bureau's own worklists; `id` names its query, `figures` the ids of the values that it compares with.

    `identities` is whom it looks at, `except_identities` whom it leaves out, `layers` the layers that it compares.
    """

    id: WorklistId
    name: Text
    recipient: Literal["bureau", "township"] = "bureau"
    identities: tuple[IdentityName, ...] = ()
    except_identities: tuple[IdentityName, ...] = ()
    layers: tuple[LayerId, ...] = ()
    figures: dict[str, Key] = {}
    formula: Text
    todo: Text


class DeadlineShape(Cited):
    """Something that somebody (`who`) must have done by a day; `day`, `within` and `month` are ids of values.

    `day`: before this day of every month. `within`: so many working days after what `after` names. `month`: by the end
    of this month of every year. With none of them the document only says periodically, and the operator sets the day.
    """

    id: DeadlineId
    name: Text
    who: Text
    day: Key | None = None
    within: Key | None = None
    after: DeadlineId | None = None
    month: Key | None = None


class PackFile(Shape):
    """A whole pack file. The first document is the one that the pack is named after."""

    pack: PlaceShape
    documents: Annotated[tuple[DocumentShape, ...], Field(min_length=1)]
    identity_effective: IdentityEffectiveShape
    counted: CountedShape
    med_types: dict[CareKind, tuple[Code, ...]]
    insurance: dict[Insurance, tuple[Code, ...]]
    rules: tuple[RuleShape, ...]
    layers: tuple[LayerShape, ...] = ()
    values: tuple[ValueShape, ...]
    clauses: tuple[ClauseShape, ...] = ()
    worklists: tuple[WorklistShape, ...] = ()
    deadlines: tuple[DeadlineShape, ...] = ()
