"""A policy pack as the other stages see it: rules and values, asked for by day.

In: what `loader.py` has proven. Out: frozen objects. Amounts of rules are whole fen,
values are exact decimals in the unit that they name. It never reads a file or a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from monitor.policy.figures import Unit
from monitor.policy.schema import (
    CareKind,
    CountedShape,
    DeadlineShape,
    IdentityEffectiveShape,
    Insurance,
    LayerShape,
    Level,
    Measure,
    Operator,
    RuleShape,
    SchemeShape,
    Topic,
    Window,
    WorklistShape,
)

Layer = LayerShape
Scheme = SchemeShape


@dataclass(frozen=True)
class PolicyValue:
    """One dated figure of the law; `value` is None where the operator must set it (`required_parameter`).

    `at_least`: the document sets a floor, which the operator may raise.
    """

    place: str
    id: str
    name: str
    layer: Topic
    value: Decimal | None
    unit: Unit
    from_date: date
    to_date: date | None
    article: str
    quote: str
    document: str
    interpretation: str
    identities: tuple[str, ...]
    required_parameter: bool
    at_least: bool
    set_by_operator: bool = False

    @property
    def left_open(self) -> bool:
        """Whether the operator may set it: the document has no figure, or only a floor."""
        return self.required_parameter or self.at_least

    def in_force(self, day: date) -> bool:
        """Whether the value applies on a day; both bounds are inclusive."""
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


@dataclass(frozen=True)
class Clause:
    """A provision without a figure of its own, such as "treat first, pay later"."""

    id: str
    name: str
    layer: Topic
    article: str
    quote: str
    document: str
    interpretation: str
    identities: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A warning rule with the threshold in force on the day that was asked for.

    Population: whoever holds any of `identities` (empty: everybody) and is in no rule
    of `not_in_rules`. `except_identities` never bring a person in by themselves;
    `insurance` empty means any.
    """

    id: str
    name: str
    measure: Measure
    operator: Operator
    threshold_fen: int
    window: Window
    kinds: tuple[CareKind, ...]
    identities: tuple[str, ...]
    not_in_rules: tuple[str, ...]
    except_identities: tuple[str, ...]
    attention_identities: tuple[str, ...]
    insurance: tuple[Insurance, ...]
    formula: str
    article: str
    quote: str
    document: str
    interpretation: str
    effective: date


@dataclass(frozen=True)
class Document:
    """A legal document of the pack; `citation` is title and number as printed."""

    id: str
    citation: str
    effective: date
    draft: bool


@dataclass(frozen=True)
class Pack:
    """The law of one place. `version` changes with any byte of the pack or its texts; `folder` is where it lies."""

    folder: Path
    place: str
    name: str
    division: str
    level: Level
    version: str
    documents: tuple[Document, ...]
    identity_effective: Literal["from_day", "next_month"]
    identity_effective_text: IdentityEffectiveShape
    med_types: dict[str, CareKind]
    insurance: dict[str, Insurance]
    counted: CountedShape
    layers: tuple[Layer, ...]
    values: tuple[PolicyValue, ...]
    clauses: tuple[Clause, ...]
    rule_shapes: tuple[RuleShape, ...]
    worklist_shapes: tuple[WorklistShape, ...]
    deadline_shapes: tuple[DeadlineShape, ...]

    @property
    def document(self) -> str:
        """Title and number of the main document."""
        return self.documents[0].citation

    @property
    def effective(self) -> date:
        """First day of the main document."""
        return self.documents[0].effective

    @property
    def draft(self) -> bool:
        """Whether the main document is only a draft for comment (征求意见稿)."""
        return self.documents[0].draft

    @property
    def counted_kinds(self) -> tuple[CareKind, ...]:
        """The kinds of care that the burden of the year counts; `counted` holds the quotation."""
        return self.counted.kinds

    def values_on(self, day: date) -> tuple[PolicyValue, ...]:
        """Every dated value in force on a day, in the order of the pack."""
        return tuple(value for value in self.values if value.in_force(day))

    def value_on(self, value_id: str, day: date) -> PolicyValue | None:
        """The value of an id in force on a day; None if there is none."""
        return next((value for value in self.values_on(day) if value.id == value_id), None)

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The warning rules whose threshold is in force on a day, in the order of the pack."""
        found = ((shape, self.value_on(shape.threshold, day)) for shape in self.rule_shapes)
        return tuple(self._rule(shape, line) for shape, line in found if line is not None and line.value is not None)

    def with_parameters(self, parameters: Mapping[str, Decimal]) -> "Pack":
        """The same pack with the operator's figures, by value id, where the documents leave them open."""
        filled = (
            replace(value, value=parameters[value.id], set_by_operator=True)
            if value.left_open and value.id in parameters
            else value
            for value in self.values
        )
        return replace(self, values=tuple(filled))

    def unset_in(self, layer: Layer) -> tuple[str, ...]:
        """Ids of the values that a layer needs and nobody has set: until then it is only taken as reported."""
        needed = {key for scheme in layer.schemes for key in scheme.value_ids}
        return tuple(dict.fromkeys(value.id for value in self.values if value.id in needed and value.value is None))

    def unset_lines_on(self, day: date) -> tuple[PolicyValue, ...]:
        """Warning lines in force on a day that the operator must set and has not set."""
        lines = (self.value_on(shape.threshold, day) for shape in self.rule_shapes)
        return tuple(line for line in lines if line is not None and line.value is None)

    def citation(self, document_id: str) -> str:
        """Title and number of a document; the empty id means the main one."""
        return next((d.citation for d in self.documents if d.id == document_id), self.document)

    def _rule(self, shape: RuleShape, line: PolicyValue) -> Rule:
        fields = shape.model_dump(exclude={"threshold", "document"})
        cited = {"document": self.citation(shape.document)}
        if any(value.id == line.id and value.from_date < line.from_date for value in self.values):
            cited = {"article": line.article, "quote": line.quote, "document": line.document}
        if line.set_by_operator:
            cited["formula"] = f"{shape.formula}；预警线由经办机构设定，文件没有写明数值"
        threshold_fen = int((line.value or Decimal(0)) * 100)
        return Rule(**fields | cited, threshold_fen=threshold_fen, effective=line.from_date)
